"""What all services stand on: contracts, journal, bus, storage, case-system port, observation."""
