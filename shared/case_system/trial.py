"""Trying the case system: its clock, our log-in, and each right to read by asking for what is not there."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from shared.case_system.port import CaseSystem
from shared.errors import (
    CaseSystemConflict,
    CaseSystemError,
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
)
from shared.trial import Finding, ok, wrong

NOBODY = "lifelong-links-check"
"""An id that no record has: to be told that there is none takes the right to look."""

_SECONDS = 5.0
_USER = "put the right account into LL_CASE_SYSTEM_USER and its password into LL_CASE_SYSTEM_SECRET"
_URL = "look at LL_CASE_SYSTEM_URL and whether this machine may reach it"

_ROLE = "give the account the plugin's role in the case system"
_MAPPING = "look at LL_CASE_SYSTEM_MAPPING: a name in it may not be the case system's"
_NOT_FOUND, ANY = 404, -1
_FAULTS: Sequence[tuple[type[CaseSystemError], int | None, str, str]] = (
    (CaseSystemUnavailable, None, "cannot be reached", _URL),
    (CaseSystemUnavailable, ANY, "is busy or out of order ({status})", "ask its operator"),
    (CaseSystemMisconfigured, 401, "refuses our account or password", _USER),
    (CaseSystemMisconfigured, 403, "does not let our account read {what}", _ROLE),
    (CaseSystemRefused, 403, "does not let our account read {what}", _ROLE),
    (CaseSystemMisconfigured, _NOT_FOUND, "has nothing at this address for {what}", _URL),
    (CaseSystemMisconfigured, ANY, "does not answer with data for {what} ({status}): another page?", _URL),
)

Read = Callable[[CaseSystem], Awaitable[object]]
_READS: Sequence[tuple[str, Read]] = (
    ("children", lambda port: port.read_child(NOBODY)),
    ("leads", lambda port: port.read_lead(NOBODY)),
    ("plans", lambda port: port.read_plan(NOBODY, 1)),
    ("care plans", lambda port: port.read_section(NOBODY, "care_plan")),
)


async def server_time(url: str) -> datetime | None:
    """The case system's own time (aware) from an answer's `Date`; None when it does not say or is away."""
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
            answer = await client.get(url)
        stamp = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError):
        return None
    return stamp if stamp.tzinfo else None


async def try_case_system(port: CaseSystem, url: str) -> Finding:
    """Log in and ask for a child, a lead, a plan and a section that are not there; nothing is written."""
    where = f"the case system at {urlsplit(url).netloc}"
    for what, read in _READS:
        try:
            await read(port)
        except CaseSystemError as fault:
            if finding := _of(fault, where, what):
                return finding
    read_words = ", ".join(what for what, _ in _READS)
    return ok("case system", f"{where} takes our log-in; we may read {read_words} (writing is not tried)")


def _of(fault: CaseSystemError, where: str, what: str) -> Finding | None:
    """Say a fault in words; None when it only says that there is no such record."""
    nothing_there = isinstance(fault, CaseSystemRefused) and fault.status in (None, _NOT_FOUND)
    if nothing_there or isinstance(fault, CaseSystemConflict):
        return None
    for kind, status, text, first in _FAULTS:
        if isinstance(fault, kind) and status in (ANY, fault.status):
            words = text.format(what=what, status=fault.status)
            return wrong("case system", f"{where} {words}", first)
    return wrong("case system", f"{where} refuses to read {what} ({fault.status})", _MAPPING)
