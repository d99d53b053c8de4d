"""Late, repeated and reordered delivery changes nothing but what a person is told (DOMAIN 4; issue 7).

Two searches hear the same: one in order, the other late, in another order and again under new envelopes. Once
everything has arrived the second is never more open than the first, and where nothing was decided by when it
arrived (a contact: was the gate open when it was made?) both are the same.
"""

from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from services.family_finding.gates import GATES, GateKeeper
from services.family_finding.picture import Picture
from services.family_finding.state import Search, Verdict
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.case_search import Gate
from shared.contracts.envelope import Event
from shared.rules.practice import DEFAULT
from tests.unit.family_finding.story import (
    APPROACH,
    CHILD,
    DAY,
    OWN_WORKER,
    START,
    Story,
    accepted,
    approach_checks,
    check,
    consent,
    contact,
    introduction_checks,
    lead,
    record,
    restriction,
    views,
)

LEADS = ("L1", "L2")
_NUMBERS = count(1)
MINUTE = timedelta(minutes=1)
Gates = dict[tuple[str, Gate], Verdict]

who = st.sampled_from(LEADS)
ids = st.sampled_from(["A", "B", "C", "D", "E", "F"])
days = st.sampled_from([DAY - timedelta(days=1), DAY, DAY + timedelta(days=700)])


def fresh(lead_id: str) -> list[Event]:
    """A lead who may be approached: every check made anew."""
    return [views("yes", lead_id, view_id=f"V{next(_NUMBERS)}"), *approach_checks(lead_id)]


def merge(decision: str, decision_id: str) -> Event:
    """A decision on whether both leads are one person."""
    data = {"child_id": CHILD, "lead_ids": LEADS, "decision": decision, "decision_id": decision_id}
    return case.LeadMergeDecided.model_validate(data)


words: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        lambda lead_id, name, gate, result, by, day, key: check(
            name, lead_id, gate, result=result, by=by, date=day, check_id=key
        ),
        who,
        st.sampled_from([*APPROACH, "child_wish"]),
        st.sampled_from(["G2", "G3", "G4"]),
        st.sampled_from(["clear", "concern", "unknown"]),
        st.sampled_from(["W1", "W9"]),
        days,
        ids,
    ),
    st.builds(
        lambda lead_id, wish, day, key: views(wish, lead_id, day=day, view_id=key),
        who,
        st.sampled_from(["yes", "no", "not_now", "message_only", "find_out_only"]),
        days,
        ids,
    ),
    st.builds(
        lambda lead_id, kin, ended, key: restriction(key, lead_id=lead_id, relationship=kin, ended=ended),
        st.sampled_from([None, *LEADS]),
        st.sampled_from(["father", "aunt"]),
        st.sampled_from([None, True, False]),
        ids,
    ),
    st.builds(
        lambda lead_id, kin, n, flag: lead(lead_id, kin, version=n, is_child=flag),
        who,
        st.sampled_from(["aunt", "other", "father"]),
        st.sampled_from([1, 2, 3, 10**18]),
        st.sampled_from([None, True, False]),
    ),
    st.builds(
        lambda decision, giver, scope, lead_id, day, key: consent(
            decision, given_by=giver, scope=scope, lead_id=lead_id, day=day
        ).model_copy(update={"consent_id": key}),
        st.sampled_from(["given", "withdrawn"]),
        st.sampled_from(["child", "pr_holder", "authority", "lead"]),
        st.sampled_from(["all", "contact", "attend", "search"]),
        st.sampled_from([None, *LEADS]),
        days,
        ids,
    ),
    st.builds(
        lambda lead_id, outcome, direction, key: contact(
            outcome, lead_id, direction=direction, contact_id=f"{key}-{outcome}"
        ),
        who,
        st.sampled_from(["declined", "unsure", "no_reply", "wrong_person"]),
        st.sampled_from(["in", "out"]),
        ids,
    ),
    st.builds(merge, st.sampled_from(["merge", "keep_apart", "unmerge"]), ids),
    st.builds(
        lambda n, plan, placement, workers: record(
            n,
            permanence_plan=plan,
            workers=workers,
            care={"period_started": "2020-03-01", "legal_status": "C2", "placement": placement},
        ),
        st.integers(2, 5),
        st.sampled_from([["LTFOST18"], ["RESPLMT"], None]),
        st.sampled_from(["U4", "K2", "T1"]),
        st.sampled_from([[OWN_WORKER], [], None]),
    ),
)


class Numbered:
    """What eligibility says, with its rising number."""

    def __init__(self) -> None:
        """Begin after the acceptance."""
        self.number = 1

    def next(self, kind: str) -> Event:
        """The next word of eligibility."""
        self.number += 1
        if kind == "resumed":
            return ours.JourneyResumed(child_id=CHILD, reason_code="r", number=self.number)
        return ours.JourneyFrozen(child_id=CHILD, reason_code="r", pause=kind == "paused", number=self.number)


def gates(search: Search, today: date) -> Gates:
    """Every gate of every lead."""
    keeper = GateKeeper(Picture(search), today, DEFAULT)
    return {(one, gate): keeper.verdicts(one)[gate] for one in LEADS for gate in GATES}


def opened(now: Gates) -> set[tuple[str, Gate]]:
    """The gates that are open."""
    return {key for key, verdict in now.items() if verdict.open}


class Delivery(RuleBasedStateMachine):
    """Two searches, and what one of them has not heard yet."""

    def __init__(self) -> None:
        """Both begin with a search that is open, and two leads."""
        super().__init__()
        self.in_order, self.displaced = Story(), Story()
        self.eligibility = Numbered()
        self.now = START
        self.held: list[tuple[Event, datetime]] = []
        self.heard: list[Event] = []
        self.all_alike = True
        for event in (record(), accepted(number=1), *(lead(one) for one in LEADS), views()):
            self.tell(event)

    def tell(self, event: Event) -> None:
        """Both hear it at once."""
        self.now += MINUTE
        self.heard.append(event)
        for story in (self.in_order, self.displaced):
            story.now = self.now
            story.play(event, happened=self.now)

    def hold(self, event: Event) -> None:
        """The one hears it now, the other later."""
        self.now += MINUTE
        self.in_order.now = self.now
        self.in_order.play(event, happened=self.now)
        self.held.append((event, self.now))

    def deliver(self, index: int) -> None:
        """Something arrives late, with its own time."""
        event, happened = self.held.pop(index % len(self.held))
        self.now += MINUTE
        self.displaced.now = self.now
        self.displaced.play(event, happened=happened)
        self.heard.append(event)

    @rule(event=words)
    def says(self, event: Event) -> None:
        """Somebody says something."""
        self.tell(event)

    @rule(event=words)
    def says_and_it_is_late(self, event: Event) -> None:
        """Somebody says something, and it waits on its way."""
        self.hold(event)

    @rule(lead_id=who, late=st.booleans())
    def everything_is_checked(self, lead_id: str, *, late: bool) -> None:
        """Every check of gate G2, made anew."""
        for event in fresh(lead_id):
            (self.hold if late else self.tell)(event)

    @rule(lead_id=who, late=st.booleans())
    def is_introduced(self, lead_id: str, *, late: bool) -> None:
        """The lead is willing, the child asked again, and every check of gate G3 made."""
        self.all_alike = False
        again = views("yes", lead_id, view_id=f"again-{self.now:%H%M}")
        willing = contact(lead_id=lead_id, contact_id=f"T-{self.now:%H%M}")
        for event in (willing, again, *introduction_checks(lead_id)):
            (self.hold if late else self.tell)(event)

    @rule(kind=st.sampled_from(["frozen", "paused", "resumed"]), late=st.booleans())
    def eligibility_says(self, kind: str, *, late: bool) -> None:
        """The journey stops, rests or goes on."""
        (self.hold if late else self.tell)(self.eligibility.next(kind))

    @rule(index=st.integers(0, 50))
    def arrives(self, index: int) -> None:
        """Something that waited arrives."""
        if self.held:
            self.deliver(index)

    @rule(index=st.integers(0, 200))
    def is_told_again(self, index: int) -> None:
        """A record is told again under a new envelope with a new time."""
        self.now += MINUTE
        self.displaced.now = self.now
        before = gates(self.displaced.state, DAY)
        self.displaced.play(self.heard[index % len(self.heard)], happened=self.now)
        assert gates(self.displaced.state, DAY) == before

    def teardown(self) -> None:
        """Everything has arrived: never more open than in order; the same where arrival decides nothing."""
        while self.held:
            self.deliver(0)
        late, right = gates(self.displaced.state, DAY), gates(self.in_order.state, DAY)
        assert opened(late) <= opened(right)
        if self.all_alike:
            assert late == right


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=2, max_size=14), st.randoms(use_true_random=False))
def test_what_is_told_in_any_order_means_the_same(told: list[Event], random: Random) -> None:
    """The words of all records, each with its own time, told in one order and in another."""
    begin = [record(), accepted(number=1), *(lead(one) for one in LEADS), *fresh("L1"), *fresh("L2")]
    timed = [(event, START + MINUTE * i) for i, event in enumerate([*begin, *told])]
    ends = []
    for order in (timed, random.sample(timed, len(timed))):
        story = Story()
        story.now = START + timedelta(hours=8)
        for event, happened in order:
            story.play(event, happened=happened)
        ends.append((gates(story.state, DAY), {one: story.state.lead(one).checks for one in LEADS}))
    assert ends[0] == ends[1]
