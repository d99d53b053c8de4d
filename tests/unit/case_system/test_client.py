"""The HTTP client: patience of reads, impatience of writes, and what it never tells."""

import asyncio
import traceback
from collections.abc import Callable, Iterator

import httpx
import pytest
import stamina
from pydantic import SecretStr

from shared.case_system.auth import credentials
from shared.case_system.client import READ_ATTEMPTS, Call, CaseClient, checked_address
from shared.errors import (
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
    ConfigurationError,
)

READ = Call("lead.read", "rest/data/lead")
WRITE = Call("note.write", "rest/data/note", method="POST", json={"text": "Nan rings on Sundays."})


@pytest.fixture(autouse=True)
def no_backoff() -> Iterator[None]:
    """As many attempts as ever, with no pause between them."""
    with stamina.set_testing(testing=True, attempts=READ_ATTEMPTS, cap=True):
        yield


Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer, *, timeout: float = 5.0) -> CaseClient:
    """Return a client whose transport is the function."""
    return CaseClient(
        "http://127.0.0.1:9/cases/",
        credentials("plugin", SecretStr("s3cret")),
        timeout=timeout,
        public_url="https://record.example.invalid/cases",
        transport=httpx.MockTransport(answer),
    )


class Counted:
    """Gives one answer after the other, the last one for ever, and counts."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        """Take the answers in order."""
        self.answers, self.requests = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Give the next answer, or raise it."""
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_read_is_repeated_until_the_system_is_back() -> None:
    """Two faults, then an answer: the reader sees the answer."""
    server = Counted(
        httpx.Response(503), httpx.ConnectError("refused"), httpx.Response(200, json={"data": 1})
    )
    assert await client(server).read(READ) == {"data": 1}
    assert len(server.requests) == 3


async def test_a_read_gives_up_after_a_few_attempts() -> None:
    """A system that stays away is reported, with the wait that it asked for."""
    server = Counted(httpx.Response(429, headers={"Retry-After": "0"}))
    with pytest.raises(CaseSystemUnavailable) as fault:
        await client(server).read(READ)
    assert (len(server.requests), fault.value.status, fault.value.after) == (READ_ATTEMPTS, 429, 0.0)


async def test_a_long_retry_after_is_left_to_the_journal() -> None:
    """A read does not hold its place for a minute: it says how long to wait."""
    server = Counted(httpx.Response(503, headers={"Retry-After": "60"}))
    with pytest.raises(CaseSystemUnavailable) as fault:
        await client(server).read(READ)
    assert (len(server.requests), fault.value.after) == (1, 60.0)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("closed"),
        httpx.ReadError("gone"),
    ],
)
async def test_a_write_is_never_repeated(answer: httpx.Response | Exception) -> None:
    """Whether a write without an answer was done is for the next attempt to read, not to guess."""
    server = Counted(answer)
    with pytest.raises(CaseSystemUnavailable):
        await client(server).write(WRITE)
    assert len(server.requests) == 1


async def test_an_answer_that_trickles_in_is_cut_off() -> None:
    """The time-out binds the call as a whole, not each byte."""

    async def slow(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        return httpx.Response(200, json={})

    patient = CaseClient(
        "http://127.0.0.1:9",
        credentials(None, SecretStr("token")),
        timeout=0.05,
        transport=httpx.MockTransport(slow),
    )
    with pytest.raises(CaseSystemUnavailable, match=WRITE.operation):
        await patient.write(WRITE)


@pytest.mark.parametrize(
    "answer", [httpx.Response(200, text="<html>Sign in</html>"), httpx.Response(200, json=["a list"])]
)
async def test_a_page_instead_of_data_is_a_wrong_address(answer: httpx.Response) -> None:
    """A log-in page answers 200; it is not the case system."""
    with pytest.raises(CaseSystemMisconfigured):
        await client(Counted(answer)).read(READ)


async def test_a_redirect_is_not_followed() -> None:
    """Credentials and records never follow a redirect to somewhere else."""
    server = Counted(httpx.Response(302, headers={"Location": "http://elsewhere.invalid/"}))
    with pytest.raises(CaseSystemMisconfigured):
        await client(server).read(READ)
    assert [request.url.host for request in server.requests] == ["127.0.0.1"]


async def test_every_call_says_who_asks_and_from_where() -> None:
    """The case system checks origin and referrer against the address by which it knows itself."""
    server = Counted(httpx.Response(200, json={}))
    await client(server).read(READ)
    sent = server.requests[0].headers
    assert sent["X-Requested-With"] == "rest"
    assert sent["Origin"] == "https://record.example.invalid"
    assert sent["Host"] == "record.example.invalid"
    assert sent["Referer"] == "https://record.example.invalid/cases/"
    assert sent["Authorization"].startswith("Basic ")
    assert str(server.requests[0].url) == "http://127.0.0.1:9/cases/rest/data/lead"


async def test_an_error_tells_nothing_of_request_or_answer() -> None:
    """Neither words, nor query, nor the answer, nor the secret is in an exception's text or traceback."""
    call = Call(
        "note.write", "rest/data/note", method="POST", json={"text": "Nan rings"}, params=(("q", "Jo"),)
    )
    server = Counted(httpx.Response(422, json={"error": "Robin Ashdown is restricted"}))
    with pytest.raises(CaseSystemRefused) as fault:
        await client(server).write(call)
    told = str(fault.value) + repr(fault.value) + "".join(traceback.format_exception_only(fault.value))
    told += repr(call) + repr(vars(fault.value))
    assert not any(word in told for word in ("Nan", "Robin", "Jo", "s3cret", "127.0.0.1"))
    assert str(fault.value) == "note.write (422)"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/",
        "//host/",
        "host:80",
        "http://",
        "http://user:word@host/",
        "http://host/?a=b",
        "http://host/#x",
        "http://host:99999/",
        "http://[::1",
    ],
)
def test_an_unusable_address_is_one_clear_line(url: str) -> None:
    """A wrong address is told at the start, without repeating it: it may hold a password."""
    with pytest.raises(ConfigurationError, match="LL_CASE_SYSTEM_URL") as fault:
        checked_address(url)
    assert url not in str(fault.value)
