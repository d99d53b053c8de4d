"""Compares two versions of an event's schema and names what breaks those who already use it.

We read an event of the case system: what was accepted must stay accepted (nothing *narrower*). Others read
ours, and so do we: what was promised must stay promised (nothing *wider* either). A new optional field is
neither. Where it cannot be told which of two patterns admits more, the change counts as narrower.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Schema = Mapping[str, Any]

_CLASS_AND_LENGTH = re.compile(r"\^(?P<characters>\[[^]]+\])\{(?P<least>\d+),(?P<most>\d+)\}\$")
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minItems", "minLength")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxItems", "maxLength")


@dataclass(frozen=True)
class Change:
    """One difference, at a place within the data."""

    place: str
    what: str
    effect: Literal["narrower", "wider", "added"]

    def breaks(self, *, published: bool) -> bool:
        """Say whether it breaks anybody; `published` events have readers who rely on what is promised."""
        return self.effect == "narrower" or (published and self.effect == "wider")

    def __str__(self) -> str:
        return f"{self.place or 'data'}: {self.what}"


def changes(old: Schema, new: Schema) -> list[Change]:
    """Return every difference that matters to a reader or writer, from the old schema to the new."""
    return list(_compare(_Place(old, old), _Place(new, new), ""))


@dataclass(frozen=True)
class _Place:
    root: Schema
    here: Schema

    def at(self, schema: Schema) -> "_Place":
        while "$ref" in schema:
            schema = self.root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        return _Place(self.root, schema)

    def kinds(self) -> dict[str, "_Place"]:
        """The alternatives by JSON type; the contract has never two of one type."""
        alternatives = [self.at(one) for one in self.here.get("anyOf", (self.here,))]
        return {one.here.get("type", "anything"): one for one in alternatives}

    def properties(self) -> dict[str, "_Place"]:
        return {name: self.at(schema) for name, schema in self.here.get("properties", {}).items()}


def _compare(old: _Place, new: _Place, place: str) -> Iterator[Change]:
    before, after = old.at(old.here).kinds(), new.at(new.here).kinds()
    for kind in before.keys() - after.keys():
        yield Change(place, f"`{kind}` is no longer allowed", "narrower")
    for kind in after.keys() - before.keys():
        yield Change(place, f"`{kind}` is allowed now", "wider")
    for kind in sorted(before.keys() & after.keys()):
        yield from _compare_kind(before[kind], after[kind], place)


def _compare_kind(old: _Place, new: _Place, place: str) -> Iterator[Change]:
    yield from _values(old.here, new.here, place)
    yield from _bounds(old.here, new.here, place)
    yield from _pattern(old.here.get("pattern"), new.here.get("pattern"), place)
    if old.here.get("format") != new.here.get("format"):
        yield Change(place, "the format changed", "narrower")
    yield from _fields(old, new, place)
    yield from _items(old, new, place)


def _values(old: Schema, new: Schema, place: str) -> Iterator[Change]:
    before, after = _closed_list(old), _closed_list(new)
    if before is None and after is None:
        return
    if before is None:
        yield Change(place, "an open value became a closed list", "narrower")
    elif after is None:
        yield Change(place, "a closed list became open", "wider")
    else:
        for value in sorted(before - after):
            yield Change(place, f"the value `{value}` was removed", "narrower")
        for value in sorted(after - before):
            yield Change(place, f"the value `{value}` was added to a closed list", "wider")


def _closed_list(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {str(schema["const"])}
    return {str(value) for value in schema["enum"]} if "enum" in schema else None


def _bounds(old: Schema, new: Schema, place: str) -> Iterator[Change]:
    infinity = float("inf")
    for names, sign in ((_LOWER_BOUNDS, -1), (_UPPER_BOUNDS, 1)):
        for name in names:
            before, after = (sign * one.get(name, sign * infinity) for one in (old, new))
            if before != after:
                yield Change(place, f"`{name}` changed", "narrower" if after < before else "wider")


def _pattern(old: str | None, new: str | None, place: str) -> Iterator[Change]:
    if old == new:
        return
    if new is None:
        yield Change(place, "the pattern was dropped", "wider")
    elif old is not None and _admits(new, old):
        yield Change(place, "the pattern admits more", "wider")
    else:
        yield Change(place, "the pattern was tightened or changed", "narrower")


def _admits(wide: str, narrow: str) -> bool:
    one, other = _CLASS_AND_LENGTH.fullmatch(wide), _CLASS_AND_LENGTH.fullmatch(narrow)
    if one is None or other is None or one["characters"] != other["characters"]:
        return False
    return int(one["least"]) <= int(other["least"]) and int(one["most"]) >= int(other["most"])


def _fields(old: _Place, new: _Place, place: str) -> Iterator[Change]:
    before, after = old.properties(), new.properties()
    was, now = set(old.here.get("required", ())), set(new.here.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield Change(_below(place, name), "the field was removed or renamed", "narrower")
    for name in sorted(after.keys() - before.keys() - now):
        yield Change(_below(place, name), "an optional field was added", "added")
    for name in sorted(now - was):
        yield Change(_below(place, name), "the field is required now", "narrower")
    for name in sorted((was - now) & after.keys()):
        yield Change(_below(place, name), "the field is no longer certain to be there", "wider")
    for name in sorted(before.keys() & after.keys()):
        yield from _compare(before[name], after[name], _below(place, name))


def _items(old: _Place, new: _Place, place: str) -> Iterator[Change]:
    before, after = old.here.get("items"), new.here.get("items")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _compare(old.at(before), new.at(after), f"{place}[]")
    pairs = zip(old.here.get("prefixItems", ()), new.here.get("prefixItems", ()), strict=False)
    for position, (one, other) in enumerate(pairs):
        yield from _compare(old.at(one), new.at(other), f"{place}[{position}]")


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
