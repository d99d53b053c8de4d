"""One suite for the journal, on every store."""
