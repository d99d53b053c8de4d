"""Rules about the repository itself: size, words, documentation."""
