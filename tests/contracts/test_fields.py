"""The data of events: wrong shapes are refused without a word of them, unknown codes are kept."""

import traceback
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts.case_system import ChildChanged, ConferenceClosed, LeadRecorded, ViewsRecorded
from shared.contracts.envelope import Event, fault_code
from shared.contracts.examples import examples
from shared.contracts.export import EVENTS

NAME = "Invented Person-Name"
MODELS = {event.TYPE: event for event in EVENTS}
DATA: dict[str, dict[str, Any]] = {name: message["data"] for name, message in examples().items()}


def _read(event_type: str, **changed: object) -> Event:
    return MODELS[event_type].model_validate({**DATA[event_type], **changed})


def _fault(event_type: str, **changed: object) -> str:
    with pytest.raises(ValidationError) as caught:
        _read(event_type, **changed)
    shown = "".join(traceback.format_exception(caught.value))
    code = fault_code(caught.value)
    assert NAME not in shown + code
    assert code.endswith(next(iter(changed)))
    return code


WRONG_SHAPES: list[tuple[str, str, object]] = [
    ("case.consent.changed.v1", "date", 20261121),
    ("case.consent.changed.v1", "date", 1795219200.0),
    ("case.consent.changed.v1", "date", "1700006400"),
    ("case.consent.changed.v1", "date", "2026-11-21T00:00:00Z"),
    ("case.consent.changed.v1", "date", "2026-02-30"),
    ("case.consent.changed.v1", "date", "21/11/2026"),
    ("case.consent.changed.v1", "date", True),
    ("case.child.changed.v1", "date_of_birth_disputed", "false"),
    ("case.child.changed.v1", "date_of_birth_disputed", 0),
    ("case.child.changed.v1", "record_version", "7"),
    ("case.child.changed.v1", "record_version", 7.5),
    ("case.child.changed.v1", "record_version", True),
    ("case.child.changed.v1", "record_version", -1),
    ("case.child.changed.v1", "as_of", "2026-09-01T08:00:00"),
    ("case.child.changed.v1", "permanence_plan", "LTFOST18"),
    ("case.child.changed.v1", "care", []),
    ("case.plan.agreed.v1", "child_agrees", "yes"),
    ("case.plan.agreed.v1", "version", None),
    ("case.search-step.recorded.v1", "leads_found", "1"),
    ("case.conference.arranged.v1", "starts_at", "2026-12-05T10:00"),
    ("lifelong-links.lead.match-suggested.v1", "score", "88"),
]


@pytest.mark.parametrize("event_type, name, value", WRONG_SHAPES)
def test_a_value_of_the_wrong_shape_makes_the_event_invalid(
    event_type: str, name: str, value: object
) -> None:
    """A number is no date, a time is no date, a word is no flag; none of them is guessed at."""
    _fault(event_type, **{name: value})


@pytest.mark.parametrize(
    "event_type, name",
    [
        ("case.lead.recorded.v1", "relationship"),
        ("case.lead.recorded.v1", "lead_id"),
        ("case.child.changed.v1", "child_id"),
        ("case.child.changed.v1", "care_leaver"),
        ("case.conference.arranged.v1", "venue_ref"),
        ("case.contact.recorded.v1", "method"),
        ("case.referral.decided.v1", "reason_code"),
        ("lifelong-links.task.raised.v1", "task_code"),
    ],
)
def test_a_name_in_the_place_of_a_code_or_id_is_refused_unseen(event_type: str, name: str) -> None:
    """Names hold spaces, codes do not; the fault names the field and never the value."""
    assert _fault(event_type, **{name: NAME}).startswith("string_pattern_mismatch")


def test_evidence_holds_codes_and_dates_and_never_a_sentence() -> None:
    """What is shown as evidence comes from the record's codes."""
    screened = DATA["lifelong-links.eligibility.screened.v1"]
    criterion = {**screened["criteria"][0], "evidence": [{"field": "care", "value": NAME}]}
    with pytest.raises(ValidationError):
        _read("lifelong-links.eligibility.screened.v1", criteria=[criterion])
    criterion["evidence"] = [{"field": "permanence_plan", "value": "LTFOST18,RETURNEV"}]
    _read("lifelong-links.eligibility.screened.v1", criteria=[criterion])


def test_unknown_codes_are_kept() -> None:
    """A code that no list of ours has is for a person to decide on, not a fault of the message."""
    child = ChildChanged.model_validate(
        {**DATA["case.child.changed.v1"], "permanence_plan": ["NEWKEY"], "care": {"legal_status": "Q9"}}
    )
    assert child.permanence_plan == ("NEWKEY",)
    lead = LeadRecorded.model_validate({**DATA["case.lead.recorded.v1"], "relationship": "godmother"})
    assert lead.relationship == "godmother"


def test_a_view_with_an_unknown_participation_code_keeps_its_veto() -> None:
    """A code that is new to us must not lose what the child said."""
    view = ViewsRecorded.model_validate(
        {**DATA["case.views.recorded.v1"], "participation": "PN8", "wish": "no"}
    )
    closed = ConferenceClosed.model_validate(
        {**DATA["case.conference.closed.v1"], "child_participation": "PN9"}
    )
    assert (view.participation, view.wish, closed.child_participation) == ("PN8", "no", "PN9")


@pytest.mark.parametrize("event_type", MODELS)
def test_extra_fields_are_ignored_and_not_kept(event_type: str) -> None:
    """A name that somebody adds to an event goes no further than the parser."""
    event = _read(event_type, name=NAME, words={"address": NAME})
    assert event == _read(event_type)
    assert NAME not in repr(event) + event.model_dump_json()


def test_null_and_absent_are_both_not_known() -> None:
    """Any optional field of the record may be null or left out, to the same effect."""
    absent = ChildChanged.model_validate(
        {
            "child_id": "C-1",
            "record_version": 0,
            "as_of": "2026-09-01T08:00:00Z",
            "date_of_birth": "2012-02-29",
        }
    )
    optional = ChildChanged.model_fields.keys() - absent.model_fields_set
    names = {ChildChanged.model_fields[name].alias or name: None for name in optional}
    assert ChildChanged.model_validate({**absent.model_dump(by_alias=True), **names}) == absent
    assert absent.date_of_birth == date(2012, 2, 29)


@pytest.mark.parametrize("event_type", MODELS)
def test_an_event_cannot_be_changed(event_type: str) -> None:
    """Events are facts."""
    with pytest.raises(ValidationError, match="frozen"):
        setattr(_read(event_type), "child_id", "C-2")  # noqa: B010 - mypy knows that it cannot be
