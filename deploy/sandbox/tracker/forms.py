"""One form for every class: which fields the user may fill in, of what kind, with what in them now."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

from deploy.sandbox.tracker.codes import known
from deploy.sandbox.tracker.hyperdb import Database, Values
from deploy.sandbox.tracker.item import Item
from deploy.sandbox.tracker.plain_words import FORMS, item_name, label, person
from deploy.sandbox.tracker.record import Record
from deploy.sandbox.tracker.schema import RECORDS
from deploy.sandbox.tracker.validation import REQUIRED, SEVERAL
from shared.clock import LONDON

LONG = frozenset(
    {"words", "text", "about_me", "outcome", "contingency", "childs_view", "decision_words", "content"}
)
HIDDEN = frozenset({"ref", "child", "content_hash"})
NOT_KNOWN = "Not known"
BY_NAME = {record.name: record for record in RECORDS}

Options = list[tuple[str, str]]


class MayEdit(Protocol):
    """Whether the reader may fill in a property."""

    def __call__(self, name: str) -> bool:
        """Answer for one property."""


def fields(item: Item, child: str, given: Mapping[str, list[str]], may: MayEdit) -> list[Values]:
    """Return the fields of a form; what the user has just typed (`given`) wins over what is stored.

    `item` has an empty number when it is new; `child` is the number of the child whose items are offered.
    """
    record = BY_NAME[item.classname]
    kinds = _kinds(record)
    needed = REQUIRED.get(record.name, "").split()
    later = FORMS["later"].get(record.name, " ".join(kinds)).split()
    return [
        {
            "heading": heading,
            "name": name,
            "label": label(name),
            "hint": FORMS["hints"].get(name),
            "kind": kinds[name],
            "value": _typed(given[name], kinds[name]) if name in given else _stored(item, name, kinds[name]),
            "options": _options(item.db, record, name, kinds[name], child),
            "required": name in needed,
        }
        for heading, name in _in_order(record, kinds)
        if may(name) and (not item.nodeid or name in later)
    ]


def _in_order(record: Record, kinds: Mapping[str, str]) -> list[tuple[str | None, str]]:
    """Return the properties as the form shows them, each that begins a group with the group's heading."""
    groups = FORMS["order"].get(record.name, {None: " ".join(kinds)})
    found: list[tuple[str | None, str]] = []
    for heading, names in groups.items():
        shown = [name for name in names.split() if name not in HIDDEN]
        found += [(heading if name == shown[0] else None, name) for name in shown]
    return found


def _typed(values: list[str], kind: str) -> str | list[str]:
    return values if kind == "items" else values[-1]


def _kinds(record: Record) -> dict[str, str]:
    """Return each property's kind of field, words first."""
    links = {name: "person" if target == "user" else "item" for name, target in record.links.items()}
    return {
        **{name: "text" if name in LONG else "line" for name in record.words.split()},
        **({"content": "text"} if record.is_file else {}),
        **{name: _code_kind(record.name, name) for name in record.codes.split()},
        **dict.fromkeys(record.dates.split(), "date"),
        **dict.fromkeys(record.moments.split(), "moment"),
        **links,
        **dict.fromkeys(record.many, "items"),
        **dict.fromkeys(record.flags.split(), "flag"),
        **dict.fromkeys(record.numbers.split(), "number"),
    }


def _code_kind(classname: str, name: str) -> str:
    return "choice" if known(classname, name) and name not in SEVERAL else "line"


def _stored(item: Item, name: str, kind: str) -> str | list[str]:
    if not item.nodeid:
        return ""
    if kind == "flag":
        flag = item.flag(name)
        return "" if flag is None else ("yes" if flag else "no")
    if kind == "moment" and item[name]:
        return f"{datetime.fromisoformat(str(item[name])).astimezone(LONDON):%Y-%m-%dT%H:%M}"
    if kind == "items":
        return [one.nodeid for one in item.listed(name)]
    return "" if item[name] is None else str(item[name])


def _options(db: Database, record: Record, name: str, kind: str, child: str) -> Options:
    if kind == "flag":
        return [("", NOT_KNOWN), ("yes", "Yes"), ("no", "No")]
    if kind == "choice":
        return [("", NOT_KNOWN), *known(record.name, name).items()]
    if kind == "person":
        everybody = db.getclass("user").filter(None, {}, sort=("+", "realname"))
        users = [Item(db, "user", one) for one in everybody]
        return [("-1", NOT_KNOWN), *((one.nodeid, person(one)) for one in users if one["job"])]
    if kind in ("item", "items"):
        target = {**record.links, **record.many}[name]
        found = db.getclass(target).filter(None, {"child": child})
        may = partial(db.security.hasPermission, "View", db.getuid(), target)
        items = [Item(db, target, one) for one in found if may(itemid=one)]
        blank = [("-1", NOT_KNOWN)] if kind == "item" else []
        return [*blank, *((one.nodeid, item_name(one, BY_NAME[target].label)) for one in items)]
    return []
