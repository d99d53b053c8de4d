"""What keeps somebody away from a conference, before it is arranged and after."""

from datetime import date, timedelta

import pytest

from shared.contracts.case_search import LeadMergeDecided
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    ConferenceConflictFound,
    ConferenceIsArranged,
    LeadDeclined,
    TaskRaised,
)
from tests.unit.conference.story import (
    CHILD,
    STARTS,
    TODAY,
    arranged,
    blocked,
    booked,
    check,
    closed,
    consent,
    introduced,
    lead,
    restriction,
    stages,
    under_way,
    wish,
)

DECLINED = LeadDeclined(child_id=CHILD, lead_id="LD-1", reason_code="lead-declined")

AGAINST_THE_AUNT: list[tuple[Event, str]] = [
    (restriction("LD-1"), "restricted"),
    (restriction(relationship="aunt"), "restricted"),
    (restriction("LD-1", to=TODAY - timedelta(days=1)), "expired-needs-decision"),
    (restriction("LD-1", review_date=TODAY - timedelta(days=1)), "expired-needs-decision"),
    (restriction("LD-1", ended=TODAY + timedelta(days=1)), "restricted"),
    (blocked("LD-1"), "gate-not-passed"),
    (blocked("LD-1", "G4", "check-expired"), "gate-not-passed"),
    (check("concern"), "check-concern"),
    (wish("no"), "child-declined-lead"),
    (wish("not_now"), "child-does-not-want-to-meet"),
    (wish("message_only"), "child-does-not-want-to-meet"),
    (wish("find_out_only"), "child-does-not-want-to-meet"),
    (wish("no", participation="PN7"), "child-declined-lead"),
    (consent("withdrawn", lead_id="LD-1", scope="contact"), "child-declined-lead"),
    (consent("refused", given_by="lead", lead_id="LD-1", scope="attend"), "lead-declined"),
    (DECLINED, "lead-declined"),
]


@pytest.mark.parametrize("event, reason", AGAINST_THE_AUNT)
def test_somebody_who_may_not_come_keeps_the_version_from_being_arranged(event: Event, reason: str) -> None:
    """Restriction, closed gate, the child's wish, own refusal: a conflict with its code and a task."""
    story = under_way().hears(event).hears(arranged())
    assert story.conflicts() == [(reason, ("LD-1",))]
    assert story.tasks() == ["resolve-conference-conflict"]
    assert story.said(ConferenceIsArranged) == []


@pytest.mark.parametrize("event, reason", AGAINST_THE_AUNT)
def test_what_comes_after_the_arrangement_is_a_conflict_again(event: Event, reason: str) -> None:
    """It fails closed until the day, and is said once."""
    story = booked().hears(event)
    assert story.conflicts() == [(reason, ("LD-1",))]
    assert story.hears(event).news == []


@pytest.mark.parametrize("event", [event for event, _ in AGAINST_THE_AUNT])
def test_after_the_conference_nothing_is_a_conflict_any_more(event: Event) -> None:
    """A held conference cannot be stopped, and one whose time is past is not booked any more."""
    assert booked().hears(*stages(), closed()).hears(event).said(ConferenceConflictFound) == []
    story = booked()
    story.now = STARTS + timedelta(hours=6)
    assert story.hears(event).said(ConferenceConflictFound) == []


@pytest.mark.parametrize(
    "event",
    [
        restriction("LD-1", ended=TODAY),
        restriction("LD-1", ended=True),
        restriction("LD-9"),
        restriction(relationship="father"),
        restriction("LD-1", relationship="uncle", ended=True),
        wish("yes"),
        wish(None),
        wish("message_only", participation="PN4"),
        blocked("LD-9"),
        check("clear"),
        consent("withdrawn", scope="search"),
        consent("withdrawn", given_by="lead", lead_id="LD-9"),
        consent("refused", given_by="pr_holder", scope="search"),
    ],
)
def test_what_concerns_nobody_invited_changes_nothing(event: Event) -> None:
    """Others' restrictions, an ended one, a yes, agreements that are not about bringing people together."""
    assert booked().hears(event).said(ConferenceConflictFound) == []


def test_a_restriction_that_names_nobody_we_can_tell_bars_everybody() -> None:
    """Until the identity is resolved it may be anyone (hard case 20)."""
    story = booked().hears(restriction())
    assert story.conflicts() == [("restricted", ("LD-1", "LD-2"))]


@pytest.mark.parametrize(
    "recorded, barred", [("father", True), ("dad", True), ("unknown", True), ("grandfather", False)]
)
def test_a_relationship_bars_everybody_who_may_be_meant(recorded: str, *, barred: bool) -> None:
    """`the father` means each lead who may be him (hard case 20)."""
    story = under_way().hears(lead("LD-1", recorded, version=2))
    story.hears(restriction(relationship="father")).hears(arranged())
    assert bool(story.conflicts()) is barred


def test_a_relationship_is_known_from_the_leads_own_record() -> None:
    """Also of somebody who may attend first and is not engaged yet; a correction takes none away."""
    aunt, *cleared = introduced("LD-3", "aunt")
    story = under_way().hears(restriction(relationship="father"), *cleared)
    assert story.hears(arranged("LD-3")).conflicts() == [("restriction-unanswered", ("LD-3",))]
    assert story.hears(aunt).hears(arranged("LD-3", version=2)).said(ConferenceIsArranged)
    story.hears(lead("LD-3", "dad", version=2), lead("LD-3", "aunt", version=3))
    assert story.hears(arranged("LD-3", version=3)).conflicts() == [("restricted", ("LD-3",))]


def test_two_who_may_not_meet_are_not_both_invited() -> None:
    """Protected party and respondent, each cleared alone, never together (hard case 21)."""
    story = under_way().hears(restriction("LD-2", other="LD-1"))
    assert story.hears(arranged("LD-1")).said(ConferenceIsArranged)
    assert story.hears(arranged("LD-1", "LD-2", version=2)).conflicts() == [
        ("may-not-meet", ("LD-1", "LD-2"))
    ]
    assert story.said(TaskRaised)[0].audience == ("coordinator", "social_worker")
    assert story.said(ConferenceIsArranged) == []
    assert story.hears(arranged("LD-2", version=3)).said(ConferenceIsArranged)


def test_a_pairwise_order_after_the_arrangement_is_found() -> None:
    """In either order of names, and by relationship while identity is not resolved (hard case 21)."""
    assert booked().hears(restriction("LD-1", other="LD-2")).conflicts() == [
        ("may-not-meet", ("LD-1", "LD-2"))
    ]
    by_relationship = restriction(relationship="uncle", other="LD-1")
    assert booked().hears(by_relationship).conflicts() == [("may-not-meet", ("LD-1", "LD-2"))]


def test_separate_arrival_does_not_let_two_people_meet_who_may_not() -> None:
    """They would still sit in one room; separate conferences are for people to arrange (hard case 21)."""
    event = arranged()
    apart = [{"lead_id": one.lead_id, "needs_separate_arrival": True} for one in event.invitees[:2]]
    story = under_way().hears(restriction("LD-1", other="LD-2")).hears(arranged(invitees=apart))
    assert story.conflicts() == [("may-not-meet", ("LD-1", "LD-2"))]


def test_what_bars_one_identity_bars_the_person() -> None:
    """Two leads who are one person share restrictions, vetoes and pairs, until a person takes them apart."""
    same = LeadMergeDecided(child_id=CHILD, lead_ids=("LD-1", "LD-7"), decision="merge")
    assert booked().hears(same, restriction("LD-7", other="LD-2")).conflicts() == [
        ("may-not-meet", ("LD-1", "LD-2"))
    ]
    assert booked().hears(wish("no", "LD-7")).hears(same).conflicts() == [("child-declined-lead", ("LD-1",))]
    assert booked().hears(same, check("concern", lead_id="LD-7")).conflicts() == [
        ("check-concern", ("LD-1",))
    ]
    apart = same.model_copy(update={"decision": "unmerge"})
    assert under_way().hears(same, wish("no", "LD-7"), apart).hears(arranged()).said(ConferenceIsArranged)


def test_several_reasons_are_each_said_with_their_leads() -> None:
    """One conflict and one task for a reason, each with an id of its own."""
    story = under_way().hears(restriction("LD-1"), wish("no", "LD-2")).hears(arranged("LD-1", "LD-2", "LD-8"))
    assert story.conflicts() == [
        ("restricted", ("LD-1",)),
        ("child-declined-lead", ("LD-2",)),
        ("gate-not-passed", ("LD-8",)),
    ]
    assert len({task.task_id for task in story.said(TaskRaised)}) == 3


def test_the_same_conflict_found_a_second_time_has_a_task_of_its_own() -> None:
    """A gate that closes twice is two facts: the second task is not taken for the first."""
    story = booked()
    ids = []
    for _ in range(2):
        ids += [task.task_id for task in story.hears(blocked("LD-1", "G4", "check-expired")).said(TaskRaised)]
        assert story.hears(*introduced("LD-1", "aunt")).said(ConferenceIsArranged)
    assert len(set(ids)) == 2


def test_a_veto_can_be_reopened_by_the_child() -> None:
    """The later word counts; a new version is then safe."""
    story = booked().hears(wish("no"))
    older = wish("yes", day=TODAY - timedelta(days=1), view_id="V-2")
    assert story.hears(older, arranged(version=2)).conflicts()
    story.now += timedelta(days=1)
    story.hears(wish("yes", day=TODAY + timedelta(days=1), view_id="V-3"))
    assert story.news == []
    assert story.hears(arranged(version=3)).said(ConferenceIsArranged)


def test_a_child_who_says_no_to_the_conference_stops_it() -> None:
    """The child chooses whether, who and where."""
    assert booked().hears(wish("no", lead_id=None)).conflicts() == [("child-declined-conference", ())]
    assert booked().hears(consent("withdrawn", scope="attend")).conflicts() == [
        ("child-declined-conference", ())
    ]
    assert booked().hears(wish("no", lead_id=None, stage="search")).conflicts() == []


def test_an_older_agreement_does_not_lift_a_later_refusal() -> None:
    """Told late, it is not the child's last word; on the same day or later it is."""
    refused = consent("withdrawn", scope="attend")
    earlier = consent("given", TODAY - timedelta(days=1), scope="attend", consent_id="CN-2")
    assert under_way().hears(refused, earlier).hears(arranged()).conflicts()
    for later in (
        consent("given", scope="attend", consent_id="CN-2"),
        consent("given", consent_id="CN-2"),
    ):
        assert under_way().hears(refused, later).hears(arranged()).said(ConferenceIsArranged)


def test_the_restrictions_own_dates_do_not_open_it() -> None:
    """A stale order still bars; only a recorded end lifts it."""
    story = under_way().hears(restriction("LD-1", to=date(2020, 1, 1))).hears(arranged())
    assert story.conflicts() == [("expired-needs-decision", ("LD-1",))]
