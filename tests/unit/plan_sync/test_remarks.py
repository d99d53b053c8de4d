"""Contradictions in a record, as a worker reads them in the note of a screening."""

from datetime import UTC, date, datetime

from services.plan_sync.wording import load_wording
from shared.contracts.lifelong_links import EligibilityScreened, PolicyStamp
from tests.unit.plan_sync.plans import CHILD, Sync

STAYS, CEASED = "adult-in-care", "reason-ceased-without-end"


def screened(version: int, *remarks: str) -> EligibilityScreened:
    """An eligible child whose record has these remarks."""
    return EligibilityScreened(
        child_id=CHILD,
        record_version=version,
        outcome="eligible",
        reason_code="criteria-met",
        policy=PolicyStamp(authority="E08000035", version="2026-1"),
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
        screened_on=date(2026, 11, 21),
        leading_reason="criteria-met",
        remarks=remarks,
    )


def test_a_remark_is_told_with_what_to_correct() -> None:
    """One sentence, whose clauses are the authority's own words."""
    sync = Sync()
    sync.take(screened(1, STAYS, CEASED))
    (note,) = sync.writes("note")
    words = load_wording()
    said = f"Please check in the record: {words.remarks[STAYS]}; {words.remarks[CEASED]}."
    assert said in words.note(note.payload)[1]


def test_a_new_contradiction_is_news_once_and_its_correction_is_not() -> None:
    """Outcome unchanged: a note for the new remark, none for the same, none when it is put right."""
    sync = Sync()
    told = [
        len(sync.take(screened(version, *remarks)))
        for version, remarks in enumerate([(), (STAYS,), (STAYS,), (STAYS, CEASED), (CEASED,), (), (STAYS,)])
    ]
    assert told == [1, 1, 0, 1, 0, 0, 1]
