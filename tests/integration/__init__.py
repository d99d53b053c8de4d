"""On real RabbitMQ, PostgreSQL and case system."""
