"""A service, its workers and everything that befalls them: what the survival tests are made of."""
