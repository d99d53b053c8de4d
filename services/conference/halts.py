"""Stops after which everything must be arranged and cleared anew, and whether they reach a conference. Pure.

A pause is none of them: it keeps what is booked. What counts is when a stop was recorded against when
arrangements were: a stop told late ends what was arranged before it and nothing that was arranged since.
"""

from collections.abc import Iterator

from services.conference.state import Conferences
from services.conference.words import Arrangement, Halt, HaltReason, Request
from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged
from shared.contracts.envelope import Event
from shared.contracts.our_search import JourneyClosed, JourneyFrozen
from shared.effects import Context
from shared.rules.journey import Journey, Stop
from shared.rules.words import words_of

ENDING: frozenset[HaltReason] = frozenset({"child-withdrew", "journey-closed", "child-died", "merged"})
"""Stops that end a conference; the others leave it booked, to be arranged anew."""

WHATEVER_KIND = frozenset({"child-died", "merged", "record-merged"})
"""What stops the offer before care proceedings too: it is never mixed with Lifelong Links (DOMAIN 10)."""


def stop_for(state: Conferences, kind: str) -> Stop | None:
    """Why nothing outbound may happen for a meeting of that kind; None when it may."""
    stop = state.stopped
    return None if kind == "fgdm" and stop not in WHATEVER_KIND else stop


def with_journey(state: Conferences, event: Event, ctx: Context) -> Conferences:
    """Return the document after an event about the journey; itself when it says nothing new."""
    journey = state.journey.after(event, ctx.recorded_at)
    halts = {**state.halts, **dict(_halts(state, journey, event, ctx))}
    if journey is state.journey and halts == state.halts:
        return state
    return state.model_copy(update={"journey": journey, "halts": halts})


def ending(state: Conferences, kind: str, known: Arrangement | Request) -> Halt | None:
    """Return the stop that ended what was recorded before it, if one did."""
    return _last(state, kind, known, ENDING)


def to_be_arranged_anew(state: Conferences, kind: str, arrangement: Arrangement) -> list[HaltReason]:
    """Return the stops since which a booked conference must be arranged anew."""
    halts = (halt for halt in state.halts.values() if halt.reason not in ENDING)
    reached = [halt.reason for halt in halts if _reaches(halt, kind, arrangement)]
    return list(dict.fromkeys(reached))


def took_place_before(arrangement: Arrangement, halt: Halt) -> bool:
    """Whether the conference had begun when a stop was recorded; it may be told later."""
    return arrangement.starts_at <= halt.at


def proposals_withdrawn(before: Conferences, after: Conferences) -> Conferences:
    """Return the document without proposals and network, when a stop is new that ends them."""
    new = [halt for key, halt in after.halts.items() if before.halts.get(key) != halt]
    if not new:
        return after
    left = {name: one for name, one in after.meetings.items() if one.status != "proposed"}
    ended = any(halt.reason in ENDING for halt in new)
    update: dict[str, object] = {"network": ()}
    return after.model_copy(update=update | ({"meetings": left, "proposed_for": None} if ended else {}))


def _last(
    state: Conferences, kind: str, known: Arrangement | Request, reasons: frozenset[HaltReason]
) -> Halt | None:
    reached = [
        halt for halt in state.halts.values() if halt.reason in reasons and _reaches(halt, kind, known)
    ]
    return max(reached, key=lambda halt: halt.at, default=None)


def _reaches(halt: Halt, kind: str, known: Arrangement | Request) -> bool:
    if kind == "fgdm" and halt.reason not in WHATEVER_KIND:
        return False
    return known.at <= halt.at


def _halts(state: Conferences, journey: Journey, event: Event, ctx: Context) -> Iterator[tuple[str, Halt]]:
    at = ctx.recorded_at
    match event:
        case ConsentChanged():
            refusal = journey.agreements.refusal("child", "all")
            if refusal is not None:
                yield "child-withdrew", Halt(reason="child-withdrew", at=refusal.at)
        case ChildChanged() if journey.died and not state.journey.died:
            yield "child-died", Halt(reason="child-died", at=at)
        case JourneyFrozen() if event.pause is not True:
            yield from _numbered(state, "journey-frozen", event, ctx)
        case JourneyClosed():
            yield from _numbered(state, "journey-closed", event, ctx)
        case PersonMerged():
            yield from _merged(state, journey)
        case _:
            pass


def _numbered(
    state: Conferences, reason: HaltReason, event: JourneyFrozen | JourneyClosed, ctx: Context
) -> Iterator[tuple[str, Halt]]:
    """By eligibility's number: told again, it is the same stop, of the earliest time."""
    at = ctx.recorded_at
    key = f"{reason} {at.isoformat() if event.number is None else event.number}"
    known = state.halts.get(key)
    if known is None or at < known.at:
        yield key, Halt(reason=reason, at=at)


def _merged(state: Conferences, journey: Journey) -> Iterator[tuple[str, Halt]]:
    for word in words_of(journey.merges):
        reason: HaltReason = "merged" if word.retired_id == state.child_id else "record-merged"
        if word.merged:
            key = f"{reason} {word.kept_id} {word.retired_id}"
            yield key, Halt(reason=reason, at=word.at)
