"""What must never leave the case record: names and words of the children, collected from the record itself.

Three kinds of evidence: a whole text; three words of it in a row; and a single word that occurs nowhere in
our own vocabulary (the code, the contract, the wording), so that it can only come from a child's record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import deploy
from deploy.sandbox.tracker.schema import RECORDS
from deploy.sandbox.tracker_home import opened

ROOT = Path(deploy.__file__).parents[1]
VOCABULARY = ("services", "shared", "deploy/servers", "deploy/sandbox", "deploy/setup")
NO_WORDS = frozenset({"payload", "content_hash"})
"""Properties that hold an event or a hash: on the bus by design."""

NAMING = frozenset({"name", "preferred_name", "aliases", "realname", "town", "venue", "placement_address"})
"""Properties that name somebody or some place."""

WORD = re.compile(r"[^\W\d_]{4,}")
SAFE_IN_BYTES = 7
"""Letters from which on a word does not turn up by chance in some megabytes of random bytes."""


@dataclass(frozen=True)
class Secrets:
    """Everything to look for, in lower case; `names` are the words that name somebody or a place."""

    texts: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]

    def found_in_text(self, text: str) -> set[str]:
        """Return what of it stands in a text, as whole words."""
        lowered = text.lower()
        told = {one for one in self.texts if one in lowered}
        return told | (self.words & {word.group() for word in WORD.finditer(lowered)})

    def found_in_foreign_text(self, text: str) -> set[str]:
        """Return what of it stands in the words of another program, which may have any word but a name."""
        return self.found_in_text(text) - (self.words - self.names)

    def found_in_bytes(self, content: bytes) -> set[str]:
        """Return what of it stands in a file, whatever else is in it."""
        lowered = content.lower()
        looked_for = {*self.texts, *(word for word in self.words if len(word) >= SAFE_IN_BYTES)}
        return {one for one in looked_for if one.encode() in lowered}


def secrets_of(home: Path) -> Secrets:
    """Collect the names, addresses and prose that people wrote into a case record."""
    said = [(name, text.lower()) for name, text in _written_by_people(home)]
    written = [text for _, text in said]
    texts = {text for text in written if len(text) >= SAFE_IN_BYTES}
    texts |= {run for text in written for run in _runs_of_three(text)}
    words = {word.group() for text in written for word in WORD.finditer(text)}
    names = {word.group() for name, text in said if name in NAMING for word in WORD.finditer(text)}
    kept = frozenset(words - vocabulary())
    return Secrets(frozenset(texts - _ordinary(texts)), kept, kept & names)


def _written_by_people(home: Path) -> Iterator[tuple[str, str]]:
    with opened(home) as db:
        for record in RECORDS:
            items = db.getclass(record.name)
            for number in items.filter(None, {}):
                plugins = db.getclass("user").get(items.get(number, "creator"), "roles") == "Plugin"
                if plugins and record.name != "entry":
                    continue
                for name in {*record.words.split()} - NO_WORDS:
                    yield name, items.get(number, name) or ""
        for number in db.getclass("user").filter(None, {}):
            yield "realname", db.getclass("user").get(number, "realname") or ""


def _runs_of_three(text: str) -> Iterator[str]:
    words = text.split()
    for start in range(len(words) - 2):
        yield " ".join(words[start : start + 3])


def _ordinary(texts: set[str]) -> set[str]:
    """Return what is our own wording too, or short enough to be anybody's."""
    ours = _our_words().lower()
    return {text for text in texts if len(text) < SAFE_IN_BYTES or text in ours}


@cache
def vocabulary() -> frozenset[str]:
    """Every word of our own."""
    return frozenset(word.group() for word in WORD.finditer(_our_words().lower().replace("_", " ")))


@cache
def _our_words() -> str:
    places = (path for place in VOCABULARY for path in (ROOT / place).rglob("*"))
    return " ".join(path.read_text() for path in places if path.suffix in {".py", ".toml", ".sh", ".html"})
