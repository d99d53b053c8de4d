"""The exactly-once core: inbox, state, outbox, writes and audit of one service."""
