"""The ledger's side: takes requests and releases in, gives places, and says where everybody else stands.

It never takes a place back by itself and never gives more than the policy of the day has. What a child's
document sent before something it sent later changes nothing, in whatever order they arrive.
"""

from datetime import timedelta
from typing import Final

from services.eligibility.places.ledger_state import Entry, Gone, PlaceLedger, ledger_of
from services.eligibility.places.priority import in_line, priority_of
from services.eligibility.policies.book import PolicyBook
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn, turn_of
from shared.clock import start_of
from shared.contracts.our_places import PlaceOffered, PlaceReleased, PlaceRequested, PlaceWaiting
from shared.effects import Context, Decision, Effect, Emit, Forget, Note, Remind

REMINDER: Final = "places"
_REMEMBERED: Final = timedelta(days=90)
"""How long a release is remembered against a request that it overtook."""


def on_place_requested(
    state: Eligibility, event: PlaceRequested, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Give the child a place or a position in the line; work under way has its place whatever the limit."""
    if event.child_id != ledger_of(book):
        return Decision(state, (_elsewhere(event),))
    ledger = state.places or PlaceLedger()
    if event.number <= _last_number(ledger, event.for_child_id):
        return Decision(state, (Note("place-request-overtaken", _about(event)),))
    known = ledger.entries.get(event.for_child_id)
    entry = _entry(event, known, ledger.arrivals + 1)
    gone = {child: one for child, one in ledger.gone.items() if child != event.for_child_id}
    update = {
        "entries": {**ledger.entries, event.for_child_id: entry},
        "gone": gone,
        "arrivals": ledger.arrivals + 1,
    }
    said: tuple[Effect, ...] = ()
    if entry.taken and event.wanted != "occupied":
        update["answers"] = ledger.answers + 1
        said = (_offer(event.for_child_id, entry, ledger.answers + 1),)
    turn = turn_of(book, ctx, ctx.event_id)
    return _allotted(state, ledger.model_copy(update=update), turn, said)


def on_place_released(
    state: Eligibility, event: PlaceReleased, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take a child out; who is next gets the place. A release of nobody known is kept in mind."""
    if event.child_id != ledger_of(book):
        return Decision(state, (_elsewhere(event),))
    ledger = state.places or PlaceLedger()
    if event.number <= _last_number(ledger, event.for_child_id):
        return Decision(state, (Note("place-release-overtaken", _about(event)),))
    turn = turn_of(book, ctx, ctx.event_id)
    left = {child: one for child, one in ledger.entries.items() if child != event.for_child_id}
    recent = {child: one for child, one in ledger.gone.items() if turn.today - one.day < _REMEMBERED}
    gone = {**recent, event.for_child_id: Gone(number=event.number, day=turn.today)}
    return _allotted(state, ledger.model_copy(update={"entries": left, "gone": gone}), turn)


def look_at_places(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Look at the line with today's date and policy: ranks change by time, and so may the limit."""
    ledger = (state.places or PlaceLedger()).model_copy(update={"next_look": None})
    return _allotted(state, ledger, turn)


def _entry(event: PlaceRequested, known: Entry | None, arrived: int) -> Entry:
    """Return the child's entry; for the same referral the place, and the time of waiting, are kept."""
    same = known if known is not None and known.referral_id == event.referral_id else None
    has_place = same is not None and same.taken and event.ready
    facts = event.model_dump(exclude={"child_id", "for_child_id"})
    if same is not None:
        facts["since"] = same.since
    return Entry(
        **facts,
        arrived=same.arrived if same else arrived,
        taken=event.wanted == "occupied" or has_place,
    )


def _allotted(
    state: Eligibility, ledger: PlaceLedger, turn: Turn, said: tuple[Effect, ...] = ()
) -> Decision[Eligibility]:
    """Give the free places to those who are first, and tell the others where they stand now."""
    capacity = turn.policy.capacity
    line = in_line(ledger.waiting, capacity, turn.today)
    ready = [child for child, entry in line if entry.ready]
    free = len(ready) if capacity is None else max(0, capacity.places - ledger.taken)
    chosen = set(ready[:free])
    entries, answers, effects = dict(ledger.entries), ledger.answers, list(said)
    left = [(child, entry) for child, entry in line if child not in chosen]
    for child, entry in ((child, entry) for child, entry in line if child in chosen):
        answers += 1
        entries[child] = entry.model_copy(update={"taken": True, "position": None})
        effects.append(_offer(child, entry, answers))
    for position, (child, entry) in enumerate(left, start=1):
        if entry.position == position:
            continue
        answers += 1
        entries[child] = entry.model_copy(update={"position": position})
        priority = priority_of(entry, capacity, turn.today)
        effects.append(_wait(child, entry, answers, position, priority))
    ledger = ledger.model_copy(update={"entries": entries, "answers": answers})
    reminded, reminder = _reminded(ledger, turn)
    told = Note("places", {"taken": reminded.taken, "waiting": len(left)})
    return Decision(state.model_copy(update={"places": reminded}), (told, *effects, *reminder))


def _reminded(ledger: PlaceLedger, turn: Turn) -> tuple[PlaceLedger, tuple[Effect, ...]]:
    """Look again tomorrow while somebody waits; an empty line needs no look."""
    day = turn.today + timedelta(days=1) if ledger.waiting else None
    if day == ledger.next_look:
        return ledger, ()
    change = Forget(REMINDER) if day is None else Remind(REMINDER, start_of(day))
    return ledger.model_copy(update={"next_look": day}), (change,)


def _offer(child: str, entry: Entry, answer: int) -> Emit:
    return Emit(
        PlaceOffered(child_id=child, referral_id=entry.referral_id, number=entry.number, answer=answer)
    )


def _wait(child: str, entry: Entry, answer: int, position: int, priority: str | None) -> Emit:
    return Emit(
        PlaceWaiting(
            child_id=child,
            referral_id=entry.referral_id,
            number=entry.number,
            answer=answer,
            position=position,
            priority=priority,
        )
    )


def _last_number(ledger: PlaceLedger, child: str) -> int:
    known = ledger.entries.get(child) or ledger.gone.get(child)
    return known.number if known else -1


def _elsewhere(event: PlaceRequested | PlaceReleased) -> Note:
    return Note("not-the-ledger-of-places", _about(event))


def _about(event: PlaceRequested | PlaceReleased) -> dict[str, object]:
    return {"child": event.for_child_id, "referral_id": event.referral_id, "number": event.number}
