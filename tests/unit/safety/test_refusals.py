"""Kind 7: every scope of a refusal acts, whoever refuses (DOMAIN 1 and 3; hard cases 15, 16 and 73)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit import looks, moves
from tests.unit.eligibility.children import IN_CARE
from tests.unit.moves import consent, contact, record, views
from tests.unit.safety.scenes import cleared, gates, is_arranged, one_introduced, stopped
from tests.unit.world import World, only


def test_messages_only_is_no_invitation() -> None:
    """G3 may open for letters; nobody is cleared for the meeting and none is proposed (c15)."""
    world = moves.searching()
    world.tell(moves.lead(), views("message_only", "L1"), *moves.checks(), contact())
    said = world.tell(views("message_only", "L1", view_id="V2"), *moves.checks("L1", "G3"))
    assert ("L1", "G3") in cleared(said)
    assert ("L1", "G4") not in cleared(said)
    assert not only(said, ours.ConferenceProposed)
    assert not is_arranged(world.tell(moves.requested(), moves.arranged("L1")))


def test_find_out_only_is_no_introduction() -> None:
    """The child wants to know and not to meet (DOMAIN 3)."""
    world = moves.searching()
    world.tell(moves.lead(), views("find_out_only", "L1"), *moves.checks(), contact())
    said = world.tell(views("find_out_only", "L1", view_id="V2"), *moves.checks("L1", "G3"))
    assert gates(world) <= {"G2"}
    assert not only(said, ours.ConferenceProposed)


@pytest.mark.parametrize("giver", ["child", "pr_holder", "authority"])
def test_who_refuses_to_attend_has_no_conference_arranged(giver: str) -> None:
    """By the child, a holder of parental responsibility or the authority (c26)."""
    world = moves.networked()
    assert is_arranged(world.again().tell(moves.arranged()))
    world.tell(consent("refused", given_by=giver, scope="attend", holder_id="M"))
    assert not is_arranged(world.tell(moves.arranged()))


@pytest.mark.parametrize("giver", ["child", "pr_holder", "authority"])
@pytest.mark.parametrize("before", [True, False])
def test_who_refuses_to_share_has_nothing_written(giver: str, *, before: bool) -> None:
    """Before the decision or after it, as long as nothing is written; a person is told (c26)."""
    world = moves.planned()
    refusal = consent("refused", given_by=giver, scope="share", day=world.now.date(), holder_id="M")
    told = (refusal, moves.decided()) if before else (moves.decided(), refusal)
    noted = len(world.notes)
    world.tell(*told)
    assert looks.waiting(world) == set()
    assert len(world.notes) > noted, "a person reads of it"


@pytest.mark.parametrize("giver", ["child", "pr_holder", "authority"])
def test_who_refuses_contact_closes_every_gate(giver: str) -> None:
    """Approaches and introductions, and so invitations (issue 7, kind 7)."""
    world = one_introduced()
    world.tell(consent("refused", given_by=giver, scope="contact", holder_id="M"))
    assert gates(world) == set()


@pytest.mark.parametrize("giver", ["child", "pr_holder", "authority"])
def test_who_refuses_a_search_has_no_search(giver: str) -> None:
    """No further step is taken (issue 7, kind 7)."""
    world = moves.searching()
    assert looks.search_is_open(world.said)
    world.tell(consent("refused", given_by=giver, scope="search", holder_id="M"))
    assert not looks.search_is_open(world.said) or None not in stopped(world)


@pytest.mark.parametrize("scope", ["all", "contact", "attend"])
def test_a_leads_own_refusal_concerns_that_lead(scope: str) -> None:
    """Not invited, and the others go on (issue 7, kind 7)."""
    world = moves.networked()
    world.tell(consent("refused", given_by="lead", lead_id="L1", scope=scope))
    assert not is_arranged(world.tell(moves.arranged("L1", "L2")))
    assert is_arranged(world.tell(moves.arranged("L2", version=2)))


SECTION_20: dict[str, Any] = {"care": {**IN_CARE, "legal_status": "V2"}}


@pytest.mark.parametrize("mother, father", [("M", "F"), (None, None), ("M", None), (None, "F")])
def test_of_two_holders_the_no_is_not_lifted_by_the_others_yes(
    mother: str | None, father: str | None
) -> None:
    """Two words; her own yes, or a correction of her record, does lift it (c27; hard case 73)."""
    world = World()
    world.tell(record(**SECTION_20), moves.referred(), moves.decides("accept"), moves.views())
    assert stopped(world) == {None}
    world.tell(consent("refused", given_by="pr_holder", holder_id=mother, consent_id="K-mother"))
    assert None not in stopped(world)
    yes = consent("given", given_by="pr_holder", holder_id=father, consent_id="K-father")
    said = world.tell(yes)
    assert not only(said, ours.JourneyResumed)
    assert None not in stopped(world)
    her_own = consent("given", given_by="pr_holder", holder_id=mother, consent_id="K-mother")
    world.tell(her_own)
    assert stopped(world) == {None}


@pytest.mark.parametrize("scope", ["all", "search", "contact"])
def test_agreement_to_the_whole_lifts_no_veto_of_one_person(scope: str) -> None:
    """Agreement to that person does, after fresh checks (c62)."""
    world = one_introduced()
    world.tell(consent("withdrawn", scope=scope, lead_id="L1"))
    assert gates(world) == set()
    assert cleared(world.tell(consent("given", consent_id="K-whole"))) == set()
    world.until(world.now + timedelta(hours=1))
    world.tell(consent("given", scope=scope, lead_id="L1"))
    world.tell(*moves.anew("2", *moves.introduced()))
    assert gates(world) == {"G2", "G3", "G4"}


def test_an_authoritys_standing_refusal_stops_a_later_referral() -> None:
    """It is a word like any other (c68)."""
    world = World()
    world.tell(record(), consent("refused", given_by="authority"), moves.referred(), moves.decides("accept"))
    assert not looks.search_is_open(world.said)
