"""Where a child's journey stands: the child's own agreement, and what eligibility says of it. Pure.

The same event has the same effect in every service that acts on a journey:

| Event | Effect |
|---|---|
| the child withdraws everything | stopped, until `agreement.py` says that it has ended |
| `journey.frozen` | stopped, until `journey.resumed`; with `pause` what was checked and booked is kept |
| `journey.closed` | stopped, until a later referral is accepted; no freeze outlives it |
| `referral.accepted` | begins; it lifts no freeze |
| a date of death | stopped, until the record says otherwise |
| `person.merged`, on the retired record | stopped, until `person.unmerged`, and then frozen until resumed |

Stops are decided on arrival and may overtake what waits. Eligibility's events carry a number that rises: of
two the higher is the later, whatever the clocks of two hosts say. Without numbers their times tell.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.clock import age_on
from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged, PersonUnmerged
from shared.contracts.envelope import Event
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Kept
from shared.rules.agreement import Agreements
from shared.rules.codes import ADULT
from shared.rules.record import Stamp, stamp
from shared.rules.words import Word, after_telling, words_of

Phase = Literal["none", "running", "paused", "frozen", "closed", "merged"]
Stop = Literal["merged", "child-died", "journey-closed", "child-withdrew", "journey-frozen", "journey-paused"]
PAUSED: Stop = "journey-paused"
"""The stop that keeps what was checked, booked and decided."""


class Moment(Kept):
    """When eligibility said something: by its rising number, or without one by time (aware UTC)."""

    number: int | None = None
    at: datetime

    def is_before(self, other: "Moment | None") -> bool:
        """Whether it was said before another; what was said in the same moment was not."""
        if other is None:
            return False
        if self.number is None or other.number is None:
            return self.at < other.at
        return self.number < other.number


class RecordMerge(Word):
    """That two records of a child became one, or that they are two again."""

    kept_id: str
    retired_id: str
    merged: bool

    @property
    def caution(self) -> int:
        """A merge stops the record that is retired."""
        return int(self.merged)


class Journey(Kept):
    """One child's journey; `stop` and `go` are when it was last stopped and let go on."""

    phase: Phase = "none"
    stop: Moment | None = None
    go: Moment | None = None
    begun: Moment | None = None
    referral_id: str | None = None
    record: Stamp = Stamp()
    born: date | None = None
    died: bool = False
    agreements: Agreements = Agreements()
    merges: dict[str, tuple[RecordMerge, ...]] = Field(default_factory=dict)

    @property
    def stopped(self) -> Stop | None:
        """Why nothing outbound may happen, the weightiest reason first; None when it may."""
        if self.phase == "merged":
            return "merged"
        if self.died:
            return "child-died"
        if self.phase == "closed":
            return "journey-closed"
        if self.agreements.child_withdrew:
            return "child-withdrew"
        if self.phase == "frozen":
            return "journey-frozen"
        return PAUSED if self.phase == "paused" else None

    def refused(self, giver: str, scopes: tuple[str, ...], today: date, lead_id: str | None = None) -> bool:
        """Whether this giver refused one of these scopes; nobody has parental responsibility from 18 on."""
        if giver == "pr_holder" and self.is_adult(today):
            return False
        return self.agreements.refused(giver, scopes, lead_id)

    def is_adult(self, today: date) -> bool:
        """Whether the young person is known to be 18 or over on that day."""
        return self.born is not None and age_on(self.born, today) >= ADULT

    def after(self, event: Event, at: datetime) -> "Journey":
        """Return the journey after an event recorded at that time; itself when the event changes nothing."""
        changed: dict[str, object] = {}
        match event:
            case ConsentChanged():
                changed = {"agreements": self.agreements.after(event, at)}
            case ChildChanged():
                changed = self._recorded(event, at)
            case ReferralAccepted():
                changed = self._accepted(event, at)
            case JourneyFrozen():
                changed = self._frozen(event, at)
            case JourneyResumed():
                changed = self._resumed(event, at)
            case JourneyClosed():
                changed = self._closed(event, at)
            case PersonMerged() | PersonUnmerged():
                changed = self._merged(event, at)
            case _:
                pass
        new = {name: value for name, value in changed.items() if value != getattr(self, name)}
        return self.model_copy(update=new) if new else self

    def _recorded(self, event: ChildChanged, at: datetime) -> dict[str, object]:
        told = stamp(event, at)
        if not self.record.is_older_than(told):
            return {}
        return {"record": told, "born": event.date_of_birth, "died": event.date_of_death is not None}

    def _accepted(self, event: ReferralAccepted, at: datetime) -> dict[str, object]:
        moment = Moment(number=event.number, at=at)
        if self.phase == "merged" or (self.phase == "closed" and moment.is_before(self.stop)):
            return {}
        if moment.is_before(self.begun):
            return {}
        return {
            "phase": self.phase if self.phase in ("frozen", "paused") else "running",
            "referral_id": event.referral_id,
            "begun": moment,
            "agreements": self.agreements.after_referral(event.referral_id, event.child_agreed_on, at),
        }

    def _frozen(self, event: JourneyFrozen, at: datetime) -> dict[str, object]:
        moment = Moment(number=event.number, at=at)
        if self.phase in ("closed", "merged") or moment.is_before(self.stop):
            return {}
        if event.number is not None and moment.is_before(self.go):
            return {}
        return {"phase": "paused" if event.pause else "frozen", "stop": moment}

    def _resumed(self, event: JourneyResumed, at: datetime) -> dict[str, object]:
        moment = Moment(number=event.number, at=at)
        if moment.is_before(self.stop) or moment.is_before(self.go):
            return {}
        if self.phase not in ("frozen", "paused"):
            return {"go": moment}
        return {"phase": "running" if self.referral_id else "none", "go": moment}

    def _closed(self, event: JourneyClosed, at: datetime) -> dict[str, object]:
        moment = Moment(number=event.number, at=at)
        if self.phase == "merged" or moment.is_before(self.stop):
            return {}
        if event.number is not None and moment.is_before(self.begun):
            return {}
        return {"phase": "closed", "stop": moment, "referral_id": None}

    def _merged(self, event: PersonMerged | PersonUnmerged, at: datetime) -> dict[str, object]:
        if event.kept_id == event.retired_id:
            return {}
        word = RecordMerge(
            at=at,
            kept_id=event.kept_id,
            retired_id=event.retired_id,
            merged=isinstance(event, PersonMerged),
        )
        pair = " ".join(sorted((event.kept_id, event.retired_id)))
        merges = after_telling(self.merges, pair, word)
        retired = any(one.merged and one.retired_id == event.child_id for one in words_of(merges))
        if retired == (self.phase == "merged"):
            return {"merges": merges}
        return {"merges": merges, "phase": "merged" if retired else "frozen"}

    def kept_records(self, child_id: str) -> tuple[str, ...]:
        """Return the records into which this one was merged, if it was."""
        return tuple(
            one.kept_id for one in words_of(self.merges) if one.merged and one.retired_id == child_id
        )

    def retired_records(self, child_id: str) -> tuple[str, ...]:
        """Return the records that this one took in."""
        return tuple(
            one.retired_id for one in words_of(self.merges) if one.merged and one.kept_id == child_id
        )
