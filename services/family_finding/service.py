"""What family finding listens to, and what answers.

It keeps the search, the lead register and gates G1 to G4, and says when each opens or closes. It writes
nothing into the child's record and tells nobody but workers.
"""

from services.family_finding.contact_decisions import on_contact_recorded
from services.family_finding.decide import (
    on_child_changed,
    on_journey_resumed,
    on_journey_stopped,
    on_person_merged,
    on_referral_accepted,
    on_reminder,
    on_screened,
    on_search_step,
)
from services.family_finding.forwarding import on_word_forwarded, telling_on
from services.family_finding.lead_decisions import on_check_recorded, on_lead_recorded, on_merge_decided
from services.family_finding.lead_details import read_likeness
from services.family_finding.state import Search
from services.family_finding.word_decisions import (
    on_consent_changed,
    on_restriction_recorded,
    on_views_recorded,
)
from shared.contracts import case_system, lifelong_links
from shared.service import Handler, ReminderDue, Service

SERVICE = Service(
    "family-finding",
    state=Search,
    handlers=(
        Handler(case_system.ChildChanged, telling_on(on_child_changed)),
        Handler(lifelong_links.ReferralAccepted, on_referral_accepted),
        Handler(lifelong_links.EligibilityScreened, on_screened),
        Handler(lifelong_links.JourneyFrozen, on_journey_stopped, overtakes=True),
        Handler(lifelong_links.JourneyResumed, on_journey_resumed),
        Handler(lifelong_links.JourneyClosed, on_journey_stopped, overtakes=True),
        Handler(case_system.ConsentChanged, telling_on(on_consent_changed), overtakes=True),
        Handler(case_system.ViewsRecorded, telling_on(on_views_recorded), overtakes=True),
        Handler(case_system.SearchStepRecorded, telling_on(on_search_step)),
        Handler(case_system.LeadRecorded, telling_on(on_lead_recorded), load=read_likeness),
        Handler(case_system.CheckRecorded, telling_on(on_check_recorded)),
        Handler(case_system.RestrictionRecorded, telling_on(on_restriction_recorded), overtakes=True),
        Handler(case_system.ContactRecorded, telling_on(on_contact_recorded)),
        Handler(case_system.LeadMergeDecided, telling_on(on_merge_decided)),
        Handler(case_system.PersonMerged, on_person_merged, overtakes=True),
        Handler(case_system.PersonUnmerged, on_person_merged, overtakes=True),
        Handler(lifelong_links.WordForwarded, telling_on(on_word_forwarded), overtakes=True),
        Handler(ReminderDue, on_reminder),
    ),
)
