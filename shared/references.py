"""Deterministic references: the same fact has the same one, so that nothing is said or written twice."""

import hashlib
import re

LONGEST_ID = 64
"""What the contract's `Id` holds."""

LONGEST_CODE = 40
"""What the contract's `Code` holds."""


def reference(*parts: str | int, longest: int = LONGEST_ID) -> str:
    """Join the parts of a fact; when that is too long, as much of its first part as fits and a SHA-256.

    The digest keeps 128 bits, or 100 where only forty characters are allowed.
    """
    joined = "-".join(str(part) for part in parts)
    if re.fullmatch(rf"[A-Za-z0-9_.:-]{{1,{longest}}}", joined):
        return joined
    digest = hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()
    kept = digest[: 32 if longest >= LONGEST_ID else 25]
    head = re.sub(r"[^A-Za-z0-9_-]", "", str(parts[0]))[: longest - len(kept) - 1]
    return f"{head}-{kept}"
