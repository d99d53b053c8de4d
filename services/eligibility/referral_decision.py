"""A person's decision on a referral: accept, waitlist or decline (DOMAIN 1 step 2; hard cases 5, 59).

What cannot be carried out becomes a task, once, and the referral stays as it was; the person decides again
when the obstacle is gone.
"""

from dataclasses import replace
from functools import partial
from typing import Final

from services.eligibility.acceptance import accept, with_position_decided
from services.eligibility.journey import close, lift
from services.eligibility.places.asking import URGENT, Wish, ask_for_place, fits
from services.eligibility.policies.book import PolicyBook
from services.eligibility.position import effective_position, position_stands
from services.eligibility.referral import decline
from services.eligibility.state import Eligibility, Hold, Referral
from services.eligibility.turn import Turn, in_turn, task, turn_of
from services.eligibility.waiting import MAY_BE_DECIDED, NEEDS_A_NAME, waits_for
from shared.contracts.case_system import ReferralDecided
from shared.contracts.lifelong_links import ReferralWaitlisted
from shared.contracts.our_places import Wanted
from shared.effects import Context, Decision, Emit, Note
from shared.errors import TooEarly
from shared.rules.tasks import About, raise_task

COMPLETED: Final = "completed"
"""The reason with which a coordinator ends finished work, by declining the referral."""


def on_referral_decided(
    state: Eligibility, event: ReferralDecided, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Carry out a person's decision, or ask for another one.

    Raises TooEarly while the referral has not arrived.
    """
    if state.retired or event.referral_id in state.earlier_referrals:
        return _too_late(state, event, ctx)
    referral = state.referral
    if referral is None or referral.referral_id != event.referral_id:
        raise TooEarly(awaits="referral")
    turn = turn_of(book, ctx, f"{event.referral_id}-{ctx.event_id}")
    if event.decision == "accept":
        return _accept(state, referral, event, turn)
    if event.decision == "waitlist":
        return _waitlist(state, referral, event, turn)
    return _decline(state, referral, event, turn)


def _too_late(state: Eligibility, event: ReferralDecided, ctx: Context) -> Decision[Eligibility]:
    """Tell who decided that work begins, or waits, that their referral is over; declining it says nothing."""
    note = _note("decision-on-earlier-referral", event)
    if state.retired or event.decision == "decline":
        return Decision(state, (note,))
    fact = f"{event.referral_id}-{ctx.event_id}-over"
    about = About(fact, "referral-is-over", referral_id=event.referral_id)
    ask = raise_task(state.child_id, "decision-not-carried-out", ("coordinator", "manager"), about)
    return Decision(state, (ask, note))


def _accept(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    if referral.status == "accepted":
        return _accept_again(state, event, turn)
    if obstacle := _obstacle(state, referral, event, turn):
        return _not_carried_out(state, referral, event, turn, obstacle)
    who = _who_decided(state, event, turn)
    if _needs_a_place(state, turn):
        return _in_line(state, event, turn, "accept", who)
    accepted = accept(state, turn)
    return Decision(accepted.state, (*accepted.effects, who))


def _needs_a_place(state: Eligibility, turn: Turn) -> bool:
    """Places are limited today, and none is kept for this child."""
    return turn.policy.capacity is not None and (state.place is None or state.place.standing == "waiting")


def _in_line(
    state: Eligibility, event: ReferralDecided, turn: Turn, wanted: Wanted, who: Note
) -> Decision[Eligibility]:
    """Ask for a place; what was decided before, and still holds, is only a repeat."""
    place = state.place
    same = place is not None and place.wanted == wanted and place.ready and fits(state, turn, place)
    if same and not _makes_urgent(state, event):
        return Decision(state, (_note("decision-repeated", event),))
    if wanted == "accept":
        state = state.model_copy(update={"referral": with_position_decided(state, turn)})
    asked = ask_for_place(state, turn, Wish(wanted, event.by, event.reason_code))
    return Decision(asked.state, (*asked.effects, who))


def _makes_urgent(state: Eligibility, event: ReferralDecided) -> bool:
    """The same decision again, now found urgent, moves a child who waits up the line."""
    waits = state.place is not None and state.place.standing == "waiting" and not state.place.facts.urgent
    return waits and event.reason_code == URGENT


def _accept_again(state: Eligibility, event: ReferralDecided, turn: Turn) -> Decision[Eligibility]:
    """Let a journey go on that was frozen because a person had to look; else it is a repeat."""
    held_at = state.held_at
    doubts = tuple(who for who in state.holds if _is_a_persons_to_decide(state, turn, who))
    if not doubts or event.by is None or held_at is None or turn.ctx.event_time <= held_at:
        return Decision(state, (_note("decision-repeated", event),))
    referral = with_position_decided(state, turn).model_copy(update={"basis": state.last})
    decided = state.model_copy(update={"referral": referral})
    lifted = in_turn(decided, turn, *(partial(_lift, who=who) for who in doubts))
    return Decision(lifted.state, (_who_decided(state, event, turn), *lifted.effects))


def _lift(state: Eligibility, turn: Turn, who: Hold) -> Decision[Eligibility]:
    return lift(state, turn, who, "decided-by-person")


def _is_a_persons_to_decide(state: Eligibility, turn: Turn, who: Hold) -> bool:
    if who == "eligibility":
        return state.last is not None and state.last.outcome == "needs_decision"
    return who == "parental-responsibility" and position_stands(state, turn).verdict == "a-person-decides"


def _waitlist(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    to_be_accepted = state.place is not None and state.place.wanted == "accept"
    if referral.status == "waitlisted" and not (to_be_accepted or _makes_urgent(state, event)):
        return Decision(state, (_note("decision-repeated", event),))
    if obstacle := _obstacle(state, referral, event, turn):
        return _not_carried_out(state, referral, event, turn, obstacle)
    if _needs_a_place(state, turn) or to_be_accepted:
        return _in_line(state, event, turn, "waitlist", _who_decided(state, event, turn))
    listed = referral.model_copy(update={"status": "waitlisted", "waitlisted_on": turn.today, "told": None})
    reason = event.reason_code or "no-place"
    told = ReferralWaitlisted(child_id=state.child_id, referral_id=referral.referral_id, reason_code=reason)
    return Decision(
        state.model_copy(update={"referral": listed}), (Emit(told), _who_decided(state, event, turn))
    )


def _decline(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    """Decline; taking back an acceptance ends the journey, and so does finished work, which is no refusal."""
    if referral.status == "declined" or state.closed_for is not None:
        return Decision(state, (_note("decision-repeated", event),))
    who = _who_decided(state, event, turn)
    if state.under_way and event.reason_code == COMPLETED:
        closed = close(state, turn, COMPLETED)
        return Decision(closed.state, (who, *closed.effects))
    was_under_way = state.under_way
    declined = decline(state, event.reason_code or "declined-by-person")
    effects = (*declined.effects, who)
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
    if waiting.what in NEEDS_A_NAME and event.by is None:
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


def _who_decided(state: Eligibility, event: ReferralDecided, turn: Turn) -> Note:
    """Keep who decided and why, and on what: that is the decision that a doubtful case needed."""
    last = state.last
    found = {"outcome": last.outcome, "reason": last.leading} if last else {}
    if event.reason_code is not None:
        found["why"] = event.reason_code
    if position_stands(state, turn).verdict == "a-person-decides":
        found["position"] = effective_position(state, turn).position
    return Note(f"decided-{event.decision}", {"referral_id": event.referral_id, "by": event.by, **found})


def _note(code: str, event: ReferralDecided, **more: str) -> Note:
    return Note(code, {"referral_id": event.referral_id, "decision": event.decision, "by": event.by, **more})
