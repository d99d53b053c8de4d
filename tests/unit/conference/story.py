"""Tells a child's story to the conference service, event by event, and keeps what it said."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from services.conference.service import SERVICE
from services.conference.state import Conferences
from shared.contracts.case_meeting import AgreedCommitment
from shared.contracts.case_search import OtherPerson
from shared.contracts.case_system import (
    Attendance,
    CheckRecorded,
    ConferenceArranged,
    ConferenceClosed,
    ConferenceRequested,
    ConferenceStage,
    ConsentChanged,
    Invitee,
    LeadRecorded,
    ParentalResponsibility,
    PlanAgreed,
    RestrictedPerson,
    RestrictionRecorded,
    ViewsRecorded,
)
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceConflictFound,
    LeadBlocked,
    LeadCleared,
    LeadEngaged,
    NetworkReady,
    ReferralAccepted,
    TaskRaised,
)
from shared.effects import Context, Effect, Emit, Note, Remind

CHILD = "C-1"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
STARTS = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)

E = TypeVar("E", bound=Event)


class Story:
    """One child's document and everything the service said, in order."""

    def __init__(self) -> None:
        """Begin with a child of whom nothing is known."""
        self.state = Conferences(child_id=CHILD)
        self.now = NOON
        self.effects: list[Effect] = []
        self._last = 0
        self._waits = True

    def hears(self, *events: Event) -> "Story":
        """Handle events one after the other, each through the service's own table and stored form."""
        self._last = len(self.effects)
        for event in events:
            self._time_passes(event)
            handler = SERVICE.handler(event.TYPE)
            assert handler is not None, event.TYPE
            ctx = Context(now=self.now, event_id="e", event_time=self.now)
            decision = handler.decide(self.state, event, ctx)
            self.state = Conferences.model_validate_json(decision.state.model_dump_json())
            assert self.state == decision.state
            self.effects += decision.effects
        return self

    def at_once(self, *events: Event) -> list[str]:
        """Handle events without waiting for the day they speak of; return the codes of their tasks."""
        present, self._waits = self._waits, False
        codes = self.hears(*events).tasks()
        self._waits = present
        return codes

    def _time_passes(self, event: Event) -> None:
        """A second for each event; what happens on the day of a conference is told after it."""
        happened = event.at if isinstance(event, ConferenceStage) and self._waits else self.now
        self.now = max(self.now, happened) + timedelta(seconds=1)

    @property
    def news(self) -> list[Event]:
        """What the events of the last `hears` made us publish."""
        return [effect.event for effect in self.effects[self._last :] if isinstance(effect, Emit)]

    @property
    def notes(self) -> list[str]:
        """The codes that the events of the last `hears` put into the audit."""
        return [effect.code for effect in self.effects[self._last :] if isinstance(effect, Note)]

    @property
    def reminders(self) -> list[Remind]:
        """The reminders that the events of the last `hears` set."""
        return [effect for effect in self.effects[self._last :] if isinstance(effect, Remind)]

    def said(self, kind: type[E]) -> list[E]:
        """Everything of one type in the last news."""
        return [event for event in self.news if isinstance(event, kind)]

    def tasks(self) -> list[str]:
        """The codes of the tasks in the last news."""
        return [task.task_code for task in self.said(TaskRaised)]

    def conflicts(self) -> list[tuple[str, tuple[str, ...]]]:
        """The conflicts in the last news: reason and leads."""
        return [(one.reason_code, one.lead_ids) for one in self.said(ConferenceConflictFound)]


def under_way() -> Story:
    """A story with an accepted referral and two leads, an aunt and an uncle, both introduced."""
    return Story().hears(accepted(), *introduced("LD-1", "aunt"), *introduced("LD-2", "uncle"))


def booked() -> Story:
    """The same, with a conference arranged for both."""
    return under_way().hears(arranged())


def make(model: type[E], changed: Mapping[str, object], **fields: object) -> E:
    """An event about the child, with these fields unless they are changed."""
    return model.model_validate({"child_id": CHILD, **fields, **changed})


def accepted(**changed: object) -> ReferralAccepted:
    """The referral is accepted, with the child's agreement."""
    return make(
        ReferralAccepted,
        changed,
        referral_id="R-1",
        outcome="eligible",
        child_agreed=True,
        parental_responsibility=ParentalResponsibility(position="given"),
        allocated_worker=True,
        number=1,
    )


def introduced(lead_id: str, relationship: str) -> tuple[Event, ...]:
    """A lead is recorded, willing, and has passed gates G2 to G4."""
    return (
        lead(lead_id, relationship),
        LeadEngaged(child_id=CHILD, lead_id=lead_id, relationship=relationship),
        LeadCleared(child_id=CHILD, lead_id=lead_id, gate="G2"),
        LeadCleared(child_id=CHILD, lead_id=lead_id, gate="G3"),
        LeadCleared(child_id=CHILD, lead_id=lead_id, gate="G4"),
    )


def lead(lead_id: str, relationship: str, version: int = 1) -> LeadRecorded:
    """A version of a lead's record."""
    return LeadRecorded(child_id=CHILD, lead_id=lead_id, version=version, relationship=relationship)


def ready(*lead_ids: str) -> NetworkReady:
    """There is somebody to bring together."""
    return NetworkReady(child_id=CHILD, lead_ids=lead_ids or ("LD-1",))


def arranged(
    *guests: str | Invitee, version: int = 1, starts: datetime = STARTS, **changed: object
) -> ConferenceArranged:
    """The conference CF-1 is arranged, by default for both leads and the social worker."""
    named = guests or ("LD-1", "LD-2")
    invitees = tuple(one if isinstance(one, Invitee) else Invitee(lead_id=one) for one in named)
    return make(
        ConferenceArranged,
        changed,
        conference_id="CF-1",
        version=version,
        starts_at=starts,
        ends_at=starts + timedelta(hours=5),
        venue_ref="VN-1",
        coordinator_id="W-21",
        invitees=(*invitees, Invitee(worker_id="W-11", role="social_worker")),
    )


def stage(name: str, conference_id: str = "CF-1", at: datetime = STARTS) -> ConferenceStage:
    """The conference enters a stage."""
    return make(ConferenceStage, {}, conference_id=conference_id, stage=name, at=at)


def stages() -> tuple[ConferenceStage, ...]:
    """All stages, in their order."""
    return tuple(
        stage(one) for one in ("information_sharing", "private_family_time", "agreeing_plan", "ended")
    )


def closed(outcome: str = "held", *present: str, **changed: object) -> ConferenceClosed:
    """The conference is closed; by default the child and, when it was held, the aunt attended."""
    came = present or (("LD-1",) if outcome == "held" else ())
    attendance = tuple(Attendance(lead_id=one, attended=True) for one in came)
    return make(
        ConferenceClosed,
        changed,
        conference_id="CF-1",
        outcome=outcome,
        attendance=attendance,
        child_participation="PN1",
    )


def plan(version: int = 1, conference_id: str | None = "CF-1", **changed: object) -> PlanAgreed:
    """The plan P-1, with one commitment by the aunt."""
    return make(
        PlanAgreed,
        changed,
        plan_id="P-1",
        version=version,
        conference_id=conference_id,
        child_agrees=True,
        commitments=(AgreedCommitment(commitment_id="CM-1", lead_id="LD-1", kind="visit"),),
    )


def consent(decision: str, day: date = TODAY, **changed: object) -> ConsentChanged:
    """The child's own word on everything, unless said otherwise."""
    return make(
        ConsentChanged,
        changed,
        consent_id="CN-1",
        given_by="child",
        scope="all",
        decision=decision,
        date=day,
    )


def wish(
    said: str | None, lead_id: str | None = "LD-1", day: date = TODAY, **changed: object
) -> ViewsRecorded:
    """What the child says about a lead, or about the conference."""
    return make(
        ViewsRecorded,
        changed,
        view_id="V-1",
        stage="conference",
        participation="PN1",
        date=day,
        lead_id=lead_id,
        wish=said,
    )


def restriction(
    lead_id: str | None = None,
    other: str | None = None,
    relationship: str | None = None,
    **changed: object,
) -> RestrictionRecorded:
    """An order against a lead or relationship, or between two leads."""
    return make(
        RestrictionRecorded,
        changed,
        restriction_id="RS-1",
        person=RestrictedPerson(lead_id=lead_id, relationship=relationship),
        other_person=OtherPerson(lead_id=other) if other else None,
        authority="non_molestation",
    )


def blocked(lead_id: str, gate: str = "G2", reason: str = "restricted") -> LeadBlocked:
    """A gate is closed for a lead."""
    return make(LeadBlocked, {}, lead_id=lead_id, gate=gate, reason_code=reason)


def check(result: str, **changed: object) -> CheckRecorded:
    """A check of the first lead at gate G4."""
    return make(
        CheckRecorded,
        changed,
        check_id="CH-1",
        lead_id="LD-1",
        gate="G4",
        check="approval",
        result=result,
        by="W-11",
        role="social_worker",
        date=date(2026, 11, 1),
    )


def requested(kind: str = "lifelong_links", conference_id: str = "CF-1") -> ConferenceRequested:
    """A family or professional asks for a meeting."""
    return make(ConferenceRequested, {}, conference_id=conference_id, kind=kind)
