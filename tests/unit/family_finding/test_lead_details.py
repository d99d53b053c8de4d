"""Reading who a lead is: what is kept of it, and what happens when the case system will not say."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from services.family_finding.lead_details import read_likeness
from services.family_finding.state import Likeness
from shared.case_system.port import CaseSystem, Dated, LeadDetails
from shared.contracts.envelope import Envelope
from shared.errors import CaseSystemError, CaseSystemRefused, CaseSystemUnavailable
from tests.unit.family_finding.story import lead

ENVELOPE = Envelope.model_validate(
    {"id": "E1", "source": "test", "type": "t", "subject": "C1", "time": "2026-11-02T09:00:00Z"}
)


class Register:
    """A case system that knows one lead, or has one fault."""

    def __init__(self, fault: CaseSystemError | None = None) -> None:
        """Without a fault it answers."""
        self.fault = fault

    async def read_lead(self, lead_id: str) -> Dated[LeadDetails]:
        """Return the lead or raise the fault."""
        if self.fault:
            raise self.fault
        details = LeadDetails(lead_id, "Zoë Öztürk", ("Zoë Hall",), 1979)
        return Dated(details, datetime(2026, 11, 2, tzinfo=UTC))


async def read(register: Register) -> Likeness | None:
    """Read the one lead."""
    return await read_likeness(lead(), ENVELOPE, cast("CaseSystem", cast("Any", register)))


async def test_only_a_folded_likeness_is_kept() -> None:
    """What matching needs, and no more."""
    assert await read(Register()) == Likeness(names=("ozturk zoe", "hall zoe"), birth_year=1979)


async def test_a_closed_record_is_registered_without_a_likeness() -> None:
    """A lead that we may not read must still be blocked."""
    assert await read(Register(CaseSystemRefused("read_lead", status=403))) is None


async def test_a_case_system_that_is_away_is_tried_again() -> None:
    """The journal keeps the event's place."""
    with pytest.raises(CaseSystemUnavailable):
        await read(Register(CaseSystemUnavailable("read_lead", status=503)))
