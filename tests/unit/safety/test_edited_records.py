"""Kind 1: a record that was edited, and says nothing new of its day, opens nothing anew (hard case 65)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import DAY, check, consent, contact, lead, merge, restriction, views
from tests.unit.safety.scenes import cleared_for_approach, gates, is_arranged, one_introduced, stopped
from tests.unit.world import World

TOMORROW = DAY + timedelta(days=1)


def edited(event: Event, **changes: Any) -> Event:  # noqa: ANN401 - whatever a worker corrects
    """The same record with something corrected in it."""
    return event.model_copy(update=changes)


def checked_anew(world: World, again: str) -> None:
    """Every check of gates G2 and G3 but risk is made anew."""
    approach = (check(name) for name in moves.APPROACH if name != "risk")
    introduction = (check(name, "L1", "G3") for name in moves.INTRODUCTION if name != "risk")
    world.tell(*moves.anew(again, *approach, *introduction))


@pytest.mark.parametrize("changes", [{"holder_id": "H1"}, {"scope": "attend"}, {"scope": "search"}])
def test_an_edited_agreement_lifts_no_withdrawal(changes: dict[str, Any]) -> None:
    """A new agreement is a new record, and so the child may come back."""
    world, agreement = moves.searching(), consent("given")
    world.tell(agreement, consent("withdrawn"), edited(agreement, **changes))
    assert stopped(world) == {"child-withdrew"}
    world.tell(consent("given", consent_id="K-new"), views(view_id="V-new"))
    assert stopped(world) == {None}
    assert looks.search_is_open(world.said)


@pytest.mark.parametrize("wish", ["yes", "message_only"])
def test_an_edited_view_lifts_no_veto(wish: str) -> None:
    """That it was heard at another stage is no new wish; a new view is."""
    world, view = cleared_for_approach(), views(wish, "L1", view_id="V-first")
    world.tell(view, views("no", "L1", view_id="V-no"), edited(view, stage="approach"))
    world.tell(*moves.anew("2", *moves.checks()))
    assert gates(world) == set()
    world.tell(views(wish, "L1", view_id="V-new"), *moves.anew("3", *moves.checks()))
    assert gates(world) == {"G2"}


@pytest.mark.parametrize("changes", [{"by": "M1", "role": "manager"}, {"expires": DAY.replace(year=2027)}])
def test_an_edited_check_answers_no_concern(changes: dict[str, Any]) -> None:
    """A concern is answered by a newer check; by the edit of an older one nobody looked again."""
    world, risk = one_introduced(), check("risk")
    world.tell(check("risk", result="concern", check_id="X-concern"), edited(risk, **changes))
    checked_anew(world, "2")
    assert gates(world) == set()
    world.tell(check("risk", check_id="X-answer"), check("risk", "L1", "G3", check_id="X-answer-3"))
    checked_anew(world, "3")
    assert gates(world) == {"G2", "G3", "G4"}


def test_edited_checks_are_not_made_after_an_order() -> None:
    """The order re-closes the gates until somebody has checked again (c18)."""
    world = one_introduced()
    world.tell(restriction(lead_id="L1"), restriction(lead_id="L1", ended=True))
    old = (*moves.checks(), *moves.checks("L1", "G3"))
    world.tell(*(edited(one, expires=DAY.replace(year=2027)) for one in old))
    assert gates(world) == set()
    world.tell(*moves.anew("2", *old))
    assert gates(world) == {"G2", "G3", "G4"}


@pytest.mark.parametrize("changes", [{"by": "W9"}, {"privacy_information": "exception"}, {"managed": None}])
def test_an_edited_contact_is_no_new_yes(changes: dict[str, Any]) -> None:
    """Unsure after willing stands, whatever is corrected of the first contact (c10)."""
    world, yes = cleared_for_approach(), contact("willing", contact_id="T-first")
    world.tell(yes, contact("unsure"), edited(yes, **changes))
    again = views("yes", "L1", view_id="V-again")
    world.tell(again, *moves.checks("L1", "G3"))
    assert gates(world) == {"G2"}
    world.tell(contact("willing", contact_id="T-new"))
    world.tell(*moves.anew("2", again, *moves.checks("L1", "G3")))
    assert gates(world) == {"G2", "G3", "G4"}


def test_an_edit_that_closes_counts_at_once() -> None:
    """An order that is corrected to another person bars that one."""
    world = one_introduced()
    world.tell(restriction(lead_id="L9"), edited(restriction(lead_id="L1"), review_date=TOMORROW))
    assert gates(world) == set()


def test_an_end_recorded_on_an_earlier_day_does_not_end_an_order() -> None:
    """Of two words about it the later stands, by the day on which each was recorded (contract)."""
    world = one_introduced()
    world.until(world.now + timedelta(days=4))
    day = DAY + timedelta(days=3)
    world.tell(restriction(lead_id="L1", recorded_on=day))
    world.tell(restriction(lead_id="L1", recorded_on=TOMORROW, ended=True))
    again: dict[str, Any] = {"date": DAY + timedelta(days=4)}
    world.tell(*moves.checks(**again), *moves.checks("L1", "G3", **again))
    assert gates(world) == set()
    world.tell(restriction(lead_id="L1", recorded_on=DAY + timedelta(days=4), ended=True))
    world.tell(*moves.anew("2", *moves.checks(**again), *moves.checks("L1", "G3", **again)))
    assert gates(world) == {"G2", "G3", "G4"}


def test_an_edited_parting_frees_nobody_who_was_merged_since() -> None:
    """Who is one person with somebody barred stays so (c06)."""
    world = moves.searching()
    apart = merge("L1", "L9", decision="keep_apart", decision_id="M-first")
    world.tell(lead("L9", "friend"), restriction(lead_id="L9"), apart)
    world.tell(merge("L1", "L9", decision_id="M-second"), edited(apart, by="W2"), *moves.introduced())
    assert gates(world) == set()
    assert not is_arranged(world.tell(moves.requested(), moves.arranged("L1")))
