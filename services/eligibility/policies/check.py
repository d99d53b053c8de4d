"""Checking policy files: every fault with its place and remedy, and what is no fault but hardly meant."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from services.eligibility.policies.book import read_versions
from services.eligibility.policies.criteria import AgeRange, CareLeaverParent
from services.eligibility.policies.files import PolicyFile
from services.eligibility.policies.words import day_in_words


class Checked(NamedTuple):
    """What a check found: the versions that are right, in the order of their dates, warnings, and faults."""

    versions: tuple[str, ...]
    warnings: tuple[str, ...]
    faults: tuple[str, ...]


def check(path: Path, today: date) -> Checked:
    """Check a policy's file, or the folder with its versions, as of a day (Europe/London).

    A folder of several policies, such as that of the shipped ones, is a fault: it is no policy's book.
    """
    files, faults = read_versions(path)
    named = tuple(_version(file) for file in files)
    return Checked(named, () if faults else tuple(_warnings(files, today)), tuple(faults))


def _version(file: PolicyFile) -> str:
    policy = file.policy
    until = "no end" if policy.effective_to is None else f"until {day_in_words(policy.effective_to)}"
    since = day_in_words(policy.effective_from)
    return f"{policy.name} {policy.version} ({policy.authority}): in force from {since}, {until}"


def _warnings(files: Sequence[PolicyFile], today: date) -> Iterator[str]:
    first, last = files[0], files[-1]
    if first.policy.effective_from > today:
        begins = day_in_words(first.policy.effective_from)
        yield f"{first.at('effective_from')}: until {begins} nothing is in force: each child needs a decision"
    ends = last.policy.effective_to
    if ends is not None:
        since = day_in_words(ends)
        yield f"{last.at('effective_to')}: from {since} on nothing is in force: each child needs a decision"
    for file in files:
        if file.policy.effective_to is None or file.policy.effective_to > today:
            yield from _of_one(file, max(today, file.policy.effective_from))


def _of_one(file: PolicyFile, day: date) -> Iterator[str]:
    """Return the warnings about a version that is in force now or later; `day` is its first that matters."""
    policy = file.policy
    for name, criterion in policy.criteria.items():
        at = file.at("criteria", name)
        if name not in policy.used:
            yield f"{at}: no reading uses {name}: every decision shows it, and it decides nothing"
        if isinstance(criterion, AgeRange | CareLeaverParent):
            limit = criterion.ends_at_age
            if limit is not None and limit <= policy.minimum_age:
                yield f"{at}: whoever meets {name} is below minimum_age, so that a person decides on each"
        if isinstance(criterion, CareLeaverParent):
            yield from _of_services(file, name, criterion, day)
    if policy.readings.R2 is not None and _as_sets(policy.readings.R1) == _as_sets(policy.readings.R2):
        yield f"{file.at('readings', 'R2')}: R2 says what R1 says: leave it out"


def _of_services(file: PolicyFile, name: str, criterion: CareLeaverParent, day: date) -> Iterator[str]:
    rows = criterion.partner_services
    on_the_list = {row.service for row in rows if row.to is None or row.to > day}
    for number, row in enumerate(rows):
        if row.service not in on_the_list:
            at = file.at("criteria", name, "partner_services", number)
            yield f"{at}: {row.service} left the list on {row.to}: its young people need a decision"
    if not on_the_list:
        yield f"{file.at('criteria', name)}: no partner service is left on the list: nobody can meet {name}"


def _as_sets(reading: Sequence[Sequence[str]]) -> set[frozenset[str]]:
    return {frozenset(route) for route in reading}
