"""No place is given twice and none is lost, whatever happens and in whatever order it is heard of."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.eligibility.office import Office, limited

CHILDREN = ("A", "B", "C", "D")
HAPPENS = ("accept", "waitlist", "decline", "withdraw", "return", "doubt", "clear", "adoption")
ARRIVES = ("deliver", "settle")
Step = tuple[str, str, int]
ACTION = st.sampled_from((*HAPPENS, *("accept", "decline") * 3, *ARRIVES * 4))
STEPS = st.lists(st.tuples(st.sampled_from(CHILDREN), ACTION, st.integers(0, 7)), min_size=15, max_size=60)
PLANS = {"doubt": [], "clear": ["LTFOST18"], "adoption": ["ADOPTION"]}


class Run:
    """An office with two places whose events about places are delivered late, and in any order."""

    def __init__(self) -> None:
        """All children are recorded and referred."""
        self.office = Office(limited(2))
        self.office.holding = True
        self.versions = dict.fromkeys(CHILDREN, 1)
        self.referrals = dict.fromkeys(CHILDREN, 1)
        for child_id in CHILDREN:
            self.office.referred(child_id)

    def step(self, child_id: str, action: str, number: int) -> None:
        """One thing happens."""
        office = self.office
        if action == "deliver":
            if office.on_the_way:
                office.deliver(number)
        elif action == "settle":
            self.settle(number)
        elif action in PLANS:
            self.versions[child_id] += 1
            office.record(child_id, self.versions[child_id], permanence_plan=PLANS[action])
        elif action in ("withdraw", "return"):
            office.consent(child_id, "withdrawn" if action == "withdraw" else "given")
        else:
            self._decide(child_id, action)

    def _decide(self, child_id: str, decision: str) -> None:
        state = self.office.state(child_id)
        if not (state.referral_is_pending or state.under_way):
            self.referrals[child_id] += 1
            self.office.referred(child_id, f"R{self.referrals[child_id]}")
        self.office.decides(child_id, decision, referral_id=f"R{self.referrals[child_id]}")

    def settle(self, number: int) -> None:
        """Everything on the way arrives, in an order that the number picks."""
        while self.office.on_the_way:
            self.office.deliver(number)


@settings(max_examples=50, deadline=None)
@given(STEPS, st.integers(0, 5))
def test_never_more_children_than_places_and_no_place_is_lost(steps: list[Step], order: int) -> None:
    """At every step at most two; in the end ledger and children agree, and no free place has a taker."""
    run = Run()
    for step in steps:
        run.step(*step)
        assert len(run.office.under_way()) <= 2
        assert run.office.ledger.taken <= 2
    run.settle(order)
    office = run.office
    assert len(office.under_way()) <= 2
    places = {child_id: one.place for child_id, one in office.states.items() if one.place is not None}
    entries = office.ledger.entries
    assert entries.keys() == places.keys()
    for child_id, place in places.items():
        entry = entries[child_id]
        assert entry.number == office.state(child_id).place_number
        assert entry.taken is (place.standing != "waiting")
        assert entry.position == place.position
    assert {one for one, place in places.items() if place.standing == "taken"} == set(office.under_way())
    if office.ledger.taken < 2:
        assert not [one for one in office.ledger.waiting.values() if one.ready]
