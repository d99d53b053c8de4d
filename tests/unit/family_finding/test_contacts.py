"""Contacts: what engages a lead, what stops one, and what workers must hear now."""

from datetime import timedelta

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    CHILD,
    DAY,
    approach_checks,
    cleared_for_approach,
    contact,
    introduced,
    lead,
    only,
    open_search,
    tasks,
    views,
)


def test_a_willing_lead_is_engaged_once() -> None:
    """With gate G2 open, and only the first time."""
    story = cleared_for_approach()
    assert only(story.play(contact()), ours.LeadEngaged) == [
        ours.LeadEngaged(child_id=CHILD, lead_id="L1", relationship="aunt")
    ]
    assert not only(story.play(contact(contact_id="T2")), ours.LeadEngaged)


def test_contact_before_clearance_is_told_at_once_and_engages_nobody() -> None:
    """It never counts as a passed gate, not even once the gate opens."""
    story = open_search()
    story.play(lead())
    said = story.play(contact())
    assert tasks(said) == ["contact-before-clearance"]
    said = story.play_all(views("yes", "L1"), *approach_checks(), contact())
    assert not only(said, ours.LeadEngaged)
    assert story.state.lead("L1").willing is None


def test_contact_with_an_unknown_lead_is_told_at_once() -> None:
    """The lead's record may come later; the warning must not."""
    story = open_search()
    assert tasks(story.play(contact("no_reply"))) == ["contact-before-clearance"]
    assert [one.gate for one in only(story.play(lead()), ours.LeadBlocked)] == ["G2"]


def test_hard_case_33_a_lead_who_writes_first_is_unmanaged_contact_for_the_social_worker_now() -> None:
    """Hard case 33: not a passed gate, whatever the lead wants."""
    story = open_search()
    story.play(lead())
    said = story.play(contact(direction="in"))
    assert [(task.task_code, task.audience) for task in only(said, ours.TaskRaised)] == [
        ("unmanaged-contact", ("social_worker", "iro"))
    ]
    assert not only(said, ours.LeadEngaged)


def test_hard_case_33_unmanaged_contact_is_told_even_after_clearance() -> None:
    """Hard case 33: outside the arrangement is outside the arrangement."""
    assert tasks(cleared_for_approach().play(contact(managed=False))) == ["unmanaged-contact"]


def test_the_same_contact_recorded_again_is_not_told_again() -> None:
    """One contact, one task."""
    story = open_search()
    story.play_all(lead(), contact("no_reply", contact_id="T1"))
    assert story.play(contact("no_reply", contact_id="T1")) == []
    assert tasks(story.play(contact("unsure", contact_id="T1"))) == []


def test_hard_case_27_the_wrong_person_stops_that_lead_and_is_an_incident() -> None:
    """Hard case 27: stop, and tell manager and social worker."""
    story = introduced()
    said = story.play(contact("wrong_person"))
    assert [one.reason_code for one in only(said, ours.LeadDeclined)] == ["wrong-person"]
    assert [(task.task_code, task.audience) for task in only(said, ours.TaskRaised)] == [
        ("wrong-person-incident", ("manager", "social_worker"))
    ]
    assert not any(story.cleared("L1", gate) for gate in ("G2", "G3", "G4"))


def test_hard_case_27_a_contact_wrongly_recorded_as_the_wrong_person_can_be_corrected() -> None:
    """Hard case 27: after the correction the lead starts again at G2."""
    story = cleared_for_approach()
    story.play(contact("wrong_person", contact_id="T1"))
    story.play(contact("no_reply", contact_id="T1"))
    assert not story.cleared("L1", "G2")
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")


def test_hard_case_30_a_lead_who_died_is_declined_with_a_task_and_nobody_else_is_told() -> None:
    """Hard case 30: people decide how the child hears of it."""
    story = cleared_for_approach()
    said = story.play(contact("deceased"))
    assert [one.reason_code for one in only(said, ours.LeadDeclined)] == ["deceased"]
    assert [(task.task_code, task.audience) for task in only(said, ours.TaskRaised)] == [
        ("lead-deceased", ("social_worker", "coordinator"))
    ]


def test_hard_case_32_a_refusal_is_lifted_only_by_the_leads_own_willing_contact() -> None:
    """Hard case 32: a second letter from us does not lift it."""
    story = cleared_for_approach()
    assert [one.reason_code for one in only(story.play(contact("declined")), ours.LeadDeclined)] == [
        "lead-declined"
    ]
    story.play_all(*approach_checks(), contact("willing", contact_id="T2"))
    assert not story.cleared("L1", "G2")


def test_hard_case_32_a_lead_who_comes_back_goes_through_g2_again() -> None:
    """Hard case 32: their own yes lifts the suppression and passes no gate."""
    story = cleared_for_approach()
    story.play_all(contact("declined"), contact(contact_id="T2", direction="in"))
    assert not story.cleared("L1", "G2")
    assert not only(story.said, ours.LeadEngaged)
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")
    assert only(story.play(contact(contact_id="T3")), ours.LeadEngaged)


def test_an_engaged_lead_who_declines_is_no_longer_engaged() -> None:
    """A later yes must be a new one."""
    story = introduced()
    said = story.play(contact("declined"))
    assert {one.gate for one in only(said, ours.LeadBlocked)} == {"G2", "G3", "G4"}
    assert not story.state.lead("L1").engaged


@pytest.mark.parametrize("outcome", ["no_reply", "unsure"])
def test_no_reply_and_unsure_engage_nobody(outcome: str) -> None:
    """Only a yes is a yes."""
    assert cleared_for_approach().play(contact(outcome)) == []


def test_no_reply_after_a_yes_takes_nothing_back() -> None:
    """The yes stands until the lead says otherwise, or its record is corrected."""
    story = introduced()
    assert story.play(contact("no_reply", contact_id="T5")) == []
    said = story.play(contact("no_reply", contact_id="T-L1-willing"))
    assert "G3" in {one.gate for one in only(said, ours.LeadBlocked)}


def test_a_reply_that_is_recorded_after_the_gate_closed_engages_nobody() -> None:
    """The letter went out in order; what may follow is another question."""
    story = cleared_for_approach()
    story.play_all(contact("no_reply", contact_id="T1"), views("no", "L1"))
    assert not only(story.play(contact(contact_id="T1")), ours.LeadEngaged)


def test_asking_the_child_again_counts_whichever_record_comes_in_first() -> None:
    """The wish was said after the lead's yes; its record overtook it."""
    story = cleared_for_approach()
    happened = story.now + timedelta(minutes=1)
    story.now += timedelta(hours=2)
    story.play(views("yes", "L1", view_id="V2", day=DAY))
    story.play(contact(), happened=happened)
    assert story.state.lead("L1").asked_again


def test_an_older_version_of_a_contact_changes_nothing() -> None:
    """The later version of the same contact counts."""
    story = cleared_for_approach()
    story.play(contact(contact_id="T1"))
    story.play(contact("declined", contact_id="T1"), happened=story.now - timedelta(hours=1))
    assert story.state.lead("L1").engaged
