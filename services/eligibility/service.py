"""Eligibility: what it listens to. Screening is in `screening.py`, what it remembers in `state.py`."""

from functools import partial

from services.eligibility.agreement import on_consent_changed
from services.eligibility.decide import on_child_changed, on_person_merged, on_reminder_due
from services.eligibility.policy import Policy
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


def build(policy: Policy) -> Service[Eligibility]:
    """Build the service for one authority's policy (`load_policy`)."""
    return Service(
        name="eligibility",
        state=Eligibility,
        handlers=(
            Handler(ChildChanged, partial(on_child_changed, policy=policy)),
            Handler(ReferralMade, partial(on_referral_made, policy=policy)),
            Handler(ReferralDecided, partial(on_referral_decided, policy=policy)),
            Handler(ConsentChanged, partial(on_consent_changed, policy=policy), overtakes=True),
            Handler(PersonMerged, partial(on_person_merged, policy=policy), overtakes=True),
            Handler(ReminderDue, partial(on_reminder_due, policy=policy)),
        ),
    )
