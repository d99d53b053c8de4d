"""Putting facts into sentences: the parts that notes, tasks and explanations share.

A sentence whose facts are not all there is left out; a code that has no words is shown readably.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from string import Formatter

from shared.clock import LONDON


def readable(code: str) -> str:
    """Show a code as words; ids and statutory codes, which have capitals or digits, stay as they are."""
    return re.sub(r"[-_.:]+", " ", code).strip() if re.fullmatch(r"[a-z][a-z_.:-]*", code) else code


def readable_title(code: str) -> str:
    """Show a code as a title, whatever is in it."""
    return begun(re.sub(r"[-_.:]+", " ", code).strip())


def begun(sentence: str) -> str:
    """Return the sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def worded(words: Mapping[str, str], code: str | None) -> str:
    """Return the words for a code; nothing for none."""
    return words.get(code, readable(code)) if code else ""


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """Join what there is."""
    return between.join(part for part in parts if part)


def plain(value: object) -> str:
    """Show a value: dates written out, times in Europe/London, lists with commas."""
    if isinstance(value, list):
        return joined(str(one) for one in value)
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return _day(date.fromisoformat(value))
    if re.match(r"\d{4}-\d{2}-\d{2}T", value):
        moment = datetime.fromisoformat(value).astimezone(LONDON)
        return f"{_day(moment)}, {moment:%H:%M}"
    return value


def said(sentences: Iterable[str], facts: Mapping[str, str], between: str = "\n") -> str:
    """Fill the sentences whose facts are all there."""
    return between.join(
        filled(one, facts) for one in sentences if all(facts.get(name) for name in names(one))
    )


def filled(sentence: str, facts: Mapping[str, str]) -> str:
    """Put facts into a sentence; braces in a fact are only text."""
    return sentence.format_map({name: facts.get(name, "") for name in names(sentence)})


def names(sentence: str) -> list[str]:
    """Return the facts that a sentence speaks of; ValueError when a brace is unmatched."""
    return [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
