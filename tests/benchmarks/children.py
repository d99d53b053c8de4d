"""Invented children for the screening benchmarks: as many as are wanted, as different as an authority's."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

TODAY = date(2026, 11, 20)
DAYS_TO_25 = 25 * 365
ADULT_DAYS = 18 * 365 + 5

PLANS: tuple[list[str] | None, ...] = (
    ["LTFOST18"],
    ["LTFOST18"],
    ["RESPLMT"],
    ["RETURNEV"],
    ["ADOPTION"],
    ["LTRELFR"],
    [],
    None,
)
LEGAL = ("C2", "C2", "V2", "V2", "C1", "E1")
PLACEMENTS = ("U4", "U6", "K2", "U1", "P1", "H5")
LEFT_FOR = ("E4A", "E41", "E8", "E13")


def record(number: int) -> dict[str, Any]:
    """The child of that number, always the same one; about a quarter are care leavers."""
    pick = Random(number)
    age = pick.randrange(DAYS_TO_25)
    grown_up = age > ADULT_DAYS
    started = pick.randrange(min(age, 4_000) + 1)
    return {
        "child_id": f"CH-{number:06}",
        "record_version": 1,
        "as_of": f"{TODAY}T0{pick.randrange(10)}:00:00Z",
        "responsible_authority": "E08000035",
        "date_of_birth": _before(age),
        "care": _care(pick, started, grown_up=grown_up),
        "care_leaver": pick.choice(("former_relevant", "qualifying")) if grown_up else "none",
        "permanence_plan": pick.choice(PLANS),
        "workers": [
            {
                "worker_id": f"W{pick.randrange(400)}",
                "role": "personal_adviser" if grown_up else "social_worker",
                "from": _before(pick.randrange(900)),
            }
        ],
        "parent": {
            "is_parent": grown_up and pick.random() < 0.2,
            "child_lost_in_care_proceedings": grown_up and pick.random() < 0.1,
        },
        "services": [{"service": "futures", "from": _before(90)}] if grown_up and pick.random() < 0.3 else [],
    }


def records(count: int) -> Iterator[dict[str, Any]]:
    """The first so many children, one at a time."""
    return map(record, range(count))


def _care(pick: Random, started: int, *, grown_up: bool) -> dict[str, Any]:
    care = {
        "period_started": _before(started),
        "legal_status": pick.choice(LEGAL),
        "placement": pick.choice(PLACEMENTS),
    }
    if grown_up:
        care |= {"period_ended": _before(started // 2), "reason_ceased": pick.choice(LEFT_FOR)}
    return care


def _before(days: int) -> str:
    return (TODAY - timedelta(days)).isoformat()
