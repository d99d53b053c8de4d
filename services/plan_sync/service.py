"""plan_sync: the authority's decisions, item by item, into the child's record, and the proof that they stand.

It alone writes to the case system: approved entries, and notes and tasks at each moment that matters to a
worker (DOMAIN 1, rows 9 and 10; DOMAIN 4, G5; DOMAIN 6).
"""

from services.plan_sync import decide, moments, people_words, results, stops
from services.plan_sync.record_entries import load_bases, load_entries, performing
from services.plan_sync.state import PlanSync
from services.plan_sync.wording import Wording, load_wording
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.service import (
    Handler,
    ReminderDue,
    Service,
    WriteConflicted,
    WriteDelayed,
    WriteDone,
    WriteRefused,
)

HANDLERS: tuple[Handler[PlanSync], ...] = (
    Handler(case.ChildChanged, decide.on_child_changed),
    Handler(case.ConsentChanged, stops.on_consent_changed, overtakes=True),
    Handler(case.ViewsRecorded, people_words.on_people_word, overtakes=True),
    Handler(case.RestrictionRecorded, people_words.on_people_word, overtakes=True),
    Handler(case.LeadRecorded, people_words.on_people_word),
    Handler(case.LeadMergeDecided, people_words.on_people_word),
    Handler(case.CheckRecorded, people_words.on_people_word),
    Handler(ours.WordForwarded, people_words.on_word_forwarded, overtakes=True),
    Handler(case.PlanAgreed, decide.on_plan_agreed, overtakes=True),
    Handler(case.PlanDecided, decide.on_plan_decided, load=load_bases),
    Handler(
        case.CarePlanChanged, results.on_care_plan_changed, load=load_entries, when_dead="skip", attempts=3
    ),
    Handler(case.PersonMerged, stops.on_person_merged, overtakes=True),
    Handler(case.PersonUnmerged, stops.on_person_unmerged, overtakes=True),
    Handler(ours.EligibilityScreened, moments.on_screened),
    Handler(ours.ReferralAccepted, stops.on_referral_accepted),
    Handler(ours.JourneyFrozen, stops.on_journey_frozen, overtakes=True),
    Handler(ours.JourneyResumed, stops.on_journey_resumed),
    Handler(ours.JourneyClosed, stops.on_journey_closed, overtakes=True),
    Handler(ours.SearchClosed, moments.on_search_closed),
    Handler(ours.LeadBlocked, moments.on_lead_blocked, overtakes=True),
    Handler(ours.LeadDeclined, moments.on_lead_declined, overtakes=True),
    Handler(ours.LeadCleared, moments.on_lead_cleared),
    Handler(ours.LeadEngaged, moments.on_lead_engaged),
    Handler(ours.LeadMatchSuggested, moments.on_match_suggested),
    Handler(ours.TaskRaised, moments.on_task_raised),
    Handler(ours.ConferenceIsArranged, moments.on_conference_arranged),
    Handler(ours.ConferenceHeld, moments.on_conference_held),
    *(Handler(moment.event, moments.noted(moment)) for moment in moments.MOMENTS),
    Handler(ours.PlanCaptured, decide.on_plan_captured),
    Handler(ReminderDue, decide.on_reminder),
    Handler(WriteDone, results.on_write_done),
    Handler(WriteConflicted, results.on_write_conflicted),
    Handler(WriteDelayed, results.on_write_delayed),
    Handler(WriteRefused, results.on_write_refused),
)


def build(wording: Wording) -> Service[PlanSync]:
    """Make the service with an authority's own words."""
    return Service("plan-sync", state=PlanSync, handlers=HANDLERS, perform=performing(wording))


SERVICE = build(load_wording())
