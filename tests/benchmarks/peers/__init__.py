"""The peers, each a worker process that does the benchmark's job with one framework, tuned for it."""
