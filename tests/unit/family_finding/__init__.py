"""Family finding, rule by rule."""
