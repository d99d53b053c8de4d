"""What the ledger answers a child: a position in the line, or a place (hard case 59).

At their turn a child is screened again with today's date, and everything that a referral needs is looked at.
"""

from services.eligibility.acceptance import accept
from services.eligibility.places.asking import fits
from services.eligibility.policies.book import PolicyBook
from services.eligibility.rescreen import look_again
from services.eligibility.state import Eligibility, Place
from services.eligibility.turn import Turn, task, turn_of
from services.eligibility.waiting import URGENT
from shared.contracts.lifelong_links import ReferralWaitlisted
from shared.contracts.our_places import PlaceOffered, PlaceWaiting
from shared.effects import Context, Decision, Effect, Emit, Note

NO_PLACE = "no-place"
NEXT_IN_LINE = "next-in-line"


def on_place_waiting(state: Eligibility, event: PlaceWaiting, _ctx: Context) -> Decision[Eligibility]:
    """Keep the position; it is said when the child is first listed, and when they are next in line."""
    place, referral = state.place, state.referral
    if place is None or referral is None or _is_overtaken(state, event):
        return Decision(state, (_overtaken(event),))
    place = place.model_copy(
        update={
            "answer": event.answer,
            "position": event.position,
            "priority": event.priority,
            "told_next": place.told_next or event.position == 1,
        }
    )
    before, kept = state.place, state.model_copy(update={"place": place})
    if referral.status == "open":
        return _listed(kept, place)
    if before is not None and place.told_next and not before.told_next:
        return Decision(kept, (_waitlisted(kept, place, NEXT_IN_LINE),))
    return Decision(kept)


def on_place_offered(
    state: Eligibility, event: PlaceOffered, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Look again at the child whose turn has come: go on as decided, or pass the place on.

    A referral that was accepted begins at once. For one on the waiting list a person asks the child again.
    """
    if state.place is None or _is_overtaken(state, event):
        return Decision(state, (_overtaken(event),))
    turn = turn_of(book, ctx, ctx.event_id)
    offered = {"standing": "offered", "answer": event.answer, "position": None}
    state = state.model_copy(update={"place": state.place.model_copy(update=offered)})
    looked = Decision(state)
    if state.record is not None:
        looked = look_again(state, turn, state.record, always=False)
    gone_on = _goes_on(looked.state, turn)
    return Decision(gone_on.state, (*looked.effects, *gone_on.effects))


def _goes_on(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    place = state.place
    if place is None or not state.referral_is_pending or not fits(state, turn, place):
        return Decision(state)
    if place.wanted == "accept":
        taken = accept(state, turn, place.decided_by, place.reason_code)
        decided = Note("place-taken", {"referral_id": place.referral_id, "by": place.decided_by})
        return Decision(taken.state, (*taken.effects, decided))
    listed = _listed(state, place) if state.referral and state.referral.status == "open" else Decision(state)
    ask = task(listed.state, turn, "place-is-free", ("coordinator",))
    return Decision(listed.state, (*listed.effects, ask))


def _listed(state: Eligibility, place: Place) -> Decision[Eligibility]:
    """The referral is on the waiting list from now on."""
    if state.referral is None:
        return Decision(state)
    update = {"status": "waitlisted", "waitlisted_on": place.facts.since, "told": None}
    listed = state.model_copy(update={"referral": state.referral.model_copy(update=update)})
    named = place.reason_code if place.wanted == "waitlist" and place.reason_code != URGENT else None
    return Decision(listed, (_waitlisted(listed, place, named or NO_PLACE),))


def _waitlisted(state: Eligibility, place: Place, reason: str) -> Effect:
    return Emit(
        ReferralWaitlisted(
            child_id=state.child_id,
            referral_id=place.referral_id,
            reason_code=reason,
            position=place.position,
            priority=place.priority,
        )
    )


def _is_overtaken(state: Eligibility, event: PlaceWaiting | PlaceOffered) -> bool:
    """Tell whether the child has asked anew since, or heard a later answer."""
    return event.number != state.place_number or state.place is None or event.answer <= state.place.answer


def _overtaken(event: PlaceWaiting | PlaceOffered) -> Note:
    return Note("place-answer-overtaken", {"referral_id": event.referral_id, "number": event.number})
