"""The handlers for the child's own journey: record, referral, screening, stops, search steps. Pure.

Each records its fact and ends in `settle`, which works out every gate anew. Handlers about what people say
are in `word_decisions.py`, about leads in `lead_decisions.py` and `contact_decisions.py`.
"""

from datetime import datetime

from services.family_finding.forwarding import everything_standing
from services.family_finding.picture import Picture
from services.family_finding.register import Screening, in_row, record_facts, step_word
from services.family_finding.search_gate import lacking_for_search, search_closed
from services.family_finding.settle import REMINDER, settle
from services.family_finding.state import Referral, Search
from services.family_finding.told import dated_ahead, earliest
from shared.contracts.case_child import ChildChanged, PersonMerged, PersonUnmerged
from shared.contracts.case_search import SearchStepRecorded
from shared.contracts.our_search import (
    EligibilityScreened,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    ReferralAccepted,
)
from shared.effects import Context, Decision, Effect, Note
from shared.rules.journey import Journey, Moment
from shared.rules.record import stamp
from shared.rules.tasks import About, raise_task
from shared.rules.words import after_telling, is_known
from shared.service import ReminderDue


def on_child_changed(state: Search, event: ChildChanged, ctx: Context) -> Decision[Search]:
    """Know who works with the child (gate G1), and what a change of plan, placement or status re-closes.

    A date of death stops everything.
    """
    at = ctx.recorded_at
    facts = record_facts(event, stamp(event, at), at)
    told = [row for row in state.records if row.stamp == facts.stamp and row.says_the_same(facts)]
    rows = [row for row in state.records if row not in told] + [min([facts, *told], key=lambda row: row.at)]
    rows.sort(key=lambda row: (row.stamp.as_of, row.stamp.version, row.at))
    journey = state.journey.after(event, at)
    stops = state.stops
    if event.date_of_death is not None:
        key = f"died {event.date_of_death}"
        stops = {**stops, key: earliest(stops.get(key), at)}
    people = state.people.after(event, at)
    known = {"records": in_row(rows), "journey": journey, "people": people, "stops": stops}
    after = state.model_copy(update=known)
    picture = Picture(after)
    return settle(after, ctx, *_needed_again(state, after, picture), picture=picture)


def _needed_again(before: Search, after: Search, picture: Picture) -> tuple[Effect, ...]:
    """Ask once for the checks that a change in the record has made stale, naming them and the leads."""
    if before.records == after.records or before.journey.stopped or after.journey.stopped:
        return ()
    was = Picture(before)
    lost = {
        lead_id: [key for key in was.checks(lead_id) if key not in picture.checks(lead_id)]
        for lead_id in before.people.leads
    }
    names = sorted({key.split(".")[1] for keys in lost.values() for key in keys})
    if not names:
        return ()
    record = after.people.record
    about = About(
        f"{record.version}-{record.as_of:%Y%m%dT%H%M%S}",
        reason="record-changed",
        missing=(*(lead_id for lead_id, keys in lost.items() if keys), *names),
    )
    return (raise_task(after.child_id, "checks-needed-again", ("social_worker",), about),)


def on_referral_accepted(state: Search, event: ReferralAccepted, ctx: Context) -> Decision[Search]:
    """Gate G1 is looked at: the search opens, or a task says what is missing; no freeze is lifted."""
    moment = Moment(number=event.number, at=ctx.recorded_at)
    state = state.with_turn("accepted", moment)
    if state.referral is not None and moment.is_before(state.referral.moment):
        return Decision(state, (Note("older-acceptance-ignored", {"referral_id": event.referral_id}),))
    referral = Referral(
        referral_id=event.referral_id,
        outcome=event.outcome,
        child_agreed=event.child_agreed,
        parental_responsibility=event.parental_responsibility.position,
        allocated_worker=event.allocated_worker,
        accepted_by=event.accepted_by,
        reason_code=event.reason_code,
        moment=moment,
    )
    is_new = state.referral is None or state.referral.referral_id != event.referral_id
    accepted = state.model_copy(
        update={
            "referral": referral,
            "journey": state.journey.after(event, ctx.recorded_at),
            "asked_for": () if is_new else state.asked_for,
        }
    )
    withdrawn = is_new and accepted.journey.agreements.child_withdrew
    return settle(accepted, ctx, *((_agree_again(accepted, event.referral_id, ctx),) if withdrawn else ()))


def _agree_again(state: Search, referral_id: str, ctx: Context) -> Effect:
    about = About(
        f"{referral_id}-withdrawn",
        referral_id=referral_id,
        reason="child-withdrew",
        missing=lacking_for_search(state, ctx.today),
    )
    return raise_task(state.child_id, "search-gate-closed", ("social_worker", "coordinator"), about)


def on_screened(state: Search, event: EligibilityScreened, ctx: Context) -> Decision[Search]:
    """A screening that is not *eligible*, on other grounds than were accepted, closes gate G1.

    It drops nothing: whether the journey goes on, rests or is frozen is eligibility's word.
    """
    screening = Screening(
        outcome=event.outcome,
        reason=event.reason_code,
        doubts=tuple(one.reason_code for one in event.criteria if one.result != "met"),
        record_version=event.record_version,
        moment=Moment(number=event.number, at=ctx.recorded_at),
    )
    others = (row for row in state.screenings if event.number is None or row.moment.number != event.number)
    rows = sorted((*others, screening), key=_screening_order)
    after = state.model_copy(update={"screenings": in_row(rows)})
    if after.screening is not screening:
        return settle(after, ctx, Note("older-screening", {"record_version": event.record_version}))
    return settle(after, ctx)


def _screening_order(screening: Screening) -> tuple[int, int, datetime]:
    number = screening.moment.number
    if number is None:
        return 0, screening.record_version, screening.moment.at
    return 1, number, screening.moment.at


def on_journey_stopped(state: Search, event: JourneyFrozen | JourneyClosed, ctx: Context) -> Decision[Search]:
    """Every gate closes; nothing that was recorded is lost. After a pause what was checked still counts."""
    journey = state.journey.after(event, ctx.recorded_at)
    stops = _stops(state, event, ctx, journey)
    moment = Moment(number=event.number, at=ctx.recorded_at)
    after = state.with_turn("closed" if isinstance(event, JourneyClosed) else "frozen", moment)
    if journey is state.journey and stops == state.stops and after is state:
        return Decision(state, (Note("stopped-already", {"reason": event.reason_code}),))
    return settle(after.model_copy(update={"journey": journey, "stops": stops}), ctx)


def _stops(
    state: Search, event: JourneyFrozen | JourneyClosed, ctx: Context, journey: Journey
) -> dict[str, datetime]:
    """When work stopped, after this; by the number of what stopped it, for its repetition stops nothing."""
    at = ctx.recorded_at
    is_pause = isinstance(event, JourneyFrozen) and bool(event.pause)
    if is_pause or (event.number is None and journey is state.journey):
        return state.stops
    key = f"{event.TYPE} {at.isoformat() if event.number is None else event.number}"
    return {**state.stops, key: earliest(state.stops.get(key), at)}


def on_journey_resumed(state: Search, event: JourneyResumed, ctx: Context) -> Decision[Search]:
    """The search opens again when gate G1 holds; after a freeze leads need fresh checks (hard case 8)."""
    journey = state.journey.after(event, ctx.recorded_at)
    after = state.with_turn("resumed", Moment(number=event.number, at=ctx.recorded_at))
    if journey is state.journey:
        return Decision(after, (Note("nothing-to-resume", {"reason": event.reason_code}),))
    return settle(after.model_copy(update={"journey": journey}), ctx)


def on_search_step(state: Search, event: SearchStepRecorded, ctx: Context) -> Decision[Search]:
    """The step is kept; taken with gate G1 closed, people are told at once."""
    word = step_word(event, ctx.recorded_at)
    effects: tuple[Effect, ...] = ()
    closed = search_closed(state, ctx.today)
    if closed and event.step_id not in state.steps:
        about = About(event.step_id, reason=closed)
        effects = (
            raise_task(state.child_id, "search-step-without-gate", ("coordinator", "social_worker"), about),
        )
    if not is_known(state.steps, event.step_id, word):
        effects += dated_ahead(state.child_id, f"search-step {event.step_id}", word)
    steps = after_telling(state.steps, event.step_id, word)
    return settle(state.model_copy(update={"steps": steps}), ctx, *effects)


def on_person_merged(state: Search, event: PersonMerged | PersonUnmerged, ctx: Context) -> Decision[Search]:
    """The retired record closes for good; on the kept one a person looks, and gates need fresh checks.

    The other record may hold orders that this one does not know yet. Two records that turn out to be two
    children's are looked at too: what one of them was cleared for may rest on the other.
    """
    journey = state.journey.after(event, ctx.recorded_at)
    if journey.merges == state.journey.merges or event.kept_id == event.retired_id:
        return Decision(state, (Note("merged-already", {"retired_id": event.retired_id}),))
    after = state.model_copy(update={"journey": journey})
    if journey.phase == "merged":
        return settle(after, ctx, *everything_standing(after))
    about = About(event.retired_id, reason="merged")
    if isinstance(event, PersonUnmerged):
        about = About(f"{event.retired_id}-unmerged", reason="unmerged")
    task = raise_task(state.child_id, "look-at-merged-record", ("social_worker", "coordinator"), about)
    return settle(after, ctx, task)


def on_reminder(state: Search, event: ReminderDue, ctx: Context) -> Decision[Search]:
    """A check or restriction came to a date: what that changes is worked out and said."""
    if event.name != REMINDER:
        return Decision(state, (Note("unknown-reminder", {"name": event.name}),))
    return settle(state.model_copy(update={"remind_on": None}), ctx)
