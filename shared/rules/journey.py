"""Where a child's journey stands: the child's own agreement, and what eligibility says of it. Pure.

The same event has the same effect in every service that acts on a journey:

| Event | Effect |
|---|---|
| the child withdraws everything | stopped, until `agreement.py` says that it has ended |
| `journey.frozen` | stopped, until `journey.resumed` |
| `journey.closed` | stopped, until a later referral is accepted; no freeze outlives it |
| `referral.accepted` | begins; it lifts no freeze |
| a date of death | stopped, until the record says otherwise |
| `person.merged`, on the retired record | stopped for good |

Stops are decided on arrival and may overtake what waits. So an event of eligibility from before the last stop
changes nothing any more: what is stale never re-opens anything.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged
from shared.contracts.envelope import Event
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Kept
from shared.rules.agreement import Refusal, after_acceptance, after_consent, child_withdrew

Phase = Literal["none", "running", "frozen", "closed", "merged"]
Stop = Literal["merged", "child-died", "journey-closed", "child-withdrew", "journey-frozen"]


class Journey(Kept):
    """One child's journey; `stopped_at` is the time of the last freeze or closing (aware UTC)."""

    phase: Phase = "none"
    stopped_at: datetime | None = None
    referral_id: str | None = None
    died: bool = False
    refusals: dict[str, Refusal] = Field(default_factory=dict)

    @property
    def stopped(self) -> Stop | None:
        """Why nothing outbound may happen, the weightiest reason first; None when it may."""
        if self.phase == "merged":
            return "merged"
        if self.died:
            return "child-died"
        if self.phase == "closed":
            return "journey-closed"
        if child_withdrew(self.refusals):
            return "child-withdrew"
        return "journey-frozen" if self.phase == "frozen" else None

    def after(self, event: Event, at: datetime) -> "Journey":
        """Return the journey after an event told at that time; itself when the event changes nothing.

        Of the child's record only the newest version may be given.
        """
        changed: dict[str, object] = {}
        match event:
            case ConsentChanged():
                changed = {"refusals": after_consent(self.refusals, event, at)}
            case ReferralAccepted() if not self._is_over(at):
                changed = {
                    "phase": "frozen" if self.phase == "frozen" else "running",
                    "referral_id": event.referral_id,
                    "refusals": after_acceptance(self.refusals, event.child_agreed_on, at),
                }
            case JourneyFrozen() if self.phase not in ("closed", "merged"):
                changed = {"phase": "frozen", "stopped_at": self._latest_stop(at)}
            case JourneyResumed() if self.phase == "frozen" and at >= self._latest_stop(at):
                changed = {"phase": "running" if self.referral_id else "none"}
            case JourneyClosed() if self.phase != "merged":
                changed = {"phase": "closed", "stopped_at": self._latest_stop(at), "referral_id": None}
            case PersonMerged() if event.retired_id == event.child_id:
                changed = {"phase": "merged"}
            case ChildChanged():
                changed = {"died": event.date_of_death is not None}
            case _:
                pass
        new = {name: value for name, value in changed.items() if value != getattr(self, name)}
        return self.model_copy(update=new) if new else self

    def _is_over(self, at: datetime) -> bool:
        return self.phase == "merged" or (self.phase == "closed" and at < self._latest_stop(at))

    def _latest_stop(self, at: datetime) -> datetime:
        return max(at, self.stopped_at or at)
