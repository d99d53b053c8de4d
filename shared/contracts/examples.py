"""A whole message for every event of the contract: structured-mode CloudEvents with invented contents."""

from datetime import UTC, datetime
from typing import Any

from shared.contracts.case_system import LeadRecorded, PlanAgreed
from shared.contracts.envelope import OUR_SYSTEM, Envelope, Event, wrap
from shared.contracts.example_case_child import AUTHORITY
from shared.contracts.example_case_events import CASE_EXAMPLES
from shared.contracts.example_our_events import OUR_EXAMPLES

_CASE_SYSTEM = f"urn:la:{AUTHORITY}:case-system"
_TIME = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_WITH_WORDS = {LeadRecorded.TYPE: "lead/LD-4", PlanAgreed.TYPE: "plan/P-2"}


def examples() -> dict[str, dict[str, Any]]:
    """Return one message by event type, in the contract's order; the same at every call."""
    return {
        **{event.TYPE: _published_by_them(event) for event in CASE_EXAMPLES},
        **{event.TYPE: _published_by_us(event) for event in OUR_EXAMPLES},
    }


def _published_by_them(event: Event) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"example-{event.TYPE}",
        "source": _CASE_SYSTEM,
        "type": event.TYPE,
        "subject": event.child_id,
        "time": "2026-11-21T09:30:00Z",
        "datacontenttype": "application/json",
        **({"dataref": _WITH_WORDS[event.TYPE]} if event.TYPE in _WITH_WORDS else {}),
        "data": event.model_dump(mode="json", by_alias=True, exclude_none=True),
    }


def _published_by_us(event: Event) -> dict[str, Any]:
    cause = Envelope(
        id="example-cause",
        source=_CASE_SYSTEM,
        type="case.child.changed.v1",
        subject=event.child_id,
        time=_TIME,
    )
    source = f"urn:la:{AUTHORITY}:{OUR_SYSTEM}"
    message = wrap(event, id=f"example-{event.TYPE}", source=source, time=_TIME, caused_by=cause)
    return message.model_dump(mode="json", exclude_none=True)
