"""Eligibility: screens each child's record, explains, re-screens on change, and takes referrals in."""
