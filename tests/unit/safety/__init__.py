"""Histories that ended unsafe once, through all four services, each with its right end (issue 7, by kind)."""
