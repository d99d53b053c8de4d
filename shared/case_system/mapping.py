"""The mapping file of an authority: what its case system calls our fields.

The shipped files are in `mappings/`; `mappings/roundup.toml` explains every part.
"""

import hashlib
import re
import tomllib
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from shared.errors import ConfigurationError

SHIPPED = Path(__file__).with_name("mappings")
HASH_LENGTH = 32


class _Part(BaseModel):
    """Base of the file's parts: frozen, and an unknown word in the file is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answers(_Part):
    """Phrases in an answer 400 that is not about the request."""

    unavailable: tuple[str, ...] = ()
    misconfigured: tuple[str, ...] = ()


class _Named(_Part):
    """A class of the case system with the names of what is read or written there."""

    record: str
    same: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    flags: tuple[str, ...] = ()
    codes: dict[str, str] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        """Their property for each of our fields."""
        return dict(zip(self.same, self.same, strict=True)) | self.fields


class Rows(_Named):
    """A list of items of another class."""

    where: dict[str, str] = {}
    among: str | None = None
    only_if: str | None = None
    value: str | None = None

    @property
    def wanted(self) -> frozenset[str]:
        """The properties to ask for."""
        more = {name for name in (self.only_if, self.value) if name is not None}
        return frozenset(self.names.values()) | frozenset(self.codes.values()) | more


class ClassMap(_Named):
    """One class of the case system in our words."""

    key: str
    known_if: dict[str, str] = {}
    always: tuple[str, ...] = ()
    references: dict[str, str] = {}
    moments: dict[str, str] = {}
    rows: dict[str, Rows] = {}
    constant: dict[str, str] = {}

    @property
    def wanted(self) -> frozenset[str]:
        """The properties to ask for, with those that its lists compare with."""
        named = {*self.names.values(), *self.known_if.values(), *self.codes.values(), *self.moments.values()}
        named |= {*self.references.values()}
        for rows in self.rows.values():
            named |= {*rows.where.values()} | ({rows.among} if rows.among else set())
        return frozenset(named - {"id"})


class Keys(_Part):
    """How our references become keys over there, and back."""

    prefix: str
    fits: str

    @field_validator("fits")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error:
            msg = "not a regular expression"
            raise ValueError(msg) from None
        return pattern

    def key(self, reference: str) -> str:
        """Return the key of a reference: the same one always, and never one of a worker's own items."""
        if re.fullmatch(self.fits, reference):
            return self.prefix + reference
        return self.prefix + hashlib.sha256(reference.encode()).hexdigest()[:HASH_LENGTH]

    def reference(self, key: str | None) -> str | None:
        """Return our reference (its hash, if it did not fit); None when the key is not one of ours."""
        return key.removeprefix(self.prefix) if key and key.startswith(self.prefix) else None


class Mapping(_Part):
    """A whole mapping file."""

    keys: Keys
    events: tuple[str, ...] = ()
    answers: Answers = Answers()
    classes: dict[str, ClassMap]

    def of_event(self, record: str) -> ClassMap | None:
        """Return the class that an event's reference to that class of the case system means."""
        known = (self.classes[name] for name in self.events if name in self.classes)
        return next((one for one in known if one.record == record), None)


NEEDED = {
    "worker": "",
    "child": "child_id",
    "lead_details": "lead_id name",
    "plan_words": "plan_id version",
    "section": "child_id target version entries",
    "entry": "child_id words content_hash on_behalf_of plan_id plan_version commitment_id",
    "note": "child_id title words on_behalf_of",
    "task": "child_id title words role due_on on_behalf_of",
    "document": "child_id title file_name media_type content on_behalf_of",
}
"""Classes and fields that the adapter itself asks for; the others serve events that came as a reference."""


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; ConfigurationError names the file, the place and the fault."""
    try:
        mapping = Mapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as fault:
        msg = f"LL_CASE_SYSTEM_MAPPING: {path}: {_what_is_wrong(fault)}"
        raise ConfigurationError(msg) from None
    for name, fields in NEEDED.items():
        known = mapping.classes.get(name)
        lacking = set(fields.split()) - known.names.keys() if known else {"record"}
        if lacking:
            msg = f"LL_CASE_SYSTEM_MAPPING: {path}: classes.{name}: no {min(lacking)}"
            raise ConfigurationError(msg)
    return mapping


def _what_is_wrong(fault: OSError | ValueError) -> str:
    if isinstance(fault, OSError):
        return "cannot be read"
    if not isinstance(fault, ValidationError):
        return f"not TOML ({fault})"
    first = fault.errors(include_url=False)[0]
    return ".".join(str(part) for part in first["loc"]) + f": {first['msg']}"
