"""`lifelong-links waiting-list`: the ledger of places, as eligibility's journal has it now.

Children are shown by the id under which the record knows them. Their order is that of the day
(Europe/London): the ledger looks at it once a day itself.
"""

from dataclasses import asdict, dataclass
from datetime import date

from rich.table import Table

from deploy.composition import policy_book
from deploy.operate.journals import named, open_journals
from deploy.operate.words import console, print_json, spaced
from services.eligibility.places.ledger_state import Entry, PlaceLedger, ledger_of
from services.eligibility.places.priority import in_line, priority_of
from services.eligibility.policies.policy import Capacity
from services.eligibility.state import Eligibility
from shared.clock import london_date, utc_now
from shared.config import load
from shared.journal.documents import document

_WHY_NOT_READY = "passed until a person has decided"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One child in the line."""

    position: int
    child_id: str
    referral_id: str
    priority: str | None
    since: date
    wanted: str
    ready: bool


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The whole line; `places` is None where the policy of the day sets no limit."""

    places: int | None
    taken: int
    waiting: tuple[Waiting, ...]


async def show_waiting_list(*, as_json: bool) -> None:
    """Print it; raises ConfigurationError when there is no journal or no such policy."""
    settings = load()
    book, today = policy_book(settings), london_date(utc_now())
    async with open_journals(settings) as journals:
        one = named(journals, "eligibility")
        kept = await document(one.store, one.codec, ledger_of(book))
    ledger = kept.places if isinstance(kept, Eligibility) else None
    found = waiting_list(ledger or PlaceLedger(), book.on(today).capacity, today)
    if as_json:
        print_json(asdict(found))
        return
    screen = console()
    screen.print(_headline(found))
    if found.waiting:
        screen.print(_table(found.waiting))


def waiting_list(ledger: PlaceLedger, capacity: Capacity | None, today: date) -> WaitingList:
    """Put the ledger's line in order, by the priorities of a policy on a day."""
    line = in_line(ledger.waiting, capacity, today)
    return WaitingList(
        places=capacity.places if capacity else None,
        taken=ledger.taken,
        waiting=tuple(
            _waiting(position, child_id, entry, priority_of(entry, capacity, today))
            for position, (child_id, entry) in enumerate(line, start=1)
        ),
    )


def _waiting(position: int, child_id: str, entry: Entry, priority: str | None) -> Waiting:
    return Waiting(position, child_id, entry.referral_id, priority, entry.since, entry.wanted, entry.ready)


def _headline(found: WaitingList) -> str:
    if found.places is None and not found.taken:
        return "The policy sets no limit to the number of places."
    number = f"{found.places} place" if found.places == 1 else f"{found.places} places"
    limit = "no limit" if found.places is None else number
    return f"{limit}, {found.taken} taken, {len(found.waiting)} waiting"


def _table(line: tuple[Waiting, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in ("position", "child", "referral", "since", "comes early because", "when it is their turn"):
        table.add_column(head, justify="right" if head == "position" else "left", overflow="fold")
    for one in line:
        turn = "begins" if one.wanted == "accept" else "is asked again"
        table.add_row(
            str(one.position),
            one.child_id,
            one.referral_id,
            f"{one.since:%d %b %Y}",
            spaced(one.priority or ""),
            turn if one.ready else _WHY_NOT_READY,
        )
    return table
