"""References of entries; the adapter marks them as ours with a prefix of its own."""

from shared.contracts.records import PlanKind
from shared.references import reference

SHORT: dict[PlanKind, str] = {"care_plan": "cp", "pathway_plan": "pp"}


def entry_reference(plan_id: str, version: int, commitment_id: str, target: PlanKind) -> str:
    """Return the reference of one commitment of one plan version in one target."""
    return reference(plan_id, f"v{version}", commitment_id, SHORT[target])
