"""The handlers for what starts, stops and ends the work: a stop reaches every conference. Pure."""

from services.conference.conflicts import checked
from services.conference.plans import reviews_missed, taken_up
from services.conference.state import PRIVATE_FAMILY_TIME, Conferences, Conflict
from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged
from shared.contracts.our_meeting import ConferenceNotHeld
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.rules.agreement import is_about_everything, is_withdrawal


def on_referral_accepted(state: Conferences, event: ReferralAccepted, ctx: Context) -> Decision[Conferences]:
    """Work may begin, unless something else stops it; one that a closing overtook brings no agreement."""
    journey = state.journey.after(event, ctx.event_time)
    counts = journey.phase not in ("closed", "merged") and not journey.agreements.child_withdrew
    agreed = state.child_agreed or (event.child_agreed and counts)
    return _goes_on(state.model_copy(update={"journey": journey, "child_agreed": agreed}), ctx)


def on_journey_frozen(state: Conferences, event: JourneyFrozen, ctx: Context) -> Decision[Conferences]:
    """Booked conferences conflict, nothing is proposed, nothing is lost (hard case 7)."""
    journey = state.journey.after(event, ctx.event_time)
    if journey is state.journey:
        return Decision(state, (Note("stopped-already", {"reason": event.reason_code}),))
    return checked(_gates_closed(state).model_copy(update={"journey": journey}), ctx)


def on_journey_resumed(state: Conferences, event: JourneyResumed, ctx: Context) -> Decision[Conferences]:
    """Work goes on; what was booked must be arranged anew, and gates need fresh checks (hard case 8)."""
    journey = state.journey.after(event, ctx.event_time)
    if journey is state.journey:
        return Decision(state, (Note("nothing-to-resume", {"reason": event.reason_code}),))
    return _goes_on(state.model_copy(update={"journey": journey}), ctx)


def on_journey_closed(state: Conferences, event: JourneyClosed, ctx: Context) -> Decision[Conferences]:
    """What is not held yet will not be; a later accepted referral may begin anew."""
    journey = state.journey.after(event, ctx.event_time)
    if journey is state.journey:
        return Decision(state, (Note("stopped-already", {"reason": event.reason_code}),))
    return _ended(state.model_copy(update={"journey": journey, "child_agreed": False}), "journey-closed")


def on_consent_changed(state: Conferences, event: ConsentChanged, ctx: Context) -> Decision[Conferences]:
    """The child's withdrawal ends every conference at once and once; agreement opens again (hard case 14)."""
    after = state.model_copy(update={"journey": state.journey.after(event, ctx.event_time)})
    if is_withdrawal(event):
        return _ended(after.model_copy(update={"child_agreed": False}), "child-withdrew")
    if after.journey.agreements.still_refused(event):
        seen = checked(after, ctx)
        note = Note("agreement-older-than-refusal", {"consent_id": event.consent_id})
        return Decision(seen.state, (note, *seen.effects))
    if event.given_by == "child" and is_about_everything(event):
        return _goes_on(after.model_copy(update={"child_agreed": True}), ctx)
    return checked(after, ctx)


def lives(state: Conferences, event: ChildChanged, ctx: Context) -> Decision[Conferences]:
    """A recorded death ends every conference; a corrected record lets the work go on (hard case 55)."""
    journey = state.journey.after(event, ctx.event_time)
    if journey is state.journey:
        return Decision(state)
    after = state.model_copy(update={"journey": journey})
    return _ended(after, "child-died") if journey.died else _goes_on(after, ctx)


def on_person_merged(state: Conferences, event: PersonMerged, ctx: Context) -> Decision[Conferences]:
    """The retired record ends for good. On the kept one a booked conference must be arranged anew.

    The other record may hold orders that this one does not know yet.
    """
    journey = state.journey.after(event, ctx.event_time)
    if journey.phase == "merged":
        return _ended(state.model_copy(update={"journey": journey}), "merged")
    return checked(_gates_closed(state), ctx, Conflict(reason="record-merged"))


def _goes_on(state: Conferences, ctx: Context) -> Decision[Conferences]:
    """Nothing stops the work any more, perhaps: look again at what waited for that."""
    seen = checked(state, ctx)
    taken = taken_up(seen.state, ctx.today)
    reviewed = reviews_missed(taken.state)
    return Decision(reviewed.state, (*seen.effects, *taken.effects, *reviewed.effects))


def _ended(state: Conferences, reason: str) -> Decision[Conferences]:
    """End every conference that is not over; one whose private family time took place did take place."""
    effects: list[Effect] = []
    kept = {}
    for conference_id, meeting in state.meetings.items():
        if meeting.status == "proposed":
            continue
        if meeting.is_over or PRIVATE_FAMILY_TIME in meeting.stages:
            kept[conference_id] = meeting
            continue
        kept[conference_id] = meeting.model_copy(update={"status": "not_held", "ended_for": reason})
        event = ConferenceNotHeld(child_id=state.child_id, conference_id=conference_id, reason_code=reason)
        effects.append(Emit(event))
    held_back = {
        plan_id: one.model_copy(update={"reason": reason}) for plan_id, one in state.uncaptured.items()
    }
    update = {"meetings": kept, "uncaptured": held_back, "proposed_for": None}
    return Decision(_gates_closed(state).model_copy(update=update), tuple(effects))


def _gates_closed(state: Conferences) -> Conferences:
    """Every gate needs to be said open again."""
    leads = {lead_id: lead.model_copy(update={"gates": {}}) for lead_id, lead in state.leads.items()}
    return state.model_copy(update={"leads": leads})
