"""What every decision about a child ends with where places are limited, and what keeps ids apart."""

from collections.abc import Callable
from typing import Any

from services.eligibility.places.asking import follow_place
from services.eligibility.places.ledger import look_at_places
from services.eligibility.places.ledger_state import ledger_of, places_are_limited
from services.eligibility.policies.book import PolicyBook
from services.eligibility.state import Eligibility
from services.eligibility.turn import turn_of
from shared.contracts.envelope import Event
from shared.effects import Context, Decision, Note

Decide = Callable[..., Decision[Eligibility]]
Decided = Callable[[Eligibility, Any, Context], Decision[Eligibility]]


def about_a_child(decide: Decide, book: PolicyBook) -> Decided:
    """Bind a rule to the policy, and let the child's place follow from what it decides.

    Under a policy without a limit the rule is all there is, unless the child still has a place. A record
    under the id of the ledger is nobody's.
    """
    ledger, limited = ledger_of(book), places_are_limited(book)

    def decided(state: Eligibility, event: Event, ctx: Context) -> Decision[Eligibility]:
        if state.child_id == ledger:
            return Decision(state, (Note("not-a-child"),))
        done = decide(state, event, ctx, book=book)
        if not limited and done.state.place is None:
            return done
        followed = follow_place(done.state, turn_of(book, ctx, ctx.event_id))
        return Decision(followed.state, (*done.effects, *followed.effects))

    return decided


def a_look(decide: Decide, book: PolicyBook) -> Decided:
    """Bind a rule that looks again: a reminder or a request is about a child, or about the ledger itself."""
    ledger, child = ledger_of(book), about_a_child(decide, book)

    def decided(state: Eligibility, event: Event, ctx: Context) -> Decision[Eligibility]:
        if state.child_id == ledger:
            return look_at_places(state, turn_of(book, ctx, ctx.event_id))
        return child(state, event, ctx)

    return decided
