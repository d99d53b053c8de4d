"""The one rule for agreement withdrawn and given again (DOMAIN 3; hard case 14)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.case_child import ConsentChanged
from shared.rules.agreement import (
    PARTS,
    Refusals,
    after_acceptance,
    after_consent,
    child_withdrew,
    is_withdrawal,
    refused,
    still_refused,
)

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
GIVERS = ("child", "pr_holder", "authority", "lead")


def consent(decision: str = "withdrawn", day: int = 0, **changed: Any) -> ConsentChanged:  # noqa: ANN401 - whatever a test changes
    """The child's word on everything, so many days from a day in November."""
    usual = {"child_id": "C1", "consent_id": "K1", "given_by": "child", "scope": "all"}
    data = {**usual, "decision": decision, "date": DAY + timedelta(days=day), **changed}
    return ConsentChanged.model_validate(data)


def after(*told: tuple[ConsentChanged, int]) -> Refusals:
    """What stands after events that happened so many minutes after noon."""
    refusals: Refusals = {}
    for event, minutes in told:
        refusals = after_consent(refusals, event, NOON + timedelta(minutes=minutes))
    return refusals


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
@pytest.mark.parametrize("day", [-400, 0, 400])
def test_a_withdrawal_counts_whatever_its_date(decision: str, day: int) -> None:
    """To refuse is to withdraw; fail closed."""
    assert child_withdrew(after((consent("given"), 0), (consent(decision, day), 1)))


@pytest.mark.parametrize("day, ends", [(-1, False), (0, True), (1, True)])
def test_an_agreement_of_that_day_or_later_ends_it(day: int, *, ends: bool) -> None:
    """An older form that is typed in late is no change of mind."""
    assert child_withdrew(after((consent(), 0), (consent("given", day), 1))) is not ends


def test_an_agreement_from_before_the_withdrawal_that_arrives_after_it_ends_nothing() -> None:
    """On the same day the time of the events tells which came last."""
    assert child_withdrew(after((consent(), 10), (consent("given"), 5)))
    assert child_withdrew(after((consent(), 10), (consent("given", day=3), 5)))
    assert not child_withdrew(after((consent(), 10), (consent("given"), 10)))


def test_an_agreement_that_arrived_before_the_withdrawal_does_not_end_it() -> None:
    """Whatever its date: the withdrawal arrived last."""
    assert child_withdrew(after((consent("given", day=30), 0), (consent(), 1)))


def test_of_several_withdrawals_the_latest_date_and_time_count() -> None:
    """They never move back in time, and one agreement ends them all."""
    twice = after((consent(day=2), 10), (consent(day=0), 20))
    assert twice == after((consent(day=0), 20), (consent(day=2), 10))
    assert child_withdrew(after_consent(twice, consent("given", 1), NOON + timedelta(hours=1)))
    assert not child_withdrew(after_consent(twice, consent("given", 2), NOON + timedelta(hours=1)))


def test_a_repeated_word_changes_nothing() -> None:
    """Idempotent: the very same refusals, told once or twice."""
    once = after((consent(), 0))
    assert after_consent(once, consent(), NOON) is once
    never: Refusals = {}
    assert after_consent(never, consent("given"), NOON) is never


@pytest.mark.parametrize("days, ends", [(-1, False), (0, False), (1, True), (None, False)])
def test_a_referral_accepted_with_a_strictly_later_agreement_ends_it(days: int | None, *, ends: bool) -> None:
    """On the same day nobody could say which came last; an undated agreement says nothing."""
    agreed_on = None if days is None else DAY + timedelta(days=days)
    left = after_acceptance(after((consent(), 0)), agreed_on, NOON + timedelta(days=2))
    assert child_withdrew(left) is not ends


def test_an_acceptance_from_before_the_withdrawal_ends_nothing() -> None:
    """It crossed the withdrawal on its way."""
    standing = after((consent(), 0))
    assert after_acceptance(standing, DAY + timedelta(days=1), NOON - timedelta(minutes=1)) is standing


def test_an_acceptance_is_the_childs_own_word_and_nobody_elses() -> None:
    """It ends the child's parts too, but neither a veto nor what others refused."""
    everyone = after(
        *((consent(given_by=giver), 0) for giver in GIVERS),
        (consent(scope="share"), 0),
        (consent(lead_id="L1"), 0),
    )
    left = after_acceptance(everyone, DAY + timedelta(days=1), NOON + timedelta(days=2))
    assert not refused(left, "child", ("all", *PARTS))
    assert refused(left, "child", ("all",), "L1")
    assert all(refused(left, giver, ("all",)) for giver in GIVERS[1:])


@pytest.mark.parametrize("scope", PARTS)
def test_a_part_is_refused_alone_and_given_back_alone_or_with_everything(scope: str) -> None:
    """It is no withdrawal, and the other parts go on."""
    event = consent(scope=scope)
    standing = after((event, 0))
    assert refused(standing, "child", (scope,))
    assert not refused(standing, "child", [one for one in ("all", *PARTS) if one != scope])
    assert not child_withdrew(standing)
    assert not is_withdrawal(event)
    for given_again in (consent("given", scope=scope), consent("given")):
        assert after((event, 0), (given_again, 1)) == {}
    assert after((event, 0), (consent("given", -1), 1)) == standing


def test_agreement_to_a_part_does_not_give_back_everything() -> None:
    """Who withdrew everything and agrees to a search has still withdrawn everything."""
    assert child_withdrew(after((consent(), 0), (consent("given", scope="search"), 1)))


@pytest.mark.parametrize("scope", ["all", *PARTS])
def test_about_one_person_it_is_a_veto_and_no_withdrawal(scope: str) -> None:
    """The others go on (hard case 15)."""
    event = consent(scope=scope, lead_id="L1")
    standing = after((event, 0))
    assert not is_withdrawal(event)
    assert not child_withdrew(standing)
    assert refused(standing, "child", (scope,), "L1")
    assert not refused(standing, "child", (scope,), "L2")
    assert after((event, 0), (consent("given"), 1)) == standing


@pytest.mark.parametrize("giver", GIVERS[1:])
def test_nobody_else_withdraws_or_agrees_for_the_child(giver: str) -> None:
    """Each giver's word stands for itself."""
    assert not child_withdrew(after((consent(given_by=giver), 0)))
    assert child_withdrew(after((consent(), 0), (consent("given", given_by=giver), 1)))


def test_an_agreement_that_ends_nothing_is_told_from_one_that_does() -> None:
    """So that the audit can say why nothing opened."""
    late = consent("given", -1)
    assert still_refused(after((consent(), 0), (late, 1)), late)
    assert not still_refused(after((consent(), 0), (consent("given"), 1)), consent("given"))
    assert not still_refused(after((consent(), 0)), consent())


TOLD = st.tuples(
    st.builds(
        consent,
        st.sampled_from(["given", "withdrawn", "refused"]),
        st.integers(-2, 2),
        scope=st.sampled_from(["all", "search"]),
    ),
    st.integers(0, 9),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(TOLD, max_size=6))
def test_after_a_withdrawal_only_a_newer_agreement_to_everything_opens(
    story: list[tuple[ConsentChanged, int]],
) -> None:
    """For any order of words, dates and times."""
    withdrawn: list[tuple[date, int]] = []
    for event, minute in story:
        if is_withdrawal(event):
            withdrawn.append((event.date, minute))
        elif event.scope == "all" and all(event.date >= day and minute >= at for day, at in withdrawn):
            withdrawn = []
    assert child_withdrew(after(*story)) == bool(withdrawn)
