"""Tests of what all services stand on."""
