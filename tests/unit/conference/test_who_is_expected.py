"""Who is expected: merged records, people listed twice, separate arrival, odd versions (issue 7)."""

from datetime import date

from shared.contracts.case_child import ChildChanged, PersonMerged, PersonUnmerged
from shared.contracts.case_meeting import Invitee
from shared.contracts.case_search import LeadMergeDecided, RestrictionRecorded
from shared.contracts.lifelong_links import (
    ConferenceIsArranged,
    LeadCleared,
    PlanCaptured,
    WordForwarded,
)
from shared.contracts.records import Worker
from tests.unit.conference.story import (
    CHILD,
    NOON,
    Story,
    arranged,
    blocked,
    booked,
    closed,
    consent,
    introduced,
    plan,
    restriction,
    stages,
    under_way,
)


def same(*lead_ids: str, decision: str = "merge") -> LeadMergeDecided:
    """A person decides whether leads are one."""
    return LeadMergeDecided.model_validate({"child_id": CHILD, "lead_ids": lead_ids, "decision": decision})


def record(*workers: Worker, version: int = 1, born: date = date(2012, 5, 4)) -> ChildChanged:
    """The child's record with its workers."""
    return ChildChanged(
        child_id=CHILD, record_version=version, as_of=NOON, date_of_birth=born, workers=workers
    )


# c33 and merges of records


def test_a_record_merged_into_itself_changes_nothing() -> None:
    """It would end a journey for good (c33)."""
    assert booked().hears(PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id=CHILD)).news == []


def test_a_merge_told_again_changes_nothing_and_a_wrong_one_can_be_taken_back() -> None:
    """On the kept record a meeting is arranged anew once; on the retired one a person decides again."""
    merged = PersonMerged(child_id=CHILD, kept_id=CHILD, retired_id="C-2")
    story = booked().hears(merged, *introduced("LD-1", "aunt"), *introduced("LD-2", "uncle"))
    assert story.hears(arranged(version=2)).said(ConferenceIsArranged)
    assert story.hears(merged).news == []
    retired = booked().hears(PersonMerged(child_id=CHILD, kept_id="C-2", retired_id=CHILD))
    stops = [retired.state.stopped]
    retired.hears(PersonUnmerged(child_id=CHILD, kept_id="C-2", retired_id=CHILD))
    assert [*stops, retired.state.stopped] == ["merged", "journey-frozen"]


def test_an_order_and_a_withdrawal_told_on_from_a_retired_record_act_at_once() -> None:
    """As if they had been told of this child when they were first told (c32; hard case 68)."""
    order = restriction("LD-1").model_copy(update={"child_id": "C-2"})
    word = WordForwarded(child_id=CHILD, retired_ids=("C-2",), told_at=NOON, restriction=order)
    story = booked().hears(word)
    assert story.conflicts() == [("restricted", ("LD-1",))]
    assert story.hears(word).news == []
    withdrawn = consent("withdrawn").model_copy(update={"child_id": "C-2"})
    told = WordForwarded(child_id=CHILD, retired_ids=("C-2",), told_at=NOON, consent=withdrawn)
    assert under_way().hears(told).state.stopped == "child-withdrew"


# c40: the list


def test_somebody_listed_twice_is_one_with_the_stricter_tick() -> None:
    """Once in the arrangement; may attend first only if every row says so (c40)."""
    twice = (Invitee(lead_id="LD-1"), Invitee(lead_id="LD-1", may_attend_first=True))
    [said] = under_way().hears(arranged(*twice)).said(ConferenceIsArranged)
    assert [one.lead_id for one in said.invitees] == ["LD-1", None]
    first = (Invitee(lead_id="LD-3", may_attend_first=tick) for tick in (False, True))
    willing = introduced("LD-3", "friend")[:3]
    assert under_way().hears(*willing).hears(arranged(*first)).conflicts() == [("gate-not-passed", ("LD-3",))]
    allowed = (Invitee(lead_id="LD-3", may_attend_first=True) for _ in range(2))
    assert under_way().hears(*willing).hears(arranged(*allowed)).said(ConferenceIsArranged)


def test_two_identities_of_one_person_are_one() -> None:
    """Invited under both, they come once (c40)."""
    story = under_way().hears(*introduced("LD-4", "aunt"), same("LD-1", "LD-4"))
    [said] = story.hears(arranged("LD-1", "LD-4")).said(ConferenceIsArranged)
    assert [one.lead_id for one in said.invitees] == ["LD-1", None]


def test_somebody_who_declined_is_not_expected_and_no_reason_to_fail() -> None:
    """Left out of who comes; the others come (c40)."""
    story = under_way().hears(blocked("LD-2", "G4", "lead-will-not-attend"))
    [said] = story.hears(arranged("LD-1", Invitee(lead_id="LD-2", reply="declined"))).said(
        ConferenceIsArranged
    )
    assert [one.lead_id for one in said.invitees] == ["LD-1", None]


def test_may_attend_first_needs_somebody_who_was_asked_and_an_open_approach() -> None:
    """The coordinator's tick alone invites nobody (c40)."""
    guest = arranged(Invitee(lead_id="LD-3", may_attend_first=True))
    recorded, engaged, cleared, *_ = introduced("LD-3", "friend")
    assert under_way().hears(recorded, cleared).hears(guest).conflicts() == [("gate-not-passed", ("LD-3",))]
    assert under_way().hears(recorded, engaged).hears(guest).conflicts() == [("gate-not-passed", ("LD-3",))]
    assert under_way().hears(recorded, cleared, engaged).hears(guest).said(ConferenceIsArranged)


# separate arrival


def apart(order: RestrictionRecorded) -> Story:
    """Both are arranged, the aunt arriving apart, under an order that keeps them from meeting."""
    separate = Invitee(lead_id="LD-1", needs_separate_arrival=True)
    return under_way().hears(order).hears(arranged(separate, "LD-2"))


def test_separate_arrival_satisfies_a_wish_or_confirmed_terms_and_never_an_order() -> None:
    """A named person confirms terms; without them an order stands (DOMAIN 5; hard case 21)."""
    assert apart(restriction("LD-1", "LD-2", authority="lead_wish")).said(ConferenceIsArranged)
    terms = {"authority": "authority_decision", "separate_arrival_agreed_by": "W-11"}
    assert apart(restriction("LD-1", "LD-2", **terms)).said(ConferenceIsArranged)
    confirmed = restriction("LD-1", "LD-2", separate_arrival_agreed_by="W-11")
    for order in (restriction("LD-1", "LD-2"), confirmed):
        assert apart(order).conflicts() == [("may-not-meet", ("LD-1", "LD-2"))]
    wishes = restriction("LD-1", other="LD-2", authority="lead_wish")
    assert under_way().hears(wishes).hears(arranged()).conflicts() == [("may-not-meet", ("LD-1", "LD-2"))]


# versions and numbers


def test_a_version_beyond_reason_is_told_and_silences_nobody() -> None:
    """A later ordinary version stands again (issue 7, kind 12)."""
    story = booked().hears(arranged(version=10**18))
    assert "conference-version-beyond-reason" in story.tasks()
    assert story.hears(arranged(version=10**18)).news == []
    assert [one.version for one in story.hears(arranged(version=2)).said(ConferenceIsArranged)] == [2]
    plans = booked().hears(*stages(), closed(), plan()).hears(plan(10**18))
    assert plans.tasks() == ["plan-version-beyond-reason"]
    assert plans.hears(plan(2)).said(PlanCaptured)


def test_of_two_words_about_a_gate_the_higher_number_stands() -> None:
    """Family finding's numbers tell, not the clocks of two hosts."""
    story = booked()
    story.hears(blocked("LD-1", "G3").model_copy(update={"number": 9}))
    story.hears(blocked("LD-1", "G4").model_copy(update={"number": 9}))
    assert story.conflicts() == [("gate-not-passed", ("LD-1",))] or story.state.meetings["CF-1"].conflicts
    for gate in ("G3", "G4"):
        word = {"child_id": CHILD, "lead_id": "LD-1", "gate": gate}
        story.hears(LeadCleared.model_validate(word | {"number": 8}))
        assert story.said(ConferenceIsArranged) == []
    for number, gate in enumerate(("G3", "G4"), start=10):
        story.hears(
            LeadCleared.model_validate({"child_id": CHILD, "lead_id": "LD-1", "gate": gate, "number": number})
        )
    assert story.said(ConferenceIsArranged)
