"""What family finding says of leads, in its order: of a lead and gate only the later word counts. Pure.

Its events carry a number that rises for each child; without numbers their times tell.
"""

from datetime import datetime
from typing import Protocol

from services.plan_sync.state import Heard, PlanSync
from shared.rules.journey import Moment

ASKED_FOR = frozenset({"check-missing", "check-unknown", "check-expired"})
"""Reasons of a closed gate that say that the person is pursued again."""


class Numbered(Protocol):
    """An event about a lead."""

    @property
    def lead_id(self) -> str:
        """The lead."""

    @property
    def number(self) -> int | None:
        """The rising number of the event."""


def at_gate(state: PlanSync, event: Numbered, gate: str, reason: str | None, at: datetime) -> PlanSync | None:
    """Return what is known after a word about a gate; None when a later one was heard before."""
    heard = Heard(reason=reason, moment=Moment(number=event.number, at=at))
    key = f"{event.lead_id} {gate}"
    known = state.gates.get(key)
    if known is not None and heard.moment.is_before(known.moment):
        return None
    state = state.model_copy(update={"gates": {**state.gates, key: heard}})
    return _pursued(state, event.lead_id, heard) if reason is None or reason in ASKED_FOR else state


def no_longer_pursued(state: PlanSync, event: Numbered, reason: str, at: datetime) -> PlanSync:
    """Return what is known after family finding gave a lead up."""
    heard = Heard(reason=reason, moment=Moment(number=event.number, at=at))
    known = state.fates.get(event.lead_id)
    if known is not None and heard.moment.is_before(known.moment):
        return state
    return state.model_copy(update={"fates": {**state.fates, event.lead_id: heard}})


def engaged(state: PlanSync, event: Numbered, at: datetime) -> PlanSync:
    """Return what is known after a lead joined the network."""
    return _pursued(state, event.lead_id, Heard(moment=Moment(number=event.number, at=at)))


def _pursued(state: PlanSync, lead_id: str, heard: Heard) -> PlanSync:
    """A later word that the work on a lead goes on takes back that it had ended, in either order."""
    known = state.fates.get(lead_id)
    if known is not None and heard.moment.is_before(known.moment):
        return state
    if known is None and heard.reason is not None:
        return state
    return state.model_copy(update={"fates": {**state.fates, lead_id: heard}})
