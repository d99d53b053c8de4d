"""Whatever happens in whatever order, what must never be said is never said (DOMAIN 3 and 4)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.errors import TooEarly
from tests.unit.family_finding.story import (
    APPROACH,
    CHILD,
    DAY,
    Story,
    accepted,
    check,
    consent,
    contact,
    lead,
    restriction,
    views,
)

LEADS = ("L1", "L2")
one_lead = st.sampled_from(LEADS)
days = st.sampled_from([DAY, DAY + timedelta(days=1)])


def cleared(lead_id: str) -> list[Event]:
    """The short way to gate G2, so that most stories have something to lose."""
    return [lead(lead_id), views("yes", lead_id), *(check(name, lead_id) for name in APPROACH)]


moves = st.one_of(
    one_lead.map(cleared),
    one_lead.map(lambda who: [check(name, who) for name in APPROACH]),
    st.builds(
        lambda who, name, result: [check(name, who, result=result)],
        one_lead,
        st.sampled_from([*APPROACH, "child_wish"]),
        st.sampled_from(["clear", "concern", "unknown"]),
    ),
    st.builds(
        lambda who, ended, to: [restriction(f"O-{who}", lead_id=who, ended=ended, to=to)],
        one_lead,
        st.sampled_from([None, True, False]),
        st.sampled_from([None, DAY]),
    ),
    st.sampled_from([None, True]).map(lambda ended: [restriction("O-f", relationship="father", ended=ended)]),
    st.builds(
        lambda who, kin, n: [lead(who, kin, version=n)],
        one_lead,
        st.sampled_from(["father", "aunt"]),
        st.integers(1, 3),
    ),
    st.sampled_from(["given", "withdrawn", "refused"]).map(lambda decision: [consent(decision)]),
    st.builds(
        lambda who, wish, day: [views(wish, who, day=day)],
        one_lead,
        st.sampled_from(["yes", "no", "not_now", "message_only", "find_out_only"]),
        days,
    ),
    st.builds(
        lambda who, outcome, direction: [contact(outcome, who, direction=direction)],
        one_lead,
        st.sampled_from(["willing", "declined", "no_reply"]),
        st.sampled_from(["out", "in"]),
    ),
    st.sampled_from(["merge", "unmerge"]).map(
        lambda decision: [
            case.LeadMergeDecided.model_validate({"child_id": CHILD, "lead_ids": LEADS, "decision": decision})
        ]
    ),
    st.just([ours.JourneyFrozen(child_id=CHILD, reason_code="r")]),
    st.just([ours.JourneyResumed(child_id=CHILD, reason_code="r")]),
    st.just([ours.JourneyClosed(child_id=CHILD, reason_code="r")]),
    st.just([accepted()]),
)


class Witness:
    """What an onlooker knows from the events alone, without our rules."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.withdrawn = False
        self.barred: dict[str, tuple[str | None, str | None]] = {}
        self.wishes: dict[str, tuple[date, str]] = {}
        self.kin: dict[str, set[str]] = {who: set() for who in LEADS}

    def see(self, event: Event) -> None:
        """Take an event in."""
        if isinstance(event, case.ConsentChanged):
            self.withdrawn = event.decision != "given"
        elif isinstance(event, case.RestrictionRecorded):
            self.barred.pop(event.restriction_id, None)
            if event.ended is not True:
                self.barred[event.restriction_id] = (event.person.lead_id, event.person.relationship)
        elif isinstance(event, case.ViewsRecorded) and event.lead_id and event.wish:
            if event.date >= self.wishes.get(event.lead_id, (event.date, ""))[0]:
                self.wishes[event.lead_id] = (event.date, event.wish)
        elif isinstance(event, case.LeadRecorded):
            self.kin[event.lead_id].add(event.relationship)

    def must_be_closed(self, lead_id: str) -> bool:
        """Whether nobody may have been told that this lead may be approached."""
        named = any(who == lead_id or kin in self.kin[lead_id] for who, kin in self.barred.values())
        return self.withdrawn or named or self.wishes.get(lead_id, (DAY, ""))[1] == "no"


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=12))
def test_no_lead_is_ever_cleared_while_restricted_withdrawn_or_vetoed(story_of: list[list[Event]]) -> None:
    """Hard cases 14, 15 and 18 for any order of events, as the outside world is told."""
    story, witness = Story(), Witness()
    for event in [accepted(), *(event for move in story_of for event in move)]:
        witness.see(event)
        try:
            story.play(event)
        except TooEarly:
            continue
        for who in LEADS:
            assert not (story.cleared(who, "G2") and witness.must_be_closed(who))
            assert story.cleared(who, "G2") or not story.cleared(who, "G3")
            assert story.cleared(who, "G2") or not story.cleared(who, "G4")


@settings(max_examples=30, deadline=None)
@given(st.lists(moves, max_size=8))
def test_nothing_is_said_twice(story_of: list[list[Event]]) -> None:
    """A gate that is open is not opened again, and a reminder with no news says nothing."""
    story = Story()
    for event in [accepted(), *(event for move in story_of for event in move)]:
        was = {(who, gate): story.cleared(who, gate) for who in LEADS for gate in ("G2", "G3", "G4")}
        try:
            said = story.play(event)
        except TooEarly:
            continue
        assert not any(isinstance(one, ours.LeadCleared) and was[one.lead_id, one.gate] for one in said)
        assert story.sleep_until(story.today) == []
