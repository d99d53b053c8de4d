"""Hard cases as a social worker meets them: the outcome, the reason told first, and the one next action."""

import pytest

from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import (
    IN_CARE,
    LEFT_CARE,
    PERSONAL_ADVISER,
    care_leaver,
    child,
    judged,
    parent,
    policy_with,
    with_care,
)

IN_CUSTODY = {**LEFT_CARE, "reason_ceased": "E9"}
GUARDIANSHIP = {**LEFT_CARE, "reason_ceased": "E46"}

DECIDE = "needs_decision", "decide-with-manager"


def said(record: ChildRecord) -> tuple[str, str, str]:
    """Outcome, leading reason and next action under Leeds's policy."""
    found = judged(record)
    return found.outcome, found.leading_reason, found.next_action


@pytest.mark.parametrize(
    "plan, reason, action",
    [
        ([], "plan-not-agreed", "agree-a-plan"),
        (None, "plan-not-known", "complete-the-record"),
        (["LTFOST18", "ADOPTION"], "parallel-planning-adoption", "decide-with-manager"),
        (["RESPLMT", "RETURN6M"], "parallel-planning-family", "decide-with-manager"),
    ],
)
def test_a_blank_plan_is_to_be_agreed_and_parallel_planning_to_be_decided(
    plan: list[str] | None, reason: str, action: str
) -> None:
    """Nothing ticked is a plan not agreed yet; what is not known is to be recorded (hard case 9)."""
    assert said(child(permanence_plan=plan)) == ("needs_decision", reason, action)


@pytest.mark.parametrize("placement", ["U1", "U3"])
def test_kinship_care_is_for_a_person(placement: str) -> None:
    """Within the family is not defined by the page (hard case 10)."""
    assert said(with_care(placement=placement)) == ("needs_decision", "kinship-placement", DECIDE[1])
    assert said(child(permanence_plan=["LTRELFR"])) == ("needs_decision", "plan-with-relatives", DECIDE[1])


def test_what_the_policy_has_settled_needs_no_decision() -> None:
    """Kinship taken as family: not eligible, and nothing is asked of anybody (hard case 10)."""
    found = judged(with_care(placement="U1"), policy=policy_with(B1__kinship="not_met"))
    assert (found.outcome, found.leading_reason, found.next_action) == (
        "not_eligible",
        "kinship-placement",
        "screened-again-by-itself",
    )


def test_a_child_placed_with_parents_is_not_eligible_and_nothing_is_to_do() -> None:
    """Unless the authority opts in (hard case 11)."""
    assert said(with_care(placement="P1")) == (
        "not_eligible",
        "placed-with-parents",
        "screened-again-by-itself",
    )
    opted_in = policy_with(B1__placed_with_parents="unknown")
    found = judged(with_care(placement="P1"), policy=opted_in)
    assert (found.outcome, found.next_action) == DECIDE


@pytest.mark.parametrize("status", ["V3", "V4"])
def test_a_child_on_short_breaks_lives_at_home(status: str) -> None:
    """Not eligible, and the reason says why (hard case 12)."""
    assert said(with_care(legal_status=status)) == (
        "not_eligible",
        "short-breaks",
        "screened-again-by-itself",
    )


def test_live_proceedings_are_for_the_legal_team_first() -> None:
    """Also when no plan is agreed, which in proceedings is usual (hard case 13)."""
    expected = ("needs_decision", "nothing-settled", "take-legal-advice")
    assert said(with_care(legal_status="C1")) == expected
    assert said(child(care={**IN_CARE, "legal_status": "C1"}, permanence_plan=[])) == expected


def test_a_transfer_is_handed_over() -> None:
    """The new authority has its own policy and asks the child again (hard case 46)."""
    moved = with_care(period_ended="2026-01-01", reason_ceased="E3")
    assert said(moved) == ("not_eligible", "care-ended-E3", "hand-over-to-new-authority")


@pytest.mark.parametrize("jurisdiction", ["scotland", "wales", "northern_ireland"])
def test_another_jurisdiction_is_for_the_legal_team_first(jurisdiction: str) -> None:
    """Its orders are not read as English ones (hard case 48)."""
    reason = f"jurisdiction-{jurisdiction.replace('_', '-')}"
    assert said(child(jurisdiction=jurisdiction)) == ("needs_decision", reason, "take-legal-advice")


def test_on_remand_nothing_is_settled_and_after_sentence_the_category_decides() -> None:
    """A sentenced young person may be a relevant child: the category is asked for (hard case 49)."""
    remanded = with_care(legal_status="J1", placement="R5")
    assert said(remanded) == ("needs_decision", "nothing-settled", "take-legal-advice")
    asked = ("needs_decision", "care-leaver-category-not-known", "complete-the-record")
    assert said(child(care=IN_CUSTODY, care_leaver=None, date_of_birth="2009-02-03")) == asked
    relevant = child(
        care=IN_CUSTODY, care_leaver="relevant", workers=[PERSONAL_ADVISER], date_of_birth="2009-02-03"
    )
    assert said(relevant)[0] == "eligible"


@pytest.mark.parametrize("born, action", [("2004-01-01", "offer-personal-adviser"), ("2006-02-03", None)])
def test_a_care_leaver_of_21_to_24_without_an_adviser_is_offered_one(born: str, action: str | None) -> None:
    """They fail B2 and may ask (s23CZB); a younger one is to have one anyway (hard case 50)."""
    outcome, _, offered = said(care_leaver(date_of_birth=born, workers=[]))
    assert (outcome, offered) == ("not_eligible", action or "allocate-a-worker")


def test_a_care_leaver_without_an_adviser_who_may_be_a_parent_is_asked_about_first() -> None:
    """B3 is looked at before the answer is no; B2 no longer decides (hard case 50)."""
    found = said(care_leaver(date_of_birth="2004-01-01", workers=[], parent=None, services=None))
    assert found == ("needs_decision", "parenthood-not-known", "complete-the-record")


def test_a_service_that_is_not_on_the_list_is_for_a_person() -> None:
    """The list is the authority's, with dates (hard case 52)."""
    record = parent(services=[{"service": "kitchen"}])
    assert said(record) == ("needs_decision", "service-not-listed", "decide-with-manager")


@pytest.mark.parametrize("category, outcome", [(None, "needs_decision"), ("none", "not_eligible")])
def test_after_special_guardianship_the_qualifying_question_is_asked(
    category: str | None, outcome: str
) -> None:
    """Not in care, but from 16 to 20 they may qualify (s24(1A)), whatever was recorded (hard case 53)."""
    record = care_leaver(care=GUARDIANSHIP, care_leaver=category)
    assert said(record) == (outcome, "special-guardianship-after-care", "ask-the-qualifying-question")


@pytest.mark.parametrize(
    "born, asked", [("2010-11-22", False), ("2010-11-21", True), ("2005-11-22", True), ("2005-11-21", False)]
)
@pytest.mark.parametrize("category", [None, "none"])
def test_the_qualifying_question_is_asked_from_16_to_20_only(
    born: str, category: str | None, *, asked: bool
) -> None:
    """Nobody qualifies before the sixteenth birthday, or from the 21st on (s24(1A); hard case 53)."""
    found = judged(child(care=GUARDIANSHIP, care_leaver=category, date_of_birth=born))
    assert ("special-guardianship-after-care" in found.findings["B2"].reasons) == asked


def test_one_who_qualifies_after_special_guardianship_is_a_care_leaver() -> None:
    """The question is answered (hard case 53)."""
    assert said(care_leaver(care=GUARDIANSHIP, care_leaver="qualifying"))[0] == "eligible"


@pytest.mark.parametrize("code", ["E11", "E12"])
def test_an_adopted_young_person_goes_to_adoption_support(code: str) -> None:
    """Adoption severs: another regime and other records (hard case 53)."""
    adopted = with_care(period_ended="2026-01-01", reason_ceased=code)
    assert said(adopted) == ("not_eligible", f"care-ended-{code}", "ask-adoption-support")


def test_a_disputed_age_is_worked_with_as_recorded() -> None:
    """The recorded date of birth counts, and nothing closes by itself (hard case 54)."""
    expected = ("needs_decision", "date-of-birth-disputed", "use-recorded-date-of-birth")
    assert said(child(date_of_birth_disputed=True)) == expected
    ended = {**LEFT_CARE, "reason_ceased": "E15"}
    assert said(care_leaver(care=ended, date_of_birth_disputed=True)) == expected


def test_a_child_who_died_gets_no_letter() -> None:
    """Everything stops (hard case 55)."""
    assert said(child(date_of_death="2026-01-01")) == ("not_eligible", "died", "let-nothing-go-out")
