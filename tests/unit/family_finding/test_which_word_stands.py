"""Which word stands (DOMAIN 4): histories that once ended unsafe, their right end and beginning."""

from datetime import timedelta

import pytest

from services.family_finding.agreement import child_vetoes
from services.family_finding.service import SERVICE
from services.family_finding.state import Search
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Context, Emit
from tests.unit.family_finding.story import (
    CHILD,
    DAY,
    START,
    Story,
    accepted,
    approach_checks,
    check,
    cleared_for_approach,
    consent,
    contact,
    introduced,
    introduction_checks,
    lead,
    only,
    open_search,
    record,
    restriction,
    tasks,
    views,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def merge(decision: str, *lead_ids: str, **fields: object) -> case.LeadMergeDecided:
    """A person's decision on duplicates."""
    data = {"child_id": CHILD, "lead_ids": lead_ids or ("L1", "L2"), "decision": decision, "by": "W1"}
    return case.LeadMergeDecided.model_validate({**data, **fields})


def opens(story: Story, lead_id: str = "L1") -> list[str]:
    """The gates that are open for a lead."""
    return [gate for gate in ("G2", "G3", "G4") if story.cleared(lead_id, gate)]


def test_c01_an_old_agreement_told_again_lifts_no_withdrawal() -> None:
    """Hard case 65: the same record under a new envelope, however often."""
    story = open_search()
    old = consent("given")
    story.play_all(old, consent("withdrawn"))
    for _again in range(3):
        assert story.play(old) == []
    assert story.state.journey.stopped == "child-withdrew"
    assert only(story.play(consent("given")), ours.SearchOpened)


def test_c03_a_yes_dated_ahead_beats_no_veto_and_is_told() -> None:
    """Hard case 71: today's word stands."""
    story = introduced()
    assert opens(story) == ["G2", "G3", "G4"]
    ahead = views("yes", "L1", view_id="V-typo", day=DAY.replace(year=2062))
    assert tasks(story.play(ahead)) == ["word-dated-ahead"]
    story.play(views("no", "L1", view_id="V-no"))
    assert child_vetoes(story.state, "L1")
    assert opens(story) == []


@pytest.mark.parametrize("wish", ["yes", "message_only"])
def test_a_wish_dated_ahead_wants_nothing(wish: str) -> None:
    """Neither the whole nor a part of it."""
    story = open_search()
    story.play_all(lead(), *approach_checks(), views(wish, "L1", day=DAY + timedelta(days=1)))
    assert opens(story) == []
    story.play(views(wish, "L1", view_id="V2"))
    assert opens(story) == ["G2"]


def test_c06_an_older_keep_apart_told_late_parts_nobody() -> None:
    """Hard cases 20 and 26: the restricted person stays the restricted person."""
    story = cleared_for_approach()
    assert opens(story) == ["G2"]
    before = story.now
    story.play_all(lead("L9", "friend"), restriction(lead_id="L9"), merge("merge", "L1", "L9"))
    story.play(merge("keep_apart", "L1", "L9"), happened=before)
    story.play_all(*approach_checks())
    assert opens(story) == []


def test_c56_who_is_tied_to_a_restricted_person_by_any_chain_is_barred_and_free_once_every_link_is_out() -> (
    None
):
    """Hard case 26: a circle of merges; then checks made anew clear the lead again."""
    story = cleared_for_approach()
    assert opens(story) == ["G2"]
    story.play_all(lead("L2", "friend"), lead("L3", "uncle"), restriction(lead_id="L3"))
    story.play_all(*(merge("merge", *pair) for pair in (("L1", "L2"), ("L2", "L3"), ("L3", "L1"))))
    for pair in (("L3", "L1"), ("L2", "L3")):
        story.play_all(*approach_checks())
        assert opens(story) == []
        story.play(merge("unmerge", *pair))
    story.play_all(*approach_checks())
    assert opens(story) == ["G2"]


def test_an_older_merge_told_late_joins_nobody_and_is_told() -> None:
    """DOMAIN 4: it changes nothing except that a person is told."""
    story = cleared_for_approach()
    before = story.now
    story.play_all(lead("L2"), merge("keep_apart", decision_id="D2", date=DAY))
    said = story.play(merge("merge", decision_id="D1", date=DAY - timedelta(days=1)), happened=before)
    assert tasks(said) == ["older-word-told-late"]
    assert story.state.lead("L2").relationship == "aunt"
    assert "L2" not in story.state.people.same("L1")


def test_c09_an_approval_from_before_it_was_known_that_the_lead_is_a_child_does_not_count() -> None:
    """Hard case 23: whichever comes first, only a manager approves."""
    story = open_search()
    story.play_all(contact("no_reply"), views("yes", "L1"), *approach_checks())
    story.play(lead("L1", "cousin", is_child=True))
    assert opens(story) == []
    story.play(check("approval", role="manager", by="M1"))
    assert opens(story) == ["G2"]


def test_c15_message_only_opens_writing_and_no_invitation() -> None:
    """DOMAIN 3: a valid wish; nobody is proposed for a conference."""
    story = open_search()
    story.play_all(lead(), views("message_only", "L1"), views(), *approach_checks(), contact())
    story.play_all(
        views("message_only", "L1", view_id="V2"), *introduction_checks(), check("approval", gate="G4")
    )
    assert opens(story) == ["G2", "G3"]
    assert not only(story.said, ours.NetworkReady)
    story.play(views("yes", "L1", view_id="V3"))
    assert opens(story) == ["G2", "G3", "G4"]
    assert only(story.said, ours.NetworkReady)


@pytest.mark.parametrize("wish", ["find_out_only", "not_now", "no"])
def test_c15_other_wishes_open_nothing(wish: str) -> None:
    """DOMAIN 3: to know somebody's story is not to be in touch."""
    story = introduced()
    story.play(views(wish, "L1", view_id="V9"))
    assert opens(story) == []


@pytest.mark.parametrize(
    "gate, name", [("G3", "orders"), ("G4", "risk"), ("G2", "carer_briefed"), ("G3", "risk")]
)
def test_c16_a_concern_at_a_gate_closes_it_until_the_own_worker_or_a_manager_answers_it(
    gate: str, name: str
) -> None:
    """Whatever was checked, also what that gate does not ask for; the gates before it may open again."""
    story = introduced()
    again = [check("risk"), check("approval"), check("risk", gate="G3")]
    story.play_all(check(name, gate=gate, result="concern"), *again)
    closed = ["G2", "G3", "G4"][["G2", "G3", "G4"].index(gate) :]
    assert not set(opens(story)) & set(closed) or (gate, name) == ("G3", "risk")
    if (gate, name) == ("G3", "risk"):
        assert opens(story) == ["G2", "G3", "G4"], "a newer clear check of the same kind answered it"
        return
    story.play(check(name, gate=gate, by="W9"))
    assert not set(opens(story)) & set(closed), "a stranger's word answers no concern"
    story.play(check(name, gate=gate))
    assert opens(story) == ["G2", "G3", "G4"]


def test_an_older_concern_told_late_is_told_to_a_person_and_re_closes_what_did_not_know_of_it() -> None:
    """It was answered since; the approval was made after it."""
    story = cleared_for_approach()
    before = story.now - 30 * MINUTE
    said = story.play(check("orders", result="concern"), happened=before)
    assert tasks(said) == ["older-word-told-late"]
    assert opens(story) == ["G2"]


def test_c18_the_very_checks_that_an_order_made_stale_told_again_open_nothing() -> None:
    """Hard case 65, for checks: nobody looked again."""
    story = open_search()
    checks = approach_checks()
    story.play_all(lead(), views("yes", "L1"), *checks)
    assert opens(story) == ["G2"]
    story.play(restriction("O5", lead_id="L1", other_person={"lead_id": "L7"}))
    story.play_all(*checks)
    assert opens(story) == []
    story.play_all(*approach_checks())
    assert opens(story) == ["G2"]


def test_c18_old_view_and_checks_told_again_after_a_withdrawal_and_return_open_nothing() -> None:
    """Hard case 65: a child who comes back is asked anew."""
    story = open_search()
    old: list[Event] = [views("yes", "L1"), *approach_checks()]
    story.play_all(lead(), *old, consent("withdrawn"), consent("given"), *old)
    assert opens(story) == []
    story.play_all(views("yes", "L1", view_id="V2"), *approach_checks())
    assert opens(story) == ["G2"]


def test_c20_an_approval_counts_from_the_own_worker_of_that_day_or_a_manager() -> None:
    """DOMAIN 4, G2: any other social worker is told to be another."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1"), *approach_checks()[:-1])
    assert tasks(story.play(check("approval", by="W999"))) == ["check-needs-another-role"]
    assert opens(story) == []
    story.play(check("approval"))
    assert opens(story) == ["G2"]


def test_c20_the_manager_is_told_once_of_an_approver_who_made_every_check() -> None:
    """Policy `approver_made_every_check` = accept: it counts."""
    story = open_search()
    said = story.play_all(lead(), views("yes", "L1"), *approach_checks(by="W1"), *approach_checks(by="W1"))
    assert tasks(said) == ["approver-made-every-check"]
    assert opens(story) == ["G2"]


@pytest.mark.parametrize("order", [1, -1])
def test_c47_of_a_concern_and_a_clear_of_the_same_moment_the_concern_stands(order: int) -> None:
    """Ties are decided towards safety, in either order; so are a yes and a no."""
    for pair in (
        [check("orders", result="concern"), check("orders")],
        [views("no", "L1", view_id="V-no"), views("yes", "L1", view_id="V-yes")],
    ):
        story = cleared_for_approach()
        assert opens(story) == ["G2"]
        happened = story.now + MINUTE
        story.now += HOUR
        for event in pair[::order]:
            story.play(event, happened=happened)
        story.play_all(check("risk"), check("approval"))
        assert opens(story) == []


def test_a_view_corrected_from_one_lead_to_another_frees_the_first() -> None:
    """The record now says something else; the veto is the other's."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), views("no", "L1", view_id="V9"))
    assert opens(story) == []
    story.play(views("no", "L2", view_id="V9"))
    assert opens(story) == ["G2"]
    assert child_vetoes(story.state, "L2")


@pytest.mark.parametrize("first", [1, 2])
def test_a_flag_of_an_earlier_version_is_not_lost_when_versions_cross(first: int) -> None:
    """Hard case 2: the adopted sibling stays one, though the later version leaves it out."""
    story = open_search()
    versions = {1: lead("L1", "sibling", adopted_sibling=True), 2: lead("L1", "sibling", version=2)}
    story.play_all(versions[first], versions[3 - first])
    assert story.state.lead("L1").flags == ("adopted_sibling",)
    story.play_all(views("yes", "L1"), *approach_checks(role="manager"))
    assert opens(story) == []


def test_a_version_beyond_reason_neither_blinds_nor_silences_and_is_told_once() -> None:
    """Issue 7, kind 12: 10^18 is a typing error."""
    story = open_search()
    story.play(lead(version=1))
    assert tasks(story.play(lead(version=10**18))) == ["version-beyond-reason"]
    assert tasks(story.play(lead(version=2, in_prison=True))) == ["lead-in-prison"]
    assert story.state.lead("L1").flags == ("in_prison",)


def test_the_number_of_what_is_said_about_leads_rises() -> None:
    """Conference and plan_sync tell by it which of two words came later."""
    state, numbers = Search(child_id=CHILD), []
    path = [
        record(),
        accepted(),
        lead(),
        views("yes", "L1"),
        *approach_checks(),
        contact(),
        views("no", "L1"),
    ]
    for minute, event in enumerate(path):
        handler = SERVICE.handler(event.TYPE)
        assert handler is not None
        decision = handler.decide(state, event, Context(START + MINUTE * minute, "", START + MINUTE * minute))
        state = decision.state
        said = [effect.event.model_dump() for effect in decision.effects if isinstance(effect, Emit)]
        numbers += [event["number"] for event in said if "number" in event]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 3
