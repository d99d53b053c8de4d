"""A person's decision on a referral: accept, waitlist or decline (DOMAIN 1 step 2; hard cases 5, 59).

What cannot be carried out becomes a task, once, and the referral stays as it was; the person decides again
when the obstacle is gone.
"""

from dataclasses import replace

from services.eligibility.journey import close, lift
from services.eligibility.policy_book import PolicyBook
from services.eligibility.position import effective_position
from services.eligibility.referral import MAY_BE_DECIDED, decline, waits_for
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import Turn, current_roles, in_turn, task, turn_of, worker_and_coordinator
from services.eligibility.turning_points import warning_day
from shared import codes
from shared.clock import birthday
from shared.contracts.case_system import ReferralDecided
from shared.contracts.lifelong_links import ReferralAccepted, ReferralWaitlisted
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly


def on_referral_decided(
    state: Eligibility, event: ReferralDecided, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Carry out a person's decision, or ask for another one.

    Raises TooEarly while the referral has not arrived.
    """
    if state.retired or event.referral_id in state.earlier_referrals:
        return Decision(state, (_note("decision-on-earlier-referral", event),))
    referral = state.referral
    if referral is None or referral.referral_id != event.referral_id:
        raise TooEarly(awaits="referral")
    turn = turn_of(book, ctx, f"{event.referral_id}-{ctx.event_id}")
    if event.decision == "accept":
        return _accept(state, referral, event, turn)
    if event.decision == "waitlist":
        return _waitlist(state, referral, event, turn)
    return _decline(state, referral, event, turn)


def _accept(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    if referral.status == "accepted":
        return _accept_again(state, referral, event, turn)
    if obstacle := _obstacle(state, referral, event, turn):
        return _not_carried_out(state, referral, event, turn, obstacle)
    accepted = state.model_copy(
        update={
            "referral": referral.model_copy(
                update={"status": "accepted", "waits_for": None, "told": None, "basis": state.last}
            ),
            "holds": {},
        }
    )
    effects: tuple[Effect, ...] = (Emit(_acceptance(state, referral, turn)), _who_decided(state, event))
    warned = in_turn(accepted, turn, _warn_of_the_end)
    return Decision(warned.state, effects + warned.effects)


def _accept_again(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    """Let a journey go on that was frozen because a person had to look; else it is a repeat."""
    last, held_at = state.last, state.held_at
    decides = last is not None and last.outcome == "needs_decision" and "eligibility" in state.holds
    if not decides or event.by is None or held_at is None or turn.ctx.event_time <= held_at:
        return Decision(state, (_note("decision-repeated", event),))
    decided = state.model_copy(update={"referral": referral.model_copy(update={"basis": last})})
    lifted = lift(decided, turn, "eligibility", "decided-by-person")
    return Decision(lifted.state, (_who_decided(state, event), *lifted.effects))


def _waitlist(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    if referral.status == "waitlisted":
        return Decision(state, (_note("decision-repeated", event),))
    if obstacle := _obstacle(state, referral, event, turn):
        return _not_carried_out(state, referral, event, turn, obstacle)
    listed = referral.model_copy(update={"status": "waitlisted", "told": None})
    reason = event.reason_code or "no-place"
    told = ReferralWaitlisted(child_id=state.child_id, referral_id=referral.referral_id, reason_code=reason)
    return Decision(state.model_copy(update={"referral": listed}), (Emit(told), _who_decided(state, event)))


def _decline(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    """Decline; taking back an acceptance ends the journey."""
    if referral.status == "declined" or state.closed_for is not None:
        return Decision(state, (_note("decision-repeated", event),))
    was_under_way = state.under_way
    declined = decline(state, event.reason_code or "declined-by-person")
    effects = (*declined.effects, _who_decided(state, event))
    if not was_under_way:
        return Decision(declined.state, effects)
    closed = close(declined.state, turn, "referral-declined")
    return Decision(closed.state, effects + closed.effects)


def _obstacle(state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn) -> str | None:
    """Say why the decision cannot be carried out, if it cannot."""
    if referral.status in ("accepted", "declined"):
        return f"referral-already-{referral.status}"
    waiting = waits_for(state, turn)
    if waiting.what not in MAY_BE_DECIDED:
        return waiting.reason
    if waiting.what == "needs-decision" and event.by is None:
        return "decided-by-nobody-named"
    return None


def _not_carried_out(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn, obstacle: str
) -> Decision[Eligibility]:
    told = f"{event.decision}-{obstacle}"
    note = _note("decision-not-carried-out", event, obstacle=obstacle)
    if referral.told == told:
        return Decision(state, (note,))
    state = state.model_copy(update={"referral": referral.model_copy(update={"told": told})})
    once = replace(turn, cause=f"{turn.cause}-{told}")
    ask = task(state, once, "decision-not-carried-out", ("coordinator", "manager"), reason=obstacle)
    return Decision(state, (ask, note))


def _acceptance(state: Eligibility, referral: Referral, turn: Turn) -> ReferralAccepted:
    if state.last is None:
        raise TooEarly(awaits="child-record")
    return ReferralAccepted(
        child_id=state.child_id,
        referral_id=referral.referral_id,
        outcome=state.last.outcome,
        child_agreed=True,
        child_agreed_on=referral.agreed_on,
        parental_responsibility=effective_position(state, turn),
        allocated_worker=bool(current_roles(state, turn.today) & codes.ALLOCATED),
        coordinator_id=referral.coordinator_id,
        objectives=referral.objectives,
    )


def _warn_of_the_end(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Work that begins within the warning time is announced at once."""
    ends, record = turn.policy.work_ends, state.record
    if ends is None or record is None:
        return Decision(state)
    last_day = birthday(record.date_of_birth, ends.age)
    if not warning_day(record.date_of_birth, ends) <= turn.today < last_day:
        return Decision(state)
    ask = task(state, turn, "work-ends-soon", worker_and_coordinator(state, turn.today))
    return Decision(state, (ask,))


def _who_decided(state: Eligibility, event: ReferralDecided) -> Note:
    """Keep who decided, and on what outcome: that is the decision that a doubtful case needed."""
    last = state.last
    found = {"outcome": last.outcome, "reason": last.leading} if last else {}
    return Note(f"decided-{event.decision}", {"referral_id": event.referral_id, "by": event.by, **found})


def _note(code: str, event: ReferralDecided, **more: str) -> Note:
    return Note(code, {"referral_id": event.referral_id, "decision": event.decision, "by": event.by, **more})
