"""Eligibility: what it listens to. Screening is in `screening.py`, what it remembers in `state.py`."""

from functools import partial

from services.eligibility.agreement import on_consent_changed
from services.eligibility.decide import on_child_changed, on_person_merged, on_reminder_due
from services.eligibility.policy_book import PolicyBook
from services.eligibility.referral import on_referral_made
from services.eligibility.referral_decision import on_referral_decided
from services.eligibility.state import Eligibility
from shared.contracts.case_system import (
    ChildChanged,
    ConsentChanged,
    PersonMerged,
    ReferralDecided,
    ReferralMade,
)
from shared.service import Handler, ReminderDue, Service


def build(book: PolicyBook) -> Service[Eligibility]:
    """Build the service for one authority's policy (`load_book`)."""
    return Service(
        name="eligibility",
        state=Eligibility,
        handlers=(
            Handler(ChildChanged, partial(on_child_changed, book=book)),
            Handler(ReferralMade, partial(on_referral_made, book=book)),
            Handler(ReferralDecided, partial(on_referral_decided, book=book)),
            Handler(ConsentChanged, partial(on_consent_changed, book=book), overtakes=True),
            Handler(PersonMerged, partial(on_person_merged, book=book), overtakes=True),
            Handler(ReminderDue, partial(on_reminder_due, book=book)),
        ),
    )
