"""Deterministic references: the same fact has the same one, so that nothing is written twice.

The adapter marks them as ours with a prefix of its own.
"""

import hashlib
import re

from shared.contracts.records import PlanKind

LONGEST = 64
"""What the contract's `Id` holds."""

SHORT: dict[PlanKind, str] = {"care_plan": "cp", "pathway_plan": "pp"}


def reference(*parts: str | int) -> str:
    """Join the parts of a fact; when that is too long, its first part and 128 bits of its SHA-256."""
    joined = "-".join(str(part) for part in parts)
    if re.fullmatch(rf"[A-Za-z0-9_.:-]{{1,{LONGEST}}}", joined):
        return joined
    digest = hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()
    head = re.sub(r"[^A-Za-z0-9_-]", "", str(parts[0]))[:31]
    return f"{head}-{digest[:32]}"


def entry_reference(plan_id: str, version: int, commitment_id: str, target: PlanKind) -> str:
    """Return the reference of one commitment of one plan version in one target."""
    return reference(plan_id, f"v{version}", commitment_id, SHORT[target])
