"""Agreement given, refused and withdrawn: by the child first of all (DOMAIN 3; hard cases 14, 16).

The child's withdrawal takes effect at once and may be taken back. What a lead or a narrower agreement says
is not about the referral.
"""

from services.eligibility.journey import hold, lift
from services.eligibility.policy import Policy
from services.eligibility.position import authority_may_decide, effective_position, position_after
from services.eligibility.referral import follow, note_position
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn, in_turn, turn_of
from shared.contracts.case_system import ConsentChanged
from shared.effects import Context, Decision, Note


def on_consent_changed(
    state: Eligibility, event: ConsentChanged, ctx: Context, *, policy: Policy
) -> Decision[Eligibility]:
    """Take in what the child, a holder of parental responsibility or the authority decided on everything."""
    turn = turn_of(policy, ctx, f"{event.consent_id}-{event.decision}-{event.date.isoformat()}")
    if event.scope != "all" or event.given_by == "lead":
        return Decision(state)
    if event.given_by != "child":
        return _position_changes(state, event, turn)
    if event.decision == "given":
        return _child_agrees(state, event, turn)
    return _child_withdraws(state, event, turn)


def _child_withdraws(state: Eligibility, event: ConsentChanged, turn: Turn) -> Decision[Eligibility]:
    day = max(event.date, state.withdrew_on or event.date)
    withdrawn = state.model_copy(update={"withdrew_on": day})
    return in_turn(withdrawn, turn, lambda now, turn: hold(now, turn, "child", "child-withdrew"), follow)


def _child_agrees(state: Eligibility, event: ConsentChanged, turn: Turn) -> Decision[Eligibility]:
    """Let the child come back; an agreement from before the withdrawal does not undo it."""
    if state.withdrew_on is None:
        return Decision(state)
    if event.date < state.withdrew_on:
        return Decision(state, (Note("agreement-older-than-withdrawal", {"consent_id": event.consent_id}),))
    agreed = state.model_copy(update={"withdrew_on": None})
    return in_turn(agreed, turn, lambda now, turn: lift(now, turn, "child", "child-agreed-again"), follow)


def _position_changes(state: Eligibility, event: ConsentChanged, turn: Turn) -> Decision[Eligibility]:
    """Keep the new position: a refusal holds a journey under way until it is given, decided or not needed."""
    referral = state.referral
    if referral is None or not (state.referral_is_pending or state.under_way):
        return Decision(state)
    if event.given_by == "authority" and not authority_may_decide(state, turn):
        return Decision(state, (Note("authority-may-not-decide", {"consent_id": event.consent_id}),))
    position = position_after(event)
    if position.position == referral.parental_responsibility.position:
        return Decision(state)
    changed = referral.model_copy(update={"parental_responsibility": position})
    return in_turn(state.model_copy(update={"referral": changed}), turn, note_position, _hold_or_lift, follow)


def _hold_or_lift(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    if effective_position(state, turn).position == "refused":
        return hold(state, turn, "parental-responsibility", "pr-refused")
    return lift(state, turn, "parental-responsibility", "pr-settled")
