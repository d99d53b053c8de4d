"""The conference service's rules: events in, decisions out, nothing else."""
