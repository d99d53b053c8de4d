"""Exactly what the criteria about care, workers, age and parenthood answer; those about the plan are beside.

Result, every reason, evidence and what is missing: a worker reads all of it.
"""

from typing import Final

import pytest

from services.eligibility.finding import Fact, Finding, part
from services.eligibility.policies.criteria import (
    AgeRange,
    AllocatedWorker,
    CareLeaver,
    CareLeaverParent,
    InCare,
    InCareOrSupportedLeaver,
    Part,
    TimeInCare,
)
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import LEFT_CARE, SOCIAL_WORKER, care_leaver, child, parent, with_care
from tests.unit.eligibility.findings import (
    Table,
    answer,
    ceased,
    leaver,
    legal,
    met,
    name,
    not_met,
    role,
    rows,
    service,
    started,
    unknown,
)

ROLES: Final = ("social_worker", "personal_adviser")
B2: Final = InCareOrSupportedLeaver(
    kind="in-care-or-supported-care-leaver", worker_roles=ROLES, worker_needed_in_care=False
)
B3: Final = CareLeaverParent.model_validate(
    {
        "kind": "care-leaver-parent",
        "age_limit": 25,
        "age_limit_included": False,
        "partner_services": [{"service": "futures"}, {"service": "home_start_leeds"}],
    }
)

SINCE, C2 = started("2020-03-01"), legal("C2")
UNTIL: Final[Fact] = ("care.period_ended", "2024-05-01")
ENDED = (UNTIL, ceased("E41"))
FORMER = leaver("former_relevant")
PARENT: Final[Fact] = ("parent.is_parent", True)
LOST: Final[Fact] = ("parent.child_lost_in_care_proceedings", True)
CHILDLESS: Final = {"is_parent": False, "child_lost_in_care_proceedings": False}
NOTHING_LOST: Final = (("parent.is_parent", False), ("parent.child_lost_in_care_proceedings", False))
TO_A_GUARDIAN: Final = {**LEFT_CARE, "reason_ceased": "E45"}
FUTURES, PROJECT = {"service": "futures"}, {"service": "project"}
IRO, STRANGER = {"role": "iro", "worker_id": "W7"}, {"role": "key_worker", "worker_id": "W8"}
J_SMITH = {"role": "J.Smith", "service": "J.Smith", "worker_id": "W9"}


def aged(born: str, years: int) -> tuple[ChildRecord, Fact]:
    """A child born on that day, and the age in the evidence."""
    return child(date_of_birth=born), ("age", years)


(TEN, AGE_10), (TWELVE, AGE_12) = aged("2016-11-21", 10), aged("2014-11-21", 12)
(FIFTEEN, AGE_15), (SIXTEEN, AGE_16) = aged("2010-11-22", 15), aged("2010-11-21", 16)
SEVENTEEN, AGE_17 = aged("2009-11-21", 17)

EXACTLY: Table = {
    InCare(kind="in-care"): [
        (child(), met("in-care", SINCE, C2)),
        (child(care=None), unknown("care-not-known", missing="care")),
        (
            with_care(legal_status=None),
            unknown("legal-status-not-known", SINCE, missing="care.legal_status"),
        ),
        (with_care(legal_status="C9"), unknown("legal-status-unrecognised", SINCE, legal("C9"))),
        (with_care(legal_status="Smith"), unknown("legal-status-unrecognised", SINCE, legal("unrecognised"))),
        (with_care(legal_status="V3"), not_met("short-breaks", SINCE, legal("V3"))),
        (with_care(period_started=None), not_met("no-period-of-care", started(None))),
        (with_care(period_started="2026-11-22"), not_met("care-not-begun", started("2026-11-22"))),
        (
            with_care(period_started="2026-11-21", period_ended="2026-11-21"),
            not_met("care-ended", ("care.period_ended", "2026-11-21")),
        ),
        (child(care=LEFT_CARE), not_met("care-ended", *ENDED)),
        (child(care={**LEFT_CARE, "reason_ceased": None}), not_met("care-ended", UNTIL)),
        (
            child(care={**LEFT_CARE, "reason_ceased": "moved"}),
            not_met("care-ended", UNTIL, ceased("unrecognised")),
        ),
    ],
    CareLeaver(kind="care-leaver", categories=("former_relevant", "qualifying")): [
        (care_leaver(), met("care-leaver", FORMER)),
        (child(), not_met("not-a-care-leaver", leaver("none"))),
        (child(care_leaver=None), unknown("care-leaver-category-not-known", missing="care_leaver")),
        (
            care_leaver(care_leaver="relevant"),
            not_met("care-leaver-category-not-admitted", leaver("relevant")),
        ),
        (child(care_leaver="eligible"), not_met("still-in-care", leaver("eligible"))),
        (
            care_leaver(care_leaver="eligible"),
            unknown("category-eligible-but-not-in-care", leaver("eligible")),
        ),
        (
            child(care_leaver="staying_put"),
            unknown("care-leaver-category-unrecognised", leaver("staying_put")),
        ),
        (
            child(care_leaver="J.Smith"),
            unknown("care-leaver-category-unrecognised", leaver("unrecognised")),
        ),
        (
            care_leaver(care=TO_A_GUARDIAN, care_leaver="none"),
            not_met("special-guardianship-after-care", ceased("E45"), leaver("none")),
        ),
        (
            care_leaver(care=TO_A_GUARDIAN, care_leaver=None),
            unknown("special-guardianship-after-care", ceased("E45"), missing="care_leaver"),
        ),
        (care_leaver(care=TO_A_GUARDIAN), met("care-leaver", FORMER)),
        (
            with_care(period_ended="2026-11-22", reason_ceased="E45"),
            not_met("not-a-care-leaver", leaver("none")),
        ),
    ],
    CareLeaver(kind="care-leaver", categories=("eligible",)): [
        (care_leaver(care_leaver="eligible"), met("care-leaver", leaver("eligible"))),
    ],
    AllocatedWorker(kind="allocated-worker", worker_roles=ROLES): [
        (child(workers=[STRANGER, IRO, SOCIAL_WORKER]), met("worker-allocated", role("social_worker"))),
        (child(workers=None), unknown("workers-not-known", missing="workers")),
        (child(workers=[]), not_met("no-worker", role(None))),
        (child(workers=[IRO]), not_met("no-worker", role(None))),
        (child(workers=[IRO, STRANGER]), unknown("worker-role-unrecognised", role("key_worker"))),
        (child(workers=[J_SMITH]), unknown("worker-role-unrecognised", role("unrecognised"))),
    ],
    B2: [
        (child(workers=None), met("in-care", SINCE, C2)),
        (child(care_leaver="eligible", workers=None), met("in-care", SINCE, C2)),
        (child(care_leaver="relevant"), met("in-care", SINCE, C2)),
        (
            child(care=LEFT_CARE),
            not_met("neither-in-care-nor-care-leaver care-ended", leaver("none"), *ENDED),
        ),
        (
            with_care(legal_status="V4"),
            not_met("neither-in-care-nor-care-leaver short-breaks", leaver("none"), SINCE, legal("V4")),
        ),
        (child(care=None), unknown("care-not-known", missing="care")),
        (
            child(care=None, care_leaver=None),
            unknown("care-not-known care-leaver-category-not-known", missing="care care_leaver"),
        ),
        (
            child(care=None, care_leaver="eligible"),
            unknown("care-not-known category-eligible-but-not-in-care", leaver("eligible"), missing="care"),
        ),
        (care_leaver(), met("care-leaver-with-worker", FORMER, role("personal_adviser"))),
        (care_leaver(workers=None), unknown("workers-not-known", missing="workers")),
        (care_leaver(workers=[]), not_met("no-worker care-ended", role(None), *ENDED)),
        (
            care_leaver(workers=[], date_of_birth="2005-11-21"),
            not_met("no-worker-may-ask-for-adviser care-ended", role(None), *ENDED),
        ),
        (care_leaver(workers=[STRANGER]), unknown("worker-role-unrecognised", role("key_worker"))),
    ],
    B2.model_copy(update={"worker_needed_in_care": True}): [
        (child(), met("in-care-with-worker", SINCE, C2, role("social_worker"))),
        (child(workers=[]), not_met("no-worker", role(None))),
        (child(workers=None), unknown("workers-not-known", missing="workers")),
        (
            child(workers=None, care_leaver=None),
            unknown("workers-not-known care-leaver-category-not-known", missing="workers care_leaver"),
        ),
        (
            child(workers=[], care_leaver=None),
            unknown("care-leaver-category-not-known", missing="care_leaver"),
        ),
    ],
    AgeRange(kind="age-range", from_age=12, limit=16): [
        (TEN, not_met("under-age-range", AGE_10)),
        (TWELVE, met("within-age-limit", AGE_12)),
        (FIFTEEN, met("within-age-limit", AGE_15)),
        (SIXTEEN, not_met("over-age-limit", AGE_16)),
    ],
    AgeRange(kind="age-range", limit=16, limit_included=True): [
        (SIXTEEN, met("within-age-limit", AGE_16)),
        (SEVENTEEN, not_met("over-age-limit", AGE_17)),
    ],
    AgeRange(kind="age-range", from_age=12): [(SEVENTEEN, met("within-age-limit", AGE_17))],
    TimeInCare(kind="time-in-care", less_than_months=36): [
        (with_care(period_started="2023-11-22"), met("within-time-in-care", started("2023-11-22"))),
        (with_care(period_started="2023-11-21"), not_met("too-long-in-care", started("2023-11-21"))),
        (with_care(period_started="2026-11-22"), not_met("care-not-begun", started("2026-11-22"))),
        (with_care(period_started=None), not_met("no-period-of-care", started(None))),
        (child(care=None), unknown("care-not-known", missing="care")),
    ],
    B3: [
        (parent(), met("parent-route", FORMER, PARENT, ("age", 20), LOST, service("futures"))),
        (
            parent(services=[PROJECT, FUTURES], care_leaver="eligible"),
            met("parent-route", leaver("eligible"), PARENT, ("age", 20), LOST, service("futures")),
        ),
        (parent(care_leaver="none"), not_met("not-a-care-leaver", leaver("none"))),
        (
            parent(care_leaver="none", date_of_birth="2026-11-01"),
            not_met("not-a-care-leaver", leaver("none")),
        ),
        (parent(date_of_birth="2001-11-21"), not_met("over-age-limit", ("age", 25))),
        (
            parent(parent=None),
            unknown(
                "parenthood-not-known child-lost-in-care-proceedings-not-known",
                missing="parent.is_parent parent.child_lost_in_care_proceedings",
            ),
        ),
        (
            parent(parent=CHILDLESS),
            not_met("no-parenthood no-child-lost-in-care-proceedings", *NOTHING_LOST),
        ),
        (parent(services=None), unknown("services-not-known", missing="services")),
        (parent(services=[]), not_met("no-current-service", service(None))),
        (
            parent(services=[PROJECT, J_SMITH]),
            unknown("service-not-listed", service("project"), service("unrecognised")),
        ),
    ],
}


@pytest.mark.parametrize("rule, record, expected", rows(EXACTLY), ids=name)
def test_a_criterion_answers_exactly_this(rule: Part, record: ChildRecord, expected: Finding) -> None:
    """Result, reasons with the deciding one first, evidence and missing fields; no more and no less."""
    assert answer(rule, record) == expected


def test_a_part_that_is_met_has_evidence_and_no_reason() -> None:
    """The whole names the success."""
    assert part(PARENT, LOST) == Finding("met", (), (PARENT, LOST))
