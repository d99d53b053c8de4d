"""The lead register: leads that need special care, corrections, duplicates."""

import pytest

from services.family_finding.matching import likeness
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from tests.unit.family_finding.story import (
    CHILD,
    approach_checks,
    check,
    cleared_for_approach,
    consent,
    contact,
    introduced,
    lead,
    only,
    open_search,
    restriction,
    tasks,
    views,
)


def merge(decision: str, *lead_ids: str) -> case.LeadMergeDecided:
    """A person's decision on duplicates."""
    data = {"child_id": CHILD, "lead_ids": lead_ids, "decision": decision, "by": "W1"}
    return case.LeadMergeDecided.model_validate(data)


def test_hard_case_2_an_adopted_sibling_is_blocked_and_goes_to_adoption_support() -> None:
    """Hard case 2: stop; the adoptive family is never approached from here."""
    story = open_search()
    said = story.play(lead("L1", "sibling", adopted_sibling=True))
    assert tasks(said) == ["adoption-support"]
    assert [one.reason_code for one in only(said, ours.LeadBlocked)] == ["adopted-sibling"]
    story.play_all(views("yes", "L1"), *approach_checks(role="manager"))
    assert not story.cleared("L1", "G2")


def test_hard_case_30_a_lead_recorded_as_deceased_is_declined_with_a_task() -> None:
    """Hard case 30: from the record as from a contact."""
    said = open_search().play(lead(deceased=True))
    assert [one.reason_code for one in only(said, ours.LeadDeclined)] == ["deceased"]
    assert tasks(said) == ["lead-deceased"]


@pytest.mark.parametrize(
    "flag, task",
    [
        ("is_child", "lead-is-a-child"),
        ("looked_after_elsewhere", "lead-looked-after-elsewhere"),
        ("abroad", "lead-abroad"),
        ("in_prison", "lead-in-prison"),
    ],
)
def test_a_lead_who_needs_special_care_is_a_persons_task_and_only_a_manager_approves(
    flag: str, task: str
) -> None:
    """Hard cases 23, 24, 28 and 31, first step: a person looks; a social worker's approval is not enough."""
    story = open_search()
    assert tasks(story.play(lead("L1", "aunt", 1, **{flag: True}))) == [task]
    story.play_all(views("yes", "L1"), *approach_checks())
    assert not story.cleared("L1", "G2")
    story.play(check("approval", role="manager"))
    assert story.cleared("L1", "G2")


def test_learning_of_special_care_later_outdates_the_approval() -> None:
    """The social worker approved somebody who was not known to be in prison."""
    story = cleared_for_approach()
    story.play(lead(version=2, in_prison=True))
    assert not story.cleared("L1", "G2")


def test_a_flag_that_is_no_longer_mentioned_stays_and_an_explicit_no_lifts_it() -> None:
    """Not known is not no."""
    story = open_search()
    story.play_all(lead(in_prison=True), lead(version=2))
    assert story.state.lead("L1").flags == ("in_prison",)
    story.play(lead(version=3, in_prison=False))
    assert story.state.lead("L1").flags == ()


@pytest.mark.parametrize("relationship", ["former_foster_carer", "teacher", "former_professional"])
def test_hard_case_34_a_former_carer_or_teacher_is_allowed_and_allegations_are_looked_at(
    relationship: str,
) -> None:
    """Hard case 34: common and allowed; a task asks for the allegation history."""
    story = open_search()
    said = story.play_all(lead("L1", relationship), views("yes", "L1"), *approach_checks())
    assert tasks(said) == ["check-allegation-history"]
    assert story.cleared("L1", "G2")


def test_an_older_version_of_a_lead_changes_nothing() -> None:
    """Versions only rise."""
    story = open_search()
    story.play(lead(version=3))
    assert story.play(lead("L1", "father", version=2)) == []
    assert story.state.lead("L1").relationship == "aunt"


def test_the_same_lead_recorded_again_says_nothing() -> None:
    """No news, no words, no stale check."""
    story = cleared_for_approach()
    assert story.play(lead(version=2)) == []
    assert story.cleared("L1", "G2")


def test_hard_case_26_likely_duplicates_are_suggested_once_with_score_and_fields() -> None:
    """Hard case 26: ids, a score and field codes; a person decides."""
    story = open_search()
    story.play(lead("L1"), facts=likeness(["Mohammed Hussain"], 1980))
    said = story.play(lead("L2"), facts=likeness(["Muhammad Husain"], 1980))
    (match,) = only(said, ours.LeadMatchSuggested)
    assert match.lead_ids == ("L1", "L2")
    assert match.score >= 85
    assert match.fields == ("name", "birth_year", "relationship")
    again = story.play(lead("L2", version=2), facts=likeness(["Muhammad Husain"], 1980))
    assert not only(again, ours.LeadMatchSuggested)


def test_hard_case_26_leads_that_a_person_keeps_apart_are_not_suggested() -> None:
    """Hard case 26: the human decision stands."""
    story = open_search()
    story.play(merge("keep_apart", "L1", "L2"))
    story.play(lead("L1"), facts=likeness(["Ann Lee"], None))
    assert not only(story.play(lead("L2"), facts=likeness(["Ann Lee"], None)), ours.LeadMatchSuggested)


def test_hard_case_26_merged_leads_share_every_restriction() -> None:
    """Hard case 26: the union bars both, whichever it was recorded on."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), restriction(lead_id="L2"), merge("merge", "L1", "L2"), *approach_checks())
    assert not story.cleared("L1", "G2")


def test_hard_case_26_merged_leads_share_no_clearance() -> None:
    """Hard case 26: a wrong merge must not unblock."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), merge("merge", "L1", "L2"))
    assert not story.cleared("L2", "G2")


def test_hard_case_26_a_merge_makes_identity_and_approval_stale_and_so_does_undoing_it() -> None:
    """Hard case 26: who this is has changed, so it is looked at again."""
    story = cleared_for_approach()
    story.play(lead("L2"))
    said = story.play(merge("merge", "L1", "L2"))
    assert [one.missing for one in only(said, ours.LeadBlocked) if one.lead_id == "L1"] == [
        ("identity", "restrictions", "approval")
    ]
    story.play_all(*approach_checks())
    assert story.cleared("L1", "G2")
    story.play(merge("unmerge", "L1", "L2"))
    assert not story.cleared("L1", "G2")


def test_hard_case_26_undoing_a_merge_frees_the_lead_after_fresh_checks() -> None:
    """Hard case 26: reversible."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), restriction(lead_id="L2"), merge("merge", "L1", "L2"))
    story.play_all(merge("unmerge", "L1", "L2"), *approach_checks())
    assert story.cleared("L1", "G2")


def test_hard_case_26_merges_chain() -> None:
    """Hard case 26: a veto on one of three reaches the others."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), lead("L3"), merge("merge", "L1", "L2"), merge("merge", "L2", "L3"))
    said = story.play(views("no", "L3"))
    assert {one.lead_id for one in only(said, ours.LeadDeclined)} == {"L1", "L2", "L3"}


def test_a_merge_decided_before_the_leads_arrive_is_kept() -> None:
    """The restriction reaches the lead that comes later."""
    story = open_search()
    story.play_all(restriction(lead_id="L2"), merge("merge", "L1", "L2"))
    assert [one.reason_code for one in only(story.play(lead()), ours.LeadBlocked)] == ["restricted"]


def test_the_network_is_ready_when_somebody_is_engaged_introduced_and_the_child_was_heard() -> None:
    """The end of the straight path of this service."""
    story = introduced()
    assert only(story.said, ours.NetworkReady) == [ours.NetworkReady(child_id=CHILD, lead_ids=("L1",))]


def test_the_network_is_said_again_when_it_grows_and_not_when_it_shrinks() -> None:
    """Whoever leaves is told by lead.blocked."""
    story = introduced("L1")
    more = introduced_also("L2")
    said = story.play_all(*more)
    assert [one.lead_ids for one in only(said, ours.NetworkReady)] == [("L1", "L2")]
    assert not only(story.play(views("no", "L2", view_id="V7")), ours.NetworkReady)
    assert [
        one.lead_ids for one in only(story.play(views("yes", "L2", view_id="V8")), ours.NetworkReady)
    ] == [("L1", "L2")]


def introduced_also(lead_id: str) -> list[Event]:
    """A second lead on the shortest way: may attend first."""
    path = [lead(lead_id), views("yes", lead_id), *approach_checks(lead_id)]
    return [*path, contact(lead_id=lead_id), check("approval", lead_id, "G4")]


def test_the_search_stage_is_not_left_while_the_childs_views_are_missing() -> None:
    """A task asks for them, once; the views make the network ready."""
    story = open_search()
    story.play_all(lead(), views("yes", "L1", stage="approach"), *approach_checks(), contact())
    said = story.play(check("approval", gate="G4"))
    assert tasks(said) == ["views-missing"]
    assert not only(said, ours.NetworkReady)
    assert only(story.play(views()), ours.NetworkReady)


def test_merged_leads_count_once_in_the_network() -> None:
    """One person, however many records."""
    story = introduced("L1")
    story.play_all(*introduced_also("L2"), merge("merge", "L1", "L2"))
    for one in ("L1", "L2"):
        story.play_all(*approach_checks(one), check("approval", one, "G4"))
    assert story.state.network == ("L1",)


def test_hard_case_26_not_now_about_one_record_is_not_now_about_the_merged_person() -> None:
    """Hard case 26: the child spoke of the person, not of the record."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), views("not_now", "L2"), merge("merge", "L1", "L2"), *approach_checks())
    assert not story.cleared("L1", "G2")


def test_hard_case_26_a_concern_about_one_record_is_about_the_merged_person() -> None:
    """Hard case 26: risk and approval of the other record did not know of it."""
    story = cleared_for_approach()
    story.play_all(lead("L2"), merge("merge", "L1", "L2"), *approach_checks())
    assert story.cleared("L1", "G2")
    story.play(check("local_records", "L2", result="concern"))
    assert not story.cleared("L1", "G2")


@pytest.mark.parametrize("before", [[lead("L2")], []])
def test_hard_case_26_who_is_merged_with_somebody_in_prison_is_approved_by_a_manager_only(
    before: list[Event],
) -> None:
    """Hard case 26: one person; it does not matter on which record it stands, nor which came first."""
    story = cleared_for_approach()
    story.play_all(*before, merge("merge", "L1", "L2"), *approach_checks())
    assert story.cleared("L1", "G2")
    story.play(lead("L2", version=2, in_prison=True))
    assert not story.cleared("L1", "G2")
    story.play_all(*approach_checks())
    assert not story.cleared("L1", "G2")
    story.play(check("approval", role="manager"))
    assert story.cleared("L1", "G2")


def test_hard_case_26_who_will_not_attend_under_one_record_is_not_invited_under_the_other() -> None:
    """Hard case 26: the refusal is the person's."""
    story = introduced()
    story.play_all(lead("L2"), merge("merge", "L1", "L2"), *approach_checks())
    assert story.cleared("L1", "G4")
    story.play(consent("refused", given_by="lead", scope="attend", lead_id="L2"))
    assert not story.cleared("L1", "G4")
    assert story.cleared("L1", "G3")
