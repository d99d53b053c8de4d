"""What conference listens to, and which decision each event leads to.

From network or request to a held conference and a captured plan, and then the review clock. Nothing is
loaded: everything it needs travels in events.
"""

from services.conference import attendance, decide, forwarded, journey, lead_decisions, plan_decisions
from services.conference.state import Conferences
from shared.contracts import case_system, lifelong_links
from shared.service import Handler, ReminderDue, Service

SERVICE: Service[Conferences] = Service(
    name="conference",
    state=Conferences,
    handlers=(
        Handler(lifelong_links.ReferralAccepted, journey.on_referral_accepted),
        Handler(lifelong_links.JourneyFrozen, journey.on_journey_frozen, overtakes=True),
        Handler(lifelong_links.JourneyResumed, journey.on_journey_resumed),
        Handler(lifelong_links.JourneyClosed, journey.on_journey_closed, overtakes=True),
        Handler(case_system.ConsentChanged, journey.on_consent_changed, overtakes=True),
        Handler(case_system.PersonMerged, journey.on_person_merged, overtakes=True),
        Handler(case_system.PersonUnmerged, journey.on_person_merged),
        Handler(lifelong_links.WordForwarded, forwarded.on_word_forwarded, overtakes=True),
        Handler(case_system.ChildChanged, decide.on_child_changed),
        Handler(lifelong_links.NetworkReady, decide.on_network_ready),
        Handler(case_system.ConferenceRequested, decide.on_requested),
        Handler(case_system.ConferenceArranged, decide.on_arranged),
        Handler(case_system.LeadRecorded, lead_decisions.on_told),
        Handler(lifelong_links.LeadBlocked, lead_decisions.on_lead_blocked, overtakes=True),
        Handler(lifelong_links.LeadCleared, lead_decisions.on_lead_cleared),
        Handler(lifelong_links.LeadDeclined, lead_decisions.on_lead_declined, overtakes=True),
        Handler(lifelong_links.LeadEngaged, lead_decisions.on_lead_engaged),
        Handler(case_system.ViewsRecorded, lead_decisions.on_views_recorded, overtakes=True),
        Handler(case_system.RestrictionRecorded, lead_decisions.on_told, overtakes=True),
        Handler(case_system.CheckRecorded, lead_decisions.on_check_recorded),
        Handler(case_system.LeadMergeDecided, lead_decisions.on_told),
        Handler(case_system.ConferenceStage, attendance.on_stage),
        Handler(case_system.ConferenceClosed, attendance.on_closed),
        Handler(case_system.PlanAgreed, plan_decisions.on_plan_agreed),
        Handler(lifelong_links.PlanWritten, plan_decisions.on_plan_written),
        Handler(ReminderDue, plan_decisions.on_reminder),
    ),
)
