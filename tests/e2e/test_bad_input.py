"""Messages that are no event, sent to the real services: kept or ignored, and nothing of them leaks."""
