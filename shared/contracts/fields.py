"""Field types of the contract.

A value of the wrong *shape* makes an event invalid; an unknown *code* of the right shape does not
(DOMAIN: unknown codes lead to a person's decision, never to a crash). No field can hold a sentence:
identifiers and codes admit no spaces, so that names and narrative cannot travel on the bus.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

ChildId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,36}$")]
"""Identifier of a child in the case system."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
"""Identifier of anything else in the case system (lead, worker, plan, ...)."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
"""A code from an open list: unknown values are kept, never refused for being unknown."""

Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:,+-]{1,200}$")]
"""A code, a date or a moment of a record, or several with commas between; never a sentence."""

Url = Annotated[str, StringConstraints(pattern=r"^\S{1,500}$")]
"""A reference to where the names and the prose are kept (`dataref`)."""


_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})$"
_TIMESTAMP = _DATE.removesuffix("$") + "[Tt ]" + _TIME
_is_date = re.compile(_DATE).fullmatch
_is_timestamp = re.compile(_TIMESTAMP).fullmatch


def _only_a_date(value: object) -> object:
    # Pydantic would read a text of ten digits as seconds since 1970.
    if isinstance(value, str):
        if _is_date(value):
            return value
    elif isinstance(value, date) and not isinstance(value, datetime):
        return value
    msg = "a calendar date (YYYY-MM-DD) is needed"
    raise ValueError(msg)


CalendarDate = Annotated[
    date,
    BeforeValidator(_only_a_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DATE}),
]
"""A calendar date as the authority records it (Europe/London); never a time, never a number."""


def _only_a_time(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and _is_timestamp(value)):
        return value
    msg = "a time with its offset (RFC 3339) is needed"
    raise ValueError(msg)


def _also_in_utc(value: datetime) -> datetime:
    # 0001-01-01T00:00+14:00 lies before the calendar begins, and no clock of ours could hold it.
    try:
        value.astimezone(UTC)
    except OverflowError:
        msg = "a time within the years 1 to 9999 is needed, in UTC too"
        raise ValueError(msg) from None
    return value


Timestamp = Annotated[
    AwareDatetime,
    BeforeValidator(_only_a_time),
    AfterValidator(_also_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _TIMESTAMP}),
]
"""A moment with its offset; a naive time is refused: nobody knows which moment it means."""

Version = Annotated[int, Field(ge=0, strict=True)]
"""A version that only rises."""

Flag = Annotated[bool, Field(strict=True)]
"""true or false; a word or number in its place is refused."""


class Frozen(BaseModel):
    """Base of every model of the contract: immutable, unknown fields ignored, values never in errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )
