"""Rule 1: death, the ends of care that settle it, and jurisdiction; each sentence decides alone."""

import pytest

from tests.unit.eligibility.children import child, judged, with_care


def test_a_child_who_died_is_not_eligible() -> None:
    """A recorded date of death decides alone, with no criteria (hard case 55)."""
    found = judged(child(date_of_death="2026-05-01"))
    assert (found.outcome, found.reason, found.findings) == ("not_eligible", "died", {})


def test_a_date_of_death_counts_whatever_the_date() -> None:
    """Died means that a date is recorded, even one after the screening date."""
    assert judged(child(date_of_death="2027-01-01")).reason == "died"


@pytest.mark.parametrize("reason", ["E2", "E3", "E11", "E12"])
def test_care_ended_by_death_transfer_or_adoption_is_not_eligible(reason: str) -> None:
    """The reason is named (hard case 46: transfer to another authority)."""
    found = judged(with_care(period_ended="2026-01-01", reason_ceased=reason))
    assert (found.outcome, found.reason) == ("not_eligible", f"care-ended-{reason}")
    assert found.readings is None


def test_a_transfer_with_a_later_date_already_counts() -> None:
    """Ended means that a date is recorded, even one after the screening date."""
    assert judged(with_care(period_ended="2026-12-31", reason_ceased="E3")).reason == "care-ended-E3"


def test_a_reason_ceased_without_an_end_is_not_an_end() -> None:
    """Care that has no recorded end goes on, whatever reason was typed in beforehand."""
    assert judged(with_care(reason_ceased="E3")).outcome == "eligible"


def test_an_ordinary_end_of_care_does_not_decide_alone() -> None:
    """Turning 18 or going home leaves the other rules to decide."""
    assert judged(with_care(period_ended="2026-01-01", reason_ceased="E41")).reason == "criteria-not-met"


@pytest.mark.parametrize(
    "jurisdiction, reason",
    [
        ("scotland", "jurisdiction-scotland"),
        ("wales", "jurisdiction-wales"),
        ("northern_ireland", "jurisdiction-northern-ireland"),
    ],
)
def test_another_jurisdiction_needs_a_decision_and_is_named(jurisdiction: str, reason: str) -> None:
    """Orders made elsewhere are not mapped to English ones (hard case 48)."""
    found = judged(child(jurisdiction=jurisdiction))
    assert (found.outcome, found.reason, found.findings) == ("needs_decision", reason, {})


@pytest.mark.parametrize("jurisdiction", ["england", None])
def test_no_jurisdiction_means_england(jurisdiction: str | None) -> None:
    """Absent is England."""
    assert judged(child(jurisdiction=jurisdiction)).outcome == "eligible"


def test_an_unknown_jurisdiction_needs_a_decision_and_is_not_repeated() -> None:
    """What is no known jurisdiction may be anything that was typed there."""
    assert judged(child(jurisdiction="Smithson")).reason == "jurisdiction-unrecognised"


def test_the_sentences_apply_in_their_order() -> None:
    """Death before the end of care, the end of care before jurisdiction."""
    ended = {"period_started": "2020-01-01", "period_ended": "2026-01-01", "reason_ceased": "E3"}
    everything = child(date_of_death="2026-05-01", care=ended, jurisdiction="wales")
    assert judged(everything).reason == "died"
    assert judged(child(care=ended, jurisdiction="wales")).reason == "care-ended-E3"


def test_living_in_another_area_does_not_change_who_is_responsible() -> None:
    """The responsible authority is not a criterion (hard case 46, hard case 47)."""
    assert judged(child(responsible_authority="E06000056")).outcome == "eligible"
