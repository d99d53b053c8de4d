"""Turns codes into plain English for the record. The words are data: an authority may change the file.

A sentence whose facts are not all there is left out; a code that the file does not know is shown readably.
`code.reason` has words of its own for a reason that needs them.
No name is ever among the facts: who is meant is shown by the id under which the record knows them.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.clock import LONDON
from shared.errors import ConfigurationError

SHIPPED = Path(__file__).with_name("wording.toml")

FIELDS = frozenset(
    {
        *("reason", "missing", "target", "outcome", "previous", "criteria", "items", "gate", "relationship"),
        *("lead_id", "lead_ids", "referral_id", "conference_id", "plan_id", "version", "count", "attended"),
        *("date", "due_on", "starts_at"),
    }
)
"""What a sentence may speak of."""


class Text(BaseModel):
    """A title and sentences; each is used when all of its facts are there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    words: tuple[str, ...] = ()


class Wording(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    entry: str
    entry_with_conditions: str
    notes: dict[str, Text]
    tasks: dict[str, Text]
    about: tuple[str, ...]
    reasons: dict[str, str]
    missing: dict[str, str]
    criteria: dict[str, str]
    results: dict[str, str]
    outcomes: dict[str, str]
    targets: dict[str, str]
    gates: dict[str, str]

    def note(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        """Return title and words of a note."""
        facts = self._facts(payload)
        text = _fitting(self.notes, payload)
        if text is None:
            return _readable_title(payload["code"]), _said(self.about, facts)
        return _filled(text.title, facts), _said(text.words, facts)

    def task(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        """Return title and words of a task: the one thing to do first, then what it is about."""
        facts = self._facts(payload)
        text = _fitting(self.tasks, payload) or Text(title=_readable_title(payload["code"]))
        return _filled(text.title, facts), _said((*text.words, *self.about), facts)

    def _facts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        facts = {name: _plain(value) for name, value in payload.items() if name in FIELDS}
        facts["reason"] = _worded(self.reasons, payload.get("reason_code"))
        facts["missing"] = _joined(_worded(self.missing, one) for one in payload.get("missing", ()))
        for name, words in (("target", self.targets), ("outcome", self.outcomes), ("gate", self.gates)):
            facts[name] = _worded(words, payload.get(name))
        facts["previous"] = _worded(self.outcomes, payload.get("previous"))
        facts["relationship"] = readable(payload.get("relationship") or "")
        facts["criteria"] = "\n".join(self._criterion(*one) for one in payload.get("criteria", ()))
        facts["items"] = "\n".join(self._item(*one) for one in payload.get("items", ()))
        return facts

    def _criterion(self, criterion: str, result: str, reason_code: str) -> str:
        label = self.criteria.get(criterion, criterion)
        return f"- {label}: {_worded(self.results, result)}, {_worded(self.reasons, reason_code)}"

    def _item(self, commitment_id: str, reason_code: str | None) -> str:
        return f"- {commitment_id}: {_worded(self.reasons, reason_code or 'no-reason-given')}"


def load_wording(path: Path = SHIPPED) -> Wording:
    """Read a wording file; ConfigurationError names the file, the place and the fault."""
    try:
        wording = Wording.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise _fault(path, "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _fault(path, "not TOML", str(fault)) from None
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _fault(path, place, first["msg"]) from None
    for place, sentence, allowed in _sentences(wording):
        _check(path, place, sentence, allowed)
    return wording


def readable(code: str) -> str:
    """Show a code as words; ids and statutory codes, which have capitals or digits, stay as they are."""
    return re.sub(r"[-_.:]+", " ", code).strip() if re.fullmatch(r"[a-z][a-z_.:-]*", code) else code


def _fitting(texts: Mapping[str, Text], payload: Mapping[str, Any]) -> Text | None:
    """Return the words for this code and reason if there are any, else those for the code."""
    code, reason = payload["code"], payload.get("reason_code")
    return texts.get(f"{code}.{reason}") or texts.get(code)


def _readable_title(code: str) -> str:
    title = re.sub(r"[-_.:]+", " ", code).strip()
    return title[:1].upper() + title[1:]


def _worded(words: Mapping[str, str], code: str | None) -> str:
    return words.get(code, readable(code)) if code else ""


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return _joined(str(one) for one in value)
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return _day(date.fromisoformat(value))
    if re.match(r"\d{4}-\d{2}-\d{2}T", value):
        moment = datetime.fromisoformat(value).astimezone(LONDON)
        return f"{_day(moment)}, {moment:%H:%M}"
    return value


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _said(sentences: tuple[str, ...], facts: Mapping[str, str]) -> str:
    return "\n".join(_filled(one, facts) for one in sentences if all(facts.get(name) for name in _names(one)))


def _filled(sentence: str, facts: Mapping[str, str]) -> str:
    return sentence.format_map({name: facts.get(name, "") for name in _names(sentence)})


def _names(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]


def _sentences(wording: Wording) -> list[tuple[str, str, frozenset[str]]]:
    entry = frozenset({"who", "words"})
    found = [(name, getattr(wording, name), entry) for name in ("entry", "entry_with_conditions")]
    found += [("about", one, FIELDS) for one in wording.about]
    for kind, texts in (("notes", wording.notes), ("tasks", wording.tasks)):
        for code, text in texts.items():
            found += [(f"{kind}.{code}", one, FIELDS) for one in (text.title, *text.words)]
    return found


def _check(path: Path, place: str, sentence: str, allowed: frozenset[str]) -> None:
    try:
        unknown = sorted(set(_names(sentence)) - allowed)
    except ValueError:
        raise _fault(path, place, "an unmatched brace") from None
    if unknown:
        raise _fault(path, place, "no such fact", unknown[0])


def _fault(path: Path, *what: str) -> ConfigurationError:
    return ConfigurationError(": ".join((f"wording file {path}", *what)))
