"""References of what we write; the adapter marks them as ours with a prefix of its own.

Every reference begins with the child's id and a colon, which no child's id contains: two children who share a
lead, a plan or a family never share a reference (hard case 69).
"""

from shared.contracts.records import PlanKind
from shared.references import reference

SHORT: dict[PlanKind, str] = {"care_plan": "cp", "pathway_plan": "pp"}


def childs(child_id: str, *parts: str | int) -> str:
    """Return the reference of one fact about one child."""
    first, *others = parts
    return reference(f"{child_id}:{first}", *others)


def entry_reference(child_id: str, plan_id: str, version: int, commitment_id: str, target: PlanKind) -> str:
    """Return the reference of one commitment of one plan version in one target."""
    return childs(child_id, plan_id, f"v{version}", commitment_id, SHORT[target])


def entry_reference_of_old(plan_id: str, version: int, commitment_id: str, target: PlanKind) -> str:
    """Return the reference that such an entry had before references named the child."""
    return reference(plan_id, f"v{version}", commitment_id, SHORT[target])
