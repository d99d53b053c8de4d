"""Kind 12: a version or date beyond reason neither blinds a service nor silences a later word."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit import looks, moves
from tests.unit.moves import record
from tests.unit.safety.scenes import is_arranged, stopped

HUGE = 10**18


@pytest.mark.parametrize("change", [moves.ADOPTION, moves.DIED, moves.MOVED_AWAY])
@pytest.mark.parametrize("jump", [999, HUGE])
def test_a_record_version_that_jumps_and_comes_back_silences_nothing(
    change: dict[str, Any], jump: int
) -> None:
    """The later data counts, and a person is told (c67)."""
    world = moves.searching()
    world.tell(record(jump, as_of="2026-11-01T10:00:00Z"))
    asked = looks.asks(world, record(2, as_of="2026-11-02T12:00:00Z", **change))
    assert None not in stopped(world)
    assert asked


def test_data_of_a_clock_a_day_ahead_does_not_silence_what_is_recorded_meanwhile() -> None:
    """It is as old as its recording (issue 7, kind 12)."""
    world = moves.searching()
    world.tell(record(2, as_of=world.now + timedelta(days=1)))
    world.tell(record(3, as_of=world.now + timedelta(minutes=1), **moves.ADOPTION))
    assert None not in stopped(world)


def test_an_arrangement_of_a_version_beyond_reason_does_not_silence_the_next() -> None:
    """Who is no longer invited there is not invited (issue 7, kind 12)."""
    world = moves.networked()
    world.tell(moves.arranged("L1", version=HUGE))
    assert is_arranged(world.tell(moves.arranged("L2", version=3)))
    assert looks.meetings(world.said)["CF-1"] == {"L2"}


def test_a_plan_of_a_version_beyond_reason_does_not_silence_the_next() -> None:
    """The version agreed after it can be decided and written (issue 7, kind 12)."""
    world = moves.planned()
    world.tell(moves.agreed(HUGE), moves.agreed(2), moves.decided(2))
    world.write()
    assert looks.written(world) == {"CM-1", "CM-2"}


def test_a_lead_of_a_version_beyond_reason_does_not_silence_the_next() -> None:
    """Deceased is heard, and nobody approaches them (issue 7, kind 12)."""
    world = moves.searching()
    world.tell(
        *moves.introduced(), moves.lead("L1", "aunt", HUGE), moves.lead("L1", "aunt", 2, deceased=True)
    )
    assert looks.open_gates(world.said) == set()
