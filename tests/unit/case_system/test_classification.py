"""One place says what an answer means: wait, conflict, a person, or an operator."""

from datetime import UTC, datetime

import pytest
import time_machine

from shared.case_system.client import About, Phrases, classify, pause_before_next, retry_after
from shared.errors import (
    CaseSystemConflict,
    CaseSystemError,
    CaseSystemMisconfigured,
    CaseSystemRefused,
    CaseSystemUnavailable,
)

PHRASES = Phrases(unavailable=("check the server log",), misconfigured=("Required Header Missing",))


@pytest.mark.parametrize("status", [408, 423, 425, 429, 500, 502, 503, 504, 599])
def test_busy_broken_or_locked_means_wait(status: int) -> None:
    """A locked record, a rate limit and a fault of the server are waited for (hard case 45)."""
    assert classify(status, "record") is CaseSystemUnavailable


@pytest.mark.parametrize("status", [409, 412])
def test_somebody_else_wrote_means_conflict(status: int) -> None:
    """A duplicate key and a changed version are conflicts (hard case 43)."""
    assert classify(status, "record") is CaseSystemConflict


@pytest.mark.parametrize(
    ("status", "about"),
    [
        (301, "collection"),
        (302, "record"),
        (401, "record"),
        (401, "collection"),
        (403, "collection"),
        (404, "collection"),
        (407, "record"),
    ],
)
def test_wrong_credentials_or_address_go_to_an_operator(status: int, about: About) -> None:
    """Log-in refused, a collection that is missing or closed to us, a redirect: the settings are wrong."""
    assert classify(status, about) is CaseSystemMisconfigured


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 415, 422, 451])
def test_a_refusal_about_one_record_goes_to_a_person(status: int) -> None:
    """A restricted record or content that is not accepted is for a person to look at."""
    assert classify(status, "record") is CaseSystemRefused


@pytest.mark.parametrize("status", [200, 201, 204])
def test_success_is_no_error(status: int) -> None:
    """What was done is not an error."""
    assert classify(status) is None


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("An error occurred. Please check the server log", CaseSystemUnavailable),
        ("Required Header Missing", CaseSystemMisconfigured),
        ("date: a calendar date is needed", CaseSystemRefused),
    ],
)
def test_a_400_is_read_by_the_phrases_of_the_case_system(answer: str, kind: type[CaseSystemError]) -> None:
    """A system that answers 400 to its own faults is understood by the phrases in its mapping file."""
    assert classify(400, "collection", answer, PHRASES) is kind


@time_machine.travel(datetime(2026, 12, 5, 10, 0, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("-3", 0.0),
        ("Sat, 05 Dec 2026 10:01:30 GMT", 90.0),
        ("Sat, 05 Dec 2026 09:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after_is_seconds_from_now(header: str | None, seconds: float | None) -> None:
    """Seconds and HTTP dates are understood, the past is now, and nonsense is as if it were not there."""
    assert retry_after(header) == seconds


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        (CaseSystemUnavailable("child.read", status=503), True),
        (CaseSystemUnavailable("child.read", status=429, after=2.0), 2.0),
        (CaseSystemUnavailable("child.read", status=429, after=600.0), False),
        (CaseSystemConflict("child.read", status=409), False),
        (CaseSystemRefused("child.read", status=422), False),
        (ValueError(), False),
    ],
)
def test_a_read_is_tried_again_only_when_waiting_helps(fault: Exception, pause: object) -> None:
    """A short `Retry-After` is kept, a long one is left to the journal, and a refusal is not repeated."""
    assert pause_before_next(fault) == pause
