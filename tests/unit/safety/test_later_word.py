"""Kind 1: the later word wins, whoever tells it and when (DOMAIN 4, "Which word stands")."""

from datetime import timedelta

import pytest

from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import DAY, check, consent, contact, lead, merge, restriction, views
from tests.unit.safety.scenes import (
    cleared,
    cleared_for_approach,
    gates,
    is_arranged,
    one_introduced,
    stopped,
)
from tests.unit.world import MINUTE, World

FAR = DAY.replace(year=2062)
HOUR = timedelta(hours=1)


def test_an_old_form_sent_again_after_the_withdrawal_lifts_nothing() -> None:
    """Hard case 65: a new agreement is a new record, and so the child may come back (c01)."""
    world = moves.searching()
    agreement = consent("given")
    world.tell(agreement)
    assert stopped(world) == {None}
    world.tell(consent("withdrawn"))
    for _ in range(3):
        assert not looks.search_is_open([*world.said, *world.tell(agreement)])
        assert stopped(world) == {"child-withdrew"}
    world.tell(consent("given", consent_id="K-new"))
    assert stopped(world) == {None}


def test_a_yes_of_a_mistyped_year_does_not_outlive_todays_no() -> None:
    """Hard case 71: told to a person; nobody vetoed is approached or invited (c03)."""
    world = one_introduced()
    assert looks.asks(world, views("yes", "L1", day=FAR)), "a person is told of the year"
    world.tell(views("no", "L1", view_id="V-no"))
    assert gates(world) == set()
    first = [{"lead_id": "L1", "may_attend_first": True}]
    assert not is_arranged(world.tell(moves.requested(), moves.arranged(invitees=first)))


def test_a_withdrawal_of_a_mistyped_year_acts_today() -> None:
    """Hard case 71: told, and stopped at once."""
    world = one_introduced()
    assert looks.asks(world, consent("withdrawn", day=FAR))
    assert stopped(world) == {"child-withdrew"}


def test_an_agreement_of_a_mistyped_year_opens_nothing() -> None:
    """Hard case 71: it counts for nothing until it is recorded anew."""
    world = one_introduced()
    world.tell(consent("withdrawn"), consent("given", day=FAR))
    assert stopped(world) == {"child-withdrew"}


@pytest.mark.parametrize("with_ids", [True, False])
def test_a_commitment_declined_last_is_not_written_though_the_approval_arrives_later(
    *, with_ids: bool
) -> None:
    """Hard case 64: the decline stands; in order both are written (c05)."""
    world = moves.planned()
    ids = ("D1", "D2") if with_ids else (None, None)
    approval = moves.decided(decision_id=ids[0])
    approved = world.again()
    approved.tell(approval)
    assert looks.waiting(approved) == {"CM-1", "CM-2"}
    earlier = world.now
    world.until(world.now + 2 * HOUR)
    world.tell(moves.decided(one="declined", decision_id=ids[1]))
    assert looks.waiting(world) == {"CM-2"}
    world.tell(approval, at=earlier)
    world.write()
    assert looks.written(world) == {"CM-2"}


def test_a_decision_told_again_after_a_later_one_changes_nothing() -> None:
    """Hard cases 64 and 65, for decisions."""
    world = moves.planned()
    approval = moves.decided()
    world.tell(approval)
    world.until(world.now + HOUR)
    world.tell(moves.decided(one="declined"), approval)
    assert looks.waiting(world) == {"CM-2"}


def test_an_older_decision_to_keep_two_apart_frees_no_restricted_alias() -> None:
    """The merge was decided last; unmerged and checked anew, the other goes on (c06; hard case 26)."""
    world = moves.searching()
    world.tell(lead("L9", "friend"), restriction(lead_id="L9"))
    earlier = world.now
    world.until(world.now + HOUR)
    assert cleared(world.tell(*moves.introduced()), "L1"), "before anybody says that they are one"
    world.tell(merge("L1", "L9"))
    assert gates(world) == set()
    world.tell(merge("L1", "L9", decision="keep_apart"), at=earlier)
    said = world.tell(*moves.anew("2", *moves.introduced()), moves.requested(), moves.arranged("L1"))
    assert cleared(said, "L1") == set()
    assert not is_arranged(said)
    world.tell(merge("L1", "L9", decision="unmerge"))
    assert cleared(world.tell(*moves.anew("3", *moves.introduced())), "L1")


@pytest.mark.parametrize("record_first", [True, False])
def test_a_lead_who_is_a_child_needs_a_managers_approval_whenever_the_record_says_so(
    *, record_first: bool
) -> None:
    """Hard case 23: also when the lead's record comes after the approval (c09)."""
    world = moves.searching()
    known = lead("L1", "cousin", is_child=True)
    checked: list[Event] = [contact("no_reply"), views("yes", "L1"), *moves.checks()]
    said = world.tell(*([known, *checked] if record_first else [*checked, known]))
    assert cleared(said, "L1") == set()
    manager = check("approval", role="manager", by="M1", check_id="X-manager")
    assert cleared(world.tell(manager), "L1") == {("L1", "G2")}


@pytest.mark.parametrize("late", [False, True])
def test_a_lead_whose_last_word_is_unsure_is_not_introduced(*, late: bool) -> None:
    """Whichever word arrives last; who is willing last is introduced (c10)."""
    world = cleared_for_approach()
    earlier, later = world.now + MINUTE, world.now + 2 * HOUR
    willing = world.again()
    willing.tell(contact("willing"), views("yes", "L1", view_id="V2"), *moves.checks("L1", "G3"))
    assert gates(willing) == {"G2", "G3", "G4"}
    told = [(contact("willing"), earlier), (contact("unsure"), later)]
    world.until(later)
    for event, at in reversed(told) if late else told:
        world.tell(event, at=at)
    world.tell(views("yes", "L1", view_id="V2"), *moves.checks("L1", "G3"))
    assert gates(world) <= {"G2"}


def test_checks_told_again_after_a_new_order_open_nothing() -> None:
    """Nobody looked again; made anew they open what the order closed (c18)."""
    world = one_introduced()
    again = [*moves.checks(), *moves.checks("L1", "G3")]
    world.tell(restriction("O5", lead_id="L1", other_person={"lead_id": "L7"}))
    assert gates(world) == set()
    assert cleared(world.tell(*again)) == set()
    asked = moves.anew("2", views("yes", "L1", view_id="V"), *again)
    assert cleared(world.tell(*asked), "L1") == {("L1", "G2"), ("L1", "G3"), ("L1", "G4")}


def test_views_and_checks_of_before_a_withdrawal_open_nothing_after_the_return() -> None:
    """On the same day too: the child is asked again (c18)."""
    world = one_introduced()
    world.tell(consent("withdrawn"), consent("given", consent_id="K-back"))
    assert stopped(world) == {None}
    assert cleared(world.tell(views("yes", "L1"), *moves.checks())) == set()
    assert cleared(world.tell(*moves.anew("2", views("yes", "L1"), *moves.checks())))


def of_one_moment(*events: Event) -> list[World]:
    """Worlds in which two words of the same moment arrive in either order."""
    worlds = []
    for order in (events, tuple(reversed(events))):
        world = one_introduced()
        at = world.now + 5 * MINUTE
        world.until(at)
        world.tell(*order, at=at)
        worlds.append(world)
    return worlds


@pytest.mark.parametrize(
    "closing, opening",
    [
        (consent("withdrawn"), consent("given")),
        (restriction(lead_id="L1"), restriction(lead_id="L1", ended=True)),
        (check("orders", result="concern", check_id="A"), check("orders", check_id="B")),
        (views("no", "L1", view_id="A"), views("yes", "L1", view_id="B")),
    ],
)
def test_of_two_words_of_one_moment_the_safer_stands(closing: Event, opening: Event) -> None:
    """In either order (c47)."""
    for world in of_one_moment(closing, opening):
        assert gates(world) == set()


def test_an_older_telling_of_an_order_does_not_move_it_to_somebody_else() -> None:
    """A typing error that was corrected comes late (c49)."""
    world = one_introduced()
    earlier = world.now
    world.until(world.now + HOUR)
    world.tell(restriction(lead_id="L1"))
    world.tell(restriction(lead_id="L2"), at=earlier)
    assert world.state("family-finding").restrictions["O1"].lead_id == "L1"
    assert gates(world) == set()


def test_a_flag_of_an_earlier_version_is_not_lost_when_versions_cross() -> None:
    """An adopted sibling is not approached, in either order (issue 7, kind 1)."""
    told = [lead("L1", "brother", 1, adopted_sibling=True), lead("L1", "brother", 2)]
    for versions in (told, told[::-1]):
        world = moves.searching()
        said = world.tell(*versions, views("yes", "L1"), *moves.checks())
        assert cleared(said) == set()


def test_a_view_corrected_from_one_lead_to_another_means_the_other_in_every_service() -> None:
    """The first was never vetoed, the other is (issue 7, kind 1)."""
    world = moves.networked()
    world.tell(views("no", "L1", view_id="V9"), views("no", "L2", view_id="V9"))
    anew = moves.anew("2", *moves.introduced())
    world.tell(*anew)
    assert gates(world, "L2") == set()
    assert gates(world, "L1") == {"G2", "G3", "G4"}
    assert is_arranged(world.tell(moves.arranged("L1")))
    assert not is_arranged(world.tell(moves.arranged("L2", version=2)))


def test_an_older_withdrawal_told_late_changes_nothing_but_that_a_person_is_told() -> None:
    """Once, however often it comes (DOMAIN 4)."""
    world = one_introduced()
    earlier = world.now - HOUR
    world.tell(consent("given", consent_id="K-new"))
    assert len(looks.asks(world, consent("withdrawn"), at=earlier)) == 1
    assert stopped(world) == {None}
    assert world.tell(consent("withdrawn")) == []
