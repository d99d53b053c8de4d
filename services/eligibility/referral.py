"""A referral: what it needs, and what it waits for (DOMAIN 1 steps 1-2, 3; hard cases 3, 4, 16, 59).

It needs the child's own agreement, under 18 the position of those with parental responsibility, and a
screening. What it waits for is worked out anew whenever a fact changes; people are told when that changes.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.eligibility.journey import FINAL
from services.eligibility.policy_book import PolicyBook
from services.eligibility.position import effective_position
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import Turn, in_turn, own_worker, task, turn_of
from shared.agreement import after_acceptance
from shared.contracts.case_system import ReferralMade
from shared.contracts.lifelong_links import Audience, ReferralDeclined
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly

MAY_BE_DECIDED: Final = frozenset({"decision", "needs-decision"})
"""What a referral may wait for when a person may accept or waitlist it."""

OTHERS_TOLD: Final[Mapping[str, tuple[Audience, ...]]] = {
    "decision": ("coordinator",),
    "needs-decision": ("manager",),
    "pr-refused": ("manager",),
    "pr-not-sought": (),
    "not-eligible": ("coordinator",),
    "child-withdrew": ("coordinator",),
}


class Waiting(NamedTuple):
    """What an undecided referral waits for, and the reason to give."""

    what: str
    reason: str
    missing: tuple[str, ...] = ()


def on_referral_made(
    state: Eligibility, event: ReferralMade, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take a referral in: decline it at once or let it wait for a decision; a repeated one changes nothing.

    Raises TooEarly while the child's record has not arrived.
    """
    known = state.referral
    if event.referral_id in state.earlier_referrals or (known and known.referral_id == event.referral_id):
        return Decision(state, (Note("referral-repeated", {"referral_id": event.referral_id}),))
    if state.retired:
        return _turn_away(state, event, "merged")
    last = state.last
    if last is None:
        raise TooEarly(awaits="child-record")
    if state.referral_is_pending or state.under_way:
        return _turn_away(state, event, "another-referral-is-open")
    state = _with_referral(state, event, ctx)
    turn = turn_of(book, ctx, event.referral_id)
    if not event.child_agreement.given:
        return decline(state, "child-has-not-agreed")
    if last.outcome == "not_eligible":
        return decline(state, last.leading)
    return in_turn(state, turn, note_position, follow)


def follow(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Work out what an undecided referral waits for now, and tell people when that changed."""
    referral = state.referral
    if referral is None or state.last is None or not state.referral_is_pending:
        return Decision(state)
    if state.last.reason in FINAL:
        return decline(state, state.last.reason)
    waiting = waits_for(state, turn)
    if waiting.what == referral.waits_for:
        return Decision(state)
    update = {"waits_for": waiting.what, "told": None}
    state = state.model_copy(update={"referral": referral.model_copy(update=update)})
    if referral.status == "waitlisted" and waiting.what in MAY_BE_DECIDED:
        return Decision(state)
    return Decision(state, (_ask(state, turn, waiting),))


def waits_for(state: Eligibility, turn: Turn) -> Waiting:
    """Say what stands between this referral and being accepted, the weightiest first."""
    if state.referral is None or state.last is None:
        raise TooEarly(awaits="child-record")
    position = effective_position(state, turn).position
    if state.withdrawn:
        return Waiting("child-withdrew", "child-withdrew")
    if state.last.outcome == "not_eligible":
        return Waiting("not-eligible", state.last.leading)
    if position == "refused":
        return Waiting("pr-refused", "pr-refused")
    if position == "not_sought":
        return Waiting("pr-not-sought", "pr-not-sought")
    if state.last.outcome == "needs_decision":
        return Waiting("needs-decision", state.last.leading, state.last.missing)
    return Waiting("decision", "eligible")


def decline(state: Eligibility, reason: str) -> Decision[Eligibility]:
    """End the current referral with a reason; a later one may be made."""
    if state.referral is None:
        return Decision(state)
    referral = state.referral.model_copy(update={"status": "declined", "waits_for": None})
    declined = ReferralDeclined(child_id=state.child_id, referral_id=referral.referral_id, reason_code=reason)
    return Decision(state.model_copy(update={"referral": referral}), (Emit(declined),))


def _turn_away(state: Eligibility, event: ReferralMade, reason: str) -> Decision[Eligibility]:
    """Decline a referral that never becomes the current one."""
    seen = state.model_copy(update={"earlier_referrals": (*state.earlier_referrals, event.referral_id)})
    declined = ReferralDeclined(child_id=state.child_id, referral_id=event.referral_id, reason_code=reason)
    return Decision(seen, (Emit(declined),))


def _with_referral(state: Eligibility, event: ReferralMade, ctx: Context) -> Eligibility:
    """Make it the current one; an agreement given after a withdrawal takes the withdrawal back.

    What was said of parental responsibility after it was made counts, whichever arrives first.
    """
    said = state.position_said
    position = said.position if said and said.at > ctx.event_time else event.parental_responsibility
    referral = Referral(
        referral_id=event.referral_id,
        status="open",
        agreed_on=event.child_agreement.date,
        parental_responsibility=position,
        coordinator_id=event.coordinator_id,
        objectives=event.objectives,
    )
    earlier = (state.referral.referral_id,) if state.referral else ()
    agreed_on = referral.agreed_on if event.child_agreement.given else None
    return state.model_copy(
        update={
            "referral": referral,
            "earlier_referrals": (*state.earlier_referrals, *earlier),
            "refusals": after_acceptance(state.refusals, agreed_on, ctx.event_time),
            "closed_for": None,
        }
    )


def note_position(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Put into the audit where those with parental responsibility stand."""
    position = effective_position(state, turn)
    return Decision(state, (Note("parental-responsibility", position.model_dump(mode="json")),))


def _ask(state: Eligibility, turn: Turn, waiting: Waiting) -> Effect:
    code = "decide-the-referral" if waiting.what in MAY_BE_DECIDED else "referral-waits"
    people = OTHERS_TOLD[waiting.what]
    if waiting.what not in MAY_BE_DECIDED:
        people = (own_worker(state, turn.today), *people)
    return task(state, turn, code, people, reason=waiting.reason, missing=waiting.missing)
