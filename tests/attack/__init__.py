"""An attack on the services: whole histories in which one event comes late, twice, or late to one of them."""
