"""A child's story told event by event: what family finding says to each, and builders of usual events."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypeVar

from services.family_finding.service import SERVICE
from services.family_finding.state import Search
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Context, Effect, Emit
from shared.service import ReminderDue

CHILD = "C1"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = START.date()
OWN_WORKER = {"worker_id": "W1", "role": "social_worker", "from": "2024-01-01"}
CARE = {"period_started": "2020-03-01", "legal_status": "C2", "placement": "U4"}
APPROACH = ("identity", "restrictions", "orders", "local_records", "risk", "approval")

E = TypeVar("E", bound=Event)
_NUMBERS = count(1)


class Story:
    """One child; `said` are all events emitted so far. Each event happens a minute after the one before."""

    def __init__(self) -> None:
        """Begin on Monday 2 November 2026, 9 o'clock."""
        self.state = Search(child_id=CHILD)
        self.now = START
        self.said: list[Event] = []
        self.effects: tuple[Effect, ...] = ()

    def play(self, event: Event, *, facts: object = None, happened: datetime | None = None) -> list[Event]:
        """Play one event, at `happened` by the case system's clock, and return what it made us say."""
        self.now += timedelta(minutes=1)
        handler = SERVICE.handler(event.TYPE)
        assert handler is not None
        ctx = Context(self.now, event_time=happened or self.now, facts=facts)
        decision = handler.decide(self.state, event, ctx)
        self.state, self.effects = decision.state, decision.effects
        said = [_unnumbered(effect.event) for effect in decision.effects if isinstance(effect, Emit)]
        self.said += said
        return said

    def play_all(self, *events: Event) -> list[Event]:
        """Play several events and return everything said."""
        return [said for event in events for said in self.play(event)]

    def sleep_until(self, day: date) -> list[Event]:
        """Wake by the reminder on a day."""
        self.now = datetime.combine(day, START.time(), UTC)
        return self.play(ReminderDue(child_id=CHILD, name="gates"))

    @property
    def today(self) -> date:
        """The day it is in the story."""
        return self.now.date()

    def cleared(self, lead_id: str, gate: str) -> bool:
        """Whether the world was last told that a gate is open for a lead."""
        about = [
            said
            for said in self.said
            if isinstance(said, ours.LeadCleared | ours.LeadBlocked)
            and (said.lead_id, said.gate) == (lead_id, gate)
        ]
        return bool(about) and isinstance(about[-1], ours.LeadCleared)


def _unnumbered(event: Event) -> Event:
    """The event without its number, which tells nothing of what was said."""
    is_about_lead = isinstance(
        event, ours.LeadCleared | ours.LeadBlocked | ours.LeadEngaged | ours.LeadDeclined
    )
    return event.model_copy(update={"number": None}) if is_about_lead else event


def only(said: list[Event], kind: type[E]) -> list[E]:
    """The events of one kind."""
    return [event for event in said if isinstance(event, kind)]


def tasks(said: list[Event]) -> list[str]:
    """The codes of the tasks raised."""
    return [event.task_code for event in only(said, ours.TaskRaised)]


def accepted(referral_id: str = "R1", *, position: str = "given", **fields: object) -> ours.ReferralAccepted:
    """An accepted referral that passes gate G1 unless told otherwise."""
    usual = {"outcome": "eligible", "child_agreed": True, "allocated_worker": True}
    about = {"child_id": CHILD, "referral_id": referral_id, "parental_responsibility": {"position": position}}
    return ours.ReferralAccepted.model_validate({**usual, **about, **fields})


def consent(
    decision: str, *, given_by: str = "child", scope: str = "all", lead_id: str | None = None, day: date = DAY
) -> case.ConsentChanged:
    """Somebody's agreement; the child's own, to everything, unless told otherwise."""
    data: dict[str, object] = {
        "decision": decision,
        "given_by": given_by,
        "scope": scope,
        "lead_id": lead_id,
        "date": day,
    }
    if given_by == "pr_holder":
        data["holder_id"] = "H1"
    return case.ConsentChanged.model_validate({"child_id": CHILD, "consent_id": f"K{next(_NUMBERS)}", **data})


def views(
    wish: str | None = None,
    lead_id: str | None = None,
    *,
    day: date = DAY,
    **fields: object,
) -> case.ViewsRecorded:
    """The child's views, spoken for themselves, about the search unless told otherwise."""
    usual = {"view_id": f"V-{wish}-{lead_id}-{day}", "stage": "search", "participation": "PN1", "date": day}
    data = {**usual, "child_id": CHILD, "wish": wish, "lead_id": lead_id, **fields}
    return case.ViewsRecorded.model_validate(data)


def step(step_id: str = "S1") -> case.SearchStepRecorded:
    """A look into the case file."""
    data = {"step_id": step_id, "method": "case_file", "date": DAY, "by": "W2", "outcome": "nothing"}
    return case.SearchStepRecorded.model_validate({"child_id": CHILD, **data})


def lead(
    lead_id: str = "L1", relationship: str = "aunt", version: int = 1, **flags: bool
) -> case.LeadRecorded:
    """A lead: an aunt unless told otherwise."""
    data = {"lead_id": lead_id, "version": version, "relationship": relationship, **flags}
    return case.LeadRecorded.model_validate({"child_id": CHILD, **data})


def check(name: str, lead_id: str = "L1", gate: str = "G2", **fields: object) -> case.CheckRecorded:
    """A check that a social worker recorded as clear unless told otherwise."""
    usual = {
        "check_id": f"X{next(_NUMBERS)}",
        "result": "clear",
        "role": "social_worker",
        "date": DAY,
    }
    by = "W2" if name == "identity" else "W1"
    data = {**usual, "child_id": CHILD, "lead_id": lead_id, "gate": gate, "check": name, "by": by, **fields}
    return case.CheckRecorded.model_validate(data)


def approach_checks(lead_id: str = "L1", **fields: object) -> list[Event]:
    """Every check of gate G2 but the child's wish, approval last."""
    return [check(name, lead_id, "G2", **fields) for name in APPROACH]


def introduction_checks(lead_id: str = "L1", **fields: object) -> list[Event]:
    """Every check of gate G3 but asking the child again."""
    names = ("risk", "carer_briefed", "arrangement_in_plan")
    return [check(name, lead_id, "G3", **fields) for name in names]


def contact(outcome: str = "willing", lead_id: str = "L1", **fields: object) -> case.ContactRecorded:
    """A managed letter out and what came of it, unless told otherwise."""
    usual = {"contact_id": f"T-{lead_id}-{outcome}", "direction": "out", "method": "letter", "date": DAY}
    data = {**usual, "child_id": CHILD, "lead_id": lead_id, "by": "W2", "outcome": outcome, "managed": True}
    informed = {"privacy_information": "given"}
    return case.ContactRecorded.model_validate({**data, **informed, **fields})


def restriction(
    restriction_id: str = "O1",
    *,
    lead_id: str | None = None,
    relationship: str | None = None,
    **fields: object,
) -> case.RestrictionRecorded:
    """A no-contact order about a lead or a relationship."""
    person = {"lead_id": lead_id, "relationship": relationship}
    data = {"child_id": CHILD, "restriction_id": restriction_id, "person": person, "authority": "s34_4"}
    return case.RestrictionRecorded.model_validate({**data, **fields})


def record(version: int = 1, *workers: dict[str, str], **facts: object) -> case.ChildChanged:
    """A version of the child's record: in care, W1 the social worker unless told otherwise."""
    needed = {"child_id": CHILD, "as_of": f"2026-11-02T09:{version:02}:00Z", "date_of_birth": "2012-05-14"}
    known = {"care": CARE, "permanence_plan": ["LTFOST18"], "workers": workers or [OWN_WORKER]}
    return case.ChildChanged.model_validate({**needed, "record_version": version, **known, **facts})


def open_search() -> Story:
    """A story in which the search is open."""
    story = Story()
    story.play_all(record(), accepted())
    return story


def cleared_for_approach(lead_id: str = "L1", relationship: str = "aunt") -> Story:
    """A story in which a lead passed gate G2."""
    story = open_search()
    story.play_all(lead(lead_id, relationship), views("yes", lead_id), *approach_checks(lead_id))
    return story


def introduced(lead_id: str = "L1") -> Story:
    """A story in which a lead is engaged and passed gate G3, the child's views on the search being heard."""
    story = cleared_for_approach(lead_id)
    again = views("yes", lead_id, view_id=f"V-again-{lead_id}")
    story.play_all(contact(lead_id=lead_id), again, *introduction_checks(lead_id))
    return story
