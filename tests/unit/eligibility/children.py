"""Invented children for the tests of eligibility: a plain one, and whatever a test changes about her."""

from datetime import date

from services.eligibility.finding import Finding
from services.eligibility.policies.book import load_book
from services.eligibility.policies.policy import Policy
from services.eligibility.screening import Judgement, judge
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import ChildRecord

ON = date(2026, 11, 21)
LEEDS = load_book("leeds").versions[0]

IN_CARE = {"period_started": "2020-03-01", "legal_status": "C2", "placement": "U4"}
LEFT_CARE = {"period_started": "2015-03-01", "period_ended": "2024-05-01", "reason_ceased": "E41"}
SOCIAL_WORKER = {"worker_id": "W1", "role": "social_worker", "from": "2024-01-01"}
PERSONAL_ADVISER = {"worker_id": "W2", "role": "personal_adviser", "from": "2024-01-01"}
FUTURES = {"service": "futures", "from": "2026-01-01"}


def child(**changes: object) -> ChildRecord:
    """A girl of 12, fostered to 18 under a care order, with a social worker: eligible."""
    return ChildRecord.model_validate(
        {
            "child_id": "C1",
            "record_version": 1,
            "as_of": "2026-11-20T09:00:00Z",
            "date_of_birth": "2014-02-03",
            "care": IN_CARE,
            "care_leaver": "none",
            "permanence_plan": ["LTFOST18"],
            "workers": [SOCIAL_WORKER],
            "parent": {"is_parent": False, "child_lost_in_care_proceedings": False},
            "services": [],
            **changes,
        }
    )


def care_leaver(**changes: object) -> ChildRecord:
    """A young woman of 20 who left care and has a personal adviser: eligible by B2."""
    return child(
        **{
            "date_of_birth": "2006-02-03",
            "care": LEFT_CARE,
            "care_leaver": "former_relevant",
            "workers": [PERSONAL_ADVISER],
            **changes,
        }
    )


def parent(**changes: object) -> ChildRecord:
    """A young man of 20 who lost a child in care proceedings and works with Futures; no adviser: B3 alone."""
    return care_leaver(
        **{
            "workers": [],
            "parent": {"is_parent": True, "child_lost_in_care_proceedings": True},
            "services": [FUTURES],
            **changes,
        }
    )


def with_care(**changes: object) -> ChildRecord:
    """The plain child with something else in her period of care."""
    return child(care={**IN_CARE, **changes})


def judged(record: ChildRecord, *, policy: Policy = LEEDS, on: date = ON) -> Judgement:
    """Screen under Leeds's policy on the tests' day."""
    return judge(record, policy, on)


def finding(name: str, record: ChildRecord, *, policy: Policy = LEEDS, on: date = ON) -> Finding:
    """The answer to one criterion."""
    return judge(record, policy, on).findings[name]


def plan_result(record: ChildRecord) -> Truth:
    """The result of B1."""
    return finding("B1", record).result


def policy_with(**changes: object) -> Policy:
    """Leeds's policy with other parameters, named `criterion__parameter` or as in the file."""
    data = LEEDS.model_dump(by_alias=True)
    for name, value in changes.items():
        criterion, _, parameter = name.rpartition("__")
        (data["criteria"][criterion] if criterion else data)[parameter] = value
    return Policy.model_validate(data)
