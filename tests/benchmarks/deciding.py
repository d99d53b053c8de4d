"""What screening one child costs inside `decide`: no broker, no database, no journal.

Each step is timed over the same different children in turn, so that one slow moment of the machine meets all
of them; the fixed reference beside them is reading the child's record from JSON.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from services.eligibility.data_quality import remarks
from services.eligibility.policies.book import load_book
from services.eligibility.screening import judge, screen
from services.eligibility.service import build
from services.eligibility.state import Eligibility
from shared.contracts.case_system import ChildChanged
from shared.effects import Context
from tests.benchmarks.children import TODAY, records

CHILDREN = 1_000
ROUNDS, QUICK_ROUNDS = 15, 5
MICROSECONDS = 1_000_000
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)

COLUMNS = ("one child, in `decide`", "microseconds", "of reading its record")

Row = tuple[str, ...]
Step = Callable[[], object]


def measure(*, quick: bool) -> list[Row]:
    """The median round of each step, per child, and its ratio to the reference in the same run."""
    steps = _steps()
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(QUICK_ROUNDS if quick else ROUNDS):
        for name, step in steps.items():
            start = perf_counter()
            step()
            taken[name].append((perf_counter() - start) / CHILDREN * MICROSECONDS)
    reference = median(next(iter(taken.values())))
    return [
        (name, f"{median(each):.1f}", f"{median(each) / reference:.1f} x") for name, each in taken.items()
    ]


def _steps() -> dict[str, Step]:
    book = load_book("leeds")
    policy = book.on(TODAY)
    handler = build(book).handler(ChildChanged.TYPE)
    if handler is None:
        raise LookupError(ChildChanged.TYPE)
    lines = [json.dumps(one).encode() for one in records(CHILDREN)]
    events = [ChildChanged.model_validate_json(line) for line in lines]
    context = Context(NOW, "event", NOW)
    first = [handler.decide(Eligibility(child_id=one.child_id), one, context).state for one in events]
    newer = [one.model_copy(update={"record_version": 2}) for one in events]
    again = list(zip(first, newer, strict=True))
    return {
        "reading its record from JSON": lambda: [ChildChanged.model_validate_json(line) for line in lines],
        "judging by every criterion": lambda: [judge(one, policy, TODAY) for one in events],
        "remarks on its record": lambda: [remarks(one, TODAY) for one in events],
        "screening: both, and the event": lambda: [screen(one, policy, TODAY) for one in events],
        "a newer record, decided": lambda: [handler.decide(state, one, context) for state, one in again],
    }
