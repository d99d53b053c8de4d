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

Stops are decided on arrival and may overtake what waits: so what was said is kept by its kind, and where the
journey stands is worked out from that. Eligibility's events carry a number that rises: of two the higher is
the later, whatever the clocks of two hosts say. Without numbers their times tell.
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

_MERGED = "merged"
"""Eligibility's reason for closing a record that was merged away."""


class Moment(Kept):
    """When eligibility said something: by its rising number, or without one by time (aware UTC).

    Of what was said without numbers at one time, `turn` tells what was heard last.
    """

    number: int | None = None
    at: datetime
    turn: int = 0

    def is_before(self, other: "Moment | None") -> bool:
        """Whether it was said before another; what was said in the same moment was not."""
        if other is None:
            return False
        if self.number is None or other.number is None:
            return (self.at, self.turn) < (other.at, other.turn)
        return self.number < other.number

    def is_told_again(self, other: "Moment") -> bool:
        """Whether another telling of the same kind adds nothing: it is as old, or older."""
        if self.number is None or other.number is None:
            return other.at <= self.at
        return other.number <= self.number


class RecordMerge(Word):
    """That two records of a child became one, or that they are two again."""

    kept_id: str
    retired_id: str
    merged: bool

    @property
    def caution(self) -> int:
        """A merge stops the record that is retired."""
        return int(self.merged)


_Said = ReferralAccepted | JourneyFrozen | JourneyResumed | JourneyClosed


class Journey(Kept):
    """One child's journey: when each kind of thing was last said of it, from which all else follows."""

    freeze: Moment | None = None
    pause: Moment | None = None
    go: Moment | None = None
    close: Moment | None = None
    begun: Moment | None = None
    begun_referral: str | None = None
    retired: bool = False
    retirement: Moment | None = None
    apart: datetime | None = None
    record: Stamp = Stamp()
    born: date | None = None
    died: bool = False
    agreements: Agreements = Agreements()
    merges: dict[str, tuple[RecordMerge, ...]] = Field(default_factory=dict)

    @property
    def phase(self) -> Phase:
        """Where it stands, whatever the child, the record or the calendar say beside that."""
        if self._is_merged:
            return "merged"
        if self.close is not None and not self.close.is_before(self.begun):
            return "closed"
        if self._holds(self.freeze) or self._waits_apart:
            return "frozen"
        if self._holds(self.pause):
            return "paused"
        return "running" if self.begun else "none"

    @property
    def stop(self) -> Moment | None:
        """When it was last said to be stopped, for a while or for good."""
        last: Moment | None = None
        for said in (self.freeze, self.pause, self.close, self.retirement):
            last = _later(last, said) if said else last
        return last and last.model_copy(update={"turn": 0})

    @property
    def referral_id(self) -> str | None:
        """The referral on which the work goes on; none before it begins and after it ends."""
        return None if self.phase == "closed" else self.begun_referral

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
                hold = "pause" if event.pause else "freeze"
                changed = {hold: _later(getattr(self, hold), self._moment(event, at))}
            case JourneyResumed():
                changed = {"go": _later(self.go, self._moment(event, at))}
            case JourneyClosed():
                changed = self._closed(event, at)
            case PersonMerged() | PersonUnmerged():
                changed = self._merged(event, at)
            case _:
                pass
        new = {name: value for name, value in changed.items() if value != getattr(self, name)}
        return self.model_copy(update=new) if new else self

    def _recorded(self, event: ChildChanged, at: datetime) -> dict[str, object]:
        told = stamp(event, at, self.record)
        if not self.record.is_older_than(told):
            return {}
        return {"record": told, "born": event.date_of_birth, "died": event.date_of_death is not None}

    def _accepted(self, event: ReferralAccepted, at: datetime) -> dict[str, object]:
        moment = self._moment(event, at)
        agreements = self.agreements.after_referral(event.referral_id, event.child_agreed_on, at)
        again = event.referral_id == self.begun_referral and self.begun and self.begun.is_told_again(moment)
        if again or moment.is_before(self.begun):
            return {"agreements": agreements}
        return {"begun": moment, "begun_referral": event.referral_id, "agreements": agreements}

    def _closed(self, event: JourneyClosed, at: datetime) -> dict[str, object]:
        moment = self._moment(event, at)
        if event.reason_code == _MERGED:
            return {"retirement": _later(self.retirement, moment)}
        return {"close": _later(self.close, moment)}

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
        own = [one for one in words_of(merges) if one.retired_id == event.child_id]
        return {
            "merges": merges,
            "retired": any(one.merged for one in own),
            "apart": max((one.at for one in own if not one.merged), default=None),
        }

    def _moment(self, event: _Said, at: datetime) -> Moment:
        heard = (self.freeze, self.pause, self.go, self.close, self.begun)
        turn = 1 + max((moment.turn for moment in heard if moment), default=0)
        return Moment(number=event.number, at=at, turn=turn)

    @property
    def _is_merged(self) -> bool:
        """Whether this record is retired: by the merge, or by what eligibility said of one told late."""
        told = self.retirement is not None and (self.apart is None or self.apart < self.retirement.at)
        return self.retired or told

    @property
    def _waits_apart(self) -> bool:
        """Whether nobody has let the journey go on since its record was taken out of another."""
        since = (moment for moment in (self.go, self.close) if moment is not None)
        return self.apart is not None and not any(moment.at > self.apart for moment in since)

    def _holds(self, hold: Moment | None) -> bool:
        """Whether a hold stands: nothing let the journey go on since, and no end came meanwhile."""
        return hold is not None and not hold.is_before(self.go) and not hold.is_before(self.close)

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


def _later(known: Moment | None, told: Moment) -> Moment:
    """Return the later of two moments; the known one when they are the same."""
    return told if known is None or not known.is_told_again(told) else known
