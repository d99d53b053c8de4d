"""The case-system port without a case system: classification, credentials, mapping, words."""
