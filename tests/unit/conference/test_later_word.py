"""Histories of the attack, as far as the conference answers for them: late, again, corrected (issue 7).

Each asserts the right end, and that its safe beginning opens what it should.
"""

from datetime import date, timedelta

import pytest

from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged, PersonUnmerged
from shared.contracts.case_meeting import ConferenceArranged, Invitee
from shared.contracts.case_search import LeadMergeDecided, RestrictedPerson, RestrictionRecorded
from shared.contracts.lifelong_links import (
    ConferenceConflictFound,
    ConferenceHeld,
    ConferenceIsArranged,
    ConferenceNotHeld,
    ConferenceProposed,
    JourneyFrozen,
    JourneyResumed,
    LeadCleared,
    PlanCaptured,
    TaskRaised,
    WordForwarded,
)
from shared.contracts.records import Worker
from tests.unit.conference.story import (
    CHILD,
    NOON,
    STARTS,
    TODAY,
    Story,
    accepted,
    arranged,
    blocked,
    booked,
    check,
    closed,
    consent,
    introduced,
    lead,
    plan,
    ready,
    requested,
    restriction,
    stage,
    stages,
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


# c29: the day of the version


def test_a_stage_of_an_earlier_versions_day_does_not_make_a_later_one_held() -> None:
    """Told after the re-arrangement, or with that version itself told late (c29)."""
    later = STARTS + timedelta(days=21)
    old = stage("private_family_time")
    for events in (
        (arranged(), arranged(version=2, starts=later)),
        (arranged(version=2, starts=later), arranged()),
    ):
        story = under_way().hears(*events)
        story.now = later + timedelta(hours=5)
        assert story.hears(old, closed("held")).said(ConferenceHeld) == []
        assert story.hears(stage("private_family_time", at=later)).said(ConferenceHeld)


def test_a_stage_before_the_conferences_own_day_does_not_count() -> None:
    """Three weeks early, or dated on a day that had not come (c29)."""
    story = booked().hears(stage("private_family_time", at=NOON))
    assert story.tasks() == ["conference-stage-of-another-day"]
    assert story.hears(closed("held")).said(ConferenceHeld) == []
    ahead = Story()
    ahead.state, ahead.now = booked().state, NOON + timedelta(minutes=9)
    decision = ahead.at_once(stage("private_family_time"), closed("held"))
    assert decision == ["conference-stage-dated-ahead", "private-family-time-missing"]


def test_nobody_attended_is_not_held() -> None:
    """A conference without anybody of the network is none; the attendance may be recorded later."""
    story = booked().hears(*stages()).hears(closed("held", attendance=()))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["nobody-attended"]
    assert story.tasks() == ["attendance-missing"]
    assert story.hears(closed("held", "LD-1")).said(ConferenceHeld)


# c31: what was closed by mistake


def test_a_conference_closed_as_cancelled_by_mistake_can_be_corrected() -> None:
    """Held after all, and the plan that waits for it is captured (c31)."""
    story = booked().hears(*stages(), closed("cancelled")).hears(plan())
    assert story.tasks() == ["plan-not-captured"]
    story.hears(closed("held", "LD-1", "LD-2"))
    assert [type(event) for event in story.news] == [ConferenceHeld, PlanCaptured]
    assert story.hears(closed("cancelled"), closed("held", "LD-1", "LD-2")).news == [], "told again"


def test_a_conference_closed_as_held_by_mistake_can_be_corrected() -> None:
    """It is said, and people look at the plan that was captured from it (c31)."""
    story = booked().hears(*stages(), closed("held"), plan())
    assert story.said(PlanCaptured)
    story.hears(closed("cancelled", corrected=True))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["cancelled"]
    assert story.tasks() == ["captured-plan-not-of-a-conference"]
    story.hears(closed("held", "LD-1", corrected=True))
    assert [type(event) for event in story.news] == [ConferenceHeld, PlanCaptured]


def test_a_correction_after_a_refused_version_is_about_the_held_one() -> None:
    """The version that was refused takes its place, and is checked from the beginning."""
    later = STARTS + timedelta(days=21)
    story = booked().hears(*stages(), closed("held"), plan()).hears(arranged(version=2, starts=later))
    assert story.tasks() == ["conference-already-held"]
    story.hears(closed("cancelled", corrected=True))
    assert [one.reason_code for one in story.said(ConferenceNotHeld)] == ["cancelled"]
    assert [one.version for one in story.said(ConferenceIsArranged)] == [2]
    assert story.tasks() == ["captured-plan-not-of-a-conference"]


def test_an_older_closing_told_late_changes_nothing_and_is_told() -> None:
    """Which closing stands is told by when they were recorded."""
    story = booked().hears(*stages())
    before = story.now
    story.now += timedelta(hours=1)
    story.hears(closed("held"))
    story.now, after = before, story.now
    story.hears(closed("cancelled"))
    story.now = after
    assert story.said(ConferenceNotHeld) == []
    assert story.tasks() == ["older-closing-told-late"]
    assert story.state.meetings["CF-1"].status == "held"


def test_a_closing_belongs_to_the_version_that_was_known_when_it_was_recorded() -> None:
    """A cancelled date does not cancel the next, whichever is told first; its repeat neither."""
    cancelled = closed("cancelled")
    story = booked().hears(cancelled, arranged(version=2))
    assert story.said(ConferenceIsArranged)
    assert story.hears(cancelled).news == []
    assert story.state.meetings["CF-1"].status == "arranged"


@pytest.mark.parametrize(
    "stop",
    [consent("withdrawn", STARTS.date()), PersonMerged(child_id=CHILD, kept_id="C-2", retired_id=CHILD)],
)
def test_a_conference_held_before_a_stop_and_told_after_it_counts_as_held(
    stop: ConsentChanged | PersonMerged,
) -> None:
    """What took place took place; its plan needs all that gate G5 needs (c31)."""
    story = booked()
    story.now = STARTS + timedelta(hours=5)
    story.hears(stop)
    assert story.said(ConferenceNotHeld)
    story.hears(*stages(), closed("held", "LD-1"))
    assert story.said(ConferenceHeld)
    assert story.tasks() == [], "they were cleared when they met"
    assert story.hears(plan()).said(PlanCaptured) == []


def test_a_conference_that_went_on_after_a_withdrawal_was_not_held() -> None:
    """Its private family time came after the child's word."""
    story = booked()
    story.now = STARTS + timedelta(minutes=30)
    story.hears(consent("withdrawn", STARTS.date()))
    story.now = STARTS + timedelta(hours=5)
    late = [stage(one.stage, at=STARTS + timedelta(hours=1)) for one in stages()]
    assert story.hears(*late, closed("held")).said(ConferenceHeld) == []
    assert story.state.meetings["CF-1"].ended_for == "child-withdrew"


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
    agreed = restriction("LD-1", "LD-2", separate_arrival_agreed_by="W-11")
    assert apart(agreed).said(ConferenceIsArranged)
    assert apart(restriction("LD-1", "LD-2")).conflicts() == [("may-not-meet", ("LD-1", "LD-2"))]
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


# hard case 78: meetings with a gate of their own


@pytest.mark.parametrize("kind", ["family_meeting", "fgdm"])
def test_a_meeting_with_its_own_gate_needs_no_referral_and_no_clearance(kind: str) -> None:
    """Relatives meet at any time, and the plan they make is captured (hard case 78)."""
    relatives = (lead("LD-1", "aunt"), lead("LD-2", "uncle"))
    story = Story().hears(*relatives, requested(kind)).hears(arranged())
    assert story.said(ConferenceIsArranged)
    story.hears(*stages(), closed("held", "LD-1")).hears(plan())
    [captured] = story.said(PlanCaptured)
    assert captured.kind == kind


@pytest.mark.parametrize("kind", ["family_meeting", "fgdm"])
@pytest.mark.parametrize(
    "against, reason",
    [
        (restriction("LD-1"), "restricted"),
        (restriction(person=RestrictedPerson(relationship="aunt")), "restricted"),
        (restriction("LD-1", to=date(2026, 11, 1)), "expired-needs-decision"),
        (restriction("LD-1", other="LD-2"), "may-not-meet"),
        (wish("no"), "child-declined-lead"),
        (wish("not_now"), "child-does-not-want-to-meet"),
        (wish("no", lead_id=None), "child-declined-conference"),
        (wish("not_now", lead_id=None, stage="family_meeting"), "child-declined-conference"),
        (consent("refused", scope="attend"), "child-declined-conference"),
        (check("concern", gate="G2", check="risk"), "check-concern"),
        (consent("refused", given_by="lead", lead_id="LD-1", scope="contact"), "lead-declined"),
    ],
)
def test_its_gate_is_orders_wishes_and_pairs(kind: str, against: ConferenceArranged, reason: str) -> None:
    """What speaks against it, before and after it is arranged (hard case 78)."""
    relatives = (lead("LD-1", "aunt"), lead("LD-2", "uncle"))
    story = Story().hears(*relatives, requested(kind), against).hears(arranged())
    assert [one for one, _ in story.conflicts()] == [reason]
    after = Story().hears(*relatives, requested(kind), arranged()).hears(against)
    assert [one for one, _ in after.conflicts()] == [reason]


def test_the_offer_before_care_proceedings_does_not_stop_with_lifelong_links() -> None:
    """Never mixed: a freeze or an end of that work is not its own; a family meeting rests (DOMAIN 10)."""
    frozen = JourneyFrozen(child_id=CHILD, reason_code="plan-adoption", number=3)
    assert under_way().hears(requested("fgdm"), frozen).hears(arranged()).said(ConferenceIsArranged)
    assert under_way().hears(requested("family_meeting"), frozen).hears(arranged()).conflicts()
    assert under_way().hears(ready(), requested("fgdm", "CF-9")).state.meetings.keys() == {
        "conference-R-1",
        "CF-9",
    }


def test_a_lifelong_links_plan_without_a_referral_waits_for_it() -> None:
    """Nothing of it is captured without an accepted referral; people are told once (c24)."""
    story = Story().hears(plan(conference_id=None))
    assert [task.reason_code for task in story.said(TaskRaised)] == ["referral-not-accepted"]
    assert story.hears(plan(conference_id=None)).news == []
    assert story.hears(accepted()).said(PlanCaptured)


# the plan


def test_a_version_that_the_child_no_longer_agrees_to_is_told_on() -> None:
    """So that the one before it stops; in whatever order they are told (issue 7, kind 2)."""
    held = booked().hears(*stages(), closed(), plan())
    assert held.said(PlanCaptured)
    story = held.hears(plan(2, child_agrees=False))
    assert [(one.version, one.child_agrees) for one in story.said(PlanCaptured)] == [(2, False)]
    assert story.tasks() == ["plan-not-captured"]
    assert story.hears(plan(), plan(2, child_agrees=False)).news == []
    assert [one.child_agrees for one in story.hears(plan(3)).said(PlanCaptured)] == [True]
    late = booked().hears(*stages(), closed(), plan(2, child_agrees=False)).hears(plan())
    assert late.said(PlanCaptured) == []


def test_a_day_of_agreement_in_the_future_captures_nothing() -> None:
    """A typing error opens nothing, and is told; the corrected record counts (hard case 71)."""
    story = booked().hears(*stages(), closed()).hears(plan(agreed_on=date(2062, 1, 1)))
    assert story.tasks() == ["plan-dated-ahead"]
    assert story.said(PlanCaptured) == []
    assert story.hears(plan(agreed_on=date(2026, 12, 5))).said(PlanCaptured)


def test_the_plan_says_who_must_not_decide_it() -> None:
    """Author, plan lead and every coordinator go with it (issue 7, kind 3)."""
    story = Story().hears(
        accepted(coordinator_id="W-7"), *introduced("LD-1", "aunt"), *introduced("LD-2", "uncle")
    )
    story.hears(arranged(coordinator_id="W-8"), arranged(version=2), *stages(), closed())
    [captured] = story.hears(plan(agreed_by="W-1", plan_lead_id="LD-1")).said(PlanCaptured)
    assert (captured.agreed_by, captured.plan_lead_id) == ("W-1", "LD-1")
    assert set(captured.coordinator_ids) == {"W-7", "W-8", "W-21"}


# the reviewing officer


@pytest.mark.parametrize("born, hears", [(date(2012, 5, 4), True), (date(2008, 11, 20), False)])
def test_the_reviewing_officer_hears_of_a_freeze_and_of_contact_without_clearance(
    born: date, *, hears: bool
) -> None:
    """Until 18, when there is no such officer any more (DOMAIN 10)."""
    frozen = booked().hears(record(born=born)).hears(PAUSED.model_copy(update={"pause": None}))
    assert ("iro" in frozen.said(TaskRaised)[0].audience) is hears
    met = booked().hears(record(born=born), *stages()).hears(closed("held", "LD-1", "LD-9"))
    assert [("iro" in task.audience) for task in met.said(TaskRaised)] == [hears]


def test_every_conflict_is_said_once_for_each_cause() -> None:
    """Safety does not bury people: ten relatives, one order, one task."""
    guests = [f"LD-{number}" for number in range(10, 20)]
    story = under_way().hears(*(event for who in guests for event in introduced(who, "cousin")))
    story.hears(arranged(*guests))
    assert story.tasks() == []
    story.hears(restriction(relationship="cousin"))
    assert story.tasks() == ["resolve-conference-conflict"]
    assert len(story.said(ConferenceConflictFound)) == 1
