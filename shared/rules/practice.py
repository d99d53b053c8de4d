"""How an authority works where the rules leave it a choice: data, never constants in code.

`LL_PRACTICE` names a TOML file with some of these keys; what it leaves out stays as here.
"""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import ConfigurationError


class Practice(BaseModel):
    """The choices. Days are working days of England where the name says so, else calendar days."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    handover_working_days: int = Field(
        default=5,
        ge=0,
        le=60,
        description="for how long a child without a worker keeps every check; outbound work rests meanwhile",
    )
    own_consent_asked_days: int = Field(
        default=28, ge=0, le=365, description="how long before the 18th birthday own consent is asked for"
    )
    restriction_review_months: int = Field(
        default=12,
        ge=1,
        le=120,
        description="when a restriction with neither end nor review date is to be reviewed",
    )
    unknown_author: Literal["ask", "accept"] = Field(
        default="ask", description="whether a plan without a known author may be decided"
    )
    approver_made_every_check: Literal["accept", "refuse"] = Field(
        default="accept", description="whether who made every other check of gate G2 may also approve"
    )
    adult_plan_decider: Literal["review_or_manager", "review", "manager"] = Field(
        default="review_or_manager",
        description="what decides on a plan from 18 on: a pathway-plan review, or a manager",
    )


DEFAULT = Practice()


def load_practice(path: Path) -> Practice:
    """Read a practice file; ConfigurationError names the file, the key and what is wrong with it."""
    try:
        return Practice.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise _fault(path, "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise _fault(path, "is not TOML", str(fault)) from None
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise _fault(path, ".".join(str(part) for part in first["loc"]), first["msg"]) from None


def _fault(path: Path, *what: str) -> ConfigurationError:
    return ConfigurationError(": ".join((f"practice file {path}", *what)))
