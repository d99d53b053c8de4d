"""What became of a conference, worked out from everything that was told of it, in whatever order. Pure.

A conference is held only when private family time took place on a day of the version that it was held
under, and somebody of the network attended (DOMAIN 5; hard cases 37 and 38). A later closing corrects an
earlier one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.conference.halts import ending, took_place_before
from services.conference.state import Conferences
from services.conference.words import (
    PRIVATE_FAMILY_TIME,
    Arrangement,
    Closing,
    Halt,
    Meeting,
    StageWord,
    newest,
)
from shared.rules.words import latest

NO_PRIVATE_TIME = "no-private-family-time"
NOBODY_CAME = "nobody-attended"
CORRECTABLE = frozenset({NO_PRIVATE_TIME, NOBODY_CAME})
"""Reasons that a stage or a closing told later may put right."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: under which arrangements, by which closing, and why not."""

    status: Literal["open", "held", "not_held"]
    arrangement: Arrangement | None = None
    closing: Closing | None = None
    reason: str = ""


def outcome_of(state: Conferences, meeting: Meeting) -> Outcome:
    """Return what became of a conference: held under one of its versions, or how the newest one stands."""
    closings = _by_version(meeting)
    for arrangement, told in closings:
        closing = latest(told)
        if arrangement is None or closing is None or closing.outcome != "held":
            continue
        if _lacking(meeting, arrangement, closing) is None and not ended_by(state, meeting, arrangement):
            return Outcome("held", arrangement, closing)
    return _newest(state, meeting, closings)


def closing_of(meeting: Meeting, arrangement: Arrangement | None) -> Closing | None:
    """Return the closing that stands for arrangements (None: for the request alone)."""
    told = (words for one, words in _by_version(meeting) if one == arrangement)
    return latest(next(told, []))


def ended_by(state: Conferences, meeting: Meeting, arrangement: Arrangement | None) -> str | None:
    """Why a stop ended these arrangements, or the request; None when none did before they took place."""
    known = arrangement or latest(meeting.requests)
    halt = ending(state, meeting.kind, known) if known is not None else None
    if halt is None:
        return None
    if arrangement is not None and took_place_before(arrangement, halt):
        return None if _had_private_time(meeting, arrangement, halt) else halt.reason
    return halt.reason


def stages_of(meeting: Meeting, arrangement: Arrangement) -> tuple[str, ...]:
    """Return the stages that took place on a day of these arrangements, in the order they were told."""
    return tuple(dict.fromkeys(word.stage for word in meeting.stages if is_of(word, arrangement)))


def is_of(stage: StageWord, arrangement: Arrangement) -> bool:
    """Whether a stage took place on a day of these arrangements, and was recorded when it had."""
    if not stage.counts or stage.day is None:
        return False
    return arrangement.starts_on <= stage.day <= arrangement.ends_on


def version_of(meeting: Meeting, closing: Closing) -> Arrangement | None:
    """Return the arrangements that a closing is about."""
    return next((one for one, words in _by_version(meeting) if closing in words), None)


def _known_at(meeting: Meeting, closing: Closing) -> Arrangement | None:
    """Return the arrangements that were the newest when a closing was recorded."""
    known = [one for one in meeting.arrangements if one.at <= closing.at]
    if not known and closing.outcome == "held":
        # It took place, so it was arranged: the arrangement was only recorded later.
        return min(meeting.arrangements, key=lambda one: (one.at, one.version), default=None)
    return newest(known)


def _by_version(meeting: Meeting) -> list[tuple[Arrangement | None, list[Closing]]]:
    """Return the closings of each version; what is recorded of a held conference is about that one."""
    found: list[tuple[Arrangement | None, list[Closing]]] = []
    held: Arrangement | None = None
    for closing in sorted(meeting.closings, key=lambda one: one.at):
        arrangement = held or _known_at(meeting, closing)
        is_held = arrangement is not None and closing.outcome == "held"
        held = arrangement if is_held and not _lacking(meeting, arrangement, closing) else None
        known = next((words for one, words in found if one == arrangement), None)
        if known is None:
            found.append((arrangement, [closing]))
        else:
            known.append(closing)
    return found


def _newest(
    state: Conferences, meeting: Meeting, closings: Iterable[tuple[Arrangement | None, list[Closing]]]
) -> Outcome:
    arrangement = meeting.arrangement
    closing = latest(next((words for one, words in closings if one == arrangement), []))
    stop = ended_by(state, meeting, arrangement)
    if stop is not None:
        return Outcome("not_held", arrangement, closing, stop)
    if closing is None:
        return Outcome("open", arrangement)
    if closing.outcome != "held":
        return Outcome("not_held", arrangement, closing, closing.outcome.replace("_", "-"))
    lacking = _lacking(meeting, arrangement, closing)
    return Outcome("not_held", arrangement, closing, lacking or "")


def _had_private_time(meeting: Meeting, arrangement: Arrangement, halt: Halt) -> bool:
    """Whether private family time took place before a stop."""
    times = (word for word in meeting.stages if word.stage == PRIVATE_FAMILY_TIME)
    return any(
        is_of(word, arrangement) and (word.follows_stop is None or word.follows_stop < halt.at)
        for word in times
    )


def _lacking(meeting: Meeting, arrangement: Arrangement | None, closing: Closing) -> str | None:
    """What keeps a conference that was closed as held from being one."""
    if arrangement is None or PRIVATE_FAMILY_TIME not in stages_of(meeting, arrangement):
        return NO_PRIVATE_TIME
    return None if closing.leads_present else NOBODY_CAME
