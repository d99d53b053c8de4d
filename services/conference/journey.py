"""The handlers for what starts, stops and ends the work: a stop reaches every conference. Pure."""

from services.conference.agreement import is_return, is_withdrawal, with_consent
from services.conference.conflicts import checked
from services.conference.plans import reviews_missed, taken_up
from services.conference.state import PRIVATE_FAMILY_TIME, Conferences, Conflict
from shared.contracts.case_child import ConsentChanged, PersonMerged
from shared.contracts.our_meeting import ConferenceNotHeld
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Context, Decision, Effect, Emit, Note


def on_referral_accepted(state: Conferences, event: ReferralAccepted, ctx: Context) -> Decision[Conferences]:
    """Work may begin. It lifts neither a freeze nor a withdrawal: only the child's own word does."""
    journey = state.journey if state.journey in ("frozen", "merged") else "running"
    agreed = state.child_agreed or event.child_agreed
    update = {"journey": journey, "referral_id": event.referral_id, "child_agreed": agreed}
    return _goes_on(state.model_copy(update=update), ctx)


def on_journey_frozen(state: Conferences, event: JourneyFrozen, ctx: Context) -> Decision[Conferences]:
    """Booked conferences conflict, nothing is proposed, nothing is lost (hard case 7)."""
    if state.journey in ("closed", "merged"):
        return Decision(state, (Note("freeze-after-end", {"reason": event.reason_code}),))
    return checked(_gates_closed(state).model_copy(update={"journey": "frozen"}), ctx)


def on_journey_resumed(state: Conferences, event: JourneyResumed, ctx: Context) -> Decision[Conferences]:
    """Work goes on; what was booked must be arranged anew, and gates need fresh checks (hard case 8)."""
    if state.journey != "frozen":
        return Decision(state, (Note("nothing-to-resume", {"reason": event.reason_code}),))
    journey = "running" if state.referral_id else "none"
    return _goes_on(state.model_copy(update={"journey": journey}), ctx)


def on_journey_closed(state: Conferences, event: JourneyClosed, _ctx: Context) -> Decision[Conferences]:
    """What is not held yet will not be; a later accepted referral may begin anew."""
    if state.journey == "merged":
        return Decision(state, (Note("closed-after-merge", {"reason": event.reason_code}),))
    update = {"journey": "closed", "referral_id": None, "child_agreed": False}
    return _ended(state.model_copy(update=update), "journey-closed")


def on_consent_changed(state: Conferences, event: ConsentChanged, ctx: Context) -> Decision[Conferences]:
    """The child's withdrawal ends every conference at once and once; agreement opens again (hard case 14)."""
    after = with_consent(state, event)
    if is_withdrawal(event):
        day = max(event.date, state.withdrawn_on or event.date)
        return _ended(after.model_copy(update={"withdrawn_on": day, "child_agreed": False}), "child-withdrew")
    if is_return(state, event):
        return _goes_on(after.model_copy(update={"withdrawn_on": None, "child_agreed": True}), ctx)
    return checked(after, ctx)


def on_person_merged(state: Conferences, event: PersonMerged, ctx: Context) -> Decision[Conferences]:
    """The retired record ends for good. On the kept one a booked conference must be arranged anew.

    The other record may hold orders that this one does not know yet.
    """
    if state.child_id == event.retired_id:
        return _ended(state.model_copy(update={"journey": "merged"}), "merged")
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
