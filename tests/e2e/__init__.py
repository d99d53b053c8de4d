"""Whole journeys over every part."""
