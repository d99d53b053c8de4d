"""Reading policies: a name, a file, or a folder with the versions of one authority's policy.

A wrong file is refused with its name, line, the place in it and the remedy.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.eligibility.policy import Policy
from services.eligibility.toml_lines import line_of
from shared.errors import PolicyError

POLICIES: Final = Path(__file__).parent / "policies"
DEFAULT_POLICY: Final = "leeds"
"""The policy that is used when none is named; the rules themselves are in its file."""

_NAME = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """Versions of one authority's policy in the order of their dates: at least one, no gap, no overlap."""

    versions: tuple[Policy, ...]

    def on(self, day: date) -> Policy:
        """Return the version in force on that day; outside all dates the nearest, which is not in force."""
        for policy in reversed(self.versions):
            if policy.effective_from <= day:
                return policy
        return self.versions[0]

    def days_of_change(self) -> Iterator[date]:
        """Return the days on which a version begins or ends."""
        for policy in self.versions:
            yield policy.effective_from
            if policy.effective_to is not None:
                yield policy.effective_to


def load_book(name_or_path: str = DEFAULT_POLICY) -> PolicyBook:
    """Read all versions of a policy: by its name (one of those shipped), a file's path, or a folder's.

    Raises PolicyError: no such policy, not TOML, not a policy, or versions that overlap or leave a gap, with
    file, line and what to do.
    """
    path = _find(name_or_path)
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        msg = f"{path}: holds no .toml file. Put the versions of one policy there"
        raise PolicyError(msg)
    read = [(file, load_policy(file)) for file in files]
    read.sort(key=lambda one: one[1].effective_from)
    if faults := [fault for earlier, later in pairwise(read) if (fault := _against(earlier, later))]:
        raise PolicyError("\n".join(faults))
    return PolicyBook(tuple(policy for _, policy in read))


def load_policy(path: Path) -> Policy:
    """Read one version from its file; raises PolicyError, one line for each fault."""
    try:
        text = path.read_text(encoding="utf-8")
        return Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        msg = f"{path}: not TOML: {fault}. Correct that place"
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8 text. Save it as UTF-8"
    except OSError as fault:
        msg = f"{path}: cannot be read ({fault.strerror}). Check the path and its permissions"
    except ValidationError as fault:
        faults = fault.errors(include_url=False)
        msg = "\n".join(f"{path}:{line_of(text, _at(one))}: {_explain(one)}" for one in faults)
    raise PolicyError(msg)


def shipped() -> tuple[str, ...]:
    """Return the names of the policies that come with the software."""
    return tuple(sorted(one.stem for one in POLICIES.iterdir() if one.is_dir() or one.suffix == ".toml"))


def _find(name_or_path: str) -> Path:
    if _NAME.fullmatch(name_or_path):
        for path in (POLICIES / name_or_path, POLICIES / f"{name_or_path}.toml"):
            if path.exists():
                return path
    if (path := Path(name_or_path)).exists():
        return path
    known = ", ".join(shipped())
    msg = f"{name_or_path}: no such policy. Name one of {known}, or give the path of a file or folder"
    raise PolicyError(msg)


def _against(earlier: tuple[Path, Policy], later: tuple[Path, Policy]) -> str | None:
    """Say what is wrong with two versions that follow one another, if anything is."""
    (first_file, first), (second_file, second) = earlier, later
    if (first.name, first.authority) != (second.name, second.authority):
        at = _place(second_file, "name" if first.name != second.name else "authority")
        return f"{at}: another policy than {first_file.name}. One folder holds one authority's policy"
    if first.version == second.version:
        at = _place(second_file, "version")
        return f"{at}: {first_file.name} is version {first.version} too. Give each version its own"
    if first.effective_to == second.effective_from:
        return None
    at = _place(first_file, "effective_from" if first.effective_to is None else "effective_to")
    remedy = f"set effective_to = {second.effective_from} there"
    if first.effective_to is None or first.effective_to > second.effective_from:
        return f"{at}: overlaps {second_file.name}, in force from {second.effective_from}: {remedy}"
    return (
        f"{at}: no version is in force from {first.effective_to} until {second.effective_from}, when "
        f"{second_file.name} begins: {remedy}"
    )


def _place(file: Path, *location: str) -> str:
    return f"{file}:{line_of(file.read_text(encoding='utf-8'), location)}"


_REMEDIES: Final = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not a setting of a policy: remove it or correct its spelling",
    "union_tag_invalid": "is not a kind of criterion: {expected_tags}",
    "union_tag_not_found": "has no kind: add `kind`",
}


def _explain(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in _at(error)) or "the whole file"
    remedy = _REMEDIES.get(error["type"])
    if remedy is None:
        return f"{place}: {error['msg'].removeprefix('Value error, ')}"
    return f"{place} {remedy.format(**error.get('ctx', {}))}"


def _at(error: ErrorDetails) -> Sequence[str | int]:
    """Where a fault stands: what pydantic says, or, for a fault of the whole, what the policy says."""
    at: Sequence[str | int] = error["loc"] or error.get("ctx", {}).get("at", ())
    return at
