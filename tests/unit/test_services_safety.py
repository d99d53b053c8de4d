"""What no service may ever do, whatever happens, in whatever order it hears of it (DOMAIN 3 and 4).

An onlooker who knows none of our rules sees what each service has heard, and what it does next.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clock import london_date
from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Effect, Emit, Write
from tests.unit import moves
from tests.unit.moves import DAY, consent, contact, restriction, views
from tests.unit.world import CHILD, SERVICES, START, Told, World

OUTBOUND = (ours.ConferenceIsArranged, ours.LeadCleared, ours.LeadEngaged, ours.PlanApproved)
LEADS = ("L1", "L2")


Moment = tuple[date, datetime, int]
"""The day a word was said, when it was first told, and how much it closes."""


class Words:
    """What records say: of each content the first telling counts, of all contents the one told last."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.first: dict[tuple[str, str], tuple[Event, datetime]] = {}

    def hear(self, record_id: str, event: Event, at: datetime) -> None:
        """Take a telling in."""
        key = record_id, event.model_dump_json()
        known = self.first.get(key)
        self.first[key] = (event, min(at, known[1]) if known else at)

    def now(self, closes: Callable[[Event], bool]) -> list[tuple[Event, Moment]]:
        """What every record says now, and of which moment it is."""
        last: dict[str, tuple[Event, Moment]] = {}
        for (record_id, _content), (event, at) in self.first.items():
            day = min(getattr(event, "date", None) or london_date(at), london_date(at))
            is_ahead = (getattr(event, "date", None) or date.min) > london_date(at)
            moment = (day, at, int(closes(event)))
            if is_ahead and not closes(event):
                continue
            if record_id not in last or moment[1:] >= last[record_id][1][1:]:
                last[record_id] = event, moment
        return list(last.values())


class Heard:
    """What one service has heard that must stop it, by the rule for which word stands (DOMAIN 4)."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.consents = Words()
        self.orders = Words()
        self.decisions = Words()
        self.agreed: list[tuple[date, datetime]] = []
        self.said: dict[type[Event], tuple[int, datetime]] = {}
        self.merged = False

    def hear(self, told: Told) -> None:
        """Take an event in."""
        event, at = told.event, told.at
        match event:
            case case.ConsentChanged(given_by="child", scope="all", lead_id=None):
                self.consents.hear(event.consent_id, event, at)
            case case.RestrictionRecorded():
                self.orders.hear(event.restriction_id, event, at)
            case case.PlanDecided():
                self.decisions.hear(event.decision_id or "", event, at)
            case case.PersonMerged(retired_id=retired) if retired == CHILD:
                self.merged = True
            case (
                ours.ReferralAccepted() | ours.JourneyFrozen() | ours.JourneyResumed() | ours.JourneyClosed()
            ):
                if isinstance(event, ours.ReferralAccepted) and event.child_agreed_on:
                    self.agreed.append((event.child_agreed_on, at))
                moment = (event.number or 0, at)
                self.said[type(event)] = max(moment, self.said.get(type(event), moment))
            case _:
                pass

    @property
    def must_be_still(self) -> bool:
        """Whether nothing outbound may happen."""
        closed = self._said(ours.JourneyClosed) > self._said(ours.ReferralAccepted)
        lifted = max(self._said(ours.JourneyResumed), self._said(ours.JourneyClosed))
        return self.merged or closed or self._said(ours.JourneyFrozen) > lifted or self._withdrew

    def _said(self, kind: type[Event]) -> tuple[int, datetime]:
        return self.said.get(kind, (-1, START))

    @property
    def _withdrew(self) -> bool:
        words = self.consents.now(_takes_back)
        given = [moment for event, moment in words if not _takes_back(event)]
        return any(
            not any(agreement > moment for agreement in given)
            and not any(day > moment[0] and at >= moment[1] for day, at in self.agreed)
            for event, moment in words
            if _takes_back(event)
        )

    def bars_lead(self, lead_id: str) -> bool:
        """Whether an order that stands names this lead."""
        orders = (event for event, _ in self.orders.now(_bars))
        return any(
            isinstance(one, case.RestrictionRecorded) and one.person.lead_id == lead_id and _bars(one)
            for one in orders
        )

    def declined(self, version: int) -> set[str]:
        """The commitments of a version that were declined last."""
        last: dict[str, tuple[datetime, bool]] = {}
        for event, (_day, at, _closes) in self.decisions.now(lambda _event: True):
            if isinstance(event, case.PlanDecided) and event.version == version:
                for item in event.decisions:
                    word = at, item.decision == "declined"
                    last[item.commitment_id] = max(word, last.get(item.commitment_id, word))
        return {commitment for commitment, (_at, is_declined) in last.items() if is_declined}


def _takes_back(event: Event) -> bool:
    return isinstance(event, case.ConsentChanged) and event.decision != "given"


def _bars(event: Event) -> bool:
    return isinstance(event, case.RestrictionRecorded) and event.ended is not True


class Onlooker:
    """Sees every decision of every service."""

    def __init__(self, world: World) -> None:
        """Begin to look."""
        self.world = world
        self.heard = {name: Heard() for name in SERVICES}

    def see(self, name: str, told: Told, effects: tuple[Effect, ...]) -> None:
        """Judge what a service did, by everything that it had heard by then."""
        heard = self.heard[name]
        heard.hear(told)
        must_be_still = heard.must_be_still
        for effect in effects:
            if isinstance(effect, Emit):
                assert not (must_be_still and isinstance(effect.event, OUTBOUND)), effect.event.TYPE
                self._judge(heard, effect.event)
            elif isinstance(effect, Write) and effect.outbound:
                assert not must_be_still
                written = {one["commitment_id"] for one in effect.payload["entries"]}
                assert not written & heard.declined(effect.payload["plan_version"])
        if name == "plan-sync" and must_be_still:
            assert self.world.pending == {}, "what is not written yet is taken back"

    def _judge(self, heard: Heard, event: Event) -> None:
        if isinstance(event, ours.ConferenceIsArranged):
            assert not any(heard.bars_lead(one.lead_id) for one in event.invitees if one.lead_id)
        elif isinstance(event, ours.LeadCleared):
            assert not heard.bars_lead(event.lead_id)


Move = Callable[[World], object]


def tells(*events: Event) -> Move:
    """The case system tells these."""
    return lambda world: world.tell(*events)


def anew(make: Callable[[int], Iterable[Event]]) -> Move:
    """The case system tells a further version of something."""
    return lambda world: world.tell(*make(world.count + 10))


def withdraws(decision: str, days: int, scope: str = "all") -> Move:
    """The child takes agreement back, on a form of so many days later."""
    return tells(consent(decision, day=DAY + timedelta(days=days), scope=scope))


def _new_referral(days: int, number: int) -> list[Event]:
    made = moves.referred(f"R{number}", DAY + timedelta(days=days))
    return [made, moves.decides("accept", f"R{number}")]


STOPS: tuple[Move, ...] = (
    *(withdraws(decision, days) for decision in ("withdrawn", "refused") for days in (-1, 0, 1)),
    *(withdraws("withdrawn", 0, scope) for scope in ("contact", "share")),
    *(tells(restriction(f"O-{who}", lead_id=who)) for who in LEADS),
    *(tells(views("no", who, view_id=f"V-no-{who}")) for who in LEADS),
    anew(lambda n: [moves.record(n, **moves.ADOPTION)]),
    anew(lambda n: [moves.record(n, **moves.MOVED_AWAY)]),
    tells(moves.decides("decline")),
    tells(consent("refused", given_by="pr_holder")),
    tells(moves.about(case.PersonMerged, kept_id="C2", retired_id=CHILD)),
    *(partial(World.stick, name=name) for name in SERVICES),
)
OPENS: tuple[Move, ...] = (
    *(withdraws("given", days) for days in (-1, 0, 1)),
    *(tells(restriction(f"O-{who}", lead_id=who, ended=True)) for who in LEADS),
    *(tells(views("yes", who, view_id=f"V-yes-{who}")) for who in LEADS),
    anew(lambda n: [moves.record(n)]),
    *(anew(partial(_new_referral, days)) for days in (0, 2)),
    *(partial(World.release, name=name) for name in SERVICES),
)
PUSHES: tuple[Move, ...] = (
    *(tells(*moves.introduced(who)) for who in LEADS),
    *(tells(contact("willing", who, direction="in", contact_id=f"T-in-{who}")) for who in LEADS),
    anew(lambda n: [moves.arranged(version=n)]),
    anew(lambda n: [moves.arranged("L1", version=n)]),
    moves.takes_place,
    tells(moves.agreed(), moves.decided()),
    anew(lambda n: [moves.agreed(n, None), moves.decided(n)]),
    anew(lambda n: [moves.agreed(n, None), moves.decided(n, two="declined")]),
    tells(moves.decided()),
    World.write,
)


BEGINNINGS = tuple(
    begin()
    for begin in (moves.booked, moves.planned, moves.approved, moves.networked, moves.searching, World)
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(BEGINNINGS),
    st.lists(st.one_of(*(st.sampled_from(kind) for kind in (STOPS, PUSHES, OPENS))), min_size=4, max_size=16),
)
def test_nothing_goes_out_after_a_stop_and_nobody_barred_comes(begin: World, story: list[Move]) -> None:
    """Any order, any delay, anything stuck (hard case 14, hard case 18, hard case 42)."""
    world = begin.again()
    world.watch = Onlooker(world).see
    for move in story:
        move(world)
    for name in SERVICES:
        world.release(name)
