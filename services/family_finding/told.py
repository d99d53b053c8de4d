"""What a person is told about a word that is late, or dated ahead (DOMAIN 4): one task for each record."""

from datetime import datetime

from shared.contracts.our_meeting import Audience
from shared.effects import Effect
from shared.rules.tasks import About, raise_task
from shared.rules.words import Word, is_ahead

_WHO: tuple[Audience, ...] = ("social_worker",)


def dated_ahead(child_id: str, record: str, word: Word, lead_id: str | None = None) -> tuple[Effect, ...]:
    """Ask for the day on which something was said, when it lies after its recording."""
    if not is_ahead(word.day, word.at):
        return ()
    about = About(record, lead_id=lead_id, reason=record.split(maxsplit=1)[0])
    return (raise_task(child_id, "word-dated-ahead", _WHO, about),)


def told_late(child_id: str, record: str, lead_id: str | None = None) -> tuple[Effect, ...]:
    """Tell of a word that would have closed something and is older than one that opened it."""
    about = About(record, lead_id=lead_id, reason=record.split(maxsplit=1)[0])
    return (raise_task(child_id, "older-word-told-late", _WHO, about),)


def earliest(known: datetime | None, at: datetime) -> datetime:
    """Return when something was first told."""
    return at if known is None else min(known, at)
