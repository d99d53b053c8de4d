"""The paragraph that explains a screening, as a social worker reads it in the record."""

from datetime import date
from typing import Any

import pytest

from services.eligibility.screening import screen
from services.plan_sync.explanation import told
from services.plan_sync.wording import load_wording
from shared.contracts.lifelong_links import EligibilityScreened
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import IN_CARE, LEEDS, ON, care_leaver, child, parent, with_care

WORDING = load_wording()
WHO_DECIDES = WORDING.notes["screened"].words[2:4]
BASIS = "Leeds policy 2026-1, screened on 21 November 2026 from the record of 20 November 2026, 1 day old"


def note(event: EligibilityScreened) -> list[str]:
    """The lines of the note on a screening, after its title."""
    _, words = WORDING.note({"code": "screened", **told(event)})
    return words.splitlines()


def paragraph(record: ChildRecord, on: date = ON) -> str:
    """What is said of a record under Leeds's policy, without the line of what to do next."""
    return note(screen(record, LEEDS, on))[0]


def test_an_eligible_child_is_told_what_is_met_and_on_what_facts() -> None:
    """One sentence on the outcome and the data, one on the criteria, one line on what to do."""
    assert note(screen(child(), LEEDS, ON)) == [
        (
            f"Eligible for Lifelong Links ({BASIS}). Met: the plan is neither within the family nor adoption "
            "(plan: foster care until 18); in care (from 1 March 2020, legal status: care order)."
        ),
        *WHO_DECIDES,
        "Next: " + WORDING.actions["refer-when-child-agrees"],
    ]


def test_a_contradiction_is_told_first_with_both_facts() -> None:
    """A placement order beside long-term fostering: the two facts, what is met, what to check, what to do."""
    explained, remark, *_, following = note(screen(with_care(legal_status="E1"), LEEDS, ON))
    assert explained == (
        f"A person must decide whether Lifelong Links is open here ({BASIS}). The policy asks for no plan to "
        "live within the family or to be adopted. That is open: a placement order and a plan outside "
        "adoption contradict each other (legal status: placement order, plan: foster care until 18). "
        "Met: in care (from 1 March 2020)."
    )
    assert remark.startswith("Please check in the record: there is a placement order, but")
    assert following == "Next: " + WORDING.actions["correct-the-record"]


def test_a_no_names_what_decides_and_leaves_out_what_does_not() -> None:
    """In care is met and would not help; the other way in is told last."""
    said = paragraph(child(permanence_plan=["ADOPTION"]))
    assert said == (
        f"Not eligible for Lifelong Links ({BASIS}). The policy asks for no plan to live within the family "
        "or to be adopted. That is not met: the plan is adoption (plan: adoption). Also not met: "
        "a care leaver who lost a child through care proceedings and works with a partner service; not a "
        "care leaver."
    )


def test_one_sentence_of_rule_one_needs_no_criteria() -> None:
    """A transfer to another authority (hard case 46)."""
    moved = with_care(period_ended="2026-01-01", reason_ceased="E3")
    assert paragraph(moved) == (
        f"Not eligible for Lifelong Links ({BASIS}). Another authority has taken over responsibility."
    )


def test_a_doubt_about_an_eligible_child_is_told_before_what_is_met() -> None:
    """The criteria are all met, the age is disputed (hard case 54)."""
    said = paragraph(child(date_of_birth_disputed=True))
    assert "1 day old). The date of birth is disputed. Met: the plan" in said


def test_two_readings_are_told_where_they_differ() -> None:
    """Read one way eligible, the other way not; the criterion between them comes first."""
    seventeen = {"date_of_birth": "2009-05-05", "care": IN_CARE, "care_leaver": "eligible"}
    said = paragraph(parent(**seventeen, permanence_plan=["RETURN6M"]))
    assert "1 day old). The policy asks for no plan to live within the family" in said
    assert (
        "The criteria can be read in two ways: read one way eligible, the other way not eligible. Met:"
        in said
    )
    open_still = paragraph(parent(**seventeen, permanence_plan=[]))
    assert "no permanence plan is agreed yet. The criteria can be read in two ways" in open_still
    assert "read one way eligible, the other way open." in open_still
    assert "two ways" not in paragraph(child())


def test_more_than_one_missing_fact_is_listed_and_a_single_one_not_repeated() -> None:
    """The reason names a single one already (hard case 9)."""
    assert "Not recorded yet" not in paragraph(child(permanence_plan=[]))
    nothing = ChildRecord.model_validate(
        {
            "child_id": "C1",
            "record_version": 1,
            "as_of": "2026-10-01T08:00:00Z",
            "date_of_birth": "2012-01-01",
        }
    )
    said = paragraph(nothing)
    assert "51 days old). The policy asks for no plan to live within the family" in said
    assert "Also open: a child in care, or a care leaver with an allocated worker; it is not known" in said
    assert "Not recorded yet: the permanence plan, whether the child is in care" in said


def test_a_right_to_an_adviser_is_told_although_something_else_leads() -> None:
    """B3 decides, and B2 could be met by asking (hard case 50)."""
    leaver = care_leaver(date_of_birth="2004-01-01", workers=[], parent=None, services=None)
    assert WORDING.screening.advice["no-worker-may-ask-for-adviser"] in paragraph(leaver)
    alone = care_leaver(date_of_birth="2004-01-01", workers=[])
    assert WORDING.screening.advice["no-worker-may-ask-for-adviser"] not in paragraph(alone)


@pytest.mark.parametrize(
    "on, age",
    [
        (date(2026, 11, 20), "up to date"),
        (date(2026, 11, 1), "up to date"),
        (date(2026, 11, 21), "1 day old"),
        (date(2026, 12, 20), "30 days old"),
    ],
)
def test_the_age_of_the_data_is_told_in_days(on: date, age: str) -> None:
    """Calendar days in London between the record and the screening (hard case 45)."""
    assert f"from the record of 20 November 2026, {age})." in paragraph(child(), on)


def test_the_day_of_the_record_is_londons() -> None:
    """Half past eleven at night in UTC is the next day in summer."""
    late = child(as_of="2026-07-01T23:30:00Z")
    assert "from the record of 2 July 2026, 142 days old" in paragraph(late)


def test_the_outcome_before_is_told_when_there_was_one() -> None:
    """A change is seen at once."""
    event = screen(child(), LEEDS, ON, "needs_decision")
    assert "1 day old). Before this it was: a person must decide. Met:" in note(event)[0]


@pytest.mark.parametrize("code", ["Quillfeather", "X9"])
def test_a_code_that_nobody_knows_is_shown_only_when_it_looks_like_one(code: str) -> None:
    """A surname typed into the wrong box is not repeated; X9 is."""
    said = paragraph(with_care(placement=code))
    assert ("placement: X9" in said) == (code == "X9")
    assert "Quillfeather" not in said
    assert "the placement has a code that is not on the list" in said


def an_older_event(**changes: Any) -> EligibilityScreened:  # noqa: ANN401 - fields of the event
    """A screening as it was said before it had kinds, a leading reason and a next action."""
    fields: dict[str, Any] = {
        "child_id": "C1",
        "record_version": 3,
        "outcome": "needs_decision",
        "reason_code": "criteria-not-known",
        "policy": {"authority": "E06009999", "version": "1"},
        "as_of": "2026-11-20T09:00:00Z",
        "screened_on": "2026-11-21",
        "criteria": [
            {"criterion": "B1", "result": "unknown", "reason_code": "plan-not-agreed"},
            {"criterion": "B2", "result": "met", "reason_code": "in-care"},
        ],
        "missing": ["permanence_plan"],
    }
    return EligibilityScreened.model_validate(fields | changes)


def test_an_older_screening_is_explained_as_far_as_it_goes() -> None:
    """Criteria by their names, no next action; nothing fails."""
    assert note(an_older_event()) == [
        (
            "A person must decide whether Lifelong Links is open here (E06009999 policy 1, screened on "
            "21 November 2026 from the record of 20 November 2026, 1 day old). The policy asks for criterion "
            "B1. That is open: no permanence plan is agreed yet. Met: in care."
        ),
        *WHO_DECIDES,
    ]


@pytest.mark.parametrize("outcome", ["eligible", "not_eligible", "needs_decision"])
def test_a_screening_with_nothing_but_an_outcome_is_one_sentence(outcome: str) -> None:
    """No criteria, no readings."""
    said, *_ = note(an_older_event(outcome=outcome, reason_code="some-reason", criteria=[], missing=[]))
    assert said.endswith("1 day old). Some reason.")


def test_codes_and_reasons_without_words_are_shown_readably() -> None:
    """An authority's own service, a reason of a newer version."""
    said = paragraph(parent(services=[{"service": "kitchen_table"}]))
    assert "the service they work with is not on the list (service: kitchen table)" in said
    criterion = {
        "criterion": "local-rule",
        "kind": "new-kind",
        "result": "unknown",
        "reason_code": "new-reason",
        "evidence": [{"field": "some.field", "value": "ABC"}, {"field": "some.flag", "value": True}],
    }
    assert (
        "The policy asks for criterion local-rule. That is open: new reason (some field ABC, some flag True)."
        in note(an_older_event(criteria=[criterion]))[0]
    )


def test_the_task_says_the_next_action_first() -> None:
    """Then why, and what is still needed."""
    payload = {
        "code": "eligibility-needs-decision",
        "reason_code": "plan-not-agreed",
        "next_action": "agree-a-plan",
        "missing": ["permanence_plan"],
    }
    title, words = WORDING.task(payload)
    assert title == "Eligibility needs your decision"
    assert words.splitlines() == [
        WORDING.actions["agree-a-plan"],
        "Why: no permanence plan is agreed yet.",
        "Still needed: the permanence plan.",
    ]
