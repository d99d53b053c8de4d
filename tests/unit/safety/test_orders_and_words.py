"""Kind 4: orders and words (DOMAIN 4): words are not identity, and a concern closes until it is answered."""

import pytest

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.moves import check, contact, lead, merge, restriction, views
from tests.unit.safety.scenes import cleared, cleared_for_approach, gates, is_arranged, one_introduced
from tests.unit.world import World, only


@pytest.mark.parametrize("gate", ["G3", "G4"])
def test_a_concern_closes_its_gate_and_those_after_it_until_a_newer_clear_at_that_gate(gate: str) -> None:
    """Fresh checks at other gates do not answer it; a clear at that gate by the own worker does (c16)."""
    name = "orders" if gate == "G3" else "risk"
    world = one_introduced()
    world.tell(check(name, "L1", gate, result="concern", check_id="X-concern"))
    others = moves.anew("2", check("risk"), check("approval"), check("risk", "L1", "G3"))
    said = world.tell(*others)
    assert ("L1", gate) not in cleared(said)
    assert gate not in gates(world)
    world.tell(check(name, "L1", gate, check_id="X-answer"), *moves.anew("3", *moves.checks("L1", "G3")))
    world.tell(
        *moves.anew("3", views("yes", "L1"), *moves.checks()), *moves.anew("4", *moves.checks("L1", "G3"))
    )
    assert gate in gates(world)


def test_a_concern_at_the_introduction_bars_who_may_attend_first_too() -> None:
    """Gate G4 comes after G3 also for somebody who was not introduced (c16, c40)."""
    world = moves.searching()
    world.tell(lead(), views("yes", "L1"), *moves.checks(), contact("willing"), check("approval", "L1", "G4"))
    assert gates(world) == {"G2", "G4"}
    world.tell(check("orders", "L1", "G3", result="concern", check_id="X-concern"))
    world.tell(*moves.anew("2", check("risk"), check("approval"), check("approval", "L1", "G4")))
    assert gates(world) == {"G2"}


WORDS = ["father", "papa", "dad", "stepdad", "relative", "other", "unknown"]


@pytest.mark.parametrize("word", WORDS)
def test_an_order_about_the_father_bars_or_asks_for_every_word_that_may_be_him(word: str) -> None:
    """Hard case 66: never cleared on a word alone; whoever else there is goes on."""
    world = moves.searching()
    world.tell(restriction(relationship="father"), *moves.introduced("L2", "teacher"))
    assert gates(world, "L2"), "a profession is no relative"
    said = world.tell(lead("L1", word), views("yes", "L1"), check("risk"), check("approval"))
    assert cleared(said, "L1") == set()


def test_whom_an_unspecific_word_means_is_answered_by_a_check_after_the_order() -> None:
    """Hard case 66: one task names the people concerned; the own worker's check answers."""
    world = moves.searching()
    world.tell(*moves.introduced("L1", "relative"))
    assert gates(world) == {"G2", "G3", "G4"}
    said = world.tell(restriction(relationship="father"))
    assert gates(world) == set()
    assert only(said, ours.TaskRaised), "a person is asked who it is"
    asked = moves.anew("2", views("yes", "L1"), *moves.checks(), views("yes", "L1", view_id="V"))
    world.tell(*asked, *moves.anew("2", *moves.checks("L1", "G3")))
    assert gates(world) == {"G2", "G3", "G4"}


def test_who_was_once_recorded_as_the_named_relationship_stays_barred() -> None:
    """A corrected word and a round of merges free nobody (c56)."""
    world = moves.searching()
    world.tell(lead(), lead("L2", "friend"), lead("L3", "uncle"))
    world.tell(merge("L1", "L2"), merge("L2", "L3"), merge("L3", "L1"), restriction(lead_id="L3"))
    asked: list[Event] = [views("yes", "L1"), *moves.checks()]
    assert cleared(world.tell(*asked), "L1") == set()
    world.tell(merge("L3", "L1", decision="unmerge"))
    assert cleared(world.tell(*moves.anew("2", *asked)), "L1") == set()
    world.tell(merge("L2", "L3", decision="unmerge"))
    assert cleared(world.tell(*moves.anew("3", *asked)), "L1") == {("L1", "G2")}


def paired() -> World:
    """Two parents and a friend introduced, an order between father and L2."""
    world = moves.searching()
    for lead_id, word in (("L1", "dad"), ("L2", "mother"), ("L5", "friend")):
        world.tell(*moves.introduced(lead_id, word))
    world.tell(moves.requested(), restriction("OP", relationship="father", other_person={"lead_id": "L2"}))
    for lead_id in ("L1", "L2", "L5"):
        world.tell(*moves.anew("2", *moves.introduced(lead_id)))
    return world


def test_two_who_may_not_meet_do_not_under_any_of_their_names() -> None:
    """By relationship and by alias; one of them alone may come (c64; hard case 21)."""
    world = paired()
    assert not is_arranged(world.tell(moves.arranged("L1", "L2")))
    world.tell(merge("L2", "L5"))
    for lead_id in ("L2", "L5"):
        world.tell(*moves.anew("3", *moves.introduced(lead_id)))
    assert not is_arranged(world.tell(moves.arranged("L1", "L5", version=2)))
    assert is_arranged(world.tell(moves.arranged("L1", version=3)))


def test_an_unmanaged_contact_is_a_warning_and_no_willingness() -> None:
    """The lead writes to the child's own phone: nobody is engaged and no gate opens (c53; hard case 33)."""
    world = cleared_for_approach()
    wrote = contact("willing", direction="in", managed=False, contact_id="T5")
    said = world.tell(wrote, views("yes", "L1", view_id="V2"), *moves.checks("L1", "G3"))
    assert not only(said, ours.LeadEngaged)
    assert gates(world) == {"G2"}
    world.tell(contact("willing", contact_id="T6"), views("yes", "L1", view_id="V3"))
    assert gates(world) == {"G2", "G3", "G4"}


def test_an_unmanaged_contact_lifts_no_refusal_of_the_lead() -> None:
    """Who declined and writes behind everybody's back is still not pursued (c53; hard case 32)."""
    world = cleared_for_approach()
    world.tell(contact("declined", contact_id="T1"))
    said = world.tell(contact("willing", direction="in", managed=False, contact_id="T5"))
    assert not only(said, ours.LeadEngaged)
    assert "lead-declined" in world.state("family-finding").lead("L1").told


def test_who_is_engaged_without_privacy_information_is_asked_about() -> None:
    """Recorded that it was given, or why not (c54; DOMAIN 6); with it nobody is asked."""
    world = cleared_for_approach()
    informed = world.again()
    assert not looks.asks(informed, contact())
    silent = contact().model_copy(update={"privacy_information": None})
    assert looks.asks(world, silent)
    assert only(world.said, ours.LeadEngaged)


def test_a_restriction_without_end_and_review_asks_for_a_review_by_its_age() -> None:
    """Policy says after how many months; it stands meanwhile (issue 7, kind 4)."""
    world = one_introduced()
    world.tell(restriction(lead_id="L1"))
    before = len(looks.asked(world))
    world.until(world.now.replace(year=world.now.year + 2))
    assert looks.asked(world)[before:]
    assert gates(world) == set()


@pytest.mark.parametrize("order, known", [("stepfather", "mother"), ("father", "mum"), ("mother", "dad")])
@pytest.mark.parametrize("relation", ["partner_of", "former_partner_of"])
@pytest.mark.parametrize("told_of", ["L1", "L3"])
def test_an_order_covers_who_is_recorded_as_the_partner_of_a_parent(
    order: str, known: str, relation: str, told_of: str
) -> None:
    """Whatever word the lead is recorded with, and of whichever of the two it is told (hard case 66)."""
    other = {"L1": "L3", "L3": "L1"}[told_of]
    words = {"L1": "friend", "L3": known}
    related = [{"lead_id": other, "relation": relation}]
    world = moves.searching()
    world.tell(restriction(relationship=order), lead(other, words[other]))
    world.tell(lead(told_of, words[told_of], related_to=related))
    assert cleared(world.tell(views("yes", "L1"), *moves.checks()), "L1") == set()


def test_a_partner_of_somebody_whom_no_order_names_goes_on() -> None:
    """An order about the father says nothing of the aunt's partner."""
    world = moves.searching()
    related = [{"lead_id": "L3", "relation": "partner_of"}]
    world.tell(restriction(relationship="father"), lead("L3"), lead("L1", "friend", related_to=related))
    assert cleared(world.tell(views("yes", "L1"), *moves.checks()), "L1") == {("L1", "G2")}
