"""A child's side: asks for a place, gives it back, and keeps what the ledger knows of the child right.

`follow_place` ends every decision about a child, so that no path forgets to give a place back.
"""

from dataclasses import dataclass

from services.eligibility.places.ledger_state import ledger_of, places_are_limited
from services.eligibility.state import Eligibility, LastScreening, Place, PlaceFacts, Referral
from services.eligibility.turn import Turn, task, worker_and_coordinator
from services.eligibility.waiting import (
    NEEDS_A_NAME,
    NEEDS_A_REASON,
    URGENT,
    barred,
    is_reason,
    waits_for,
)
from shared.clock import birthday, london_date
from shared.contracts.our_places import PlaceReleased, PlaceRequested, Wanted
from shared.effects import Decision, Emit, Note
from shared.errors import TooEarly
from shared.rules.codes import ADULT, LEFT_CARE

KEEPS_PLACE_IN_LINE = NEEDS_A_NAME | NEEDS_A_REASON | {"iro-not-discussed", "own-consent-needed"}
"""What may come up at a child's turn and be settled by people: others pass, the place in the line stays."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person decided that needs a place: to accept, or to put on the waiting list."""

    wanted: Wanted
    by: str | None
    reason_code: str | None


def ask_for_place(state: Eligibility, turn: Turn, wish: Wish) -> Decision[Eligibility]:
    """Stand in line by a person's decision; who stands there already keeps their turn."""
    referral = _referral(state)
    known = state.place if _is_of(state.place, referral) else None
    waiting = waits_for(state, turn)
    place = Place(
        referral_id=referral.referral_id,
        wanted=wish.wanted,
        standing="waiting",
        facts=_facts(state, turn, known, urgent=wish.reason_code == URGENT),
        decided_by=wish.by,
        reason_code=wish.reason_code,
        basis=state.last,
        knew=(waiting.what, waiting.reason),
        position=known.position if known else None,
        told_next=known.told_next if known else False,
    )
    return _ask(state, turn, place)


def fits(state: Eligibility, turn: Turn, place: Place) -> bool:
    """Tell whether the referral may go on today: nothing is in the way that nobody decided on."""
    waiting = waits_for(state, turn)
    if waiting.what == "decision":
        return True
    named = waiting.what in NEEDS_A_NAME | NEEDS_A_REASON and place.decided_by is not None
    if waiting.what in NEEDS_A_REASON:
        named = named and is_reason(place.reason_code) and barred(state, turn) is None
    return named and _same_doubts(place.basis, state.last) and place.knew == (waiting.what, waiting.reason)


def follow_place(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Tell the ledger what has changed for this child, if anything that matters to it has."""
    place, referral = state.place, state.referral
    if state.under_way:
        return _occupied(state, turn)
    if place is None:
        return _put_on_the_list(state, turn)
    if not state.referral_is_pending or state.withdrawn or not _is_of(place, referral):
        return leave(state, turn)
    if waits_for(state, turn).what == "over":
        return leave(state, turn)
    if place.standing == "offered":
        return Decision(state) if fits(state, turn, place) else _passed_on(state, turn, place)
    return _still_in_line(state, turn, place)


def leave(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Give the place, or the place in the line, back; a referral that still waits is to be decided anew."""
    place, referral = state.place, state.referral
    if place is None:
        return Decision(state)
    number = state.place_number + 1
    update: dict[str, object] = {"place": None, "place_number": number}
    if referral is not None and referral.status == "waitlisted":
        update["referral"] = referral.model_copy(update={"status": "open", "waitlisted_on": None})
    released = PlaceReleased(
        child_id=ledger_of(turn.book),
        for_child_id=state.child_id,
        referral_id=place.referral_id,
        number=number,
    )
    return Decision(state.model_copy(update=update), (Emit(released),))


def _same_doubts(basis: LastScreening | None, last: LastScreening | None) -> bool:
    """Tell whether a person decided on what the last screening says; a remark on the record is no doubt."""
    if basis is None or last is None:
        return False
    return (basis.answers, basis.leading, basis.missing) == (last.answers, last.leading, last.missing)


def _occupied(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Work under way has a place: the one that was offered, or one beyond the limit if need be."""
    place = state.place
    if place is not None and place.standing == "taken":
        return Decision(state)
    if place is not None and place.standing == "offered":
        taken = place.model_copy(update={"standing": "taken"})
        return Decision(state.model_copy(update={"place": taken}))
    if place is None and not places_are_limited(turn.book):
        return Decision(state)
    referral_id = _referral(state).referral_id
    facts = place.facts if place else PlaceFacts(since=turn.today)
    return _ask(state, turn, Place(referral_id=referral_id, wanted="occupied", standing="taken", facts=facts))


def _put_on_the_list(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Who was put on the waiting list before places were limited stands in line from that day."""
    referral = state.referral
    if referral is None or referral.status != "waitlisted" or turn.policy.capacity is None or state.withdrawn:
        return Decision(state)
    return ask_for_place(state, turn, Wish("waitlist", None, None))


def _still_in_line(state: Eligibility, turn: Turn, place: Place) -> Decision[Eligibility]:
    facts = _facts(state, turn, place, urgent=place.facts.urgent)
    ready = place.ready or fits(state, turn, place)
    if (facts, ready) == (place.facts, place.ready):
        return Decision(state)
    return _ask(state, turn, place.model_copy(update={"facts": facts, "ready": ready}))


def _passed_on(state: Eligibility, turn: Turn, place: Place) -> Decision[Eligibility]:
    """The place goes to the next child, and people are told why; in doubt, the place in the line stays."""
    waiting = waits_for(state, turn)
    if waiting.what in KEEPS_PLACE_IN_LINE:
        back = {"standing": "waiting", "ready": False, "position": None, "told_next": True}
        gone = _ask(state, turn, place.model_copy(update=back))
        code = "place-passed-on"
    else:
        gone = leave(state, turn)
        code = "place-given-back"
    people = (*worker_and_coordinator(state, turn.today), "manager")
    told = task(state, turn, code, people, reason=waiting.reason, missing=waiting.missing)
    return Decision(gone.state, (*gone.effects, told, Note(code, {"reason": waiting.reason})))


def _ask(state: Eligibility, turn: Turn, place: Place) -> Decision[Eligibility]:
    number = state.place_number + 1
    requested = PlaceRequested(
        child_id=ledger_of(turn.book),
        for_child_id=state.child_id,
        referral_id=place.referral_id,
        number=number,
        wanted=place.wanted,
        ready=place.ready,
        **place.facts.model_dump(),
    )
    asked = state.model_copy(update={"place": place, "place_number": number})
    return Decision(asked, (Emit(requested),))


def _facts(state: Eligibility, turn: Turn, known: Place | None, *, urgent: bool) -> PlaceFacts:
    record, referral = state.record, _referral(state)
    if record is None:
        raise TooEarly(awaits="child-record")
    ends = turn.policy.work_ends
    asked_on = london_date(min(turn.ctx.event_time, turn.ctx.now))
    return PlaceFacts(
        since=known.facts.since if known else referral.waitlisted_on or asked_on,
        urgent=urgent or (known is not None and known.facts.urgent),
        care_leaver=record.care_leaver in LEFT_CARE,
        turns_18_on=birthday(record.date_of_birth, ADULT),
        work_ends_on=birthday(record.date_of_birth, ends.age) if ends else None,
    )


def _referral(state: Eligibility) -> Referral:
    if state.referral is None:
        raise TooEarly(awaits="referral")
    return state.referral


def _is_of(place: Place | None, referral: Referral | None) -> bool:
    return place is not None and referral is not None and place.referral_id == referral.referral_id
