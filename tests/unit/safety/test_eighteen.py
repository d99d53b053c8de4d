"""Kind 6: eighteen (hard cases 4 and 74): own consent first, and nobody has parental responsibility."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit import looks, moves
from tests.unit.eligibility.children import LEFT_CARE, PERSONAL_ADVISER, SOCIAL_WORKER
from tests.unit.moves import consent, record
from tests.unit.safety.scenes import cleared, is_arranged, stopped
from tests.unit.world import World, only

BIRTHDAY = date(2026, 11, 10)
AFTER = BIRTHDAY + timedelta(days=2)
BORN = "2008-11-10"
OWN = consent("given", day=BIRTHDAY, consent_id="K-own")


def seventeen() -> World:
    """A girl of 17 whose search is open."""
    world = World()
    world.tell(record(date_of_birth=BORN, care_leaver="eligible"))
    world.tell(moves.referred(), moves.decides("accept"), moves.views())
    return world


def booked() -> World:
    """A girl of 17 with two people introduced and a conference in three weeks."""
    world = seventeen()
    world.tell(*moves.introduced(), *moves.introduced("L2", "uncle"), moves.requested())
    assert is_arranged(world.tell(moves.arranged("L1")))
    return world


def test_own_consent_is_asked_for_ahead_of_the_birthday() -> None:
    """Four weeks by default; here the birthday is eight days away (issue 7, kind 6)."""
    world = booked()
    world.until(BIRTHDAY - timedelta(days=1))
    assert [code for code in looks.asked(world) if code.startswith("own-consent")]


def test_from_18_nothing_outbound_goes_on_before_own_consent_and_then_it_does() -> None:
    """A booked meeting is paused and not cancelled (c25; hard case 4)."""
    world = booked()
    said = world.until(AFTER)
    assert not only(said, ours.ConferenceNotHeld)
    assert None not in stopped(world)
    assert not is_arranged(world.tell(moves.arranged("L1", "L2", version=2)))
    agreed = world.tell(consent("given", day=AFTER, consent_id="K-own"))
    assert stopped(world) == {None}
    assert is_arranged([*agreed, *world.tell(moves.arranged("L1", "L2", version=3))])


@pytest.mark.parametrize(
    "day, counts", [(BIRTHDAY - timedelta(days=1), False), (BIRTHDAY, True), (AFTER, True)]
)
def test_a_consent_dated_on_or_after_the_birthday_is_an_adults_own(day: date, *, counts: bool) -> None:
    """The child's of the day before is a child's (issue 7, kind 6)."""
    world = booked()
    world.until(AFTER)
    world.tell(consent("given", day=day, consent_id="K-own"))
    assert (stopped(world) == {None}) is counts


def test_a_journey_frozen_by_a_parents_refusal_does_not_resume_by_itself() -> None:
    """Nor on own consent given before the birthday; the adult's own lets it go on (c25)."""
    world = seventeen()
    world.tell(consent("refused", given_by="pr_holder", holder_id="M"))
    assert None not in stopped(world)
    said = world.until(AFTER)
    assert not only(said, ours.JourneyResumed)
    assert None not in stopped(world)
    world.tell(consent("given", day=AFTER, consent_id="K-own"))
    assert stopped(world) == {None}


def test_a_parents_refusal_of_contact_no_longer_blocks_after_own_consent() -> None:
    """Before it, own consent is missing; at 17 the refusal blocks (c45)."""
    world = seventeen()
    world.tell(consent("refused", given_by="pr_holder", holder_id="M", scope="contact"))
    assert cleared(world.tell(*moves.introduced("L2", "uncle"))) == set()
    world.until(AFTER)
    people = moves.introduced("L1", day=AFTER)
    assert cleared(world.tell(*people), "L1") == set(), "own consent comes first"
    said = world.tell(consent("given", day=AFTER, consent_id="K-own"), *moves.anew("2", *people))
    assert ("L1", "G2") in cleared(said, "L1")


def test_a_plan_of_a_17_year_old_decided_after_the_birthday_waits_for_own_consent() -> None:
    """Hard case 74: then the pathway plan is the target."""
    grown = moves.MEETING.date() + timedelta(days=1)
    born = grown.replace(year=grown.year - 18)
    world = World()
    world.tell(record(date_of_birth=born, care_leaver="eligible"), moves.referred(), moves.decides("accept"))
    world.tell(moves.views(), *moves.introduced(), *moves.introduced("L2", "uncle"), moves.requested())
    world.tell(moves.arranged())
    world.until(moves.MEETING + timedelta(hours=3))
    world.tell(*moves.held(), moves.agreed())
    world.until(grown + timedelta(days=1))
    workers = [SOCIAL_WORKER, {**PERSONAL_ADVISER, "from": grown}]
    left = {**LEFT_CARE, "period_ended": grown}
    leaver = record(
        2, date_of_birth=born, care=left, care_leaver="former_relevant", workers=workers, as_of=world.now
    )
    decision = moves.decided(review=grown + timedelta(days=1), review_kind="pathway_plan_review")
    world.tell(leaver, decision)
    assert looks.waiting(world) == set()
    own: list[Event] = [consent("given", day=grown + timedelta(days=1), consent_id="K-own")]
    world.tell(*own, decision.model_copy(update={"decision_id": "D-again"}))
    assert looks.waiting(world) == {"CM-1", "CM-2"}
    targets = {write.payload["target"] for write in world.pending.values()}
    assert targets == {"pathway_plan"}


def test_a_date_of_birth_corrected_to_a_minors_imposes_the_parents_refusal_again() -> None:
    """Under section 20 the holder's refusal stops the search (c68)."""
    world = World()
    adult: dict[str, Any] = {
        "date_of_birth": "2006-02-03",
        "care": LEFT_CARE,
        "care_leaver": "former_relevant",
    }
    world.tell(record(**adult), consent("refused", given_by="pr_holder", holder_id="M"))
    world.tell(moves.referred(position="refused"), moves.decides("accept"), moves.views())
    assert looks.search_is_open(world.said), "an adult's own agreement is enough"
    in_care = {"period_started": "2020-03-01", "legal_status": "V2", "placement": "U4"}
    world.tell(record(2, care=in_care))
    assert not looks.search_is_open(world.said) or None not in stopped(world)
