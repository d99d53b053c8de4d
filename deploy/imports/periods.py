"""From episodes to the latest period of care (SSDA903 guide; DOMAIN 2.3).

A period of care is a run of episodes without a gap: the next one starts on the day on which the last one
ended, whose reason is X1 ("episode ceases, and new episode begins on same day"). `day` is the extract's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shared.rules.codes import TEMPORARY

CONTINUES: Final = "X1"
STARTS: Final = "S"
"""Reason for a new episode: started to be looked after."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode; `reason` is why it ceased, `new_reason` why it began, both None when not known.

    `entered_care` is the first day of the period as some systems give it with each episode.
    """

    start: date
    end: date | None = None
    reason: str | None = None
    new_reason: str | None = None
    legal_status: str | None = None
    placement: str | None = None
    entered_care: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """A run of episodes in their order, never empty."""

    episodes: tuple[Episode, ...]
    started: date

    @property
    def last(self) -> Episode:
        """The episode that ended last, or has not ended."""
        if self.episodes[-1].end is None:
            return self.episodes[-1]
        return max(self.episodes, key=lambda one: (one.end or date.max, one.start))

    @property
    def is_undated(self) -> bool:
        """Tell whether its last episode says why it ceased and not when."""
        return self.last.end is None and self.last.reason is not None

    @property
    def breaks_off(self) -> bool:
        """Tell whether its last episode says that another follows, and none does."""
        return self.last.end is not None and self.last.reason == CONTINUES

    def is_over(self, day: date) -> bool:
        """Tell whether it had ended by that day."""
        return self.last.end is not None and self.last.end <= day

    def last_day(self, day: date) -> date:
        """The day of which its legal status and placement are asked: `day`, or its own last one."""
        end = self.last.end
        return day if end is None or end > day else max(end - timedelta(days=1), self.started)

    def in_force(self, day: date) -> Episode:
        """The episode in force on its last day."""
        asked = self.last_day(day)
        return next((one for one in reversed(self.episodes) if one.start <= asked), self.episodes[0])

    def lasting_placement(self, day: date) -> str | None:
        """The placement on its last day; a temporary one (T0-T4) interrupts the last lasting one.

        DOMAIN 2.2, hard case 67: what cannot be read in an episode is not known, and none of an earlier one.
        """
        asked = self.last_day(day)
        begun = [one for one in self.episodes if one.start <= asked] or list(self.episodes[:1])
        lasting = [one for one in begun if one.placement not in TEMPORARY]
        return (lasting or begun)[-1].placement


def latest_period(episodes: Sequence[Episode], day: date) -> Period | None:
    """Return the latest period that had begun by that day, else the first of those to come."""
    periods = _periods(episodes)
    begun = [one for one in periods if one.started <= day]
    return begun[-1] if begun else next(iter(periods), None)


def _periods(episodes: Sequence[Episode]) -> list[Period]:
    runs: list[list[Episode]] = []
    for episode in sorted(episodes, key=lambda one: (one.start, one.end or date.max)):
        if runs and _goes_on(runs[-1], episode):
            runs[-1].append(episode)
        else:
            runs.append([episode])
    before: list[date | None] = [None, *(Period(tuple(run), run[0].start).last.end for run in runs)]
    return [Period(tuple(run), _started(run, since)) for run, since in zip(runs, before, strict=False)]


def _goes_on(run: Sequence[Episode], episode: Episode) -> bool:
    """Overlapping episodes are an error of the record, not two periods."""
    last = Period(tuple(run), run[0].start).last
    if last.end is None or episode.start < last.end:
        return True
    if episode.start > last.end:
        return False
    return last.reason == CONTINUES or (last.reason is None and episode.new_reason != STARTS)


def _started(run: Sequence[Episode], since: date | None) -> date:
    """An extract of some years may lack the first episodes: then the day of entering care is better."""
    first = run[0].start
    said = [one.entered_care for one in run if one.entered_care is not None]
    earlier = [day for day in said if day < first and (since is None or day >= since)]
    return min(earlier, default=first)
