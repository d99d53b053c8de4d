"""The published contract against its frozen copy."""
