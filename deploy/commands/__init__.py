"""The command line's parts that are more than one command; `deploy/cli.py` puts them together."""
