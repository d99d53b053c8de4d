"""Turns codes into plain English for the record. The words are data: an authority may change the file.

A sentence whose facts are not all there is left out; a code that the file does not know is shown readably.
`code.reason` has words of its own for a reason that needs them.
No name is ever among the facts: who is meant is shown by the id under which the record knows them.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from services.plan_sync.explanation import Paragraph, ScreeningWords
from services.plan_sync.phrases import filled, joined, names, plain, readable, readable_title, said, worded
from shared.errors import ConfigurationError

SHIPPED = Path(__file__).with_name("wording.toml")

FIELDS = frozenset(
    {
        *("reason", "missing", "target", "outcome", "explanation", "remarks", "next", "items", "gate"),
        *("lead_id", "lead_ids", "referral_id", "conference_id", "plan_id", "version", "count", "attended"),
        *("relationship", "date", "due_on", "starts_at", "position", "priority", "admitted"),
        *("decided_by", "grounds"),
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
    actions: dict[str, str]
    remarks: dict[str, str]
    outcomes: dict[str, str]
    targets: dict[str, str]
    gates: dict[str, str]
    screening: ScreeningWords

    def note(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        """Return title and words of a note."""
        facts = self._facts(payload)
        text = _fitting(self.notes, payload)
        if text is None:
            return readable_title(payload["code"]), said(self.about, facts)
        return filled(text.title, facts), said(text.words, facts)

    def task(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        """Return title and words of a task: the one thing to do first, then what it is about, said once."""
        facts = self._facts(payload)
        text = _fitting(self.tasks, payload) or Text(title=readable_title(payload["code"]))
        own = {name for sentence in text.words for name in names(sentence)}
        about = (sentence for sentence in self.about if not own.issuperset(names(sentence)))
        return filled(text.title, facts), said((*text.words, *about), facts)

    def _facts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        facts = {name: plain(value) for name, value in payload.items() if name in FIELDS}
        facts["reason"] = worded(self.reasons, payload.get("reason_code"))
        facts["next"] = worded(self.actions, payload.get("next_action"))
        facts["grounds"] = worded(self.reasons, payload.get("grounds"))
        facts["priority"] = worded(self.reasons, payload.get("priority"))
        facts["admitted"] = joined(readable(role) for role in payload.get("admitted", ()))
        for name, words in (("target", self.targets), ("outcome", self.outcomes), ("gate", self.gates)):
            facts[name] = worded(words, payload.get(name))
        for name, words, between in (("missing", self.missing, ", "), ("remarks", self.remarks, "; ")):
            facts[name] = joined((worded(words, one) for one in payload.get(name, ())), between)
        facts["relationship"] = readable(payload.get("relationship") or "")
        facts["items"] = "\n".join(self._item(*one) for one in payload.get("items", ()))
        if payload["code"] == "screened":
            facts["explanation"] = self._explained(payload)
        return facts

    def _explained(self, payload: Mapping[str, Any]) -> str:
        paragraph = Paragraph(self.screening, self.reasons, self.missing, payload)
        return paragraph.text(worded(self.outcomes, payload.get("previous")))

    def _item(self, commitment_id: str, reason_code: str | None) -> str:
        return f"- {commitment_id}: {worded(self.reasons, reason_code or 'no-reason-given')}"


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


def _fitting(texts: Mapping[str, Text], payload: Mapping[str, Any]) -> Text | None:
    """Return the words for this code and reason if there are any, else those for the code."""
    code, reason = payload["code"], payload.get("reason_code")
    return texts.get(f"{code}.{reason}") or texts.get(code)


def _sentences(wording: Wording) -> list[tuple[str, str, frozenset[str]]]:
    entry = frozenset({"who", "words"})
    found = [(name, getattr(wording, name), entry) for name in ("entry", "entry_with_conditions")]
    found += [("about", one, FIELDS) for one in wording.about]
    for kind, texts in (("notes", wording.notes), ("tasks", wording.tasks)):
        for code, text in texts.items():
            found += [(f"{kind}.{code}", one, FIELDS) for one in (text.title, *text.words)]
    for place, sentence, allowed in wording.screening.sentences():
        found.append((f"screening.{place}", sentence, allowed))
    return found


def _check(path: Path, place: str, sentence: str, allowed: frozenset[str]) -> None:
    try:
        unknown = sorted(set(names(sentence)) - allowed)
    except ValueError:
        raise _fault(path, place, "an unmatched brace") from None
    if unknown:
        raise _fault(path, place, "no such fact", unknown[0])


def _fault(path: Path, *what: str) -> ConfigurationError:
    return ConfigurationError(": ".join((f"wording file {path}", *what)))
