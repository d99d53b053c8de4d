"""When there is a network to bring together (DOMAIN 1, stages 6 and 7; DOMAIN 3).

The rule: nothing stops the work, the child's views on the search are heard, and at least one lead is engaged
with gate G4 open (introduced, or may attend first). It is said again whenever somebody joins. The search need
not be over: people are found at their own pace, and one person is a network too (hard case 41).
"""

from datetime import date

from services.family_finding.gates import is_open
from services.family_finding.same_person import same_person
from services.family_finding.search_gate import work_stopped
from services.family_finding.state import Search

STAGE = "search"
"""The stage whose views must be heard before it is left for the conference."""


def gathered(search: Search, today: date) -> tuple[str, ...]:
    """The leads who can come together, each person once, in the order in which they were recorded."""
    if work_stopped(search):
        return ()
    found: list[str] = []
    for lead_id, lead in search.leads.items():
        already = any(member in found for member in same_person(search, lead_id))
        if lead.engaged and not already and is_open(search, lead_id, "G4", today):
            found.append(lead_id)
    return tuple(found)
