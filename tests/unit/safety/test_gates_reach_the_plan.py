"""Kind 2: gates reach the plan (DOMAIN 4, G5): what may not stand is held back, the others go on."""

import pytest

from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import MEETING, consent, contact, restriction, views
from tests.unit.world import World

MET = MEETING.date()
BARS = {
    "veto": views("no", "L1", day=MET, stage="plan"),
    "order": restriction(lead_id="L1"),
    "order about the relationship": restriction(relationship="aunt"),
    "child's consent about one person": consent("withdrawn", lead_id="L1", day=MET),
    "own no": contact("declined", "L1", direction="in", date=MET),
    "own withdrawal": consent("withdrawn", given_by="lead", lead_id="L1", day=MET),
    "does not want to share": consent("refused", given_by="lead", lead_id="L1", scope="share", day=MET),
}


def test_in_order_both_are_written() -> None:
    """The safe prefix of every history here."""
    world = moves.approved()
    world.write()
    assert looks.written(world) == {"CM-1", "CM-2"}


@pytest.mark.parametrize("bar", BARS.values(), ids=BARS)
@pytest.mark.parametrize("when", ["before capture", "before decision", "after decision"])
def test_whose_promise_may_not_stand_is_held_back_and_the_others_go_on(bar: Event, when: str) -> None:
    """Hard case 61: whenever it comes before the writing; a task says whose word is missing (c12, c13)."""
    world = moves.met()
    events = {"before capture": bar, "agreed": moves.agreed(), "before decision": bar}
    events |= {"decided": moves.decided(), "after decision": bar}
    told = [event for name, event in events.items() if name in (when, "agreed", "decided")]
    asked = looks.asks(world, *told)
    assert looks.waiting(world) == {"CM-2"}
    world.write()
    assert looks.written(world) == {"CM-2"}
    assert asked, "a person is told"


@pytest.mark.parametrize("name", ["veto", "order", "own no"])
def test_the_same_after_the_entry_stands_raises_a_task_about_that_entry(name: str) -> None:
    """Hard case 61: nothing is taken out by software; once."""
    world = moves.approved()
    world.write()
    assert looks.asks(world, BARS[name])
    again = looks.asks(world, BARS[name])
    assert again == []
    assert looks.written(world) == {"CM-1", "CM-2"}


def test_who_was_never_a_lead_promises_nothing() -> None:
    """A commitment of somebody nobody looked at is held back."""
    stranger = {"commitment_id": "CM-9", "lead_id": "L9", "kind": "visit"}
    known = {"commitment_id": "CM-1", "lead_id": "L1", "kind": "visit"}
    world = moves.met()
    items = [{"commitment_id": one, "decision": "approved"} for one in ("CM-1", "CM-9")]
    world.tell(moves.agreed(commitments=[known, stranger]), moves.decided(decisions=items))
    assert looks.waiting(world) == {"CM-1"}


@pytest.mark.parametrize("kind, stands", [("letter", True), ("visit", False)])
def test_who_is_cleared_for_messages_alone_may_promise_letters(kind: str, *, stands: bool) -> None:
    """The gate for what is promised (issue 7, kind 2)."""
    world = moves.searching()
    wish = [views("message_only", "L1"), views("message_only", "L1", view_id="V2")]
    world.tell(moves.lead(), wish[0], *moves.checks(), contact(), wish[1], *moves.checks("L1", "G3"))
    world.tell(*moves.introduced("L2", "uncle"), moves.requested(), moves.arranged("L2"))
    world.until(MEETING.date())
    world.until(MEETING)
    world.tell(*moves.held("L2"))
    promised = [
        {"commitment_id": "CM-1", "lead_id": "L1", "kind": kind, "how": kind},
        {"commitment_id": "CM-2", "lead_id": "L2", "kind": "visit"},
    ]
    world.tell(moves.agreed(commitments=promised), moves.decided())
    assert looks.waiting(world) == ({"CM-1", "CM-2"} if stands else {"CM-2"})


def _without_acceptance() -> list[list[Event]]:
    no_word = moves.referred()
    unwilling = no_word.model_copy(
        update={"child_agreement": no_word.child_agreement.model_copy(update={"given": False})}  # type: ignore[attr-defined]  # a referral
    )
    return [
        [moves.record(permanence_plan=["ADOPTION"]), moves.referred()],
        [moves.record()],
        [moves.record(), unwilling],
        [moves.record(), moves.referred()],
    ]


@pytest.mark.parametrize("begin", _without_acceptance())
def test_nothing_of_a_plan_is_written_without_an_accepted_referral(begin: list[Event]) -> None:
    """Adoption planned, no referral, no agreement, nobody decided: nothing (c24)."""
    world = World()
    world.tell(*begin, moves.agreed(conference_id=None), moves.decided(review=moves.DAY))
    world.write()
    assert looks.written(world) == set()


def test_a_plan_that_the_child_does_not_agree_to_is_not_written() -> None:
    """Agreement to that very version, not to another (issue 7, kind 2)."""
    world = moves.met()
    world.tell(moves.agreed(child_agrees=False), moves.decided())
    assert looks.waiting(world) == set()


def test_a_version_that_the_child_no_longer_agrees_to_stops_the_one_before_it() -> None:
    """Approved and not written yet: it waits for a person (issue 7, kind 2)."""
    world = moves.approved()
    assert looks.waiting(world) == {"CM-1", "CM-2"}
    world.tell(moves.agreed(2, child_agrees=False))
    assert looks.waiting(world) == set()
