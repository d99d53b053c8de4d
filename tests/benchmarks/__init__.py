"""Ours beside other ways to do the same job on RabbitMQ and PostgreSQL (`make bench`).

The job: a 1 KB CloudEvent comes from a quorum queue, is deduplicated on (source, id), changes the
durable state of one child, and leads to one confirmed result event of about 600 bytes; then it is acked.
"""
