"""Meetings of the demonstration are at times at which a family would meet."""

from datetime import UTC, datetime

import pytest
import time_machine

from deploy.demo.case import afternoon_in_days, afternoon_today
from shared.clock import LONDON


@pytest.mark.parametrize(
    ("now", "starts_at"),
    [
        ("2026-12-01T03:00:00Z", "14:00"),
        ("2026-07-01T13:30:00Z", "15:00"),
        ("2026-12-01T18:59:00Z", "19:01"),
    ],
)
def test_a_meeting_of_today_is_in_the_afternoon(now: str, starts_at: str) -> None:
    """The next full hour from two o'clock on, in London time; in the evening it is soon, and today."""
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        assert f"{afternoon_today():%Y-%m-%d %H:%M}" == f"{now[:10]} {starts_at}"


def test_a_meeting_to_come_is_on_a_saturday_and_not_at_christmas() -> None:
    """From the 20th of December to the 3rd of January families have other plans."""
    with time_machine.travel(datetime(2026, 12, 6, 3, tzinfo=UTC), tick=False):
        starts = afternoon_in_days(14)
    assert starts == datetime(2027, 1, 9, 15, tzinfo=LONDON)
