"""Where journals are kept: engines, encryption at rest and migrations."""
