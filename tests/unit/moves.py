"""What workers record about the child of `world.py`, in the order of the work."""

from datetime import date, timedelta
from typing import TypeVar

from shared.contracts import case_system as case
from shared.contracts.envelope import Event
from tests.unit.eligibility import children
from tests.unit.eligibility.story import referral_made
from tests.unit.family_finding.story import (
    DAY,
    approach_checks,
    consent,
    contact,
    introduction_checks,
    lead,
    restriction,
    views,
)
from tests.unit.world import CHILD, START, World

__all__ = ["DAY", "consent", "contact", "introduction_checks", "lead", "restriction", "views"]

STAGES = ("information_sharing", "private_family_time", "agreeing_plan", "ended")
ADOPTION = {"permanence_plan": ["ADOPTION"]}
DIED = {"date_of_death": "2026-11-01"}
MOVED_AWAY = {"care": {**children.IN_CARE, "period_ended": "2026-11-01", "reason_ceased": "E3"}}


E = TypeVar("E", bound=Event)


def about(event: type[E], /, **fields: object) -> E:
    """An event about the child."""
    return event.model_validate({"child_id": CHILD, **fields})


def record(version: int = 1, **changes: object) -> Event:
    """The child's record: eligible, unless something is changed."""
    known = children.child(**changes).model_dump(by_alias=True)
    return about(case.ChildChanged, **{**known, "record_version": version})


def referred(referral_id: str = "R1", agreed_on: date = DAY) -> Event:
    """A referral with the child's own agreement."""
    return referral_made(referral_id, agreed_on=agreed_on)


def decides(decision: str, referral_id: str = "R1") -> Event:
    """A manager decides on the referral."""
    return about(case.ReferralDecided, referral_id=referral_id, decision=decision, by="M1")


def introduced(lead_id: str = "L1", relationship: str = "aunt") -> list[Event]:
    """From found to introduced."""
    return [
        lead(lead_id, relationship),
        views("yes", lead_id),
        *approach_checks(lead_id),
        contact(lead_id=lead_id),
        views("yes", lead_id, view_id=f"V-again-{lead_id}"),
        *introduction_checks(lead_id),
    ]


def arranged(*guests: str, version: int = 1, conference_id: str = "CF-1") -> Event:
    """The conference is arranged for these leads, in three weeks."""
    starts = START + timedelta(days=21)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}
    invitees = [{"lead_id": one} for one in guests or ("L1", "L2")]
    return about(
        case.ConferenceArranged, conference_id=conference_id, version=version, invitees=invitees, **times
    )


def requested(kind: str = "lifelong_links", conference_id: str = "CF-1") -> Event:
    """The coordinator asks for a meeting."""
    return about(case.ConferenceRequested, conference_id=conference_id, kind=kind)


def held(*present: str) -> list[Event]:
    """The conference takes place and is closed as held."""
    there = [{"lead_id": one, "attended": True} for one in present or ("L1", "L2")]
    stages = [about(case.ConferenceStage, conference_id="CF-1", stage=one, at=START) for one in STAGES]
    closed = {"outcome": "held", "attendance": there, "child_participation": "PN1"}
    return [*stages, about(case.ConferenceClosed, conference_id="CF-1", **closed)]


def agreed(version: int = 1, conference_id: str | None = "CF-1") -> Event:
    """The support plan, with a commitment of each lead."""
    commitments = [
        {"commitment_id": f"CM-{number}", "lead_id": f"L{number}", "kind": "visit"} for number in (1, 2)
    ]
    return about(
        case.PlanAgreed,
        plan_id="P1",
        version=version,
        conference_id=conference_id,
        child_agrees=True,
        commitments=commitments,
    )


def decided(version: int = 1, **decisions: str) -> Event:
    """The authority decides each commitment at a review; approved unless told otherwise."""
    said = {"CM-1": decisions.get("one", "approved"), "CM-2": decisions.get("two", "approved")}
    items = [
        {"commitment_id": one, "decision": what, "reason_code": "not_safe"} for one, what in said.items()
    ]
    review = {"considered_at_review": DAY, "decisions": items}
    return about(case.PlanDecided, plan_id="P1", version=version, decided_by="W1", **review)


def searching() -> World:
    """A child whose search is open, the views on it being heard."""
    world = World()
    world.tell(record(), referred(), decides("accept"), views())
    return world


def networked() -> World:
    """A child with two people introduced, and a conference asked for."""
    world = searching()
    world.tell(*introduced("L1"), *introduced("L2", "uncle"), requested())
    return world


def booked() -> World:
    """A child whose conference is arranged."""
    world = networked()
    world.tell(arranged())
    return world


def planned() -> World:
    """A child whose plan was agreed at the conference and waits for the decision."""
    world = booked()
    world.tell(*held(), agreed())
    return world


def approved() -> World:
    """A child whose plan is approved and not written yet."""
    world = planned()
    world.tell(decided())
    return world
