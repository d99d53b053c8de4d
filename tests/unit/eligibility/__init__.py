"""Unit tests of eligibility: each rule is read from DOMAIN.md, each test is pure."""
