"""What a position of those with parental responsibility means, by age and legal status (DOMAIN 1 step 2)."""

from datetime import date
from itertools import product

import pytest

from services.eligibility.policies.policy import Policy
from services.eligibility.position import AgeGroup, Position, Verdict, standing
from shared.contracts.lifelong_links import JourneyFrozen, ReferralAccepted, TaskRaised
from shared.effects import Note
from tests.unit.eligibility.children import IN_CARE, LEEDS, policy_with
from tests.unit.eligibility.story import Story

POSITIONS: tuple[Position, ...] = ("given", "not_needed", "refused", "not_found", "not_sought")
STATUSES = ("C1", "C2", "E1", "V2", "J1", "L2", "D1", "C9", None)
AGES = {"under-16": "2014-02-03", "16-17": "2010-02-03", "adult": "2008-02-03"}
ANY = "any"

TABLE: dict[tuple[str, str], dict[str, str]] = {
    ("adult", ANY): dict.fromkeys(POSITIONS, "open"),
    ("16-17", ANY): {"given": "open", "not_needed": "open"},
    ("under-16", "authority"): {"given": "open", "not_needed": "open", "refused": "blocked"},
    ("under-16", "others"): {"given": "open", "refused": "blocked"},
}
"""What is not named needs a named person's decision."""


def expected(age: str, status: str | None, position: str) -> str:
    """What the table of DOMAIN's step 2 says, written down a second time."""
    group = "authority" if status in ("C1", "C2", "E1") else "others"
    row = TABLE.get((age, ANY)) or TABLE[age, group]
    return row.get(position, "named")


def found(age: str, status: str | None, position: str) -> str:
    """What the service does: a decision by anybody, by a named person only, or none."""
    results = []
    for by in (None, "M1"):
        story = Story()
        story.record(1, date_of_birth=AGES[age], care={**IN_CARE, "legal_status": status})
        story.referral(pr=position)
        results.append("referral.accepted" in story.decides("accept", by=by).said())
    return {(True, True): "open", (False, True): "named", (False, False): "blocked"}[results[0], results[1]]


SETTLED_STATUSES = ("C2", "V2")
"""Legal statuses under which the screening itself needs no decision."""


@pytest.mark.parametrize("age, status, position", list(product(AGES, SETTLED_STATUSES, POSITIONS)))
def test_each_position_at_each_age_and_under_each_order(age: str, status: str, position: str) -> None:
    """Whose word is needed, from the referral to its acceptance (hard case 4, hard case 16, hard case 17)."""
    assert found(age, status, position) == expected(age, status, position)


@pytest.mark.parametrize("age, status, position", list(product(AGES, STATUSES, POSITIONS)))
def test_the_rule_is_the_table(age: AgeGroup, status: str | None, position: Position) -> None:
    """Every combination, also those whose screening needs a decision anyway (hard case 13, hard case 16)."""
    said: dict[str, Verdict] = {"open": "settled", "named": "a-person-decides", "blocked": "blocked"}
    holds = status in ("C1", "C2", "E1")
    verdict = standing(position, age, authority_holds=holds, authority_says=False, consent_needed=False)
    assert verdict.verdict == said[expected(age, status, position)]


def referred(position: str, status: str = "C2", born: str = "2014-02-03", *, policy: Policy = LEEDS) -> Story:
    """A story with a referral that states this position."""
    story = Story(policy=policy)
    story.record(1, date_of_birth=born, care={**IN_CARE, "legal_status": status})
    story.referral(pr=position)
    return story


@pytest.mark.parametrize("position", ["refused", "not_sought", "not_found"])
def test_at_16_a_manager_decides_by_name_and_the_search_may_open(position: str) -> None:
    """Their own agreement carries it: accepted as not needed, and the audit says on what (hard case 16)."""
    story = Story()
    story.record(1, date_of_birth="2010-02-03")
    (asked,) = story.referral(pr=position).events(TaskRaised)
    assert (asked.task_code, asked.audience) == ("decide-the-referral", ("manager",))
    assert story.decides("accept", by=None).said() == ["decision-not-carried-out"]
    heard = story.decides("accept", by="M1", reason_code="own-agreement")
    (accepted,) = heard.events(ReferralAccepted)
    assert accepted.parental_responsibility.position == "not_needed"
    (note,) = heard.of(Note)
    assert (note.detail["by"], note.detail["position"], note.detail["why"]) == (
        "M1",
        position,
        "own-agreement",
    )


def test_a_holder_who_was_not_found_stays_said_as_not_found() -> None:
    """Attempts are on the record; a named person decides, and gate G1 knows the position (hard case 16)."""
    (accepted,) = referred("not_found", "V2").decides("accept").events(ReferralAccepted)
    assert accepted.parental_responsibility.position == "not_found"


def test_a_competent_childs_parent_need_not_be_told() -> None:
    """Not sought: a named person decides; nobody is told but workers (hard case 17)."""
    story = Story()
    story.record(1, date_of_birth="2011-11-01", care={**IN_CARE, "legal_status": "V2"})
    heard = story.referral(pr="not_sought")
    (asked,) = heard.events(TaskRaised)
    assert (asked.task_code, asked.reason_code, asked.audience) == (
        "decide-the-referral",
        "pr-not-sought",
        ("manager",),
    )
    (accepted,) = story.decides("accept").events(ReferralAccepted)
    assert accepted.parental_responsibility.position == "not_needed"


def test_an_accommodated_child_waits_for_the_holder_and_a_manager_knows() -> None:
    """Under s20 nobody decides over a holder; the holder may change their word (hard case 16)."""
    story = Story()
    story.record(1, care={**IN_CARE, "legal_status": "V2"})
    (asked,) = story.referral(pr="refused").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "pr-refused-holder-decides")
    assert asked.audience == ("social_worker", "manager")
    assert story.consent("given", given_by="authority").said() == []
    assert story.consent("given", given_by="pr_holder").said() == ["decide-the-referral"]


def test_a_care_order_lets_the_authority_decide_over_a_refusal() -> None:
    """It comes to hold parental responsibility: people are told, and its decision counts (hard case 16)."""
    story = referred("refused", "V2")
    (asked,) = story.record(2).events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("referral-waits", "pr-refused")
    assert story.consent("given", given_by="authority").said() == ["decide-the-referral"]


def test_when_the_care_order_ends_a_refusal_that_was_decided_over_counts_again() -> None:
    """The authority's word counted in its place only while it held it: the journey is held (hard case 16)."""
    story = referred("given")
    story.consent("refused", given_by="pr_holder")
    story.consent("given", given_by="authority")
    assert "referral.accepted" in story.decides("accept").said()
    heard = story.record(2, care={**IN_CARE, "legal_status": "V2"})
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["pr-refused-holder-decides"]
    assert "journey.resumed" in story.record(3).said()


@pytest.mark.parametrize(
    "care, holds",
    [
        (None, False),
        ({**IN_CARE, "legal_status": None}, False),
        ({**IN_CARE, "legal_status": "C9"}, False),
        ({**IN_CARE, "legal_status": "V2"}, True),
    ],
)
@pytest.mark.parametrize("decided_over", [False, True])
def test_only_a_known_legal_status_unsettles_a_position_mid_journey(
    care: dict[str, str | None] | None, *, holds: bool, decided_over: bool
) -> None:
    """What is only missing lets the work go on; a care order that ended does not (hard case 16)."""
    story = referred("given" if decided_over else "not_needed")
    if decided_over:
        story.consent("refused", given_by="pr_holder")
        story.consent("given", given_by="authority")
    story.decides("accept")
    story.record(2, care=care)
    assert ("parental-responsibility" in story.state.holds) is holds


def test_a_child_and_a_doubtful_position_are_decided_together() -> None:
    """One task to the manager names both; one named decision settles both (hard case 9, hard case 17)."""
    story = Story()
    story.record(1, permanence_plan=[])
    (asked,) = story.referral(pr="not_sought").events(TaskRaised)
    assert (asked.reason_code, asked.missing) == (
        "plan-not-agreed",
        ("permanence_plan", "parental_responsibility"),
    )
    assert "referral.accepted" in story.decides("accept").said()


def test_a_refusal_at_16_mid_journey_is_lifted_by_a_named_decision() -> None:
    """Held until a person decides, who is named; the same refusal does not hold it again (hard case 17)."""
    story = referred("given", born="2010-02-03")
    story.decides("accept")
    heard = story.consent("refused", given_by="pr_holder", consent_id="K1")
    assert [one.reason_code for one in heard.events(JourneyFrozen)] == ["pr-refused-at-16"]
    assert story.decides("accept", by=None).said() == []
    assert story.decides("accept").said() == ["journey.resumed", "journey-resumed"]
    assert story.consent("refused", given_by="pr_holder", consent_id="K1").said() == []
    assert story.record(2, date_of_birth="2010-02-03").said() == []
    story.consent("given", given_by="pr_holder")
    assert "journey.frozen" in story.consent("refused", given_by="pr_holder").said(), "a new refusal"


def test_turning_16_puts_a_refusal_before_a_manager() -> None:
    """What a holder blocked is a named person's to decide from then on (hard case 3, hard case 16)."""
    story = Story()
    story.record(1, date_of_birth="2010-11-22", care={**IN_CARE, "legal_status": "V2"})
    assert story.referral(pr="refused").said() == ["referral-waits"]
    heard = story.day(date(2026, 11, 22))
    assert heard.said() == ["turned-16", "decide-the-referral"]
    assert "referral.accepted" in story.decides("accept").said()


NEEDED = policy_with(referral={"holder_consent_needed": True})


@pytest.mark.parametrize("age, status, position", list(product(AGES, SETTLED_STATUSES, POSITIONS)))
def test_a_policy_may_need_a_holders_consent_under_18(age: str, status: str, position: str) -> None:
    """Only `given` passes then; at 18 nobody's consent is asked for (DOMAIN 2.4, hard case 16)."""
    story = referred(position, status, AGES[age], policy=NEEDED)
    accepted = "referral.accepted" in story.decides("accept").said()
    assert accepted is (age == "adult" or position == "given")


@pytest.mark.parametrize("position", ["refused", "not_sought", "not_found", "not_needed"])
def test_where_consent_is_needed_the_authority_may_give_it_under_a_care_order(position: str) -> None:
    """Its own decision, not what a referral says of it (hard case 16)."""
    story = referred(position, "C2", policy=NEEDED)
    assert story.consent("given", given_by="authority").said() == ["decide-the-referral"]
    assert "referral.accepted" in story.decides("accept").said()
    story = referred(position, "V2", policy=NEEDED)
    assert story.consent("given", given_by="authority").said() == []


def test_a_refusal_that_becomes_known_while_a_person_was_asked_is_told() -> None:
    """Who is to decide whether to go on without asking learns that a parent refuses (hard case 17)."""
    story = referred("not_sought", "C2", AGES["16-17"])
    (asked,) = story.consent("refused", given_by="pr_holder").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decide-the-referral", "pr-refused-at-16")
    assert asked.audience == ("manager",)
    assert story.consent("refused", given_by="pr_holder").said() == []


def test_a_refusal_while_on_the_waiting_list_is_told_where_no_line_brings_the_turn() -> None:
    """At 16 a named person may accept in spite of it, but not without knowing (hard case 17)."""
    story = referred("given", "C2", AGES["16-17"])
    story.decides("waitlist")
    (asked,) = story.consent("refused", given_by="pr_holder").events(TaskRaised)
    assert (asked.task_code, asked.reason_code) == ("decide-the-referral", "pr-refused-at-16")
    assert story.consent("given", given_by="pr_holder").said() == []
