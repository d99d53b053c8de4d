"""A small children's case record to try the services with; it stands for the authority's real tool."""
