"""Eligibility: what it listens to. Screening is in `screening.py`, what it remembers in `state.py`.

Events about places are its own, where the policy limits them (`places/`).
"""

from functools import partial

from services.eligibility.agreement import on_consent_changed, on_word_forwarded
from services.eligibility.decide import (
    on_child_changed,
    on_journey_paused,
    on_reminder_due,
    on_screening_requested,
)
from services.eligibility.merges import on_person_merged
from services.eligibility.places.answers import on_place_offered, on_place_waiting
from services.eligibility.places.keeping import a_look, about_a_child
from services.eligibility.places.ledger import on_place_released, on_place_requested
from services.eligibility.policies.book import PolicyBook
from services.eligibility.referral_decision import on_referral_decided
from services.eligibility.state import Eligibility
from services.eligibility.told_again import on_referral_told
from shared.contracts.case_system import (
    ChildChanged,
    ConsentChanged,
    JourneyPaused,
    PersonMerged,
    PersonUnmerged,
    ReferralDecided,
    ReferralMade,
)
from shared.contracts.our_places import PlaceOffered, PlaceReleased, PlaceRequested, PlaceWaiting
from shared.contracts.our_search import ScreeningRequested, WordForwarded
from shared.service import Handler, ReminderDue, Service


def build(book: PolicyBook) -> Service[Eligibility]:
    """Build the service for one authority's policy (`load_book`)."""
    return Service(
        name="eligibility",
        state=Eligibility,
        handlers=(
            Handler(ChildChanged, about_a_child(on_child_changed, book)),
            Handler(ReferralMade, about_a_child(on_referral_told, book)),
            Handler(ReferralDecided, about_a_child(on_referral_decided, book)),
            Handler(ConsentChanged, about_a_child(on_consent_changed, book), overtakes=True),
            Handler(WordForwarded, about_a_child(on_word_forwarded, book), overtakes=True),
            Handler(PersonMerged, about_a_child(on_person_merged, book), overtakes=True),
            Handler(PersonUnmerged, about_a_child(on_person_merged, book), overtakes=True),
            Handler(JourneyPaused, about_a_child(on_journey_paused, book), overtakes=True),
            Handler(PlaceRequested, partial(on_place_requested, book=book)),
            Handler(PlaceReleased, partial(on_place_released, book=book)),
            Handler(PlaceWaiting, on_place_waiting),
            Handler(PlaceOffered, about_a_child(on_place_offered, book)),
            Handler(ScreeningRequested, a_look(on_screening_requested, book)),
            Handler(ReminderDue, a_look(on_reminder_due, book)),
        ),
    )
