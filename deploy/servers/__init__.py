"""Private RabbitMQ and PostgreSQL nodes on loopback, for the demo, the tests and the benchmark."""
