"""How events travel: RabbitMQ, or in-process for the embedded default and the unit tests."""
