"""Imports of national extracts: every child, worker and date in these tests is invented."""
