"""Exactly what a position means and becomes: verdict, reason and date (DOMAIN 1 step 2)."""

from datetime import UTC, date, datetime
from itertools import product
from typing import Final

import pytest

from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.position import (
    AgeGroup,
    Position,
    Standing,
    age_group,
    authority_may_decide,
    authority_refuses,
    effective_position,
    is_only_unclear,
    position_accepted,
    position_stands,
    standing,
)
from services.eligibility.referral_form import ReferralForm, with_words_of
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import Turn, turn_of
from shared.contracts.case_system import ConsentChanged, ParentalResponsibility
from shared.contracts.records import ChildRecord
from shared.effects import Context
from shared.errors import TooEarly
from shared.rules.agreement import Agreements
from tests.unit.eligibility.children import LEEDS, ON, child, policy_with, with_care

SAID, REFUSED_ON, DECIDED_ON = date(2026, 3, 4), date(2026, 5, 6), date(2026, 6, 7)
MARCH, MAY, JUNE = (
    datetime(2026, one.month, one.day, 12, tzinfo=UTC) for one in (SAID, REFUSED_ON, DECIDED_ON)
)
NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
POSITIONS: Final[tuple[Position, ...]] = ("given", "not_needed", "refused", "not_found", "not_sought")
AT_16: Final = {"date_of_birth": "2010-11-21"}
AT_18: Final = {"date_of_birth": "2008-11-21"}

SETTLED: Final = Standing("settled", "pr-settled")
BY_AUTHORITY: Final = Standing("blocked", "pr-refused")
BY_HOLDER: Final = Standing("blocked", "pr-refused-holder-decides")
NEEDED: Final = Standing("blocked", "pr-consent-needed")
NOT_FOUND: Final = Standing("a-person-decides", "pr-not-found")
NOT_SOUGHT: Final = Standing("a-person-decides", "pr-not-sought")
NOT_NEEDED: Final = Standing("a-person-decides", "pr-said-not-needed")
AT_16_REFUSED: Final = Standing("a-person-decides", "pr-refused-at-16")


def turn(policy: Policy = LEEDS) -> Turn:
    """A turn on the tests' day."""
    return turn_of(PolicyBook((policy,)), Context(NOON, "event-1", NOON), "cause")


def refusing(given_by: str, scope: str = "all") -> Agreements:
    """Somebody refused in May."""
    said = {"child_id": "C1", "consent_id": "K1", "given_by": given_by, "decision": "refused"}
    event = ConsentChanged.model_validate({**said, "scope": scope, "date": REFUSED_ON, "holder_id": "H1"})
    return Agreements().after(event, MAY)


def referred(
    position: Position, record: ChildRecord, *, by_authority: bool = False, decided: str | None = None
) -> Eligibility:
    """A child with a referral whose position was said on a day in March; the authority agreed in June."""
    stated = ParentalResponsibility(position=position, date=SAID)
    form = ReferralForm(at=MARCH, agreed=True, parental_responsibility=stated)
    agreements = with_words_of(Agreements(), "R1", (form,))
    if by_authority:
        said = {"child_id": "C1", "consent_id": "K2", "given_by": "authority", "decision": "given"}
        event = ConsentChanged.model_validate({**said, "scope": "all", "date": DECIDED_ON})
        agreements = agreements.after(event, JUNE)
    referral = Referral(referral_id="R1", status="open", position_decided=decided)
    return Eligibility(
        child_id="C1", record=record, referral=referral, forms={"R1": (form,)}, agreements=agreements
    )


@pytest.mark.parametrize(
    "age, holds, expected",
    [
        ("under-16", True, (SETTLED, SETTLED, BY_AUTHORITY, NOT_FOUND, NOT_SOUGHT)),
        ("under-16", False, (SETTLED, NOT_NEEDED, BY_HOLDER, NOT_FOUND, NOT_SOUGHT)),
        ("16-17", True, (SETTLED, SETTLED, AT_16_REFUSED, NOT_FOUND, NOT_SOUGHT)),
        ("16-17", False, (SETTLED, SETTLED, AT_16_REFUSED, NOT_FOUND, NOT_SOUGHT)),
        ("adult", False, (SETTLED,) * 5),
    ],
)
@pytest.mark.parametrize("says", [False, True])
def test_a_position_means_exactly_this(
    age: AgeGroup, expected: tuple[Standing, ...], *, holds: bool, says: bool
) -> None:
    """The reason is what people are told; the authority's word counts only while it holds responsibility."""
    found = [
        standing(one, age, authority_holds=holds, authority_says=says, consent_needed=False)
        for one in POSITIONS
    ]
    assert found == list(expected)


@pytest.mark.parametrize(
    "age, holds, says", list(product(("under-16", "16-17"), (False, True), (False, True)))
)
def test_where_consent_is_needed_it_means_this(age: AgeGroup, *, holds: bool, says: bool) -> None:
    """Only `given` settles it, or the authority's own word where it holds responsibility (DOMAIN 2.4)."""
    found = [
        standing(one, age, authority_holds=holds, authority_says=says, consent_needed=True)
        for one in POSITIONS
    ]
    by_authority = SETTLED if holds and says else NEEDED
    assert found == [SETTLED, by_authority, BY_AUTHORITY if holds else BY_HOLDER, NEEDED, NEEDED]


def test_an_adult_needs_nobodys_consent_whatever_the_policy() -> None:
    """From 18 on nobody holds parental responsibility (hard case 4)."""
    found = standing("refused", "adult", authority_holds=False, authority_says=False, consent_needed=True)
    assert found == SETTLED


def test_what_a_named_person_decided_is_settled_until_the_position_is_another() -> None:
    """A decision is about the position that it was made on (hard case 17)."""
    assert position_stands(referred("not_found", child()), turn()) == NOT_FOUND
    assert position_stands(referred("not_found", child(), decided="not_found"), turn()) == SETTLED
    assert position_stands(referred("not_sought", child(), decided="not_found"), turn()) == NOT_SOUGHT
    assert position_stands(referred("refused", child(), decided="refused holder R1"), turn()) == BY_AUTHORITY


def test_the_policy_s_own_rule_is_asked() -> None:
    """Oxfordshire's consent of a holder (DOMAIN 2.4)."""
    consent = policy_with(referral={"holder_consent_needed": True})
    assert position_stands(referred("not_needed", child()), turn(consent)) == NEEDED
    said = referred("not_needed", child(), by_authority=True)
    assert position_stands(said, turn(consent)) == SETTLED


@pytest.mark.parametrize(
    "state, position, said_on",
    [
        (referred("given", child()), "given", SAID),
        (referred("refused", child(**AT_18)), "not_needed", SAID),
        (referred("not_sought", child(), by_authority=True), "not_needed", DECIDED_ON),
        (referred("refused", child(), by_authority=True), "not_needed", DECIDED_ON),
        (referred("refused", with_care(legal_status="V2"), by_authority=True), "refused", SAID),
        (referred("not_needed", with_care(legal_status="V2")), "not_needed", SAID),
    ],
)
def test_the_position_of_today_and_its_date(
    state: Eligibility, position: Position, said_on: date | None
) -> None:
    """After a care order a holder's refusal that was never taken back counts again (hard case 16)."""
    assert effective_position(state, turn()) == ParentalResponsibility(position=position, date=said_on)


@pytest.mark.parametrize(
    "state, position, said_on",
    [
        (referred("given", child()), "given", SAID),
        (referred("not_sought", child()), "not_needed", ON),
        (referred("not_sought", child(), decided="not_sought"), "not_needed", ON),
        (referred("not_found", child()), "not_found", SAID),
        (referred("not_found", child(**AT_16)), "not_needed", ON),
        (referred("refused", child(**AT_16)), "not_needed", ON),
    ],
)
def test_the_position_with_which_a_referral_is_accepted(
    state: Eligibility, position: Position, said_on: date
) -> None:
    """What a person decided needs nobody's word from that day on (hard case 16, hard case 17)."""
    assert position_accepted(state, turn()) == ParentalResponsibility(position=position, date=said_on)


@pytest.mark.parametrize(
    "born, group",
    [
        ("2010-11-22", "under-16"),
        ("2010-11-21", "16-17"),
        ("2008-11-22", "16-17"),
        ("2008-11-21", "adult"),
    ],
)
def test_the_rule_changes_on_the_birthday(born: str, group: AgeGroup) -> None:
    """The day before, and the day (hard case 3, hard case 4)."""
    assert age_group(referred("given", child(date_of_birth=born)), turn()) == group


@pytest.mark.parametrize(
    "record, position, unclear",
    [
        (None, "given", True),
        (child(care=None), "not_needed", True),
        (with_care(legal_status=None), "not_needed", True),
        (with_care(legal_status="C9"), "not_needed", True),
        (with_care(legal_status="C9"), "not_sought", False),
        (with_care(legal_status="V2"), "not_needed", False),
        (with_care(period_ended="2026-11-21", legal_status=None), "not_needed", False),
    ],
)
def test_only_an_unknown_legal_status_leaves_it_unclear(
    record: ChildRecord | None, position: Position, *, unclear: bool
) -> None:
    """And only where the care order that may stand would settle it (hard case 16)."""
    state = referred(position, child()).model_copy(update={"record": record})
    assert is_only_unclear(state, turn()) is unclear


@pytest.mark.parametrize("status", ["C1", "C2", "E1", "D1", "V2", "J1", "L2", "C9", None])
def test_the_authority_holds_responsibility_under_a_care_or_placement_order(status: str | None) -> None:
    """Interim and full, and under no other order (hard case 16)."""
    state = Eligibility(child_id="C1", record=with_care(legal_status=status))
    assert authority_may_decide(state, turn()) is (status in ("C1", "C2", "E1"))


def test_only_the_authority_s_own_refusal_is_the_authority_s() -> None:
    """Not a holder's, and not one of a part of the work."""
    for giver, scope, refuses in (
        ("authority", "all", True),
        ("pr_holder", "all", False),
        ("authority", "search", False),
    ):
        state = Eligibility(child_id="C1", agreements=refusing(giver, scope))
        assert authority_refuses(state) is refuses


def test_nothing_is_said_before_record_and_referral_are_there() -> None:
    """Events come out of order: what is awaited is named."""
    nobody = Eligibility(child_id="C1")
    unreferred = Eligibility(child_id="C1", record=child())
    unknown = referred("given", child()).model_copy(update={"record": None})
    for ask, state, awaited in (
        (age_group, nobody, "child-record"),
        (position_stands, unreferred, "referral"),
        (effective_position, unreferred, "referral"),
        (effective_position, unknown, "referral"),
    ):
        with pytest.raises(TooEarly) as early:
            ask(state, turn())
        assert early.value.awaits == awaited
    assert authority_may_decide(nobody, turn()) is False
