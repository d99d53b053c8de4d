"""Agreement given, refused and withdrawn: by the child first of all (DOMAIN 3; hard cases 14, 16).

The child's withdrawal takes effect at once and may be taken back (`shared/agreement.py`). What a lead says,
or agreement to a part of the work or about one person, is not about the referral: other services act on it.
"""

from services.eligibility.journey import hold, lift
from services.eligibility.policy_book import PolicyBook
from services.eligibility.position import authority_may_decide, effective_position, position_after
from services.eligibility.referral import follow, note_position
from services.eligibility.state import Eligibility, PositionSaid
from services.eligibility.turn import Turn, in_turn, turn_of
from shared.agreement import EVERYTHING, after_consent, is_about_everything, refused, still_refused
from shared.contracts.case_system import ConsentChanged
from shared.effects import Context, Decision, Note


def on_consent_changed(
    state: Eligibility, event: ConsentChanged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take in what the child, a holder of parental responsibility or the authority decided on everything."""
    if not is_about_everything(event) or event.given_by == "lead":
        return Decision(state)
    turn = turn_of(book, ctx, f"{event.consent_id}-{event.decision}-{event.date.isoformat()}")
    refusals = after_consent(state.refusals, event, ctx.event_time)
    changed = state if refusals is state.refusals else state.model_copy(update={"refusals": refusals})
    if still_refused(refusals, event):
        return Decision(changed, (Note("agreement-older-than-refusal", {"consent_id": event.consent_id}),))
    if event.given_by == "child":
        return _child_decides(changed, turn)
    return _position_changes(changed, event, turn)


def _child_decides(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """A withdrawal holds the journey at once; the child may come back."""
    if state.withdrawn:
        return in_turn(state, turn, lambda now, turn: hold(now, turn, "child", "child-withdrew"), follow)
    return in_turn(state, turn, lambda now, turn: lift(now, turn, "child", "child-agreed-again"), follow)


def _position_changes(state: Eligibility, event: ConsentChanged, turn: Turn) -> Decision[Eligibility]:
    """Keep the new position: a refusal holds a journey under way until it is given, decided or not needed.

    It is kept for a referral that has not arrived yet, too. To agree in the place of a holder the authority
    must itself hold parental responsibility; its own refusal ends by its own word only.
    """
    agrees = event.decision == "given"
    if event.given_by == "authority" and agrees and not authority_may_decide(state, turn):
        return Decision(state, (Note("authority-may-not-decide", {"consent_id": event.consent_id}),))
    if agrees and refused(state.refusals, "authority", (EVERYTHING,)):
        return Decision(state, (Note("authority-refuses-still", {"consent_id": event.consent_id}),))
    position = position_after(event)
    said = PositionSaid(position=position, at=turn.ctx.event_time)
    state = state.model_copy(update={"position_said": said})
    referral = state.referral
    if referral is None or not (state.referral_is_pending or state.under_way):
        return Decision(state)
    if position.position == referral.parental_responsibility.position:
        return Decision(state)
    changed = referral.model_copy(update={"parental_responsibility": position})
    return in_turn(state.model_copy(update={"referral": changed}), turn, note_position, _hold_or_lift, follow)


def _hold_or_lift(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    if effective_position(state, turn).position == "refused":
        return hold(state, turn, "parental-responsibility", "pr-refused")
    return lift(state, turn, "parental-responsibility", "pr-settled")
