"""What no service may ever do, whatever happens, in whatever order it hears of it (DOMAIN 3 and 4).

An onlooker who knows none of our rules sees what each service has heard, and what it does next.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import case_system as case
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Effect, Emit, Write
from tests.unit import moves
from tests.unit.moves import DAY, consent, contact, restriction, views
from tests.unit.world import CHILD, SERVICES, Told, World

OUTBOUND = (ours.ConferenceIsArranged, ours.LeadCleared, ours.LeadEngaged, ours.PlanApproved)
LEADS = ("L1", "L2")


class Heard:
    """What one service has heard that must stop it."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.withdrawn: tuple[date, datetime] | None = None
        self.ended: str | None = None
        self.stopped_at: datetime | None = None
        self.bars: dict[str, case.RestrictionRecorded] = {}
        self.barred_at: dict[str, datetime] = {}
        self.declined: set[str] = set()

    def hear(self, told: Told) -> None:
        """Take an event in."""
        event, at = told.event, told.at
        if isinstance(event, case.ConsentChanged):
            self._agreement(event, at)
        elif isinstance(event, ours.ReferralAccepted):
            self._accepted(event, at)
        elif isinstance(event, ours.JourneyFrozen | ours.JourneyClosed) and self.ended not in (
            "closed",
            "merged",
        ):
            self.ended = "frozen" if isinstance(event, ours.JourneyFrozen) else "closed"
            self.stopped_at = max(at, self.stopped_at or at)
        elif isinstance(event, ours.JourneyResumed) and self.ended == "frozen" and self._is_new(at):
            self.ended = None
        elif isinstance(event, case.PersonMerged) and event.retired_id == CHILD:
            self.ended = "merged"
        elif isinstance(event, case.RestrictionRecorded):
            if at >= self.barred_at.get(event.restriction_id, at):
                self.bars[event.restriction_id], self.barred_at[event.restriction_id] = event, at
        elif isinstance(event, case.PlanDecided):
            self.declined = {one.commitment_id for one in event.decisions if one.decision == "declined"}

    def _agreement(self, event: case.ConsentChanged, at: datetime) -> None:
        if (event.given_by, event.scope, event.lead_id) != ("child", "all", None):
            return
        day, since = self.withdrawn or (event.date, at)
        if event.decision != "given":
            self.withdrawn = max(day, event.date), max(since, at)
        elif event.date >= day and at >= since:
            self.withdrawn = None

    def _accepted(self, event: ours.ReferralAccepted, at: datetime) -> None:
        day, since = self.withdrawn or (None, None)
        if day and since and event.child_agreed_on and event.child_agreed_on > day and at >= since:
            self.withdrawn = None
        if self.ended == "closed" and self._is_new(at):
            self.ended = None

    def _is_new(self, at: datetime) -> bool:
        return self.stopped_at is None or at >= self.stopped_at

    def bars_lead(self, lead_id: str) -> bool:
        """Whether an order that stands names this lead."""
        return any(one.person.lead_id == lead_id and one.ended is not True for one in self.bars.values())


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
        must_be_still = heard.withdrawn is not None or heard.ended is not None
        for effect in effects:
            if isinstance(effect, Emit):
                assert not (must_be_still and isinstance(effect.event, OUTBOUND)), effect.event.TYPE
                self._judge(heard, effect.event)
            elif isinstance(effect, Write) and effect.outbound:
                assert not must_be_still
                written = {one["commitment_id"] for one in effect.payload["entries"]}
                assert not written & heard.declined
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
    tells(*moves.held()),
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


@settings(max_examples=80, deadline=None)
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
