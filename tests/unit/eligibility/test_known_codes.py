"""Every national code is known to the rules, of both vintages, and any other leads to a person (DOMAIN 7)."""

import pytest

from services.eligibility.data_quality import remarks
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import (
    LEFT_CARE,
    ON,
    SOCIAL_WORKER,
    care_leaver,
    child,
    finding,
    judged,
    plan_result,
    with_care,
)

LEGAL_STATUS = "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3"
SIGNALS = "A3 A4 A5 A6 P1 U1 U2 U3 U5"
NO_SIGNAL = "H5 K1 K2 K3 P2 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U4 U6 Z1 Z11 Z12 Z13 Z14"
GUARDIAN = "E45 E46 E47 E48"
CEASED = f"E11 E12 E2 E3 E4A E4B E13 E41 {GUARDIAN} E5 E6 E7 E8 E9 E14 E15 E16 E17 X1"
REVERSED = {"decision_date": "2026-01-01", "decision_reversed_date": "2026-05-01"}
PLAN = "REMAINSUP RETURN1M RETURN6M RETURNEV LTRELFR LTFOST18 RESPLMT SUPPLIV ADOPTION OTHERPLN"


def left(reason: str, **changes: object) -> ChildRecord:
    """A young woman who left care for that reason."""
    return care_leaver(care={**LEFT_CARE, "reason_ceased": reason}, **changes)


def unrecognised(record: ChildRecord) -> set[str]:
    """Every reason and remark that says that a code is not on the list."""
    found = judged(record)
    reasons = {reason for one in found.findings.values() for reason in one.reasons}
    said = reasons | {found.reason, found.leading_reason, *remarks(record, ON)}
    return {one for one in said if one.endswith("-unrecognised")}


@pytest.mark.parametrize(
    "record",
    [
        *(with_care(legal_status=code) for code in LEGAL_STATUS.split()),
        *(with_care(placement=code) for code in f"{SIGNALS} {NO_SIGNAL}".split()),
        *(left(code) for code in CEASED.split()),
        *(child(permanence_plan=[key]) for key in PLAN.split()),
        *(care_leaver(care_leaver=one) for one in ("eligible", "relevant", "former_relevant", "qualifying")),
        *(care_leaver(workers=[{**SOCIAL_WORKER, "role": one}]) for one in ("iro", "manager")),
        *(child(adoption={**REVERSED, "reversal_reason": code}) for code in ("RD1", "RD2", "RD3", "RD4")),
        child(jurisdiction="england"),
        *(child(jurisdiction=one) for one in ("wales", "scotland", "northern_ireland")),
    ],
)
def test_a_code_of_the_list_is_recognised(record: ChildRecord) -> None:
    """Neither a decision nor a remark calls it unknown."""
    assert unrecognised(record) == set()


@pytest.mark.parametrize(
    "record, said",
    [
        (with_care(legal_status="C9"), "legal-status-unrecognised"),
        (with_care(placement="Q7"), "placement-unrecognised"),
        (left("E99"), "reason-ceased-unrecognised"),
        (child(permanence_plan=["NEWKEY"]), "plan-key-unrecognised"),
        (care_leaver(care_leaver="staying_put"), "care-leaver-category-unrecognised"),
        (care_leaver(workers=[{**SOCIAL_WORKER, "role": "key_worker"}]), "worker-role-unrecognised"),
        (child(jurisdiction="jersey"), "jurisdiction-unrecognised"),
    ],
)
def test_a_code_outside_the_list_is_named_and_left_to_a_person(record: ChildRecord, said: str) -> None:
    """Never a crash, never a guess."""
    assert said in unrecognised(record)
    assert judged(record).outcome == "needs_decision"


@pytest.mark.parametrize("placement", NO_SIGNAL.split())
def test_any_other_placement_says_nothing_of_the_plan(placement: str) -> None:
    """B1 rests on the plan alone."""
    assert plan_result(with_care(placement=placement)) == "met"


@pytest.mark.parametrize("reason", GUARDIAN.split())
def test_every_special_guardianship_after_care_is_asked_about(reason: str) -> None:
    """It may make somebody qualify for support (hard case 53)."""
    found = finding("B2", left(reason, care_leaver="none"))
    assert "special-guardianship-after-care" in found.reasons
