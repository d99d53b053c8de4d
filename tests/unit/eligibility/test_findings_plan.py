"""Exactly what the three criteria about the plan answer: result, every reason, evidence, what is missing."""

from typing import Final

import pytest

from services.eligibility.finding import Fact, Finding
from services.eligibility.policies.criteria import (
    NoAdoptionPlanned,
    Part,
    PlanOfPermanence,
    PlanOutsideFamily,
)
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import IN_CARE, child, with_care
from tests.unit.eligibility.findings import (
    Table,
    answer,
    legal,
    met,
    name,
    not_met,
    placed,
    plan,
    rows,
    unknown,
)

FOSTERED: Final = plan("LTFOST18")
DECIDED: Final[Fact] = ("adoption.decision_date", "2026-01-01")
PLACED: Final[Fact] = ("adoption.placed_date", "2026-02-01")
ADOPTION: Final = {"decision_date": "2026-01-01", "placed_date": "2026-02-01"}
ADULT: Final = {"date_of_birth": "2008-11-21", "permanence_plan": ["ADOPTION"]}
NO_MORE: Final = met("not-applicable-at-18-or-over", ("age", 18))
BEYOND: Final = plan("unrecognised")


def planned(*keys: str, **care: str) -> ChildRecord:
    """The plain child with these keys ticked, and something else in her period of care."""
    return child(permanence_plan=list(keys), care={**IN_CARE, **care})


B1: Final = PlanOutsideFamily(kind="plan-outside-family", kinship="unknown", placed_with_parents="not_met")
NO_ADOPTION: Final = NoAdoptionPlanned(kind="no-adoption-planned", adoption_planned="unknown")
PERMANENCE: Final = PlanOfPermanence(
    kind="plan-of-permanence",
    counts=("LTFOST18", "SUPPLIV", "LTRELFR"),
    does_not_count=("RETURNEV", "REMAINSUP"),
)

EXACTLY: Table = {
    B1: [
        (child(**ADULT), NO_MORE),
        (planned("LTFOST18"), met("plan-outside-family", FOSTERED)),
        (planned("LTFOST18", "SUPPLIV"), met("plan-outside-family", FOSTERED, plan("SUPPLIV"))),
        (planned("RETURNEV"), not_met("plan-within-family", plan("RETURNEV"))),
        (planned("ADOPTION"), not_met("plan-adoption", plan("ADOPTION"))),
        (planned("LTRELFR"), unknown("plan-with-relatives", plan("LTRELFR"))),
        (planned("OTHERPLN"), unknown("plan-other", plan("OTHERPLN"))),
        (planned("NEWKEY"), unknown("plan-key-unrecognised", plan("NEWKEY"))),
        (planned("J.Smith"), unknown("plan-key-unrecognised", BEYOND)),
        (planned(), unknown("plan-not-agreed", missing="permanence_plan")),
        (child(permanence_plan=None), unknown("plan-not-known", missing="permanence_plan")),
        (
            planned("RETURNEV", "ADOPTION"),
            not_met("plan-within-family plan-adoption", plan("RETURNEV"), plan("ADOPTION")),
        ),
        (planned("LTFOST18", "RETURNEV"), unknown("parallel-planning-family", plan("RETURNEV"))),
        (planned("ADOPTION", "LTFOST18"), unknown("parallel-planning-adoption", plan("ADOPTION"))),
        (
            planned("ADOPTION", "OTHERPLN", "LTFOST18"),
            unknown("parallel-planning-adoption plan-other", plan("ADOPTION"), plan("OTHERPLN")),
        ),
        (child(adoption=ADOPTION), not_met("adoption-decided placed-for-adoption", DECIDED, PLACED)),
        (with_care(placement="A3"), not_met("placed-for-adoption", placed("A3"))),
        (with_care(placement="U2"), unknown("carer-may-adopt", placed("U2"))),
        (with_care(placement="U1"), unknown("kinship-placement", placed("U1"))),
        (with_care(placement="P1"), not_met("placed-with-parents", placed("P1"))),
        (with_care(placement="Q7"), unknown("placement-unrecognised", placed("Q7"))),
        (with_care(placement="flat"), unknown("placement-unrecognised", placed("unrecognised"))),
        (with_care(legal_status="V3"), not_met("short-breaks", legal("V3"))),
        (with_care(legal_status="C1"), unknown("nothing-settled", legal("C1"))),
        (with_care(legal_status="D1"), unknown("freeing-order", legal("D1"))),
        (with_care(legal_status="C9"), unknown("legal-status-unrecognised", legal("C9"))),
        (with_care(legal_status="Smith"), unknown("legal-status-unrecognised", legal("unrecognised"))),
        (planned("OTHERPLN", legal_status="E1"), not_met("placement-order", legal("E1"))),
        (
            planned("ADOPTION", "LTFOST18", "RESPLMT", legal_status="E1"),
            unknown(
                "placement-order-contradicts-plan parallel-planning-adoption",
                legal("E1"),
                FOSTERED,
                plan("RESPLMT"),
                plan("ADOPTION"),
            ),
        ),
        (
            child(permanence_plan=None, care={**IN_CARE, "legal_status": "E1"}),
            not_met("placement-order", legal("E1")),
        ),
        (
            planned("ADOPTION", placement="A5", legal_status="V4"),
            not_met(
                "placed-for-adoption short-breaks plan-adoption",
                placed("A5"),
                legal("V4"),
                plan("ADOPTION"),
            ),
        ),
        (
            planned(placement="U3", legal_status="C1"),
            unknown(
                "kinship-placement nothing-settled plan-not-agreed",
                placed("U3"),
                legal("C1"),
                missing="permanence_plan",
            ),
        ),
    ],
    B1.model_copy(update={"kinship": "not_met", "placed_with_parents": "unknown"}): [
        (planned("LTRELFR"), not_met("plan-with-relatives", plan("LTRELFR"))),
        (planned("LTRELFR", "SUPPLIV"), unknown("parallel-planning-family", plan("LTRELFR"))),
        (with_care(placement="U1"), not_met("kinship-placement", placed("U1"))),
        (with_care(placement="P1"), unknown("placed-with-parents", placed("P1"))),
    ],
    B1.model_copy(update={"kinship": "met", "placed_with_parents": "met"}): [
        (planned("LTRELFR", placement="U1"), met("plan-outside-family", plan("LTRELFR"))),
        (with_care(placement="P1"), met("plan-outside-family", FOSTERED)),
    ],
    NO_ADOPTION: [
        (child(**ADULT), NO_MORE),
        (planned("RETURNEV", "OTHERPLN"), met("no-adoption-planned", plan("RETURNEV"), plan("OTHERPLN"))),
        (planned(), met("no-adoption-planned")),
        (child(permanence_plan=None), met("no-adoption-planned")),
        (planned("LTRELFR", placement="U1"), met("no-adoption-planned", plan("LTRELFR"))),
        (planned("RETURNEV", placement="P1"), met("no-adoption-planned", plan("RETURNEV"))),
        (with_care(legal_status="V3"), met("no-adoption-planned", FOSTERED)),
        (planned("ADOPTION", "ADOPTION"), unknown("plan-adoption", plan("ADOPTION"))),
        (planned("LTFOST18", "ADOPTION"), unknown("parallel-planning-adoption", plan("ADOPTION"))),
        (planned("LTFOST18", "NEWKEY"), unknown("plan-key-unrecognised", plan("NEWKEY"))),
        (planned("J.Smith"), unknown("plan-key-unrecognised", BEYOND)),
        (child(adoption=ADOPTION), unknown("adoption-decided placed-for-adoption", DECIDED, PLACED)),
        (with_care(placement="A3"), unknown("placed-for-adoption", placed("A3"))),
        (with_care(placement="U5"), unknown("carer-may-adopt", placed("U5"))),
        (with_care(legal_status="C1"), unknown("nothing-settled", legal("C1"))),
        (planned("RETURNEV", legal_status="E1"), unknown("placement-order", legal("E1"))),
        (
            with_care(legal_status="E1"),
            unknown("placement-order-contradicts-plan", legal("E1"), FOSTERED),
        ),
    ],
    NO_ADOPTION.model_copy(update={"adoption_planned": "not_met"}): [
        (planned("ADOPTION"), not_met("plan-adoption", plan("ADOPTION"))),
        (planned("LTFOST18", "ADOPTION"), unknown("parallel-planning-adoption", plan("ADOPTION"))),
        (child(adoption=ADOPTION), not_met("adoption-decided placed-for-adoption", DECIDED, PLACED)),
        (with_care(placement="U2"), unknown("carer-may-adopt", placed("U2"))),
        (with_care(legal_status="D1"), unknown("freeing-order", legal("D1"))),
    ],
    PERMANENCE: [
        (planned("LTFOST18", "SUPPLIV"), met("plan-of-permanence", FOSTERED, plan("SUPPLIV"))),
        (planned("RETURNEV"), not_met("plan-not-of-permanence", plan("RETURNEV"))),
        (planned("ADOPTION"), unknown("plan-open-to-judgement", plan("ADOPTION"))),
        (planned("OTHERPLN"), unknown("plan-open-to-judgement", plan("OTHERPLN"))),
        (planned("NEWKEY"), unknown("plan-key-unrecognised", plan("NEWKEY"))),
        (planned("J.Smith"), unknown("plan-key-unrecognised", BEYOND)),
        (planned(), unknown("plan-not-agreed", missing="permanence_plan")),
        (child(permanence_plan=None), unknown("plan-not-known", missing="permanence_plan")),
        (planned("SUPPLIV", "RETURNEV"), unknown("parallel-planning-family", plan("RETURNEV"))),
        (with_care(placement="U1"), met("plan-of-permanence", FOSTERED)),
        (with_care(placement="P1"), not_met("placed-with-parents", placed("P1"))),
        (with_care(placement="A3"), unknown("placed-for-adoption", placed("A3"))),
        (with_care(placement="U2"), unknown("carer-may-adopt", placed("U2"))),
        (with_care(legal_status="V3"), not_met("short-breaks", legal("V3"))),
    ],
    PERMANENCE.model_copy(update={"counts": ("ADOPTION",), "does_not_count": ("LTRELFR",)}): [
        (planned("ADOPTION", placement="A3"), met("plan-of-permanence", plan("ADOPTION"))),
        (planned("ADOPTION", placement="U2"), met("plan-of-permanence", plan("ADOPTION"))),
        (planned("ADOPTION", legal_status="D1"), met("plan-of-permanence", plan("ADOPTION"))),
        (planned("ADOPTION", legal_status="E1"), met("plan-of-permanence", plan("ADOPTION"))),
        (planned("ADOPTION", placement="U3"), not_met("kinship-placement", placed("U3"))),
        (planned("ADOPTION", placement="P1"), unknown("placed-with-parents", placed("P1"))),
    ],
}


@pytest.mark.parametrize("rule, record, expected", rows(EXACTLY), ids=name)
def test_a_criterion_about_the_plan_answers_exactly_this(
    rule: Part, record: ChildRecord, expected: Finding
) -> None:
    """Result, reasons with the deciding one first, evidence and missing fields; no more and no less."""
    assert answer(rule, record) == expected
