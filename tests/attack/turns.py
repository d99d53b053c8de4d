"""More whole histories: turns that the work takes and takes back."""

from datetime import timedelta

from tests.attack.diary import Diary, History
from tests.attack.histories import (
    BOTH,
    MET,
    NEXT,
    begun,
    changes,
    corrected_closing,
    declined_journey,
    declined_then_approved,
    family_meeting,
    message_only,
    networked,
    order_after_plan,
    plain,
    planned,
    records_merged,
    restricted_by_relationship,
    siblings,
    turning_18,
    veto_after_plan,
    veto_and_return,
    withdrawal_and_return,
    without_private_time,
)
from tests.unit import moves
from tests.unit.moves import agreed, arranged, checks, decided, held, introduced


def _checked_anew(diary: Diary, *lead_ids: str) -> Diary:
    """Everything is asked and checked anew the next day."""
    for lead_id in lead_ids:
        diary.then(moves.views("yes", lead_id, day=NEXT), *checks(lead_id, date=NEXT))
        diary.then(moves.views("yes", lead_id, day=NEXT, view_id=f"V-anew-{lead_id}"))
        diary.then(*checks(lead_id, "G3", date=NEXT))
    return diary


def order_ended() -> History:
    """An order is recorded and ended; only fresh checks open the gates again (c18)."""
    diary = networked().then(moves.restriction(lead_id="L1")).on(NEXT)
    diary.then(moves.restriction(lead_id="L1", ended=NEXT))
    _checked_anew(diary, "L1").then(arranged()).meet().then(*held(), agreed(), decided())
    return diary.write().told("order recorded and ended", *BOTH)


def adoption_and_back() -> History:
    """The plan turns to adoption and back; a person decides again (hard cases 7 and 8)."""
    diary = networked().then(moves.record(2, **moves.ADOPTION)).on(NEXT)
    diary.then(moves.record(3, as_of=diary.now))
    diary.then(moves.decides("accept", decision_id="RD-2", decided_on=NEXT))
    _checked_anew(diary, "L1", "L2").then(arranged()).meet().then(*held(), agreed(), decided())
    return diary.write().told("adoption and back", *BOTH)


def one_person_two_leads() -> History:
    """A lead turns out to be somebody under an order; told apart and joined again (hard cases 20 and 26)."""
    diary = begun().then(moves.lead("L9", "friend"), moves.restriction(lead_id="L9"), *introduced("L1"))
    diary.then(moves.merge("L1", "L9", decision="keep_apart"), moves.merge("L1", "L9"))
    diary.then(*introduced("L2", "uncle"), moves.requested(), arranged("L2")).meet()
    diary.then(*held("L2"), agreed(), decided())
    return diary.write().told("one person, two leads", "C1 CM-2")


def amended_plan() -> History:
    """The written plan is amended: another version, in which one commitment is declined (hard case 39)."""
    diary = planned().then(decided()).write().on(MET + timedelta(days=7))
    review = MET + timedelta(days=7)
    diary.then(agreed(2, None), decided(2, two="declined", review=review))
    return diary.write().told("amended plan", *BOTH)


def unsure() -> History:
    """Willing, and then unsure: not introduced (c10)."""
    diary = begun().then(moves.lead(), moves.views("yes", "L1"), *checks(), moves.contact("willing"))
    diary.then(moves.contact("unsure"), moves.views("yes", "L1", view_id="V-again-L1"), *checks("L1", "G3"))
    return diary.told("willing and then unsure")


def arranged_twice() -> History:
    """The second version of the arrangements is held, without one of them (c29)."""
    diary = networked().then(arranged(), arranged("L2", version=2)).meet()
    diary.then(*held("L2"), agreed(), decided())
    return diary.write().told("arranged twice", *BOTH)


def concern() -> History:
    """A concern at a later gate closes it and those after it until it is answered (c16)."""
    diary = networked().then(moves.check("orders", "L1", "G3", result="concern"))
    diary.then(arranged("L2")).meet().then(*held("L2"), agreed(), decided())
    return diary.write().told("concern at a later gate", "C1 CM-2")


def part_withdrawn() -> History:
    """The child no longer wants to share, before anything is written."""
    diary = planned().then(decided(), moves.consent("withdrawn", scope="share", day=MET))
    return diary.write().told("sharing withdrawn")


def hand_over() -> History:
    """A day without a worker keeps every check (c69)."""
    diary = networked().then(moves.record(2, workers=[])).on(NEXT)
    workers = [{"worker_id": "W5", "role": "social_worker", "from": NEXT}]
    diary.then(moves.record(3, as_of=diary.now, workers=workers), arranged())
    diary.meet().then(*held(), agreed(), decided(decided_by="W5"))
    return diary.write().told("a day without a worker", *BOTH)


HISTORIES: tuple[History, ...] = tuple(
    history()
    for history in (
        plain,
        siblings,
        family_meeting,
        withdrawal_and_return,
        order_after_plan,
        veto_after_plan,
        turning_18,
        changes,
        corrected_closing,
        declined_then_approved,
        message_only,
        restricted_by_relationship,
        veto_and_return,
        declined_journey,
        without_private_time,
        records_merged,
        order_ended,
        adoption_and_back,
        one_person_two_leads,
        amended_plan,
        unsure,
        arranged_twice,
        concern,
        part_withdrawn,
        hand_over,
    )
)
