"""The rules of the work that services share (DOMAIN 2 to 6): pure, apart from machinery."""
