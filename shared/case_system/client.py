"""HTTP to the case system: time-outs, connection limits, retries of reads, the one classification of errors.

Nothing of a request or an answer gets into an exception: only the operation's constant name and the status.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
import stamina

from shared.case_system.auth import Credentials
from shared.clock import utc_now
from shared.errors import (
    CaseSystemConflict,
    CaseSystemError,
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
    ConfigurationError,
)

# stamina has log lines of its own, with fields that may not be logged; a failed read is told by its caller.
stamina.instrumentation.set_on_retry_hooks(())

CONNECTIONS = 8
CONNECT_TIMEOUT = 5.0
READ_ATTEMPTS = 3
LONGEST_PAUSE = 5.0
"""Seconds that a read waits at most before its next attempt; a longer `Retry-After` is left to the caller."""

UNAVAILABLE = frozenset({408, 423, 425, 429})
CONFLICT = frozenset({409, 412})
MISCONFIGURED = frozenset({401, 407})
ABOUT_THE_PLACE = frozenset({403, 404, 410})
"""On a collection these mean a wrong role or address; on one record they are about that record."""

About = Literal["record", "collection"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a case system says in an answer 400 that means something other than a bad request."""

    unavailable: tuple[str, ...] = ()
    misconfigured: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `operation` is a constant that may be logged; `path` is relative to the base address."""

    operation: str
    path: str
    about: About = "collection"
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


def classify(
    status: int, about: About = "collection", answer: str = "", phrases: Phrases | None = None
) -> type[CaseSystemError] | None:
    """Say which of the four errors an answer is; None when it is none. Unknown refusals go to a person."""
    known = phrases or Phrases()
    if status < 300:  # noqa: PLR2004 - the HTTP class
        return None
    if status == 400:  # noqa: PLR2004 - the one status that some systems use for everything
        return _by_phrase(answer, known)
    if status in UNAVAILABLE or status >= 500:  # noqa: PLR2004 - the HTTP class
        return CaseSystemUnavailable
    if status in CONFLICT:
        return CaseSystemConflict
    elsewhere = status < 400  # noqa: PLR2004 - the HTTP class
    if elsewhere or status in MISCONFIGURED or (status in ABOUT_THE_PLACE and about == "collection"):
        return CaseSystemMisconfigured
    return CaseSystemRefused


def _by_phrase(answer: str, phrases: Phrases) -> type[CaseSystemError]:
    if any(phrase in answer for phrase in phrases.unavailable):
        return CaseSystemUnavailable
    if any(phrase in answer for phrase in phrases.misconfigured):
        return CaseSystemMisconfigured
    return CaseSystemRefused


def retry_after(value: str | None) -> float | None:
    """Read a `Retry-After` header (seconds or an HTTP date) as seconds from now; None when there is none."""
    if value is None:
        return None
    with suppress(ValueError):
        return max(0.0, float(int(value)))
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(value) - utc_now()).total_seconds())
    return None


def pause_before_next(fault: Exception) -> bool | float:
    """Decide whether a failed read is tried again: with back-off, or after the seconds asked for."""
    if not isinstance(fault, CaseSystemUnavailable):
        return False
    if fault.after is None:
        return True
    return max(fault.after, 0.05) if fault.after <= LONGEST_PAUSE else False


def checked_address(url: str) -> str:
    """Return the address without a slash at the end; ConfigurationError unless it is plain http(s)."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        sound = sound and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        sound = False
    if not sound:
        raise ConfigurationError(
            "LL_CASE_SYSTEM_URL: needs http(s)://host[:port][/path], no user, query or fragment"
        )
    return url.rstrip("/")


class CaseClient:
    """Sends calls to one case system. Close it when done.

    `public_url` is the address by which the case system knows itself, when that is not `base_url`: systems
    check host, origin and referrer against it.
    """

    def __init__(
        self,
        base_url: str,
        auth: Credentials,
        *,
        timeout: float,
        public_url: str | None = None,
        phrases: Phrases | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Prepare connections; none is opened yet. `timeout` is in seconds and binds each call as a whole."""
        self.base_url = checked_address(base_url)
        self.public_url = checked_address(public_url) if public_url else self.base_url
        self._timeout = timeout
        self._phrases = phrases or Phrases()
        origin = urlsplit(self.public_url)
        self._http = httpx.AsyncClient(
            base_url=self.base_url + "/",
            auth=auth,
            headers={
                "Accept": "application/json",
                "Host": origin.netloc,
                "X-Requested-With": "rest",
                "Origin": f"{origin.scheme}://{origin.netloc}",
                "Referer": f"{self.public_url}/",
            },
            timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT)),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            follow_redirects=False,
            # a proxy from the environment must never see a child's record
            trust_env=False,
            transport=transport,
        )

    async def read(self, call: Call) -> dict[str, Any]:
        """Return the JSON object of an answer; tried again a few times while the system is unavailable."""
        return _json_object(call, await self._patiently(call))

    async def read_bytes(self, call: Call) -> bytes:
        """Return the bytes of an answer, with the same patience as `read`."""
        return (await self._patiently(call)).content

    async def write(self, call: Call) -> dict[str, Any]:
        """Send once; a lost answer is CaseSystemUnavailable, and only reading shows whether it was done."""
        return _json_object(call, await self._send(call))

    async def close(self) -> None:
        """Release the connections."""
        await self._http.aclose()

    async def _patiently(self, call: Call) -> httpx.Response:
        # retry_context, not the decorator: stamina would log the decorated function's arguments
        async for attempt in stamina.retry_context(
            on=pause_before_next, attempts=READ_ATTEMPTS, wait_initial=0.1, wait_max=1.0, wait_jitter=0.1
        ):
            with attempt:
                return await self._send(call)
        raise CaseSystemUnavailable(call.operation)

    async def _send(self, call: Call) -> httpx.Response:
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._http.request(
                    call.method,
                    call.path,
                    params=call.params,
                    json=call.json,
                    data=call.form,
                    files=call.files,
                    headers=call.headers,
                )
        except (httpx.HTTPError, TimeoutError):
            raise CaseSystemUnavailable(call.operation) from None
        self._raise_unless_done(call, response)
        return response

    def _raise_unless_done(self, call: Call, response: httpx.Response) -> None:
        answer = response.text if response.status_code == httpx.codes.BAD_REQUEST else ""
        kind = classify(response.status_code, call.about, answer, self._phrases)
        if kind is not None:
            after = retry_after(response.headers.get("Retry-After"))
            raise kind(call.operation, status=response.status_code, after=after)


def _json_object(call: Call, response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        # a page instead of data: a gateway or a log-in form stands at this address
        raise CaseSystemMisconfigured(call.operation, status=response.status_code)
    return found
