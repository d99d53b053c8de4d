"""One class of the case record, described by kinds of property (see `schema.py` for what each kind holds)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roundup.hyperdb import Boolean, Integer, Link, Multilink, String


@dataclass(frozen=True)
class Record:
    """One class: the names of its properties by kind, links as `{property: class}`."""

    name: str
    codes: str = ""
    words: str = ""
    dates: str = ""
    moments: str = ""
    flags: str = ""
    numbers: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, str] = field(default_factory=dict)
    label: str = "ref"
    is_file: bool = False

    def properties(self) -> dict[str, object]:
        """Return Roundup's property objects, the key `ref` included."""
        texts = f"ref {self.codes} {self.words} {self.dates} {self.moments}".split()
        return {
            **{name: String(indexme="no") for name in texts},
            **{name: Boolean() for name in self.flags.split()},
            **{name: Integer() for name in self.numbers.split()},
            **{name: Link(target) for name, target in self.links.items()},
            **{name: Multilink(target) for name, target in self.many.items()},
        }
