"""All versions of one authority's policy, by their dates: read by name, from a file, or from a folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from services.eligibility.policies.files import PolicyFile, find_policy, read_files
from services.eligibility.policies.policy import Policy
from shared.errors import PolicyError

DEFAULT_POLICY: Final = "leeds"
"""The policy that is used when none is named; the rules themselves are in its file."""


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

    def in_force(self, day: date) -> Policy:
        """Return the version in force on that day; raises PolicyError when there is none."""
        policy = self.on(day)
        if not policy.in_force(day):
            known = ", ".join(f"{one.version} {_dates(one)}" for one in self.versions)
            msg = f"{policy.name}: not in force on {day}: choose another date or policy ({known})"
            raise PolicyError(msg)
        return policy

    def days_of_change(self) -> Iterator[date]:
        """Return the days on which a version begins or ends."""
        for policy in self.versions:
            yield policy.effective_from
            if policy.effective_to is not None:
                yield policy.effective_to


def load_book(name_or_path: str = DEFAULT_POLICY) -> PolicyBook:
    """Read all versions of a policy: by its name (one of those shipped), a file's path, or a folder's.

    Raises PolicyError: no such policy, not TOML, not a policy, or versions that overlap or leave a gap, with
    file, line and what to do, one line for each fault.
    """
    files, faults = read_versions(find_policy(name_or_path))
    if faults:
        raise PolicyError("\n".join(faults))
    return PolicyBook(tuple(one.policy for one in files))


def read_versions(path: Path) -> tuple[list[PolicyFile], list[str]]:
    """Read the versions of one policy in the order of their dates, and every fault in and between them."""
    files, faults = read_files(path)
    files.sort(key=lambda one: (one.policy.effective_from, one.path.name))
    return files, faults + list(_faults_between(files))


def _faults_between(files: Sequence[PolicyFile]) -> Iterator[str]:
    versions: dict[str, PolicyFile] = {}
    for file in files:
        if setting := _another_policy(file.policy, files[0].policy):
            yield (
                f"{file.at(setting)}: {setting} is not that of {files[0].path.name}: "
                "give each policy a folder of its own"
            )
        elif twin := versions.get(file.policy.version):
            yield (
                f"{file.at('version')}: {twin.path.name} is version {file.policy.version} too: "
                "give each version its own"
            )
        else:
            versions[file.policy.version] = file
    for earlier, later in pairwise(versions.values()):
        yield from _out_of_step(earlier, later)


def _another_policy(policy: Policy, first: Policy) -> str | None:
    if policy.name != first.name:
        return "name"
    return "authority" if policy.authority != first.authority else None


def _out_of_step(earlier: PolicyFile, later: PolicyFile) -> Iterator[str]:
    """Say what is wrong with the dates of two versions that follow one another, if anything is."""
    ends, begins = earlier.policy.effective_to, later.policy.effective_from
    if ends == begins:
        return
    if earlier.policy.effective_from == begins:
        yield (
            f"{later.at('effective_from')}: {earlier.path.name} begins on {begins} too: "
            "change one of the two dates, or remove one of the files"
        )
        return
    at = earlier.at("effective_from" if ends is None else "effective_to")
    remedy = f"set effective_to = {begins} there"
    if ends is None or ends > begins:
        yield f"{at}: overlaps {later.path.name}, in force from {begins}: {remedy}"
    else:
        yield f"{at}: no version is in force from {ends} until {later.path.name} begins on {begins}: {remedy}"


def _dates(policy: Policy) -> str:
    until = "" if policy.effective_to is None else f" until {policy.effective_to}"
    return f"from {policy.effective_from}{until}"
