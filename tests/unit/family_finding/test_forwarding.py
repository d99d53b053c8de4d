"""What is told of a record that was merged away reaches the record that was kept (hard case 68)."""

import pytest

from services.family_finding.service import SERVICE
from services.family_finding.state import Search
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Context
from tests.unit.family_finding.story import (
    CHILD,
    START,
    Story,
    approach_checks,
    check,
    cleared_for_approach,
    consent,
    contact,
    lead,
    only,
    restriction,
    tasks,
    views,
)

RETIRED = "C0"
CLOSING = [
    ("restriction", restriction(lead_id="L1")),
    ("consent", consent("withdrawn")),
    ("consent", consent("refused", given_by="authority", scope="contact")),
    ("consent", consent("withdrawn", given_by="lead", lead_id="L1")),
    ("views", views("no", "L1", view_id="V-veto")),
    ("check", check("orders", result="concern")),
    ("contact", contact("declined")),
    ("contact", contact("wrong_person")),
]


def merged(kept: str = CHILD, retired: str = RETIRED, child: str = RETIRED) -> case.PersonMerged:
    """Two records became one, told about one of them."""
    return case.PersonMerged(child_id=child, kept_id=kept, retired_id=retired)


def unmerged(child: str = RETIRED) -> case.PersonUnmerged:
    """They are two again."""
    return case.PersonUnmerged(child_id=child, kept_id=CHILD, retired_id=RETIRED)


def of(child: str, event: Event) -> Event:
    """The same event about another record."""
    return event.model_copy(update={"child_id": child})


def other_record(child: str = RETIRED) -> Story:
    """The story of the other record."""
    story = Story()
    story.state = Search(child_id=child)
    return story


def forwarded(said: list[Event]) -> list[ours.WordForwarded]:
    """What is told on."""
    return only(said, ours.WordForwarded)


@pytest.mark.parametrize("kind, word", CLOSING)
@pytest.mark.parametrize("before_merge", [True, False])
def test_hard_case_68_what_closes_is_told_on_and_acts_on_the_kept_record_at_once(
    kind: str, word: Event, *, before_merge: bool
) -> None:
    """Hard case 68: orders, refusals, vetoes, concerns; told before the merge and after it."""
    old = other_record()
    told = [of(RETIRED, lead()), of(RETIRED, word), merged()]
    said = old.play_all(*(told if before_merge else [told[0], told[2], told[1]]))
    (word_on,) = forwarded(said)
    assert word_on.child_id == CHILD
    assert word_on.retired_ids == (RETIRED,)
    assert getattr(word_on, kind).child_id == CHILD
    kept = cleared_for_approach()
    kept.play(merged(child=CHILD))
    kept.now = max(kept.now, word_on.told_at)
    kept.play_all(views("yes", "L1", view_id="V2"), *approach_checks())
    assert kept.cleared("L1", "G2")
    kept.now = kept.now.replace(hour=18)
    kept.play(word_on.model_copy(update={"told_at": kept.now}))
    assert not kept.cleared("L1", "G2")
    assert "contact-before-clearance" not in tasks(kept.said)
    assert kept.play(word_on.model_copy(update={"told_at": kept.now})) == []


def test_the_time_at_which_it_was_first_told_goes_with_it() -> None:
    """So that a later word of the kept record stands against it."""
    old = other_record()
    old.play(of(RETIRED, views("no", "L1", view_id="V-veto")))
    first = old.now
    (word_on,) = forwarded(old.play(merged()))
    assert word_on.told_at == first
    kept = cleared_for_approach()
    later = first.replace(hour=12)
    kept.now = later
    kept.play(views("yes", "L1", view_id="V-later"))
    assert tasks(kept.play(word_on)) == ["older-word-told-late"]
    assert kept.cleared("L1", "G2")


def test_a_word_told_again_under_the_retired_record_is_not_told_on_again() -> None:
    """Once told on, it is known there."""
    old = other_record()
    order = of(RETIRED, restriction(lead_id="L1"))
    old.play_all(merged(), order)
    assert old.play(order) == []


def test_other_things_told_under_a_retired_record_are_one_task_for_each_kind() -> None:
    """A worker of the kept record hears that work goes on under the old number."""
    old = other_record()
    old.play(merged())
    said = old.play_all(of(RETIRED, lead()), of(RETIRED, lead("L2")), of(RETIRED, check("orders")))
    raised = [(task.child_id, task.task_code, task.reason_code) for task in only(said, ours.TaskRaised)]
    assert raised == [
        (CHILD, "told-under-retired-record", "lead"),
        (CHILD, "told-under-retired-record", "check"),
    ]


def test_merges_in_a_row_tell_on_and_merges_in_a_circle_end() -> None:
    """Never to a record that the word came by."""
    middle = other_record("C1")
    middle.play(merged("C2", "C1", "C1"))
    order = restriction(lead_id="L1")
    came = ours.WordForwarded(child_id="C1", retired_ids=(RETIRED,), told_at=middle.now, restriction=order)
    (word_on,) = forwarded(middle.play(came))
    assert (word_on.child_id, word_on.retired_ids) == ("C2", (RETIRED, "C1"))
    circle = other_record("C1")
    circle.play(merged(RETIRED, "C1", "C1"))
    assert forwarded(circle.play(came)) == []


def test_a_merge_told_again_does_nothing_and_one_into_itself_is_ignored() -> None:
    """Eligibility asks about a merge that makes no sense."""
    old = other_record()
    old.play(of(RETIRED, restriction(lead_id="L1")))
    assert forwarded(old.play(merged())) != []
    assert old.play(merged()) == []
    kept = cleared_for_approach()
    assert kept.play(merged(CHILD, CHILD, CHILD)) == []
    assert kept.cleared("L1", "G2")


def test_a_merge_taken_back_leaves_both_records_to_people() -> None:
    """Nothing is cleared until a named person decides again; checks are made anew."""
    old = other_record()
    old.play(merged())
    before = old.state.journey.stopped
    assert tasks(old.play(unmerged())) == ["look-at-merged-record"]
    assert (before, old.state.journey.stopped) == ("merged", "journey-frozen")
    kept = cleared_for_approach()
    kept.play(merged(child=CHILD))
    assert not kept.cleared("L1", "G2")
    kept.play_all(views("yes", "L1", view_id="V2"), *approach_checks())
    assert kept.cleared("L1", "G2")
    assert tasks(kept.play(unmerged(CHILD))) == ["look-at-merged-record"]
    assert not kept.cleared("L1", "G2")


def test_every_kind_of_word_may_be_told_on() -> None:
    """A forwarded word without a word is noted and changes nothing."""
    handler = SERVICE.handler(ours.WordForwarded.TYPE)
    assert handler is not None
    assert handler.overtakes
    empty = ours.WordForwarded(child_id=CHILD, retired_ids=(RETIRED,), told_at=START)
    state = Search(child_id=CHILD)
    assert handler.decide(state, empty, Context(empty.told_at)).state == state
