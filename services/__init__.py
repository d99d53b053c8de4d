"""The four services: each listens to events, decides by pure rules and answers with effects."""
