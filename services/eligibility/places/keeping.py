"""What every decision about a child ends with: holds, place, reminder, numbers; and what keeps ids apart."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from services.eligibility.holds import days_to_look, follow_holds
from services.eligibility.places.asking import follow_place
from services.eligibility.places.ledger import look_at_places
from services.eligibility.places.ledger_state import ledger_of, places_are_limited
from services.eligibility.policies.book import PolicyBook
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn, turn_of
from shared.clock import start_of
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    EligibilityScreened,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    ReferralAccepted,
)
from shared.effects import Context, Decision, Effect, Emit, Forget, Note, Remind

Decide = Callable[..., Decision[Eligibility]]
Decided = Callable[[Eligibility, Any, Context], Decision[Eligibility]]

REMINDER: Final = "next-look"
"""The one reminder about a child: for the next day on which time alone may change something."""

NUMBERED = (EligibilityScreened, ReferralAccepted, JourneyFrozen, JourneyResumed, JourneyClosed)
"""What is said of a journey: the number tells which of two came later, whatever the clocks of hosts say."""


def about_a_child(decide: Decide, book: PolicyBook) -> Decided:
    """Bind a rule to the policy, and let everything else about the child follow from what it decides.

    Under a policy without a limit nothing is asked of the ledger, unless the child still has a place. A
    record under the id of the ledger is nobody's.
    """
    ledger, limited = ledger_of(book), places_are_limited(book)

    def decided(state: Eligibility, event: Event, ctx: Context) -> Decision[Eligibility]:
        if state.child_id == ledger:
            return Decision(state, (Note("not-a-child"),))
        turn = turn_of(book, ctx, ctx.event_id)
        done = decide(state, event, ctx, book=book)
        if done.state.referral is None and done.state.place is None:
            return _finished(done.state, done.effects, turn)
        held = follow_holds(done.state, turn)
        effects = (*done.effects, *held.effects)
        if limited or held.state.place is not None:
            placed = follow_place(held.state, turn)
            held, effects = placed, (*effects, *placed.effects)
        return _finished(held.state, effects, turn)

    return decided


def a_look(decide: Decide, book: PolicyBook) -> Decided:
    """Bind a rule that looks again: a reminder or a request is about a child, or about the ledger itself."""
    ledger, child = ledger_of(book), about_a_child(decide, book)

    def decided(state: Eligibility, event: Event, ctx: Context) -> Decision[Eligibility]:
        if state.child_id == ledger:
            return look_at_places(state, turn_of(book, ctx, ctx.event_id))
        return child(state, event, ctx)

    return decided


def _finished(state: Eligibility, effects: tuple[Effect, ...], turn: Turn) -> Decision[Eligibility]:
    """Give what is said of the journey its number, and keep one reminder: for the next day that matters."""
    number, said = state.number, list(effects)
    for place, effect in enumerate(effects):
        if isinstance(effect, Emit) and isinstance(effect.event, NUMBERED):
            number += 1
            said[place] = Emit(effect.event.model_copy(update={"number": number}))
    day = _next_look(state, turn)
    if day != state.next_look:
        said.append(Forget(REMINDER) if day is None else Remind(REMINDER, start_of(day)))
    if (number, day) == (state.number, state.next_look):
        return Decision(state, effects)
    return Decision(state.model_copy(update={"number": number, "next_look": day}), tuple(said))


def _next_look(state: Eligibility, turn: Turn) -> date | None:
    days = [] if state.retired else [*days_to_look(state, turn)]
    if state.turning_point is not None:
        days.append(state.turning_point)
    return min(days, default=None)
