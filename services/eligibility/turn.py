"""One turn of deciding: what all its steps share, and how steps follow one another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.state import Eligibility
from shared.clock import age_on
from shared.contracts.lifelong_links import Audience
from shared.contracts.records import is_current
from shared.effects import Context, Decision, Effect, Emit
from shared.rules import codes
from shared.rules.codes import ADULT
from shared.rules.tasks import About, raise_task


@dataclass(frozen=True, slots=True)
class Turn:
    """The policy, the moment, its day in Europe/London, and the fact acted on (part of its tasks' ids)."""

    book: PolicyBook
    policy: Policy
    ctx: Context
    cause: str
    today: date

    def has_worker(self, state: Eligibility) -> bool:
        """Whether a social worker or personal adviser is known to be allocated today (gate G1)."""
        return bool(current_roles(state, self.today) & codes.ALLOCATED)


def turn_of(book: PolicyBook, ctx: Context, cause: str) -> Turn:
    """Begin a turn; the day, and the version of the policy that applies on it, are worked out once."""
    today = ctx.today
    return Turn(book, book.on(today), ctx, cause, today)


Step = Callable[[Eligibility, Turn], Decision[Eligibility]]


def in_turn(state: Eligibility, turn: Turn, *steps: Step) -> Decision[Eligibility]:
    """Take the steps one after the other, each on the state that the one before left."""
    effects: list[Effect] = []
    for step in steps:
        decision = step(state, turn)
        state = decision.state
        effects.extend(decision.effects)
    return Decision(state, tuple(effects))


def task(
    state: Eligibility,
    turn: Turn,
    code: str,
    audience: tuple[Audience, ...],
    *,
    reason: str | None = None,
    missing: tuple[str, ...] = (),
) -> Emit:
    """Ask people to act. The same fact has the same task id, so that nobody is asked twice."""
    referral_id = state.referral.referral_id if state.referral else None
    return raise_task(
        state.child_id, code, audience, About(turn.cause, reason, referral_id=referral_id, missing=missing)
    )


def own_worker(state: Eligibility, today: date) -> Audience:
    """Return who looks after the child: the social worker, or an adult's personal adviser if there is one."""
    roles = current_roles(state, today)
    if is_adult(state, today) and "personal_adviser" in roles and "social_worker" not in roles:
        return "personal_adviser"
    return "social_worker"


def is_adult(state: Eligibility, today: date) -> bool:
    """Tell whether the young person is known to be 18 or over."""
    return state.record is not None and age_on(state.record.date_of_birth, today) >= ADULT


def worker_and_coordinator(state: Eligibility, today: date) -> tuple[Audience, ...]:
    """Return the two who are told of everything that changes the journey."""
    return own_worker(state, today), "coordinator"


def current_roles(state: Eligibility, today: date) -> frozenset[str]:
    """Return the roles of the child's workers of today, as far as known."""
    rows = (state.record.workers if state.record else None) or ()
    return frozenset(row.role for row in rows if is_current(row, today)) & codes.WORKER_ROLES


def tell_once(
    state: Eligibility, code: str, audience: tuple[Audience, ...], about: About
) -> Decision[Eligibility]:
    """Ask people to act on a fact that has no place of its own in the document: once and for all."""
    fact = f"{code} {about.fact}"
    if fact in state.told:
        return Decision(state)
    state = state.model_copy(update={"told": (*state.told, fact)})
    return Decision(state, (raise_task(state.child_id, code, audience, about),))
