"""Who a lead is, read through the case-system port and kept only as a likeness for matching."""

from services.family_finding.matching import likeness
from services.family_finding.state import Likeness
from shared.case_system.port import CaseSystem
from shared.contracts.case_search import LeadRecorded
from shared.contracts.envelope import Envelope
from shared.errors import CaseSystemRefused


async def read_likeness(event: LeadRecorded, _envelope: Envelope, case_system: CaseSystem) -> Likeness | None:
    """The lead's likeness; None when the case system will not say, and then nothing is matched.

    A lead whose record is closed to us must still be registered: without it nothing would be kept from it.
    Raises the other errors of the port, so that the journal tries again.
    """
    try:
        details = (await case_system.read_lead(event.lead_id)).value
    except CaseSystemRefused:
        return None
    return likeness((details.name, *details.aliases), details.birth_year)
