"""plan_sync: what is decided, what is written, in which words."""
