"""One invented child's story, told to the service event by event, without any I/O."""

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.service import build
from services.eligibility.state import Eligibility
from shared.contracts.case_system import (
    Agreement,
    ChildChanged,
    ConsentChanged,
    ParentalResponsibility,
    PersonMerged,
    PersonUnmerged,
    ReferralDecided,
    ReferralMade,
    ReferredBy,
)
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import TaskRaised
from shared.contracts.records import ChildRecord
from shared.effects import Context, Effect, Emit, Note
from shared.service import ReminderDue
from tests.unit.eligibility.children import LEEDS, ON, child

E = TypeVar("E", bound=Event)
X = TypeVar("X")


class Heard(list[Effect]):
    """What one event led to."""

    def events(self, kind: type[E]) -> list[E]:
        """Events of a kind, in order."""
        return [one.event for one in self if isinstance(one, Emit) and isinstance(one.event, kind)]

    def said(self) -> list[str]:
        """The last words of each event's type, and a task's code, in order; screenings left out."""
        emitted = [one.event for one in self if isinstance(one, Emit)]
        names = [
            one.task_code if isinstance(one, TaskRaised) else one.TYPE.split(".", 1)[1][:-3]
            for one in emitted
        ]
        return [name for name in names if name != "eligibility.screened"]

    def of(self, kind: type[X]) -> list[X]:
        """Other effects of a kind."""
        return [one for one in self if isinstance(one, kind)]

    def noted(self) -> list[str]:
        """The codes of the notes for the audit."""
        return [one.code for one in self.of(Note)]


class Story:
    """Keeps the document between events, through JSON as a store would."""

    def __init__(self, *, policy: Policy | PolicyBook = LEEDS, on: date = ON, child_id: str = "C1") -> None:
        self.service = build(policy if isinstance(policy, PolicyBook) else PolicyBook((policy,)))
        self.state = Eligibility(child_id=child_id)
        self.now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        self.count = 0

    def hears(self, event: Event, *, on: date | None = None, age: timedelta = timedelta(0)) -> Heard:
        """Tell an event on a day (the same as before when not given); `age` is how old it is on arrival."""
        if on is not None:
            self.now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        self.now += timedelta(seconds=1)
        self.count += 1
        handler = self.service.handler(event.TYPE)
        assert handler is not None
        context = Context(self.now, f"event-{self.count}", self.now - age)
        decision = handler.decide(self.state, event, context)
        self.state = Eligibility.model_validate_json(decision.state.model_dump_json())
        assert self.state.model_dump() == decision.state.model_dump()
        return Heard(decision.effects)

    def record(self, version: int = 1, record: ChildRecord | None = None, /, **changes: object) -> Heard:
        """The child's record changes."""
        known = (record or child(**changes)).model_copy(update={"record_version": version})
        return self.hears(ChildChanged.model_validate(known.model_dump(by_alias=True)))

    def referral(
        self,
        referral_id: str = "R1",
        *,
        agreed: bool = True,
        agreed_on: date | None = ON,
        pr: str = "given",
        role: str = "teacher",
        iro: bool | None = None,
    ) -> Heard:
        """A referral is made: the child agreed, and so did a holder of parental responsibility, H1."""
        made = referral_made(referral_id, agreed=agreed, agreed_on=agreed_on, pr=pr, role=role, iro=iro)
        return self.hears(made)

    def decides(
        self,
        decision: str,
        *,
        by: str | None = "M1",
        referral_id: str = "R1",
        reason_code: str | None = None,
        age: timedelta = timedelta(0),
    ) -> Heard:
        """A manager decides on the referral."""
        said = {"decision": decision, "by": by, "referral_id": referral_id, "reason_code": reason_code}
        return self.hears(ReferralDecided.model_validate({"child_id": "C1", **said}), age=age)

    def consent(
        self,
        decision: str,
        *,
        given_by: str = "child",
        day: date | None = None,
        scope: str = "all",
        consent_id: str | None = None,
        holder_id: str | None = "H1",
    ) -> Heard:
        """Somebody gives, refuses or withdraws agreement today: a new record, unless an id is given."""
        said = {
            "consent_id": consent_id or f"K{self.count + 1}",
            "decision": decision,
            "given_by": given_by,
            "date": day or self.now.date(),
            "scope": scope,
            "holder_id": holder_id if given_by == "pr_holder" else None,
        }
        return self.hears(ConsentChanged.model_validate({"child_id": "C1", **said}))

    def day(self, on: date) -> Heard:
        """The reminder is due."""
        return self.hears(ReminderDue(child_id="C1", name="next-look"), on=on)

    def merged(self, *, kept: str, retired: str) -> Heard:
        """Two records become one."""
        return self.hears(PersonMerged(child_id=self.state.child_id, kept_id=kept, retired_id=retired))

    def unmerged(self, *, kept: str, retired: str) -> Heard:
        """They are two again."""
        return self.hears(PersonUnmerged(child_id=self.state.child_id, kept_id=kept, retired_id=retired))


def referral_made(
    referral_id: str = "R1",
    *,
    agreed: bool = True,
    agreed_on: date | None = ON,
    pr: str = "given",
    role: str = "teacher",
    iro: bool | None = None,
) -> ReferralMade:
    """A referral by a teacher, who does not say whether the reviewing officer was asked."""
    return ReferralMade(
        child_id="C1",
        referral_id=referral_id,
        referred_by=ReferredBy(worker_id="T1", role=role),
        discussed_with_iro=iro,
        child_agreement=Agreement(given=agreed, date=agreed_on),
        parental_responsibility=ParentalResponsibility.model_validate({"position": pr, "holder_id": "H1"}),
        coordinator_id="W7",
    )


def under_way(record: ChildRecord | None = None, *, policy: Policy | PolicyBook = LEEDS) -> Story:
    """A story whose referral was accepted."""
    story = Story(policy=policy)
    story.record(1, record)
    story.referral()
    assert "referral.accepted" in story.decides("accept").said()
    return story
