"""Reading policy files: where they are, what is in them, and for each fault file, line, place and remedy."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.eligibility.policies.policy import Policy
from services.eligibility.policies.toml_lines import line_of
from shared.errors import PolicyError

POLICIES: Final = Path(__file__).parent

_NAME = re.compile(r"[a-z0-9_-]+")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One version of a policy, with the text it was read from."""

    path: Path
    text: str
    policy: Policy

    def at(self, *location: str | int) -> str:
        """Return file and line of a place, or of the nearest thing around it that the file has."""
        return f"{self.path}:{line_of(self.text, location)}"


def find_policy(name_or_path: str) -> Path:
    """Return the file or folder of a shipped policy's name, or of a path; raises PolicyError when neither."""
    if _NAME.fullmatch(name_or_path):
        for path in (POLICIES / name_or_path, POLICIES / f"{name_or_path}.toml"):
            if path.exists():
                return path
    if (path := Path(name_or_path)).exists():
        return path
    known = ", ".join(shipped())
    msg = f"{name_or_path}: no such policy. Name one of {known}, or give the path of a file or folder"
    raise PolicyError(msg)


def shipped() -> tuple[str, ...]:
    """Return the names of the policies that come with the software."""
    versions = (one.parent.name for one in POLICIES.glob("*/*.toml"))
    return tuple(sorted({*versions, *(one.stem for one in POLICIES.glob("*.toml"))}))


def read_files(path: Path) -> tuple[list[PolicyFile], list[str]]:
    """Read a file, or every .toml file of a folder: those that are right, and all faults of the others."""
    paths = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not paths:
        return [], [f"{path}: holds no .toml file. Put the versions of one policy there"]
    files: list[PolicyFile] = []
    faults: list[str] = []
    for one in paths:
        try:
            files.append(_read(one))
        except PolicyError as fault:
            faults += str(fault).splitlines()
    return files, faults


def _read(path: Path) -> PolicyFile:
    """Read one file; raises PolicyError, one line for each fault."""
    text = _text(path)
    try:
        return PolicyFile(path, text, Policy.model_validate(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as fault:
        msg = f"{path}:{_broken_at(text, fault)}: not TOML: {fault}. Correct that place"
    except ValidationError as fault:
        faults = (line for one in fault.errors(include_url=False) for line in _told(path, text, one))
        msg = "\n".join(faults)
    raise PolicyError(msg)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8 text. Save it as UTF-8"
    except OSError as fault:
        msg = f"{path}: cannot be read ({fault.strerror}). Check the path and its permissions"
    raise PolicyError(msg)


def _broken_at(text: str, fault: tomllib.TOMLDecodeError) -> int:
    place = _TOML_PLACE.search(str(fault))
    return int(place[1]) if place and place[1] else max(1, len(text.splitlines()))


_REMEDIES: Final[Mapping[str, str]] = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not a setting of a policy: remove it or correct its spelling",
    "union_tag_invalid": "is not a kind of criterion: set kind to one of {expected_tags}",
    "union_tag_not_found": "has no kind: add `kind`, which says what is asked",
    "literal_error": "is none of the words that count here: write {expected}",
    "int_type": "is not a whole number: write one, without quotes",
    "bool_type": "is neither true nor false: write one of them, without quotes",
    "string_type": "is not a text: put it in quotes",
    "string_pattern_mismatch": "is not a code: write letters, digits and _ . : - without spaces, at most 40",
    "string_too_short": "is empty: say something",
    "tuple_type": "is not a list: put it in [ ]",
    "dict_type": "is not a table: give it a heading in [ ], with its settings below",
    "model_type": "is not a table: give it a heading in [ ], with its settings below",
    "model_attributes_type": "is not a table: give it a heading in [ ], with its settings below",
    "too_short": "is empty: name at least one",
    "greater_than_equal": "is too small: write {ge} or more",
    "less_than_equal": "is too great: write {le} or less",
}


def _told(path: Path, text: str, error: ErrorDetails) -> Iterator[str]:
    """One line for a fault: file, line, place, what is wrong and the remedy; it never names a child."""
    between = error.get("ctx", {}).get("faults")
    if between is not None:
        yield from (f"{path}:{line_of(text, at)}: {what}" for what, at in between)
        return
    place = tuple(_in_the_file(error["loc"]))
    named = ".".join(str(part) for part in place) or "the whole file"
    remedy = _REMEDIES.get(error["type"])
    what = f": {error['msg'].removeprefix('Value error, ')}"
    if remedy is not None:
        what = f" {remedy.format(**error.get('ctx', {}))}"
    yield f"{path}:{line_of(text, place)}: {named}{what}"


def _in_the_file(location: tuple[str | int, ...]) -> Iterator[str | int]:
    """Leave out the kind, which pydantic puts behind a criterion's name, and its mark for a key."""
    for depth, part in enumerate(location):
        if (depth == 2 and location[0] == "criteria") or part == "[key]":  # noqa: PLR2004 - behind the name
            continue
        yield part
