"""Policies: the authorities' files, one version or several each, and what reads, checks and tells them."""
