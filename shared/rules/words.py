"""Which word stands (DOMAIN 4): the one rule for facts that come late, twice and out of order. Pure.

A *word* is what one record says: a view, a consent, a check, an order, a contact, a decision. Every service
keeps words by the id of their record and works out what they mean from all of them, so that the order of
delivery cannot matter:

- A record told again says nothing new: of each content the earliest time at which it was told counts, and of
  a record's contents the one that was told last.
- Of the words of several records the later stands: by the day it was said, then by when it was recorded.
- Of two words of the same moment the more cautious stands.
- Who edits a record that opened already has said nothing new of that day: it opens since it did so first.
- A day on which a word was said that lies after its recording is a typing error: a word that closes counts as
  of its recording, one that opens counts for nothing until it is recorded anew. A person is told.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from shared.clock import london_date
from shared.effects import Kept


class Word(Kept):
    """What a record says: the day it was said (Europe/London, None: not recorded), and when it was told.

    `at` is the earliest time at which the record was told with this content (aware UTC).
    """

    day: date | None = None
    at: datetime

    @property
    def caution(self) -> int:
        """How much it closes: 0 opens; of two words of one moment the higher stands."""
        return 0

    @property
    def said_on(self) -> date:
        """The day from which it counts."""
        recorded = london_date(self.at)
        return recorded if self.day is None else min(self.day, recorded)

    @property
    def counts(self) -> bool:
        """Whether it means anything: not when it opens and is dated after its own recording."""
        return self.caution > 0 or not is_ahead(self.day, self.at)

    def says_the_same(self, other: "Word") -> bool:
        """Whether another telling has the same content, whenever it was told."""
        return self == other.model_copy(update={"at": self.at})

    def opens_like(self, _other: "Word") -> bool:
        """Whether both open the same, so that the one is only an edit of the other (hard case 65)."""
        return False

    def is_later_than(self, other: "Word") -> bool:
        """Whether it stands against another word: said later, or as late and no less cautious."""
        return _rank(self) >= _rank(other)


W = TypeVar("W", bound=Word)

Records = Mapping[str, tuple[W, ...]]
"""By the id of a record, each content that it was told with."""


def is_ahead(day: date | None, at: datetime) -> bool:
    """Whether a day on which something was said lies after its recording: a typing error."""
    return day is not None and day > london_date(at)


def after_telling(records: Records[W], record_id: str, word: W) -> dict[str, tuple[W, ...]]:
    """Return the records once one was told; equal to those before when it says nothing new."""
    contents = records.get(record_id, ())
    known = next((content for content in contents if word.says_the_same(content)), None)
    if known is None:
        return {**records, record_id: (*contents, word)}
    if word.at >= known.at:
        return dict(records)
    return {**records, record_id: tuple(word if content is known else content for content in contents)}


def is_known(records: Records[W], record_id: str, word: W) -> bool:
    """Whether this record was told with this content before."""
    return any(word.says_the_same(content) for content in records.get(record_id, ()))


def content_of(contents: Iterable[W]) -> W | None:
    """Return what a record says now: the content that was told last, of those that count."""
    told = tuple(contents)
    word = _foremost(told, lambda content: (content.at, content.caution))
    return word if word is None or len(told) == 1 else since_it_opened(word, told)


def since_it_opened(word: W, contents: Iterable[W]) -> W:
    """Return a content of a record as of when the record first opened so: an edit opens nothing anew.

    A new day on which it was said, or another content in between, makes it a new word.
    """
    if not word.opens_like(word):
        return word
    since = word.at
    earlier = [content for content in contents if content.counts and content.at < word.at]
    for content in sorted(
        earlier, key=lambda one: (one.at, one.caution, one.model_dump_json()), reverse=True
    ):
        if content.day != word.day or not word.opens_like(content):
            break
        since = content.at
    return word if since == word.at else word.model_copy(update={"at": since})


def words_of(records: Records[W]) -> list[W]:
    """Return what every record says now."""
    found = []
    for contents in records.values():
        word = content_of(contents) if len(contents) > 1 else contents[0] if contents else None
        if word is not None and word.counts:
            found.append(word)
    return found


def in_order(words: Iterable[W]) -> list[W]:
    """Return the words that count in the order in which they stand, the latest last; always the same."""
    ranked = sorted(((_rank(word), word) for word in words if word.counts), key=itemgetter(0))
    ordered: list[W] = []
    for _place, equals in groupby(ranked, key=itemgetter(0)):
        tied = [word for _rank_of, word in equals]
        ordered += tied if len(tied) == 1 else sorted(tied, key=lambda word: word.model_dump_json())
    return ordered


def latest(words: Iterable[W]) -> W | None:
    """Return the word that stands: the later, and of the same moment the more cautious."""
    return _foremost(words, _rank)


def _foremost(words: Iterable[W], rank: Callable[[W], tuple[Any, ...]]) -> W | None:
    """Return the word of the highest rank, of those that count; of equals always the same, in any order."""
    ranked = [(rank(word), word) for word in words if word.counts]
    if not ranked:
        return None
    highest = max(ranked, key=itemgetter(0))[0]
    equals = [word for place, word in ranked if place == highest]
    return equals[0] if len(equals) == 1 else max(equals, key=lambda word: word.model_dump_json())


def _rank(word: Word) -> tuple[date, datetime, int]:
    return word.said_on, word.at, word.caution
