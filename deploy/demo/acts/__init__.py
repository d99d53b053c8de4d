"""What workers do with a case, each in their own log-in and role, in the words of their work."""
