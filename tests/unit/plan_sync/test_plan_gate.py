"""What the whole plan waits for, and words that reach it by other ways (DOMAIN 4, G5)."""

from datetime import timedelta

import pytest

from shared.contracts.case_system import PlanAgreed
from shared.contracts.lifelong_links import JourneyResumed, PlanWaiting, WordForwarded
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    NOW,
    TODAY,
    Sync,
    accepted,
    blocked,
    captured,
    child,
    cleared,
    consent,
    decided,
    decided_anew,
    done,
    introduced,
    lead,
    order,
    pending,
    wish,
)
from tests.unit.plan_sync.test_gates_reach_the_plan import TWO_PEOPLE, approved


def test_c24_nothing_of_a_plan_is_written_without_an_accepted_referral() -> None:
    """The plan waits with one task, and goes on when the referral is accepted (kind 2)."""
    sync = Sync()
    for event in (lead(), wish(), cleared(), child(), captured()):
        sync.take(event)
    sync.take(decided(), BASES)
    assert pending(sync) == set()
    assert [one.reason_code for one in sync.emitted(PlanWaiting)] == ["no-referral"]
    assert sync.codes("task") == ["plan-without-referral"]
    sync.take(child(2))
    assert sync.codes("task") == [], "said once"
    sync.take(accepted())
    assert pending(sync) == {"CM-1", "CM-2"}


@pytest.mark.parametrize("kind", ["family_meeting", "fgdm"])
def test_a_family_meetings_plan_has_its_own_gate(kind: str) -> None:
    """No referral and no clearance; but orders, the child's wish and refusals hold (hard case 78)."""
    for event, expected in (
        (lead("LD-2"), {"CM-1", "CM-2"}),
        (order(), {"CM-2"}),
        (wish("no"), {"CM-2"}),
        (consent("refused", given_by="lead", scope="share", lead_id="LD-1"), {"CM-2"}),
        (consent("refused", given_by="pr_holder", scope="contact", lead_id="LD-1"), {"CM-2"}),
        (consent("refused", given_by="pr_holder", scope="share"), set()),
        (consent("refused"), set()),
    ):
        sync = Sync()
        sync.take(child())
        sync.take(event)
        sync.take(captured(leads=TWO_PEOPLE).model_copy(update={"kind": kind}))
        sync.take(decided(), BASES)
        assert pending(sync) == expected


def test_a_newer_version_the_child_does_not_agree_to_stops_the_one_before_it() -> None:
    """At once, by the child's own word in the case system; agreed to, it needs its own decision."""
    sync = approved()
    disagreed = PlanAgreed(child_id=CHILD, plan_id="PL-1", version=2, child_agrees=False)
    sync.take(disagreed)
    assert (pending(sync), sync.codes("task")) == (set(), ["not-agreed-by-child"])
    assert sync.take(disagreed) == ()
    sync.take(captured(2), happened=NOW - timedelta(hours=1))
    assert sync.writes("entries") == [], "captured before the child's no, and told after it"
    sync.take(captured(2, agreed_on=TODAY))
    sync.take(decided(2, considered_at_review=TODAY), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}, "the child agrees to it after all, and it is decided"


@pytest.mark.parametrize("giver,code", [("authority", "authority"), ("pr_holder", "pr-holder")])
def test_c26_sharing_refused_by_those_responsible_stops_the_writing(giver: str, code: str) -> None:
    """One task; what was approved goes on when they agree (kind 7)."""
    sync = approved()
    no = consent("refused", given_by=giver, scope="share", holder_id="H-1")
    sync.take(no)
    assert (pending(sync), sync.codes("task")) == (set(), ["plan-may-not-be-shared"])
    assert sync.writes("task")[0].payload["reason_code"] == f"{code}-refused-sharing"
    assert sync.take(no) == ()
    sync.take(consent("given", given_by=giver, scope="share", holder_id="H-1"))
    assert pending(sync) == {"CM-1", "CM-2"}


def test_c26_a_holders_refusal_of_sharing_falls_away_at_18() -> None:
    """Nobody holds parental responsibility for an adult (hard case 4)."""
    sync = introduced()
    sync.take(child(date_of_birth=TODAY.replace(year=2008), care_leaver="former_relevant"))
    sync.take(consent("refused", given_by="pr_holder", scope="share"))
    sync.take(captured())
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}


def test_a_write_that_was_under_way_when_an_order_came_is_told_as_one_task() -> None:
    """What stands of a barred person is one matter, however it came there (hard case 61)."""
    sync = approved()
    write = sync.writes("entries")[0]
    sync.take(order())
    assert sync.codes("task") == ["commitment-held-back"]
    sync.take(done(write))
    assert sync.codes("task") == ["entry-of-barred-person"]
    assert pending(sync) <= {"CM-2"}


def test_what_was_told_under_a_retired_record_acts_here() -> None:
    """An order and a veto forwarded by family finding, with the time they were told at (hard case 68)."""
    for inner in (
        {"restriction": order()},
        {"views": wish("no")},
        {"consent": consent("refused", lead_id="LD-1")},
    ):
        sync = approved()
        word = WordForwarded.model_validate(
            {"child_id": CHILD, "retired_ids": ["CH-0"], "told_at": NOW + timedelta(minutes=1), **inner}
        )
        sync.take(word)
        assert pending(sync) == {"CM-2"}
        assert sync.take(word, happened=NOW + timedelta(hours=2)) == ()


def test_an_order_of_a_retired_record_that_ended_since_bars_nobody() -> None:
    """Forwarded late, it was told first: the later word stands (DOMAIN 4)."""
    sync = approved()
    sync.take(order(ended=TODAY))
    word = WordForwarded(
        child_id=CHILD, retired_ids=("CH-0",), told_at=NOW - timedelta(days=9), restriction=order()
    )
    sync.take(word)
    assert pending(sync) == {"CM-1", "CM-2"}


def test_what_is_asked_again_after_a_resumed_pause_is_said_once() -> None:
    """Family finding's word that everything rests holds back in silence: the pause has its own note."""
    sync = approved()
    sync.take(blocked("journey-paused"))
    assert (pending(sync), sync.codes("task")) == ({"CM-2"}, [])
    sync.take(JourneyResumed(child_id=CHILD, reason_code="fact-recorded"))
    sync.take(cleared())
    assert pending(sync) == {"CM-1", "CM-2"}


def test_a_new_decision_is_not_told_again_of_the_same_person() -> None:
    """One task for each plan version and cause (kind 2)."""
    sync = approved()
    sync.take(order())
    sync.take(decided_anew(), BASES)
    assert "commitment-held-back" not in sync.codes("task")
    assert pending(sync) == {"CM-2"}
