"""The authority's case system, read and written through one port."""
