"""Late, repeated and reordered delivery never leaves a child's work less safe than telling it in order."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.eligibility.policies.book import PolicyBook
from services.eligibility.service import build
from services.eligibility.state import Eligibility
from shared.contracts import case_system as case
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Context, Emit
from shared.errors import TooEarly
from tests.unit.eligibility.children import IN_CARE, LEEDS, child
from tests.unit.eligibility.story import referral_made

HANDLERS = {one.event.TYPE: one for one in build(PolicyBook((LEEDS,))).handlers}
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
STEP = timedelta(hours=7)
NUMBERED = (ReferralAccepted, JourneyFrozen, JourneyResumed, JourneyClosed)

RECORDS: tuple[dict[str, Any], ...] = (
    {},
    {"permanence_plan": ["ADOPTION"]},
    {"permanence_plan": None},
    {"workers": []},
    {"workers": None},
    {"care": {**IN_CARE, "legal_status": "V2"}},
    {"care": {**IN_CARE, "placement": "T1"}},
    {"care": {**IN_CARE, "placement": "P1"}},
    {"date_of_birth": "2010-02-03"},
    {"date_of_birth": "2008-11-25", "care_leaver": "eligible"},
)
WORDS = [
    (giver, holder, decision)
    for giver, holder in (("child", None), ("pr_holder", "H1"), ("pr_holder", "H2"), ("authority", None))
    for decision in ("given", "refused")
]
FORMS: tuple[dict[str, Any], ...] = ({}, {"agreed": False}, {"pr": "refused"}, {"pr": "not_sought"})
STEPS = st.one_of(
    st.tuples(st.just("record"), st.integers(0, len(RECORDS) - 1)),
    st.tuples(st.just("word"), st.integers(0, len(WORDS) - 1)),
    st.tuples(st.just("form"), st.integers(0, len(FORMS) - 1)),
    st.tuples(st.just("decision"), st.integers(0, 1)),
    st.tuples(st.just("rest"), st.integers(0, 1)),
)


@dataclass(frozen=True)
class Told:
    """An event, and when the case system told it."""

    event: Event
    at: datetime


def event_of(kind: str, choice: int, number: int, day: date) -> Event:
    """One thing that was recorded, as the number-th of a history."""
    said: dict[str, Any]
    if kind == "record":
        known = child(**RECORDS[choice]).model_dump(by_alias=True)
        as_of = START + STEP * number
        return case.ChildChanged.model_validate({**known, "record_version": number + 1, "as_of": as_of})
    if kind == "word":
        giver, holder, decision = WORDS[choice]
        said = {"consent_id": f"K{number}", "given_by": giver, "holder_id": holder, "decision": decision}
        return case.ConsentChanged.model_validate({"child_id": "C1", "scope": "all", "date": day, **said})
    if kind == "form":
        return referral_made(agreed_on=day, **FORMS[choice])
    if kind == "decision":
        said = {"referral_id": "R1", "decision": ("accept", "decline")[choice], "by": "M1"}
        return case.ReferralDecided.model_validate({"child_id": "C1", **said, "reason_code": "known"})
    said = {"pause_id": "P1", "requested_by": "child", "from": day, "ended": bool(choice)}
    return case.JourneyPaused.model_validate({"child_id": "C1", **said})


def history(steps: list[tuple[str, int]]) -> list[Told]:
    """A child who is recorded and referred, and what happens then."""
    begun = [("record", 0), ("form", 0), ("decision", 0)]
    return [
        Told(event_of(kind, choice, number, (START + STEP * number).date()), START + STEP * number)
        for number, (kind, choice) in enumerate([*begun, *steps])
    ]


class Run:
    """The document after events in the order of their delivery; what comes too early is tried again."""

    def __init__(self) -> None:
        """Nothing is known."""
        self.state = Eligibility(child_id="C1")
        self.now = START
        self.count = 0
        self.early: list[Told] = []
        self.said: list[Event] = []

    def hear(self, *told: Told) -> "Run":
        """Deliver events, none before it was told."""
        for one in told:
            self.now = max(self.now, one.at) + timedelta(seconds=1)
            if not self._take(one):
                self.early.append(one)
                continue
            self.early = [early for early in self.early if not self._take(early)]
        return self

    def _take(self, told: Told) -> bool:
        self.count += 1
        handler = HANDLERS[told.event.TYPE]
        try:
            decision = handler.decide(self.state, told.event, Context(self.now, f"E{self.count}", told.at))
        except TooEarly:
            return False
        self.state = Eligibility.model_validate_json(decision.state.model_dump_json())
        self.said += [effect.event for effect in decision.effects if isinstance(effect, Emit)]
        return True

    @property
    def is_open(self) -> bool:
        """Whether anything outbound may happen."""
        return self.state.under_way and self.state.stop is None


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=7), st.data())
def test_an_event_that_comes_late_never_opens_what_in_order_was_closed(
    steps: list[tuple[str, int]], data: st.DataObject
) -> None:
    """One event of a whole history is displaced to any later place (kind 1; hard cases 64, 65, 73)."""
    told = history(steps)
    place = data.draw(st.integers(0, len(told) - 2))
    later = data.draw(st.integers(place + 1, len(told) - 1))
    moved = [*told[:place], *told[place + 1 : later + 1], told[place], *told[later + 1 :]]
    assert Run().hear(*told).is_open or not Run().hear(*moved).is_open


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=7), st.data())
def test_a_record_told_again_changes_nothing_and_says_nothing(
    steps: list[tuple[str, int]], data: st.DataObject
) -> None:
    """Under a new envelope, at any time after, however often; also when it was taken back (hard case 65)."""
    run = Run().hear(*history(steps))
    before, known = len(run.said), run.state
    repeated = [one for one in history(steps) if not isinstance(one.event, case.ReferralDecided)]
    for one in data.draw(st.lists(st.sampled_from(repeated), max_size=4)):
        run.hear(Told(one.event, run.now + timedelta(minutes=1)))
    assert run.said[before:] == []
    assert run.state.model_dump() == known.model_dump()


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_the_words_stand_whatever_the_order_of_delivery(steps: list[tuple[str, int]], chance: Any) -> None:  # noqa: ANN401 - hypothesis' own random
    """Record, words, form and rests are worked out from all that was told (DOMAIN 4)."""
    told = history(steps)
    mixed = list(told)
    chance.shuffle(mixed)
    one, other = Run().hear(*told).state, Run().hear(*mixed).state
    assert (one.record, one.agreements.refusals) == (other.record, other.agreements.refusals)
    assert (one.stamp, one.lasting) == (other.stamp, other.lasting)
    assert one.rests.keys() == other.rests.keys()


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_numbers_rise_and_the_last_word_on_the_journey_is_its_state(
    steps: list[tuple[str, int]],
    chance: Any,  # noqa: ANN401 - hypothesis' own random
) -> None:
    """A service that hears only what eligibility says of the journey knows how it stands (kind 12)."""
    told = history(steps)
    chance.shuffle(told)
    run = Run().hear(*told)
    said = [event for event in run.said if isinstance(event, NUMBERED)]
    numbers = [event.number for event in said]
    assert numbers == sorted({number for number in numbers if number is not None})
    stop: str | None = None
    for event in said:
        if isinstance(event, JourneyFrozen):
            stop = "pause" if event.pause else "freeze"
        elif isinstance(event, JourneyResumed | JourneyClosed):
            stop = None
    assert stop == (run.state.stop if run.state.under_way else None)
