"""What workers record about the children of `world.py`, in the order of the work.

A record's id follows from what it says, so that another word is another record unless a test names the id.
"""

from datetime import date, datetime, timedelta
from typing import TypeVar

from shared.contracts import case_system as case
from shared.contracts.envelope import Event
from tests.unit.eligibility import children
from tests.unit.world import CHILD, START, World

DAY = START.date()
MEETING = START + timedelta(days=21)
"""When the conference is held, unless a test says otherwise."""

STAGES = ("information_sharing", "private_family_time", "agreeing_plan", "ended")
APPROACH = ("identity", "restrictions", "orders", "local_records", "risk", "approval")
INTRODUCTION = ("risk", "carer_briefed", "arrangement_in_plan")
ADOPTION = {"permanence_plan": ["ADOPTION"]}
DIED = {"date_of_death": "2026-11-01"}
MOVED_AWAY = {"care": {**children.IN_CARE, "period_ended": "2026-11-01", "reason_ceased": "E3"}}
NOTED = "2026-11-01T09:00:00Z"
"""Of when the data of a child's first record is."""
LATE = 999
"""Minutes after that, at the latest, the data of later versions is, unless a test says otherwise."""

E = TypeVar("E", bound=Event)


def about(event: type[E], /, **fields: object) -> E:
    """An event about the child, or another one; a field that is None is left out."""
    known = {name: value for name, value in fields.items() if value is not None}
    return event.model_validate({"child_id": CHILD, **known})


def of(child_id: str, *events: Event) -> list[Event]:
    """The same events about another child."""
    return [event.model_copy(update={"child_id": child_id}) for event in events]


def record(version: int = 1, **changes: object) -> Event:
    """The child's record: eligible, unless something is changed; each version has later data."""
    as_of = datetime.fromisoformat(NOTED) + timedelta(minutes=min(version, LATE))
    known = children.child(**{"as_of": as_of, **changes}).model_dump(by_alias=True)
    return case.ChildChanged.model_validate({**known, "record_version": version})


def referred(referral_id: str = "R1", agreed_on: date = DAY, position: str = "given") -> Event:
    """A referral with the child's own agreement and that of a holder of parental responsibility."""
    return about(
        case.ReferralMade,
        referral_id=referral_id,
        referred_by={"worker_id": "T1", "role": "teacher"},
        child_agreement={"given": True, "date": agreed_on, "method": "spoken", "heard_by": "W1"},
        parental_responsibility={"position": position, "date": agreed_on},
        coordinator_id="W7",
    )


def decides(decision: str, referral_id: str = "R1", **fields: object) -> Event:
    """A manager decides on the referral."""
    data = {"referral_id": referral_id, "decision": decision, "by": "M1", **fields}
    return about(case.ReferralDecided, **data)


def views(
    wish: str | None = None, lead_id: str | None = None, *, day: date = DAY, **fields: object
) -> case.ViewsRecorded:
    """The child's views, spoken for themselves, about the search unless told otherwise."""
    usual = {"view_id": f"V-{lead_id}-{wish}-{day}", "stage": "search", "participation": "PN1", "date": day}
    return about(case.ViewsRecorded, **{**usual, "wish": wish, "lead_id": lead_id, **fields})


def consent(
    decision: str, *, given_by: str = "child", scope: str = "all", day: date = DAY, **fields: object
) -> case.ConsentChanged:
    """Somebody's agreement; the child's own, to everything, unless told otherwise."""
    name = f"K-{given_by}-{scope}-{fields.get('lead_id')}-{decision}-{day}"
    data = {"consent_id": name, "decision": decision, "given_by": given_by, "scope": scope, "date": day}
    return about(case.ConsentChanged, **{**data, **fields})


def lead(
    lead_id: str = "L1", relationship: str = "aunt", version: int = 1, **flags: object
) -> case.LeadRecorded:
    """A lead: an aunt unless told otherwise."""
    return about(case.LeadRecorded, lead_id=lead_id, version=version, relationship=relationship, **flags)


def check(name: str, lead_id: str = "L1", gate: str = "G2", **fields: object) -> case.CheckRecorded:
    """A check that the child's social worker recorded as clear unless told otherwise."""
    day = fields.get("date", DAY)
    usual = {"check_id": f"X-{lead_id}-{gate}-{name}-{day}", "result": "clear", "role": "social_worker"}
    data = {**usual, "lead_id": lead_id, "gate": gate, "check": name, "by": "W1", "date": DAY, **fields}
    return about(case.CheckRecorded, **data)


def checks(lead_id: str = "L1", gate: str = "G2", **fields: object) -> list[Event]:
    """Every check of a gate but the child's wish, approval last."""
    return [check(name, lead_id, gate, **fields) for name in (APPROACH if gate == "G2" else INTRODUCTION)]


def introduction_checks(lead_id: str = "L1", **fields: object) -> list[Event]:
    """Every check of gate G3 but asking the child again."""
    return checks(lead_id, "G3", **fields)


def anew(again: str, *events: Event) -> list[Event]:
    """The same checks and views made anew: as further records."""
    names = {
        case.CheckRecorded: "check_id",
        case.ViewsRecorded: "view_id",
        case.ContactRecorded: "contact_id",
    }
    known = ((event, names[type(event)]) for event in events if type(event) in names)
    return [event.model_copy(update={name: f"{getattr(event, name)}-{again}"}) for event, name in known]


def contact(outcome: str = "willing", lead_id: str = "L1", **fields: object) -> case.ContactRecorded:
    """A managed letter out and what came of it, privacy information given, unless told otherwise."""
    usual = {"contact_id": f"T-{lead_id}-{outcome}", "direction": "out", "method": "letter", "date": DAY}
    privacy = {"privacy_information": "given", "managed": True}
    data = {**usual, **privacy, "lead_id": lead_id, "by": "W2", "outcome": outcome, **fields}
    return about(case.ContactRecorded, **data)


def restriction(
    restriction_id: str = "O1",
    *,
    lead_id: str | None = None,
    relationship: str | None = None,
    **fields: object,
) -> case.RestrictionRecorded:
    """A no-contact order about a lead or a relationship."""
    person = {"lead_id": lead_id, "relationship": relationship}
    usual = {"restriction_id": restriction_id, "person": person, "authority": "s34_4"}
    return about(case.RestrictionRecorded, **{**usual, **fields})


def merge(*lead_ids: str, decision: str = "merge", **fields: object) -> Event:
    """A person decides whether leads are one."""
    return about(case.LeadMergeDecided, lead_ids=lead_ids, decision=decision, by="W7", **fields)


def introduced(lead_id: str = "L1", relationship: str = "aunt", day: date = DAY) -> list[Event]:
    """From found to introduced."""
    asked_again = views("yes", lead_id, day=day, view_id=f"V-again-{lead_id}-{day}")
    return [
        lead(lead_id, relationship),
        views("yes", lead_id, day=day),
        *checks(lead_id, "G2", date=day),
        contact(lead_id=lead_id, date=day),
        asked_again,
        *checks(lead_id, "G3", date=day),
    ]


def arranged(
    *guests: str,
    version: int = 1,
    conference_id: str = "CF-1",
    starts: datetime = MEETING,
    invitees: list[dict[str, object]] | None = None,
) -> Event:
    """The conference is arranged for these leads, in three weeks."""
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=3), "coordinator_id": "W7"}
    invited = [{"lead_id": one} for one in guests or ("L1", "L2")] if invitees is None else invitees
    return about(
        case.ConferenceArranged, conference_id=conference_id, version=version, invitees=invited, **times
    )


def requested(kind: str = "lifelong_links", conference_id: str = "CF-1") -> Event:
    """The coordinator asks for a meeting."""
    return about(case.ConferenceRequested, conference_id=conference_id, kind=kind)


def stages(
    conference_id: str = "CF-1", at: datetime = MEETING, names: tuple[str, ...] = STAGES
) -> list[Event]:
    """The conference goes through its stages, a few minutes apart."""
    when = (at + timedelta(minutes=10 * number) for number in range(len(names)))
    return [
        about(case.ConferenceStage, conference_id=conference_id, stage=name, at=moment)
        for name, moment in zip(names, when, strict=True)
    ]


def closed(outcome: str = "held", *present: str, conference_id: str = "CF-1", **fields: object) -> Event:
    """The conference is closed; both leads were there unless told otherwise."""
    there = [{"lead_id": one, "attended": True} for one in present or ("L1", "L2")]
    told = {"outcome": outcome, "attendance": there, "child_participation": "PN1", **fields}
    return about(case.ConferenceClosed, conference_id=conference_id, **told)


def held(*present: str, conference_id: str = "CF-1", at: datetime = MEETING) -> list[Event]:
    """The conference takes place and is closed as held."""
    return [*stages(conference_id, at), closed("held", *present, conference_id=conference_id)]


def agreed(version: int = 1, conference_id: str | None = "CF-1", **fields: object) -> Event:
    """The support plan, with a commitment of each lead, agreed with the coordinator."""
    commitments = [{"commitment_id": f"CM-{n}", "lead_id": f"L{n}", "kind": "visit"} for n in (1, 2)]
    usual = {"plan_id": "P1", "child_agrees": True, "commitments": commitments, "agreed_by": "W7"}
    data = {"version": version, "conference_id": conference_id, **usual, **fields}
    return about(case.PlanAgreed, **data)


def decided(
    version: int = 1,
    *,
    one: str = "approved",
    two: str = "approved",
    review: date | None = None,
    **fields: object,
) -> Event:
    """The authority decides each commitment at a review on the day of the meeting; approved by default."""
    items = [
        {"commitment_id": commitment, "decision": what, "reason_code": "not_safe"}
        for commitment, what in (("CM-1", one), ("CM-2", two))
    ]
    considered = {"considered_at_review": review or MEETING.date(), "decisions": items}
    usual = {
        "plan_id": "P1",
        "version": version,
        "decided_by": "W1",
        "decision_id": f"D-{version}-{one}-{two}",
    }
    return about(case.PlanDecided, **{**usual, **considered, **fields})


def merged(kept_id: str, retired_id: str, child_id: str = CHILD) -> Event:
    """Two records become one."""
    return about(case.PersonMerged, child_id=child_id, kept_id=kept_id, retired_id=retired_id)


def searching(world: World | None = None) -> World:
    """A child whose search is open, the views on it being heard."""
    world = world or World()
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


def takes_place(world: World) -> list[Event]:
    """The day of the conference comes; it is held and closed."""
    world.until(MEETING + timedelta(hours=3))
    return world.tell(*held())


def met() -> World:
    """A child whose conference was held."""
    world = booked()
    takes_place(world)
    return world


def planned() -> World:
    """A child whose plan was agreed at the conference and waits for the decision."""
    world = met()
    world.tell(agreed())
    return world


def approved() -> World:
    """A child whose plan is approved and not written yet."""
    world = planned()
    world.tell(decided())
    return world
