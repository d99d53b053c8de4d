"""The later word stands, told late or again: wishes, orders, refusals, pauses (issue 7).

Each history of the attack has its right end, and its safe beginning opens what it should.
"""

from datetime import date, timedelta

import pytest

from shared.contracts.case_child import ChildChanged
from shared.contracts.case_search import LeadMergeDecided
from shared.contracts.lifelong_links import (
    ConferenceIsArranged,
    ConferenceProposed,
    JourneyFrozen,
    JourneyResumed,
)
from shared.contracts.records import Worker
from tests.unit.conference.story import (
    CHILD,
    NOON,
    TODAY,
    Story,
    accepted,
    arranged,
    booked,
    check,
    consent,
    introduced,
    ready,
    restriction,
    under_way,
    wish,
)

PAUSED = JourneyFrozen(child_id=CHILD, reason_code="worker-missing", pause=True, number=3)
RESUMED = JourneyResumed(child_id=CHILD, reason_code="worker-allocated", number=4)


def same(*lead_ids: str, decision: str = "merge") -> LeadMergeDecided:
    """A person decides whether leads are one."""
    return LeadMergeDecided.model_validate({"child_id": CHILD, "lead_ids": lead_ids, "decision": decision})


def record(*workers: Worker, version: int = 1, born: date = date(2012, 5, 4)) -> ChildChanged:
    """The child's record with its workers."""
    return ChildChanged(
        child_id=CHILD, record_version=version, as_of=NOON, date_of_birth=born, workers=workers
    )


# c03, c47: which wish stands


def test_a_yes_dated_in_the_future_does_not_beat_a_veto() -> None:
    """The year typed wrongly opens nothing; today's no stands (c03; hard case 71)."""
    assert under_way().hears(arranged()).said(ConferenceIsArranged)
    typed = wish("yes", day=TODAY + timedelta(days=365), view_id="V-typo")
    story = under_way().hears(typed, wish("no", view_id="V-no")).hears(arranged())
    assert story.conflicts() == [("child-declined-lead", ("LD-1",))]


@pytest.mark.parametrize("first, second", [("no", "yes"), ("yes", "no")])
def test_of_two_wishes_of_one_moment_the_safer_stands(first: str, second: str) -> None:
    """In whichever order they are told (c47)."""
    story = under_way()
    moment = story.now
    for said in (first, second):
        story.now = moment
        story.hears(wish(said, view_id=f"V-{said}"))
    assert story.hears(arranged()).conflicts() == [("child-declined-lead", ("LD-1",))]


def test_a_view_corrected_from_one_lead_to_another_frees_the_first_and_bars_the_second() -> None:
    """The record says now what it was told last (issue 7, kind 1)."""
    story = under_way().hears(wish("no", "LD-1"), wish("no", "LD-2")).hears(arranged())
    assert story.conflicts() == [("child-declined-lead", ("LD-2",))]
    assert story.hears(arranged("LD-1", version=2)).said(ConferenceIsArranged)


# c06, c64: who is one person


def test_an_older_keep_apart_told_late_does_not_undo_a_newer_merge() -> None:
    """The restriction of one identity bars the other (c06; hard case 26)."""
    assert under_way().hears(restriction("LD-9")).hears(arranged()).said(ConferenceIsArranged)
    story = under_way().hears(restriction("LD-9"))
    before = story.now
    story.now += timedelta(hours=1)
    story.hears(same("LD-1", "LD-9"))
    story.now, after = before, story.now
    story.hears(same("LD-1", "LD-9", decision="keep_apart"))
    story.now = after
    assert story.hears(arranged()).conflicts() == [("restricted", ("LD-1",))]


def test_a_pair_is_kept_apart_by_relationship_and_by_alias() -> None:
    """The order names a relationship and one lead; the other is recorded with a word for it (c64)."""
    story = Story().hears(
        accepted(),
        *(
            event
            for who, how in (("LD-1", "dad"), ("LD-2", "mother"), ("LD-5", "friend"))
            for event in introduced(who, how)
        ),
        restriction(relationship="father", other="LD-2"),
    )
    assert story.hears(arranged("LD-1", "LD-2")).conflicts() == [("may-not-meet", ("LD-1", "LD-2"))]
    story.hears(same("LD-2", "LD-5"))
    assert story.hears(arranged("LD-1", "LD-5", version=2)).conflicts() == [
        ("may-not-meet", ("LD-1", "LD-5"))
    ]
    assert story.hears(arranged("LD-1", version=3)).said(ConferenceIsArranged)


# c15, c62: what the child wants with one person


@pytest.mark.parametrize("wanted", ["message_only", "find_out_only", "not_now", "no"])
def test_no_conference_is_proposed_for_people_whom_the_child_does_not_want_to_meet(wanted: str) -> None:
    """`message_only` and `find_out_only` are wishes, and no invitation (c15)."""
    story = under_way().hears(wish(wanted)).hears(ready("LD-1"))
    assert story.said(ConferenceProposed) == []
    later = wish("yes", view_id="V-2")
    assert story.hears(later).said(ConferenceProposed), "once the child wants to meet them"
    assert under_way().hears(wish(wanted)).hears(ready("LD-1", "LD-2")).said(ConferenceProposed)


@pytest.mark.parametrize("scope", ["all", "search", "contact", "attend", "share"])
def test_a_general_agreement_lifts_no_veto(scope: str) -> None:
    """A refusal about one person is a veto, whatever its scope (c62)."""
    veto = consent("withdrawn", scope=scope, lead_id="LD-1")
    story = booked().hears(veto)
    assert story.conflicts() == [("child-declined-lead", ("LD-1",))]
    story.hears(consent("given", consent_id="CN-2"))
    assert story.hears(arranged(version=2)).conflicts() == [("child-declined-lead", ("LD-1",))]
    story.hears(consent("given", scope=scope, lead_id="LD-1", consent_id="CN-3"))
    assert story.hears(arranged(version=3)).said(ConferenceIsArranged)


# c16: a concern at the invitation


def test_a_concern_at_the_invitation_stands_until_the_childs_own_worker_clears_it() -> None:
    """A clear by another worker, an older one, or of another check answers nothing (c16)."""
    own = record(Worker(worker_id="W-11", role="social_worker"))
    story = under_way().hears(own, check("concern", check="risk"))
    for number, answer in enumerate(
        (
            check("clear", check="risk", check_id="CH-2", by="W-99"),
            check("clear", check="approval", check_id="CH-3"),
            check("clear", check="risk", check_id="CH-4", date=date(2026, 10, 1)),
        ),
        start=1,
    ):
        story.hears(answer)
        assert story.hears(arranged(version=number)).conflicts() == [("check-concern", ("LD-1",))]
    story.hears(check("clear", check="risk", check_id="CH-5"))
    assert story.hears(arranged(version=9)).said(ConferenceIsArranged)


# c26: refusals of coming together


@pytest.mark.parametrize("giver", ["pr_holder", "authority"])
@pytest.mark.parametrize("scope", ["attend", "contact", "all"])
def test_a_holder_or_the_authority_who_refuses_stops_the_conference(giver: str, scope: str) -> None:
    """One conflict and one task; their later agreement makes a new version possible (c26; hard case 16)."""
    refusal = consent("refused", given_by=giver, scope=scope, holder_id="H-1")
    story = booked().hears(refusal)
    assert story.conflicts() == [("attendance-refused", ())]
    assert story.tasks() == ["resolve-conference-conflict"]
    assert story.hears(refusal).news == []
    story.hears(consent("given", given_by=giver, scope=scope, holder_id="H-1", consent_id="CN-2"))
    assert story.hears(arranged(version=2)).said(ConferenceIsArranged)


def test_one_holders_agreement_does_not_end_anothers_refusal() -> None:
    """Two holders, two words (hard case 73)."""
    refusal = consent("refused", given_by="pr_holder", scope="attend", holder_id="H-1")
    other = consent("given", given_by="pr_holder", scope="attend", holder_id="H-2", consent_id="CN-2")
    assert booked().hears(refusal, other).hears(arranged(version=2)).conflicts()


def test_parental_refusals_fall_away_at_18_and_the_authoritys_does_not() -> None:
    """From the birthday on nobody holds parental responsibility (c25; hard case 4)."""
    adult = record(born=date(2008, 11, 20))
    refusal = consent("refused", given_by="pr_holder", scope="attend")
    assert under_way().hears(adult, refusal).hears(arranged()).said(ConferenceIsArranged)
    refusal = consent("refused", given_by="authority", scope="attend")
    assert under_way().hears(adult, refusal).hears(arranged()).conflicts() == [("attendance-refused", ())]


# c25: a pause


def test_a_pause_rests_what_is_booked_and_it_goes_on_by_itself() -> None:
    """The same version is said arranged again; a freeze would have to be arranged anew (c25, c69)."""
    story = booked().hears(PAUSED)
    assert story.conflicts() == [("journey-paused", ())]
    assert story.hears(PAUSED).news == []
    assert [one.version for one in story.hears(RESUMED).said(ConferenceIsArranged)] == [1]
    assert booked().hears(PAUSED.model_copy(update={"pause": None}), RESUMED).said(ConferenceIsArranged) == []


def test_a_bar_during_a_pause_is_said_at_once_and_outlasts_it() -> None:
    """Everything must hold when the journey resumes."""
    story = booked().hears(PAUSED).hears(restriction("LD-1"))
    assert ("restricted", ("LD-1",)) in story.conflicts()
    assert story.hears(RESUMED).said(ConferenceIsArranged) == []


def test_a_freeze_told_after_its_resumption_still_asks_for_new_arrangements() -> None:
    """Eligibility's numbers tell the order; what was cleared before it does not count (hard case 7)."""
    frozen = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption", number=3)
    story = booked().hears(RESUMED).hears(frozen)
    assert ("journey-frozen", ()) in story.conflicts()
    assert story.hears(frozen).news == []
