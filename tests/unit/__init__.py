"""Pure and quick: no server, no network, no waiting."""
