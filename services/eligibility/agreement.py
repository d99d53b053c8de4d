"""Agreement given, refused and withdrawn: by the child first of all (DOMAIN 3; hard cases 14, 16).

The child's withdrawal takes effect at once and may be taken back (`shared/rules/agreement.py`). What a
lead says, or agreement to a part of the work or about one person, is not about the referral: other services
act on it.
"""

from dataclasses import replace

from services.eligibility.journey import hold, lift
from services.eligibility.policies.book import PolicyBook
from services.eligibility.position import (
    age_group,
    authority_may_decide,
    authority_refuses,
    is_only_unclear,
    position_after,
    position_stands,
)
from services.eligibility.referral import follow, note_position
from services.eligibility.state import Eligibility, Hold, PositionSaid
from services.eligibility.turn import Turn, in_turn, task, turn_of, worker_and_coordinator
from services.eligibility.waiting import NEEDS_A_NAME
from shared.contracts.case_system import ConsentChanged
from shared.effects import Context, Decision, Effect, Note
from shared.rules.agreement import (
    EVERYTHING,
    is_about_everything,
)


def on_consent_changed(
    state: Eligibility, event: ConsentChanged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take in what the child, a holder of parental responsibility or the authority decided on everything."""
    if not is_about_everything(event) or event.given_by == "lead":
        return Decision(state)
    turn = turn_of(book, ctx, ctx.event_id)
    agreements = state.agreements.after(event, ctx.recorded_at)
    changed = state.model_copy(update={"agreements": agreements})
    if agreements.still_refused(event):
        return Decision(changed, (Note("agreement-older-than-refusal", {"consent_id": event.consent_id}),))
    if state.retired:
        known = event.decision == "given" or state.agreements.refused(event.given_by, (EVERYTHING,))
        return Decision(changed, () if known else (_bring(state, turn),))
    if event.given_by == "child":
        return _child_decides(changed, turn)
    said = _holder_says(changed, event, turn)
    followed = in_turn(said.state, turn, follow_position, follow)
    return Decision(followed.state, (*said.effects, *followed.effects))


def _bring(state: Eligibility, turn: Turn) -> Effect:
    """The work goes on in the record that was kept, and that hears of this only from people."""
    return task(state, turn, "withdrawal-on-merged-record", worker_and_coordinator(state, turn.today))


def follow_position(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Hold a journey under way while the authority refuses, or while a holder's position is not settled.

    Worked out at every look: a birthday, a new order or a corrected date of birth may settle it or open it.
    """
    if not state.under_way:
        return Decision(state)
    reason = "authority-refuses" if authority_refuses(state) else None
    first = _held_while(state, turn, "authority", reason, "authority-agrees-again")
    position = position_stands(state, turn)
    if position.verdict != "settled" and is_only_unclear(state, turn):
        return first
    adult = age_group(state, turn) == "adult"
    then = _held_while(
        first.state,
        turn,
        "parental-responsibility",
        None if position.verdict == "settled" else position.reason,
        "turned-18" if adult else "pr-settled",
    )
    return Decision(then.state, (*first.effects, *then.effects))


def _held_while(
    state: Eligibility, turn: Turn, who: Hold, reason: str | None, lifted: str
) -> Decision[Eligibility]:
    # A cause of its own: more than one hold may begin or end in one turn, and each has its task.
    turn = replace(turn, cause=f"{turn.cause}-{who}")
    return lift(state, turn, who, lifted) if reason is None else hold(state, turn, who, reason)


def _child_decides(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """A withdrawal holds the journey at once; the child may come back."""
    if state.withdrawn:
        return in_turn(state, turn, lambda now, turn: hold(now, turn, "child", "child-withdrew"), follow)
    return in_turn(state, turn, lambda now, turn: lift(now, turn, "child", "child-agreed-again"), follow)


def _holder_says(state: Eligibility, event: ConsentChanged, turn: Turn) -> Decision[Eligibility]:
    """Keep the new position, for a referral that has not arrived yet, too.

    The authority's refusal is its own and no holder's position. To agree in the place of a holder it must
    itself hold parental responsibility; without a record that shows later (`standing`).
    """
    by_authority = event.given_by == "authority"
    if by_authority and event.decision != "given":
        return Decision(state)
    if by_authority and state.record is not None and not authority_may_decide(state, turn):
        return Decision(state, (Note("authority-may-not-decide", {"consent_id": event.consent_id}),))
    if by_authority and _is_older_than_refusal(state, event, turn):
        return Decision(state, (Note("agreement-older-than-refusal", {"consent_id": event.consent_id}),))
    notes: tuple[Effect, ...] = ()
    if event.decision == "given" and authority_refuses(state):
        notes = (Note("authority-refuses-still", {"consent_id": event.consent_id}),)
    said = PositionSaid(position=position_after(event), at=turn.ctx.event_time, by_authority=by_authority)
    state = state.model_copy(update={"position_said": said})
    changed = _with_position(state, said)
    if changed is state:
        return Decision(state, notes)
    noted = note_position(changed, turn)
    return Decision(changed, (*notes, *noted.effects))


def _is_older_than_refusal(state: Eligibility, event: ConsentChanged, turn: Turn) -> bool:
    """Tell whether the authority decided before the holder's refusal that stands: it did not know of it."""
    refusal = state.agreements.refusal("pr_holder", EVERYTHING)
    return refusal is not None and (event.date < refusal.day or turn.ctx.event_time < refusal.at)


def _with_position(state: Eligibility, said: PositionSaid) -> Eligibility:
    """Give the current referral the new position; what a holder gave needs no decision in their place."""
    referral = state.referral
    if referral is None or not (state.referral_is_pending or state.under_way):
        return state
    known, new = referral.parental_responsibility.position, said.position.position
    if (known, referral.position_by_authority) == (new, said.by_authority):
        return state
    if said.by_authority and known == "given":
        return state
    update: dict[str, object] = {
        "parental_responsibility": said.position,
        "position_by_authority": said.by_authority,
        "position_decided": None,
    }
    if referral.waits_for in NEEDS_A_NAME:
        # Who was asked to decide on the position before is asked on this one.
        update["waits_for"] = None
    return state.model_copy(update={"referral": referral.model_copy(update=update)})
