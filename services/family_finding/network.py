"""When there is a network to bring together (DOMAIN 1, stages 6 and 7; DOMAIN 3).

The rule: nothing stops the work, the child's views on the search are heard, and at least one lead is willing
with gate G4 open (introduced, or may attend first). It is said again whenever somebody joins. The search need
not be over: people are found at their own pace, and one person is a network too (hard case 41).
"""

from services.family_finding.gates import GateKeeper

STAGE = "search"
"""The stage whose views must be heard before it is left for the conference."""


def gathered(gates: GateKeeper) -> tuple[str, ...]:
    """The leads who can come together, each person once, in the order in which they were recorded."""
    found: list[str] = []
    for lead_id in gates.picture.lead_ids:
        already = any(member in found for member in gates.picture.same(lead_id))
        if not already and gates.is_open(lead_id, "G4") and gates.picture.willing(lead_id):
            found.append(lead_id)
    return tuple(found)
