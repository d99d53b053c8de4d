"""An accepted journey that facts stop, let go on, or end (DOMAIN 2.5; hard cases 5, 7, 8, 46, 55).

It is held while anybody or anything holds it (`holds.py`). A hold stops everything outbound and loses
nothing; where every hold only pauses, what was checked and booked is kept too. What is said of the whole
journey is the weightiest of its holds: that a pause has become a freeze, or a freeze a pause, is said.
"""

from dataclasses import replace

from services.eligibility.grounds import FINAL, ground_to_hold
from services.eligibility.state import Eligibility, Held, Hold
from services.eligibility.turn import Turn, is_adult, task, worker_and_coordinator
from shared.contracts.lifelong_links import Audience, JourneyClosed, JourneyFrozen, JourneyResumed
from shared.effects import Decision, Effect, Emit, Note

BY_A_MANAGER: frozenset[Hold] = frozenset({"parental-responsibility", "authority", "record"})
"""Holds that a manager weighs."""


def follow_screening(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Let a journey that is under way follow the last screening."""
    last, referral = state.last, state.referral
    if last is None or referral is None or not state.under_way:
        return Decision(state)
    if last.reason in FINAL:
        return close(state, turn, last.reason)
    if last.outcome == "eligible":
        return lift(state, turn, "eligibility", "eligible-again")
    missing = referral.had_worker and not turn.has_worker(state)
    ground = ground_to_hold(last, referral.basis or last, worker_is_missing=missing)
    known = state.held.get("eligibility")
    if ground is None:
        as_accepted = known is not None and known.pause
        return lift(state, turn, "eligibility", "facts-as-accepted") if as_accepted else Decision(state)
    if ground.pause and known is not None and not known.pause:
        return Decision(state)
    return hold(state, turn, "eligibility", ground.reason, pause=ground.pause)


def hold(
    state: Eligibility, turn: Turn, who: Hold, reason: str, *, pause: bool = False, code: str | None = None
) -> Decision[Eligibility]:
    """Hold a journey that is under way; the same reason again changes nothing. `code` names another task."""
    known = state.held.get(who)
    if not state.under_way or (known is not None and (known.reason, known.pause) == (reason, pause)):
        return Decision(state)
    held = Held(reason=reason, at=turn.ctx.now, pause=pause)
    return put(state, turn, who, held, code=code)


def put(
    state: Eligibility, turn: Turn, who: Hold, held: Held, *, code: str | None = None
) -> Decision[Eligibility]:
    """Put a hold on a journey and tell people; a pause beside a freeze changes nothing outbound."""
    now = state.model_copy(update={"held": {**state.held, who: held}})
    code = code or ("journey-paused" if held.pause else "journey-frozen")
    people = _who(now, turn, who, freezes=not held.pause)
    missing = state.last.missing if state.last and who == "eligibility" else ()
    ask = task(now, turn, code, people, reason=held.reason, missing=missing)
    if held.pause and state.stop == "freeze" == now.stop:
        return Decision(now, (ask,))
    return Decision(now, (_frozen(now, held.reason), ask))


def lift(state: Eligibility, turn: Turn, who: Hold, reason: str) -> Decision[Eligibility]:
    """Take one hold away; the journey goes on when it was the last."""
    if who not in state.held:
        return Decision(state)
    left = {name: held for name, held in state.held.items() if name != who}
    lifted = state.model_copy(update={"held": left})
    if left:
        return Decision(lifted, (*_turned(state, lifted), _still_held(lifted)))
    resumed = Emit(JourneyResumed(child_id=state.child_id, reason_code=reason))
    turn = turn if who == "eligibility" else replace(turn, cause=f"{turn.cause}-{who}")
    people = _who(lifted, turn, who, freezes=False)
    return Decision(lifted, (resumed, task(lifted, turn, "journey-resumed", people, reason=reason)))


def close(state: Eligibility, turn: Turn, reason: str) -> Decision[Eligibility]:
    """End a journey that is under way."""
    closed = state.model_copy(update={"closed_for": reason, "held": {}})
    ended = Emit(JourneyClosed(child_id=state.child_id, reason_code=reason))
    people = worker_and_coordinator(state, turn.today)
    return Decision(closed, (ended, task(closed, turn, "journey-closed", people, reason=reason)))


def _turned(before: Eligibility, now: Eligibility) -> tuple[Effect, ...]:
    """Say that what is left only pauses, when a freeze has gone."""
    if before.stop == now.stop:
        return ()
    return (_frozen(now, next(iter(now.holds.values()))),)


def _still_held(state: Eligibility) -> Note:
    return Note("journey-still-frozen", {"reasons": sorted(state.holds.values())})


def _frozen(state: Eligibility, reason: str) -> Emit:
    pause = True if state.stop == "pause" else None
    return Emit(JourneyFrozen(child_id=state.child_id, reason_code=reason, pause=pause))


def _who(state: Eligibility, turn: Turn, who: Hold, *, freezes: bool) -> tuple[Audience, ...]:
    """Worker and coordinator; who weighs it; of a freeze under 18 the reviewing officer hears too."""
    people: tuple[Audience, ...] = worker_and_coordinator(state, turn.today)
    if who in BY_A_MANAGER or (who == "worker" and freezes):
        people = (*people, "manager")
    return (*people, "iro") if freezes and not is_adult(state, turn.today) else people
