"""What can be seen from outside: logs, metrics, health and traces, none of which can name a person."""
