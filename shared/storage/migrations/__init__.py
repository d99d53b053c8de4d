"""The schema's history; every service's journal has the same one."""
