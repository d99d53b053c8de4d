"""Family finding: the search, the lead register and the safety gates G1 to G4 (DOMAIN 1, 3 and 4)."""
