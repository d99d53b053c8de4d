"""A person's decision on a referral: accept, waitlist or decline (DOMAIN 1 step 2; hard cases 5, 59).

What cannot be carried out becomes a task, once, and the referral stays as it was; the person decides again
when the obstacle is gone.
"""

from datetime import datetime
from typing import Final

from services.eligibility.acceptance import accept, with_position_decided
from services.eligibility.decide_again import (
    accept_again,
    decided_in,
    does_not_stand,
    is_repeated,
    not_carried_out,
    note,
    stood,
    who_decided,
    with_decision,
)
from services.eligibility.journey import close
from services.eligibility.places.asking import Wish, ask_for_place, fits
from services.eligibility.policies.book import PolicyBook
from services.eligibility.position import position_since, position_stands
from services.eligibility.referral import decline
from services.eligibility.state import Decided, Eligibility, Referral
from services.eligibility.turn import Turn, tell_once, turn_of
from services.eligibility.waiting import (
    MAY_BE_DECIDED,
    NEEDS_A_NAME,
    NEEDS_A_REASON,
    ON_ELIGIBILITY,
    URGENT,
    barred,
    is_reason,
    waits_for,
)
from shared.clock import london_date
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
    if event.by == state.child_id:
        # the young person's own word is an agreement; a referral is decided by somebody of the authority
        event = event.model_copy(update={"by": None})
    if state.retired or event.referral_id in state.earlier_referrals:
        return _too_late(state, event, ctx)
    referral = state.referral
    if referral is None or referral.referral_id != event.referral_id:
        raise TooEarly(awaits="referral")
    word = decided_in(event, ctx.recorded_at)
    if is_repeated(state, event, word):
        return Decision(state, (note("decision-repeated", event),))
    turn = turn_of(book, ctx, f"{event.referral_id}-{ctx.event_id}")
    if reason := does_not_stand(referral, word):
        return _told(with_decision(state, event, word), event, reason)
    before = state
    decision = _carry_out(with_decision(state, event, word), referral, event, turn)
    return stood(before, decision, word)


def _carry_out(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    if event.decision == "accept":
        return _accept(state, referral, event, turn)
    if event.decision == "waitlist":
        return _waitlist(state, referral, event, turn)
    return _decline(state, referral, event, turn)


def _told(state: Eligibility, event: ReferralDecided, reason: str) -> Decision[Eligibility]:
    """Tell once that a decision changes nothing, whoever told it again and when."""
    kept = note("decision-not-carried-out", event, obstacle=reason)
    fact = event.decision_id or f"{event.referral_id}-{event.decision}-{event.decided_on}"
    about = About(fact, event.decision, referral_id=event.referral_id)
    told = tell_once(state, reason, ("coordinator", "manager"), about)
    return Decision(told.state, (*told.effects, kept))


def _too_late(state: Eligibility, event: ReferralDecided, ctx: Context) -> Decision[Eligibility]:
    """Tell who decided that work begins, or waits, that their referral is over; declining it says nothing."""
    kept = note("decision-on-earlier-referral", event)
    if state.retired or event.decision == "decline":
        return Decision(state, (kept,))
    fact = f"{event.referral_id}-{ctx.event_id}-over"
    about = About(fact, "referral-is-over", referral_id=event.referral_id)
    ask = raise_task(state.child_id, "decision-not-carried-out", ("coordinator", "manager"), about)
    return Decision(state, (ask, kept))


def _accept(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    if referral.status == "accepted":
        return accept_again(state, referral, event, turn)
    if obstacle := _obstacle(state, referral, event, turn):
        return not_carried_out(state, referral, event, turn, obstacle)
    who = who_decided(state, event, turn)
    if _needs_a_place(state, turn):
        return _in_line(state, event, turn, "accept", who)
    accepted = accept(state, turn, event.by, event.reason_code)
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
        return Decision(state, (note("decision-repeated", event),))
    if wanted == "accept":
        state = state.model_copy(update={"referral": with_position_decided(state, turn)})
    asked = ask_for_place(state, turn, Wish(wanted, event.by, event.reason_code))
    return Decision(asked.state, (*asked.effects, who))


def _makes_urgent(state: Eligibility, event: ReferralDecided) -> bool:
    """The same decision again, now found urgent, moves a child who waits up the line."""
    waits = state.place is not None and state.place.standing == "waiting" and not state.place.facts.urgent
    return waits and event.reason_code == URGENT


def _waitlist(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    to_be_accepted = state.place is not None and state.place.wanted == "accept"
    if referral.status == "waitlisted" and not (to_be_accepted or _makes_urgent(state, event)):
        return Decision(state, (note("decision-repeated", event),))
    if obstacle := _obstacle(state, referral, event, turn):
        return not_carried_out(state, referral, event, turn, obstacle)
    if _needs_a_place(state, turn) or to_be_accepted:
        return _in_line(state, event, turn, "waitlist", who_decided(state, event, turn))
    listed = referral.model_copy(update={"status": "waitlisted", "waitlisted_on": turn.today, "told": None})
    reason = event.reason_code or "no-place"
    told = ReferralWaitlisted(child_id=state.child_id, referral_id=referral.referral_id, reason_code=reason)
    return Decision(
        state.model_copy(update={"referral": listed}), (Emit(told), who_decided(state, event, turn))
    )


def _decline(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    """Decline; taking back an acceptance ends the journey, and so does finished work, which is no refusal."""
    if referral.status == "declined" or state.closed_for is not None:
        return Decision(state, (note("decision-repeated", event),))
    who = who_decided(state, event, turn)
    if state.under_way and event.reason_code == COMPLETED:
        closed = close(state, turn, COMPLETED)
        return Decision(closed.state, (who, *closed.effects))
    if event.by is None and _is_on_eligibility(state, turn):
        return not_carried_out(state, referral, event, turn, "decided-by-nobody-named")
    was_under_way = state.under_way
    declined = decline(state, event.reason_code or "declined-by-person", event.by)
    effects = (*declined.effects, who)
    if not was_under_way:
        return Decision(declined.state, effects)
    closed = close(declined.state, turn, "referral-declined")
    return Decision(closed.state, effects + closed.effects)


def _is_on_eligibility(state: Eligibility, turn: Turn) -> bool:
    """Tell whether declining now may rest on what the policy says: then it is a person's (DOMAIN 10)."""
    if state.under_way:
        return state.last is not None and state.last.outcome == "not_eligible"
    return state.referral_is_pending and waits_for(state, turn).what in ON_ELIGIBILITY


def _obstacle(state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn) -> str | None:
    """Say why the decision cannot be carried out, if it cannot."""
    if referral.status in ("accepted", "declined"):
        return f"referral-already-{referral.status}"
    waiting = waits_for(state, turn)
    if waiting.what == "over" and state.last is not None:
        return state.last.leading
    if waiting.what not in MAY_BE_DECIDED:
        return waiting.reason
    if waiting.what in NEEDS_A_NAME | NEEDS_A_REASON:
        if event.by is None:
            return "decided-by-nobody-named"
        if _is_before(decided_in(event, turn.ctx.recorded_at), _known_since(state, turn)):
            return "decided-before-the-facts"
    return _obstacle_to_overrule(state, event, turn) if waiting.what in NEEDS_A_REASON else None


def _is_before(word: Decided, known: datetime | None) -> bool:
    """Whether a decision was recorded, or taken on a day, before what it would have to rest on was known."""
    return known is not None and (word.at < known or word.said_on < london_date(known))


def _known_since(state: Eligibility, turn: Turn) -> datetime | None:
    """When everything was known that a person decides on now (aware UTC); None: there is no such thing."""
    known: list[datetime] = []
    if state.last is not None and state.last.outcome != "eligible":
        known.append(state.last.since)
    if position_stands(state, turn).verdict == "a-person-decides":
        known.append(position_since(state))
    return max(known, default=None)


def _obstacle_to_overrule(state: Eligibility, event: ReferralDecided, turn: Turn) -> str | None:
    """A named person may overrule the policy, with a reason, where nothing else is in the way."""
    if not is_reason(event.reason_code):
        return "decided-without-a-reason"
    waiting = barred(state, turn)
    return None if waiting is None else waiting.reason
