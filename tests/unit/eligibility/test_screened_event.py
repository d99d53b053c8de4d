"""Everything that a screening says, whole: what leaves the service is this and no more."""

from datetime import date

from services.eligibility.screening import Judgement, judge, screen
from tests.unit.eligibility.children import LEEDS, ON, care_leaver, child


def test_a_screening_says_exactly_this() -> None:
    """Codes, dates and numbers; the age of the data is a London date."""
    record = care_leaver(
        record_version=7,
        as_of="2026-07-01T23:30:00Z",
        date_of_birth="2010-11-20",
        permanence_plan=["LTFOST18", "RETURNEV"],
        workers=None,
    )
    evidence = {
        "B1": [{"field": "permanence_plan", "value": "RETURNEV", "as_of": "2026-07-02"}],
        "B2": [],
        "B3": [
            {"field": "parent.is_parent", "value": False, "as_of": "2026-07-02"},
            {"field": "parent.child_lost_in_care_proceedings", "value": False, "as_of": "2026-07-02"},
            {"field": "services.service", "value": None, "as_of": "2026-07-02"},
        ],
    }
    answers = [
        ("B1", "plan-outside-family", "unknown", "parallel-planning-family"),
        ("B2", "in-care-or-supported-care-leaver", "unknown", "workers-not-known"),
        ("B3", "care-leaver-parent", "not_met", "no-parenthood"),
    ]
    assert screen(record, LEEDS, ON, "eligible").model_dump(mode="json") == {
        "child_id": "C1",
        "record_version": 7,
        "outcome": "needs_decision",
        "reason_code": "criteria-not-known",
        "policy": {"authority": "E08000035", "version": "2026-1"},
        "as_of": "2026-07-01T23:30:00Z",
        "screened_on": "2026-11-21",
        "previous_outcome": "eligible",
        "criteria": [
            {
                "criterion": name,
                "kind": kind,
                "result": result,
                "reason_code": why,
                "evidence": evidence[name],
            }
            for name, kind, result, why in answers
        ],
        "readings": {"R1": "unknown", "R2": "unknown"},
        "missing": ["workers"],
        "leading_reason": "parallel-planning-family",
        "next_action": "decide-with-manager",
        "remarks": ["category-former-relevant-under-18"],
        "number": None,
    }


def test_before_a_policy_is_in_force_a_person_decides() -> None:
    """Nothing else is said of the child."""
    assert judge(child(), LEEDS, date(2017, 3, 31)) == Judgement(
        "needs_decision", "policy-not-in-force", {}, None, "policy-not-in-force", ()
    )
