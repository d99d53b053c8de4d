"""Says who and what is meant where Lifelong Links wrote an id: it writes no names, a reader needs them.

The words stay as they were written; only the page shows a name, to a reader who may see the record anyway.
"""

import re
from collections.abc import Callable, Iterator

from deploy.sandbox.tracker.item import Item
from deploy.sandbox.tracker.plain_words import coded, day_of, person, recorded

Naming = Callable[[object], str]
"""Takes words of the record and returns them with the child's own ids said in plain words."""


def naming(child: Item) -> Naming:
    """Return how to say the ids of one child's items."""
    said = dict(_said(child))
    known = "|".join(re.escape(ref) for ref in sorted(said, key=len, reverse=True))
    one_of_them = re.compile(rf"(?<![\w-])(?:{known})(?![\w-])") if known else None

    def named(words: object) -> str:
        text = str(words or "")
        return one_of_them.sub(lambda found: said[found.group()], text) if one_of_them else text

    return named


def _said(child: Item) -> Iterator[tuple[str, str]]:
    for lead in child.linking("lead", "child"):
        yield str(lead["ref"]), person(lead)
    for one in child.linking("commitment", "child"):
        yield str(one["ref"]), f"{person(one.linked('lead'))} (“{one['words'] or coded(one, 'kind')}”)"
    for one in child.linking("conference", "child"):
        yield str(one["ref"]), _meeting(one)
    for classname in ("referral", "plan"):
        for one in child.linking(classname, "child"):
            yield str(one["ref"]), f"of {recorded(one)}"
    yield from _workers(child)


def _meeting(conference: Item) -> str:
    """Say where a conference is, which people remember; else its day, and not the day it was entered."""
    if conference["venue"]:
        return f"at {conference['venue']}"
    return f"of {day_of(conference['starts_at']) or recorded(conference)}"


def _workers(child: Item) -> Iterator[tuple[str, str]]:
    workers = child.db.getclass("user")
    for number in workers.filter(None, {}):
        worker = Item(child.db, "user", number)
        if worker["ref"] and worker["realname"]:
            yield str(worker["ref"]), person(worker)
