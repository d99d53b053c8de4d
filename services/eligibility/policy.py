"""An authority's policy: data in a TOML file, read and checked here.

Everything that differs between authorities is in the file (DOMAIN 2.1, 2.4); a wrong file is refused with
its name, the place in it and the remedy.
"""

import re
import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from shared.contracts.fields import CalendarDate, Code, Flag
from shared.contracts.lifelong_links import PolicyStamp, Truth
from shared.contracts.records import is_current
from shared.errors import PolicyError

POLICIES: Final = Path(__file__).parent / "policies"
DEFAULT_POLICY: Final = "leeds"
"""The policy that is used when none is named; the rules themselves are in its file."""

_NAME = re.compile(r"[a-z0-9_-]+")
Age = Annotated[int, Field(ge=0, le=120, strict=True)]
Route = Annotated[tuple[str, ...], Field(min_length=1)]
Reading = Annotated[tuple[Route, ...], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ListedService(_Part):
    """A partner service and the days on which it is on the list (either end may be open)."""

    service: Code
    from_: CalendarDate | None = Field(default=None, alias="from")
    to: CalendarDate | None = None


class PlanOutsideFamily(_Part):
    """No plan to live within the family and none to be adopted; how kinship and P1 are taken."""

    kind: Literal["plan-outside-family"]
    kinship: Truth
    placed_with_parents: Truth


class InCareOrSupportedLeaver(_Part):
    """In care, or a care leaver with a current worker in one of these roles."""

    kind: Literal["in-care-or-supported-care-leaver"]
    worker_roles: tuple[Code, ...] = Field(min_length=1)
    worker_needed_in_care: Flag


class CareLeaverParent(_Part):
    """A care leaver who is a parent, lost a child in care proceedings and works with a listed service."""

    kind: Literal["care-leaver-parent"]
    age_limit: Age
    age_limit_included: Flag
    partner_services: tuple[ListedService, ...] = Field(min_length=1)

    def listed(self, day: date) -> frozenset[str]:
        """Return the services that are on the list on that day."""
        return frozenset(row.service for row in self.partner_services if is_current(row, day))

    @property
    def ends_at_age(self) -> int:
        """The birthday from which the young person is too old."""
        return self.age_limit + self.age_limit_included


Criterion = Annotated[
    PlanOutsideFamily | InCareOrSupportedLeaver | CareLeaverParent, Field(discriminator="kind")
]


class WorkEnds(_Part):
    """The birthday at which the offer ends, what becomes of work in hand, and how early to warn."""

    age: Age
    work_in_hand: Literal["complete", "close"]
    warn_months_before: Annotated[int, Field(ge=0, le=24, strict=True)]


class PolicyReadings(_Part):
    """How criteria combine: a reading is the OR of its routes, a route the AND of its criteria.

    A page that can be read in one way only has no R2; then both readings are R1.
    """

    decide_by: Literal["agreement", "R1", "R2"]
    R1: Reading
    R2: Reading | None = None


class Policy(_Part):
    """One version of one authority's policy, in force from `effective_from` until before `effective_to`."""

    name: Code
    authority: Code
    version: Code
    source: str
    effective_from: CalendarDate
    effective_to: CalendarDate | None = None
    minimum_age: Age
    work_ends: WorkEnds | None = None
    criteria: dict[str, Criterion] = Field(min_length=1)
    readings: PolicyReadings

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            msg = "effective_to is not after effective_from: correct one of the two dates"
            raise ValueError(msg)
        for reading in (self.readings.R1, self.readings.R2 or ()):
            for name in (name for route in reading for name in route if name not in self.criteria):
                msg = f"readings name {name}, which the file does not define: add [criteria.{name}]"
                raise ValueError(msg)
        return self

    @cached_property
    def stamp(self) -> PolicyStamp:
        """What a decision says about the policy that made it."""
        return PolicyStamp(authority=self.authority, version=self.version)

    def in_force(self, day: date) -> bool:
        """Tell whether this version applies on that day."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


def load_policy(name_or_path: str = DEFAULT_POLICY) -> Policy:
    """Read a policy by its name (one of those shipped) or the path of a file.

    Raises PolicyError: no such policy, not TOML, or not a policy, with the place and what to do.
    """
    path = _find(name_or_path)
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as fault:
        msg = f"{path}: not TOML: {fault}. Correct that place"
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8 text. Save it as UTF-8"
    except OSError as fault:
        msg = f"{path}: cannot be read ({fault.strerror}). Check the path and its permissions"
    except ValidationError as fault:
        msg = "\n".join(f"{path}: {_explain(one)}" for one in fault.errors(include_url=False))
    raise PolicyError(msg)


def _find(name_or_path: str) -> Path:
    if _NAME.fullmatch(name_or_path) and (shipped := POLICIES / f"{name_or_path}.toml").is_file():
        return shipped
    if (path := Path(name_or_path)).is_file():
        return path
    known = ", ".join(sorted(one.stem for one in POLICIES.glob("*.toml")))
    msg = f"{name_or_path}: no such policy. Name one of {known}, or give the path of a file"
    raise PolicyError(msg)


_REMEDIES: Final = {
    "missing": "is missing: add it",
    "extra_forbidden": "is not a setting of a policy: remove it or correct its spelling",
    "union_tag_invalid": "is not a kind of criterion: {expected_tags}",
    "union_tag_not_found": "has no kind: add `kind`",
}


def _explain(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the whole file"
    remedy = _REMEDIES.get(error["type"])
    if remedy is None:
        return f"{place}: {error['msg'].removeprefix('Value error, ')}"
    return f"{place} {remedy.format(**error.get('ctx', {}))}"
