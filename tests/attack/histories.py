"""Whole legitimate histories: the work as it goes, and how it ends when everything is told in order."""

from datetime import timedelta
from typing import Any

from shared.contracts import case_system as case
from tests.attack.diary import Diary, History
from tests.unit import moves
from tests.unit.eligibility import children
from tests.unit.moves import DAY, MEETING, about, agreed, arranged, checks, decided, held, introduced, of

MET = MEETING.date()
NEXT = DAY + timedelta(days=1)
SECOND = "C2"
BOTH = ("C1 CM-1", "C1 CM-2")


def begun() -> Diary:
    """The search is open and the views on it are heard."""
    return Diary().then(moves.record(), moves.referred(), moves.decides("accept"), moves.views())


def networked() -> Diary:
    """Two people are introduced, and a conference is asked for."""
    return begun().then(*introduced("L1"), *introduced("L2", "uncle"), moves.requested())


def planned() -> Diary:
    """The conference was held and the plan agreed."""
    return networked().then(arranged()).meet().then(*held(), agreed())


def plain() -> History:
    """From the referral to the written plan."""
    return planned().then(decided()).write().told("plain journey", *BOTH)


def siblings() -> History:
    """Two children share their leads, the meeting's id and the plan's id (hard case 69)."""
    diary = Diary()
    for child in ("C1", SECOND):
        start = (moves.record(), moves.referred(), moves.decides("accept"), moves.views())
        diary.then(*of(child, *start, *introduced("L1"), *introduced("L2", "uncle")))
    for child in ("C1", SECOND):
        diary.then(*of(child, moves.requested(), arranged()))
    diary.meet()
    for child in ("C1", SECOND):
        diary.then(*of(child, *held(), agreed(), decided()))
    return diary.write().told("siblings share leads and plan", *BOTH, "C2 CM-1", "C2 CM-2")


def family_meeting() -> History:
    """Relatives meet without any Lifelong Links referral (hard case 78)."""
    people = [moves.lead("L1"), moves.lead("L2", "uncle"), moves.views("yes", "L1"), moves.views("yes", "L2")]
    diary = Diary().then(moves.record(), *people, moves.requested("family_meeting"), arranged())
    return diary.meet().then(*held(), agreed(), decided()).write().told("family meeting only", *BOTH)


def withdrawal_and_return() -> History:
    """The child takes everything back, comes back the next day, and all is asked anew (hard case 14)."""
    diary = networked().then(arranged(), moves.consent("withdrawn")).on(NEXT)
    diary.then(moves.consent("given", day=NEXT), moves.views(day=NEXT, view_id="V-back"))
    for lead_id in ("L1", "L2"):
        diary.then(moves.views("yes", lead_id, day=NEXT), *checks(lead_id, "G2", date=NEXT))
        diary.then(moves.views("yes", lead_id, day=NEXT, view_id=f"V-again-{lead_id}-back"))
        diary.then(*checks(lead_id, "G3", date=NEXT))
    diary.then(arranged(version=2)).meet().then(*held(), agreed(), decided())
    return diary.write().told("withdrawal and return", *BOTH)


def order_after_plan() -> History:
    """A no-contact order comes when the plan is approved and not written yet (hard case 61)."""
    diary = planned().then(decided(), moves.restriction(lead_id="L1"))
    return diary.write().told("order after the plan", "C1 CM-2")


def veto_after_plan() -> History:
    """The child no longer wants one of them, before the decision (hard case 61)."""
    diary = planned().then(moves.views("no", "L1", day=MET, stage="plan"), decided())
    return diary.write().told("veto before the decision", "C1 CM-2")


def turning_18() -> History:
    """Own consent on the birthday; a pathway plan decided at its review (hard cases 4 and 74)."""
    birthday = DAY + timedelta(days=8)
    born: dict[str, Any] = {
        "date_of_birth": birthday.replace(year=birthday.year - 18),
        "care_leaver": "eligible",
    }
    diary = Diary().then(moves.record(**born), moves.referred(), moves.decides("accept"), moves.views())
    diary.then(*introduced("L1"), *introduced("L2", "uncle"), moves.requested(), arranged()).on(birthday)
    left = {**children.IN_CARE, "period_ended": birthday, "reason_ceased": "E41"}
    workers = [children.SOCIAL_WORKER, {**children.PERSONAL_ADVISER, "from": birthday}]
    grown: dict[str, Any] = {**born, "care": left, "care_leaver": "former_relevant", "workers": workers}
    diary.then(moves.record(2, as_of=diary.now, **grown), moves.consent("given", day=birthday)).meet()
    diary.then(*held(), agreed(), decided(review_kind="pathway_plan_review"))
    return diary.write().told("turning eighteen", *BOTH)


def changes() -> History:
    """A new plan, a new placement and a new worker, each looked at anew (issue 7, kind 5)."""
    diary = networked().on(NEXT)
    diary.then(moves.record(2, as_of=diary.now, permanence_plan=["RESPLMT"]))
    for lead_id in ("L1", "L2"):
        diary.then(*checks(lead_id, "G2", date=NEXT), *checks(lead_id, "G3", date=NEXT))
    later = NEXT + timedelta(days=1)
    diary.on(later)
    moved = {"permanence_plan": ["RESPLMT"], "care": {**children.IN_CARE, "placement": "K2"}}
    diary.then(moves.record(3, as_of=diary.now, **moved))
    diary.then(*(check for lead_id in ("L1", "L2") for check in checks(lead_id, "G3", date=later)))
    workers = [{"worker_id": "W5", "role": "social_worker", "from": later}]
    diary.then(moves.record(4, as_of=diary.now, workers=workers, **moved), arranged())
    diary.meet().then(*held(), agreed(), decided(decided_by="W5"))
    return diary.write().told("plan, placement and worker change", *BOTH)


def corrected_closing() -> History:
    """Closed as cancelled by mistake, and corrected (c31)."""
    diary = networked().then(arranged()).meet().then(*moves.stages(), moves.closed("cancelled"))
    diary.then(moves.closed("held", corrected=True), agreed(), decided())
    return diary.write().told("corrected closing", *BOTH)


def declined_then_approved() -> History:
    """One is declined and then approved; the other approved and then declined (hard case 64)."""
    diary = planned().then(decided(one="declined")).on(MET + timedelta(days=1))
    review = MET + timedelta(days=1)
    diary.then(decided(two="declined", review=review))
    return diary.write().told("declined then approved, approved then declined", "C1 CM-1")


def message_only() -> History:
    """The child wants messages from one, and meets the other (c15)."""
    diary = begun().then(moves.lead("L1"), moves.views("message_only", "L1"), *checks("L1"))
    diary.then(moves.contact(lead_id="L1"), moves.views("message_only", "L1", view_id="V-again-L1"))
    diary.then(*checks("L1", "G3"), *introduced("L2", "uncle"), moves.requested(), arranged("L2"))
    letters = {"commitment_id": "CM-1", "lead_id": "L1", "kind": "letter", "how": "letter"}
    visits = {"commitment_id": "CM-2", "lead_id": "L2", "kind": "visit"}
    diary.meet().then(*held("L2"), agreed(commitments=[letters, visits]), decided())
    return diary.write().told("messages only from one", *BOTH)


def restricted_by_relationship() -> History:
    """An order about the father: one word bars, an unspecific one is answered (hard case 66)."""
    diary = begun().then(moves.restriction(relationship="father"), *introduced("L1", "dad"))
    diary.then(*introduced("L2", "relative"), moves.requested(), arranged("L2"))
    diary.meet().then(*held("L2"), agreed(), decided())
    return diary.write().told("order about a relationship", "C1 CM-2")


def veto_and_return() -> History:
    """The child vetoes one person and wants them again later (hard case 15)."""
    diary = networked().then(moves.views("no", "L1", view_id="V-no")).on(NEXT)
    diary.then(moves.views("yes", "L1", day=NEXT), *checks("L1", date=NEXT))
    diary.then(moves.views("yes", "L1", day=NEXT, view_id="V-back-L1"), *checks("L1", "G3", date=NEXT))
    diary.then(arranged()).meet().then(*held(), agreed(), decided())
    return diary.write().told("veto and return", *BOTH)


def declined_journey() -> History:
    """The work is ended by a person after the plan is approved."""
    diary = planned().then(decided(), moves.decides("decline", reason_code="completed"))
    return diary.write().told("ended before it is written")


def without_private_time() -> History:
    """The meeting was not held; the plan of nobody's meeting is not written without its own decision."""
    names = ("information_sharing", "agreeing_plan", "ended")
    diary = networked().then(arranged()).meet().then(*moves.stages(names=names), moves.closed("held"))
    return diary.told("no private family time")


def records_merged() -> History:
    """An order told under the record that was merged away bars in the kept one (hard case 68)."""
    order = about(
        case.RestrictionRecorded,
        child_id=SECOND,
        restriction_id="O1",
        person={"lead_id": "L1"},
        authority="s34_4",
    )
    diary = networked().then(*of(SECOND, moves.record()), order)
    diary.then(moves.merged("C1", SECOND), moves.merged("C1", SECOND, SECOND)).on(NEXT)
    diary.then(
        moves.decides("accept", decided_on=NEXT, decision_id="RD-2"), moves.views("yes", "L2", day=NEXT)
    )
    diary.then(*checks("L2", date=NEXT), moves.views("yes", "L2", day=NEXT, view_id="V-merged-L2"))
    diary.then(*checks("L2", "G3", date=NEXT), arranged("L2")).meet()
    diary.then(*held("L2"), agreed(), decided())
    return diary.write().told("records merged", "C1 CM-2")
