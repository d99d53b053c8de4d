"""The child's agreement, veto and views, and the leads' own agreement."""

from datetime import timedelta

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    CHILD,
    DAY,
    Story,
    accepted,
    approach_checks,
    check,
    cleared_for_approach,
    consent,
    contact,
    introduced,
    lead,
    only,
    open_search,
    step,
    tasks,
    views,
)


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
def test_hard_case_14_withdrawal_closes_the_search_and_every_cleared_gate_at_once(decision: str) -> None:
    """Hard case 14: one event, and everything that was open is closed."""
    story = introduced()
    said = story.play(consent(decision))
    assert [one.reason_code for one in only(said, ours.SearchClosed)] == ["child-withdrew"]
    assert [(one.gate, one.reason_code) for one in only(said, ours.LeadBlocked)] == [
        ("G2", "child-withdrew"),
        ("G3", "child-withdrew"),
        ("G4", "child-withdrew"),
    ]


def test_hard_case_14_withdrawing_twice_says_nothing_twice() -> None:
    """Hard case 14: withdrawal is idempotent and keeps the record."""
    story = introduced()
    story.play(consent("withdrawn"))
    assert story.play(consent("withdrawn")) == []
    assert "L1" in story.state.leads


def test_hard_case_14_the_child_is_asked_what_contacted_people_may_be_told() -> None:
    """Hard case 14: a worker asks; nobody is told by us."""
    story = introduced()
    story.play(lead("L2", "uncle"))
    said = story.play(consent("withdrawn"))
    assert [(task.task_code, task.lead_id) for task in only(said, ours.TaskRaised)] == [
        ("ask-what-lead-may-be-told", "L1")
    ]


def test_a_later_given_opens_the_search_again_but_no_lead() -> None:
    """Checks from before the withdrawal no longer count."""
    story = introduced()
    story.play(consent("withdrawn"))
    said = story.play(consent("given"))
    assert only(said, ours.SearchOpened)
    assert not only(said, ours.LeadCleared)
    story.play_all(views("yes", "L1", view_id="V9"), *approach_checks())
    assert story.cleared("L1", "G2")


def test_an_agreement_from_a_day_before_the_withdrawal_does_not_undo_it() -> None:
    """An old form that is typed in late opens nothing."""
    story = open_search()
    story.play(consent("withdrawn", day=DAY))
    assert story.play(consent("given", day=DAY.replace(day=1))) == []


def test_a_withdrawal_before_the_referral_keeps_the_search_closed() -> None:
    """The withdrawal is kept though there was nothing to close yet."""
    story = Story()
    story.play(consent("withdrawn"))
    assert not only(story.play(accepted()), ours.SearchOpened)
    assert only(story.play(consent("given")), ours.SearchOpened)


def test_checks_recorded_before_a_withdrawal_that_closed_nothing_do_not_count_either() -> None:
    """The search was not open yet, but the child said no in between."""
    story = Story()
    story.play_all(lead(), views("yes", "L1"), *approach_checks(), consent("withdrawn"), consent("given"))
    story.play(accepted())
    assert not story.cleared("L1", "G2")


def test_withdrawing_agreement_to_the_search_closes_it_and_no_lead() -> None:
    """That part alone stops: who was found already may still be wanted; `given` for everything lifts it."""
    story = cleared_for_approach()
    said = story.play(consent("withdrawn", scope="search"))
    assert [one.reason_code for one in only(said, ours.SearchClosed)] == ["child-withdrew-search"]
    assert story.cleared("L1", "G2")
    assert tasks(story.play(step())) == ["search-step-without-gate"]
    assert only(story.play(consent("given")), ours.SearchOpened)
    assert story.cleared("L1", "G2")


@pytest.mark.parametrize(
    ("giver", "reason"),
    [("pr_holder", "pr-holder-refused-search"), ("authority", "authority-refused-search")],
)
def test_a_refusal_of_the_search_by_those_responsible_closes_it(giver: str, reason: str) -> None:
    """Gate G1 needs their position as much as the child's; their own `given` opens it again."""
    story = cleared_for_approach()
    said = story.play(consent("refused", given_by=giver, scope="search"))
    assert [one.reason_code for one in only(said, ours.SearchClosed)] == [reason]
    assert tasks(story.play(step())) == ["search-step-without-gate"]
    assert only(story.play(consent("given", given_by=giver, scope="search")), ours.SearchOpened)


def test_a_referral_accepted_with_a_later_agreement_is_the_child_coming_back() -> None:
    """The search opens, and every lead needs fresh checks (hard case 14)."""
    story = introduced()
    story.play(consent("withdrawn"))
    later = DAY.replace(day=DAY.day + 1)
    assert not only(story.play(accepted("R2", child_agreed_on=DAY)), ours.SearchOpened)
    assert not only(story.play(accepted("R2", child_agreed_on=later)), ours.SearchOpened), "dated ahead"
    story.now += timedelta(days=1)
    assert only(story.play(accepted("R3", child_agreed_on=later)), ours.SearchOpened)
    assert not story.cleared("L1", "G2")


def test_each_withdrawal_asks_anew_what_people_may_be_told() -> None:
    """A second withdrawal is another fact: its task is not taken for the first (hard case 14)."""
    story = introduced()
    first = only(story.play(consent("withdrawn")), ours.TaskRaised)[0].task_id
    story.play(consent("given"))
    later = consent("withdrawn", day=DAY.replace(day=DAY.day + 1))
    assert only(story.play(later), ours.TaskRaised)[0].task_id != first


def test_withdrawing_agreement_to_contact_blocks_every_lead_and_not_the_search() -> None:
    """Searching may go on; nobody is approached."""
    story = cleared_for_approach()
    said = story.play(consent("withdrawn", scope="contact"))
    assert not only(said, ours.SearchClosed)
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["child-withdrew-contact"]


@pytest.mark.parametrize(
    "giver, reason", [("authority", "authority-refused"), ("pr_holder", "pr-holder-refused")]
)
def test_a_refusal_of_contact_with_one_person_blocks_that_lead_alone(giver: str, reason: str) -> None:
    """The authority or a holder of PR refuses contact with one person."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), views("yes", "L2"), *approach_checks("L2"))
    said = story.play(consent("refused", given_by=giver, scope="contact", lead_id="L1"))
    assert [(one.lead_id, one.reason_code) for one in only(said, ours.LeadBlocked)] == [("L1", reason)]
    assert story.cleared("L2", "G2")


def test_hard_case_15_the_childs_no_to_one_person_blocks_that_person_and_no_other() -> None:
    """Hard case 15: a veto without a reason; the others go on."""
    story = introduced()
    story.play_all(lead("L2", "uncle"), views("yes", "L2"), *approach_checks("L2"))
    said = story.play(views("no", "L1"))
    assert only(said, ours.LeadDeclined) == [
        ours.LeadDeclined(child_id=CHILD, lead_id="L1", reason_code="child-declined")
    ]
    assert {one.gate for one in only(said, ours.LeadBlocked)} == {"G2", "G3", "G4"}
    assert story.cleared("L2", "G2")


def test_hard_case_15_a_later_yes_opens_the_person_again() -> None:
    """Hard case 15: the child may change their mind, and back."""
    story = cleared_for_approach()
    story.play(views("no", "L1"))
    assert only(story.play(views("yes", "L1", view_id="V5")), ours.LeadCleared)
    assert only(story.play(views("no", "L1", view_id="V6")), ours.LeadDeclined)


def test_the_later_day_is_the_childs_last_word_whatever_is_typed_in_first() -> None:
    """A yes from before the no, recorded after it, does not undo it."""
    story = cleared_for_approach()
    story.play(views("no", "L1", day=DAY.replace(day=5)))
    story.play(views("yes", "L1", day=DAY.replace(day=4)))
    assert not story.cleared("L1", "G2")


def test_a_no_recorded_before_its_lead_is_kept() -> None:
    """The veto waits for the lead."""
    story = open_search()
    story.play(views("no", "L1"))
    assert [one.reason_code for one in only(story.play(lead()), ours.LeadDeclined)] == ["child-declined"]


def test_the_childs_agreement_about_one_person_may_be_withdrawn_as_a_consent_too() -> None:
    """The same veto, recorded another way; it closes nothing else."""
    story = cleared_for_approach()
    said = story.play(consent("withdrawn", lead_id="L1"))
    assert [one.reason_code for one in only(said, ours.LeadDeclined)] == ["child-declined"]
    assert not only(said, ours.SearchClosed)


@pytest.mark.parametrize("wish", ["not_now", "find_out_only"])
def test_not_now_and_find_out_only_keep_the_approach_closed(wish: str) -> None:
    """Valid wishes, and neither is a wish to be in touch."""
    story = cleared_for_approach()
    said = story.play(views(wish, "L1"))
    assert [one.missing for one in only(said, ours.LeadBlocked)] == [("child_wish",)]
    assert not only(said, ours.LeadDeclined)
    story.play(check("child_wish"))
    assert not story.cleared("L1", "G2")


def test_message_only_is_a_wish_for_an_approach() -> None:
    """A message is a contact."""
    story = open_search()
    story.play_all(lead(), views("message_only", "L1"), *approach_checks())
    assert story.cleared("L1", "G2")


@pytest.mark.parametrize("participation", ["PN4", "PN7"])
def test_views_that_were_not_conveyed_are_no_views_but_a_no_is_a_no(participation: str) -> None:
    """Participation says that nothing was conveyed: a yes does not count, a no does."""
    story = open_search()
    story.play_all(lead(), *approach_checks(), views("yes", "L1", participation=participation))
    assert not story.cleared("L1", "G2")
    assert "search" not in story.state.heard
    assert only(story.play(views("no", "L1", participation=participation)), ours.LeadDeclined)


def test_a_no_to_the_stage_itself_asks_a_worker_and_keeps_the_stage_open() -> None:
    """Not a withdrawal, but not a yes either."""
    story = open_search()
    story.play(views())
    assert tasks(story.play(views("no"))) == ["child-is-not-ready"]
    assert "search" not in story.state.heard


def test_hard_case_32_a_leads_own_withdrawal_blocks_until_they_give_it_again_and_then_g2_begins_anew() -> (
    None
):
    """Hard case 32: suppressed by their own word, lifted by it, and back through G2."""
    story = cleared_for_approach()
    said = story.play(consent("withdrawn", given_by="lead", lead_id="L1"))
    assert [one.reason_code for one in only(said, ours.LeadDeclined)] == ["lead-withdrew"]
    assert not story.cleared("L1", "G2")
    story.play(consent("given", given_by="lead", lead_id="L1"))
    assert not story.cleared("L1", "G2")
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")


def test_a_lead_who_will_not_attend_is_not_invited_and_stays_in_touch() -> None:
    """Attending is its own agreement."""
    story = introduced()
    said = story.play(consent("refused", given_by="lead", scope="attend", lead_id="L1"))
    assert [(one.gate, one.reason_code) for one in only(said, ours.LeadBlocked)] == [
        ("G4", "lead-will-not-attend")
    ]


def test_a_leads_consent_that_names_no_lead_becomes_a_task() -> None:
    """Nobody can say whose it is."""
    story = cleared_for_approach()
    assert tasks(story.play(consent("withdrawn", given_by="lead"))) == ["consent-names-nobody"]


def test_contact_after_withdrawal_is_still_told_to_workers() -> None:
    """Tasks for workers are not outbound."""
    story = cleared_for_approach()
    story.play(consent("withdrawn"))
    assert tasks(story.play(contact("no_reply"))) == ["contact-before-clearance"]


@pytest.mark.parametrize(
    "corrected", [{"lead_id": "L2"}, {"lead_id": None}, {"wish": None}, {"participation": "PN7"}]
)
def test_a_corrected_view_leaves_no_wish_behind_where_it_stood(corrected: dict[str, str | None]) -> None:
    """What was a yes to one person and is none now clears nobody; an older version changes nothing."""
    for happened_before in (True, False):
        story = open_search()
        story.play_all(lead(), lead("L2"), *approach_checks(), views("yes", "L1", view_id="V1"))
        assert story.cleared("L1", "G2")
        happened = story.now - timedelta(minutes=1) if happened_before else None
        story.play(views("yes", "L1", view_id="V1").model_copy(update=corrected), happened=happened)
        assert story.cleared("L1", "G2") is happened_before
