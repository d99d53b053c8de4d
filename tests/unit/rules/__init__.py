"""The rules of the work that services share, each test named like the sentence it holds."""
