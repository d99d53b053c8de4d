"""Whom a restriction bars, whom it keeps apart, and until when (DOMAIN 4; hard cases 18 to 21, 66)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.case_search import RestrictionRecorded
from shared.rules.restrictions import (
    LAPSED,
    RESTRICTED,
    UNANSWERED,
    Known,
    Restriction,
    kept_apart_by,
    restriction_bar,
    restriction_of,
    same_person,
)
from tests.unit.rules.deliveries import DAY, at

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
AUNT = {"L1": Known(ever=("aunt",), now="aunt")}
DAD = {"L2": Known(ever=("dad",), now="dad")}
RELATIVE = {"L3": Known(ever=("relative",), now="relative")}
UNKNOWN = {"L4": Known()}


def order(minutes: int = 0, **said: Any) -> Restriction:  # noqa: ANN401 - whatever an order says
    """A no-contact order recorded so many minutes after noon; about lead L1 unless told otherwise."""
    about = said.pop("person", {"lead_id": "L1"})
    data = {"child_id": "C1", "restriction_id": "O1", "authority": "s34_4", "person": about, **said}
    return restriction_of(RestrictionRecorded.model_validate(data), at(minutes))


def test_an_order_about_a_lead_bars_that_lead_and_whoever_is_the_same_person() -> None:
    """What is recorded of one identity counts for all of them (hard cases 20 and 26)."""
    assert restriction_bar([order()], AUNT, DAY) == RESTRICTED
    assert restriction_bar([order()], {**AUNT, **DAD}, DAY) == RESTRICTED
    assert restriction_bar([order()], DAD, DAY) is None


def test_an_order_about_a_relationship_bars_every_word_for_it() -> None:
    """Words are not identity (hard case 66)."""
    father = order(person={"relationship": "father"})
    assert restriction_bar([father], DAD, DAY) == RESTRICTED
    assert restriction_bar([father], AUNT, DAY) is None


def test_a_relationship_that_was_ever_recorded_still_bars() -> None:
    """A corrected word does not free who was once recorded as the father."""
    father = order(person={"relationship": "father"})
    assert restriction_bar([father], {"L1": Known(ever=("father", "uncle"), now="uncle")}, DAY) == RESTRICTED


@pytest.mark.parametrize("person", [RELATIVE, UNKNOWN])
def test_an_unspecific_word_bars_until_it_is_answered_after_the_order(person: dict[str, Known]) -> None:
    """An answer of before the order was given without knowing of it (hard case 66)."""
    father = order(5, person={"relationship": "father"})
    assert restriction_bar([father], person, DAY) == UNANSWERED
    for minutes, bar in ((5, UNANSWERED), (4, UNANSWERED), (6, None)):
        answered = {
            lead: Known(ever=known.ever, now=known.now, answered_at=at(minutes))
            for lead, known in person.items()
        }
        assert restriction_bar([father], answered, DAY) == bar


def test_no_answer_frees_whom_the_order_names() -> None:
    """A word for the relationship is a name, whatever was checked."""
    father = order(person={"relationship": "father"})
    assert restriction_bar([father], {"L2": Known(("dad",), "dad", at(99))}, DAY) == RESTRICTED


def test_an_order_that_names_nobody_means_everybody() -> None:
    """Missing is not open."""
    assert restriction_bar([order(person={})], AUNT, DAY) == RESTRICTED


@pytest.mark.parametrize(
    "said, lapses",
    [
        ({"to": YESTERDAY}, True),
        ({"to": DAY}, False),
        ({"review_date": YESTERDAY}, True),
        ({"review_date": DAY}, False),
    ],
)
def test_it_expires_to_needs_a_decision_and_never_to_open(said: dict[str, Any], *, lapses: bool) -> None:
    """After its last day or its review date; both days are still its own (hard case 19)."""
    assert restriction_bar([order(**said)], AUNT, DAY) == (LAPSED if lapses else RESTRICTED)


def test_beside_an_order_in_force_a_lapsed_one_changes_nothing() -> None:
    """The weightier reason is told."""
    assert restriction_bar([order(to=YESTERDAY), order()], AUNT, DAY) == RESTRICTED


@pytest.mark.parametrize(
    "ended, stands",
    [(None, True), (False, True), (True, False), (YESTERDAY, False), (DAY, False), (TOMORROW, True)],
)
def test_it_ends_only_when_its_end_is_recorded_and_has_come(ended: object, *, stands: bool) -> None:
    """A date ends it on that day (hard case 20)."""
    assert order(ended=ended).stands(DAY) is stands
    assert (restriction_bar([order(ended=ended)], AUNT, DAY) == RESTRICTED) is stands


def test_one_of_the_same_moment_that_does_not_end_is_the_more_cautious() -> None:
    """Recorded and ended in one moment: it stands (DOMAIN 4)."""
    assert order().caution > order(ended=True).caution


def test_a_pairwise_order_keeps_two_apart_and_neither_from_the_child() -> None:
    """Whichever of the two is named first (hard case 21)."""
    pair = order(other_person={"lead_id": "L2"})
    assert restriction_bar([pair], AUNT, DAY) is None
    assert restriction_bar([pair], DAD, DAY) is None
    assert kept_apart_by([pair], AUNT, DAD, DAY) == kept_apart_by([pair], DAD, AUNT, DAY) == [pair]
    assert kept_apart_by([pair], AUNT, RELATIVE, DAY) == []
    assert kept_apart_by([order(other_person={"lead_id": "L2"}, ended=True)], AUNT, DAD, DAY) == []


def test_a_pair_by_relationship_means_whoever_may_be_that_person() -> None:
    """Named or possibly named, in either seat (hard case 66)."""
    pair = order(person={"relationship": "father"}, other_person={"lead_id": "L1"})
    assert kept_apart_by([pair], AUNT, DAD, DAY) == [pair]
    assert kept_apart_by([pair], RELATIVE, AUNT, DAY) == [pair]


def test_an_order_about_a_person_and_that_same_person_bars_from_the_child() -> None:
    """Nobody is a pair alone: a typing error does not open anything."""
    assert restriction_bar([order(other_person={"lead_id": "L1"})], AUNT, DAY) == RESTRICTED


@pytest.mark.parametrize(
    "authority, agreed_by, allows",
    [("child_wish", None, True), ("lead_wish", None, True), ("s34_4", "M1", False), ("police", "M1", True)],
)
def test_coming_apart_satisfies_a_wish_or_terms_that_a_named_person_confirmed(
    authority: str, agreed_by: str | None, *, allows: bool
) -> None:
    """Never an order by itself (DOMAIN 5)."""
    terms = order(authority=authority, separate_arrival_agreed_by=agreed_by)
    assert terms.allows_separate_arrival is allows


def test_decisions_on_who_is_one_person_chain() -> None:
    """Round a circle too (hard case 26)."""
    joined = [("L1", "L2"), ("L2", "L3"), ("L3", "L1"), ("L4", "L5")]
    assert set(same_person(joined, "L1")) == {"L1", "L2", "L3"}
    assert same_person(joined, "L1")[0] == "L1"
    assert same_person(joined, "L9") == ("L9",)
