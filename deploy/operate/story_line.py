"""Puts a child's happenings in four journals together: each paragraph is one cause and all that followed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deploy.operate.words import event, spaced, told, why
from shared.clock import LONDON
from shared.journal.story import Happening

_WRITES = "internal.write."
_ENDS = {f"{_WRITES}done": "written", f"{_WRITES}conflicted": "not written, somebody changed the section"}
_OUTCOMES = {
    "parked": "PARKED, and the child's later events behind it",
    "dead": "GIVEN UP",
    "invalid": "REFUSED, it cannot be read",
    "refused": "KEPT FOR A PERSON, not acted on",
    "ignored": "ignored",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one service said or did; `at` in microseconds."""

    at: int
    service: str
    said: str


@dataclass(slots=True)
class Paragraph:
    """A cause from outside, or a reminder, and what followed from it in every service."""

    at: int
    what: str
    about: str
    lines: list[Line] = field(default_factory=list)
    noted_by: list[str] = field(default_factory=list)
    """Services that took it in and found nothing to do."""


def paragraphs(happenings: Sequence[Happening], waiting: Collection[str] = ()) -> list[Paragraph]:
    """Happenings in the order of time, grouped by what set them off; `waiting` are references of writes."""
    causes = _Causes()
    made: dict[str, Paragraph] = {}
    ended = _ends(happenings) | dict.fromkeys(waiting, "not made yet")
    for one in happenings:
        cause = causes.of(one)
        paragraph = made.setdefault(cause, Paragraph(one.at, event(one.type), told(one.about)))
        lines = [Line(one.at, one.service, said) for said in _said(one, ended, paragraph.what)]
        paragraph.lines += lines
        if not lines and paragraph.what == event(one.type) and one.service not in paragraph.noted_by:
            paragraph.noted_by.append(one.service)
    return list(made.values())


class _Causes:
    """Follows events back to what set them off: by correlation, and results of writes by their reference."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def of(self, one: Happening) -> str:
        key = one.correlation or one.event_id
        reference = str(one.about.get("reference")) if one.type.startswith(_WRITES) else ""
        found = self._of.get(f"write {reference}") or self._of.get(one.event_id) or self._of.get(key) or key
        self._of |= {key: found, one.event_id: found}
        for effect in one.effects:
            if "reference" in effect:
                self._of[f"write {effect['reference']}"] = found
            elif "id" in effect:
                self._of[effect["id"]] = found
        return found


def _ends(happenings: Sequence[Happening]) -> dict[str, str]:
    """By reference: how a write ended, or that it is delayed."""
    results = [one for one in happenings if one.type.startswith(_WRITES)]
    return {
        str(one.about.get("reference")): _ENDS.get(one.type, spaced(one.type.removeprefix(_WRITES)))
        for one in results
    }


def _said(one: Happening, ended: dict[str, str], heading: str) -> list[str]:
    lines = [_outcome(one, heading)] if one.outcome != "done" else []
    if one.type.startswith(_WRITES) and one.type != f"{_WRITES}done":
        lines.append(f"the write {one.about.get('reference')} is {spaced(one.type.removeprefix(_WRITES))}")
    lines += [_note(note) for note in one.notes if one.outcome not in ("replayed", "discarded")]
    return lines + [_effect(effect, ended) for effect in one.effects]


def _outcome(one: Happening, heading: str) -> str:
    which = "" if event(one.type) == heading else f"{event(one.type)}: "
    if one.outcome in ("replayed", "discarded"):
        by = next((note.get("by") for note in one.notes), "an operator")
        return f"{which}{one.outcome} by {by}"
    return f"{which}{_OUTCOMES.get(one.outcome, one.outcome)}: {why(one.error)}"


def _note(note: dict[str, Any]) -> str:
    details = told({name: value for name, value in note.items() if name != "code"})
    return f"{spaced(str(note.get('code')))}{f': {details}' if details else ''}"


def _effect(effect: dict[str, Any], ended: dict[str, str]) -> str:
    match effect:
        case {"write": kind, "reference": reference}:
            what = "entries" if kind == "entries" else f"a {kind}"
            return f"-> {what} for the record, {ended.get(reference, 'taken back')}: {reference}"
        case {"remind": name, "at": moment}:
            when = datetime.fromisoformat(moment).astimezone(LONDON)
            return f"-> will look again on {when:%d %b %Y} ({spaced(name)})"
        case {"forget": name}:
            return f"-> need not look again ({spaced(name)})"
        case {"cancel": _}:
            return "-> TAKES BACK every outbound write that is not made yet"
        case {"type": kind, **rest}:
            about = told(rest.get("about") or {})
            return f"-> {event(kind)}{f': {about}' if about else ''}"
        case _:
            return "-> something that this version does not know"
