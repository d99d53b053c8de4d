"""The health server: alive, ready by lag, metrics, and deaf to nonsense."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from shared.observe.health import Backlog, Health, Report


def telling(backlogs: Mapping[str, Backlog] | Exception) -> Report:
    """Return a report that tells these backlogs, or fails."""

    async def report() -> Mapping[str, Backlog]:
        if isinstance(backlogs, Exception):
            raise backlogs
        return backlogs

    return report


NOTHING = telling({})


async def ask(port: int, request: bytes) -> tuple[int, str]:
    """Send raw bytes and return status and body; status 0 when the server only closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition("\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


async def get(health: Health, path: str) -> tuple[int, str]:
    """GET a path."""
    return await ask(health.port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())


async def ready(backlogs: Mapping[str, Backlog] | Exception) -> tuple[int, dict[str, Any]]:
    """Return status and body of /ready when the services lag like this, with 60 s allowed."""
    async with Health(telling(backlogs), port=0, most_lag_seconds=60) as health:
        status, body = await get(health, "/ready")
    return status, json.loads(body)


async def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    """Nobody outside this machine can ask by default."""
    async with Health(NOTHING, port=0) as health:
        assert health.host == "127.0.0.1"
        assert await get(health, "/live") == (200, "OK\n")


async def test_ready_while_no_service_lags() -> None:
    """Below the limit the process is ready and says how much each service lags."""
    status, body = await ready({"eligibility": Backlog(1.5), "conference": Backlog(0)})
    assert (status, body) == (200, {"ready": True, "lag_seconds": {"eligibility": 1.5, "conference": 0}})


async def test_not_ready_while_one_service_lags() -> None:
    """One service that lags too much makes the process not ready."""
    status, body = await ready({"eligibility": Backlog(61), "conference": Backlog(0)})
    assert (status, body["ready"]) == (503, False)


async def test_not_ready_while_the_lag_is_unknown() -> None:
    """A database that does not answer means not ready, and its error's text is not shown."""
    status, body = await ready(OSError("Aurelia"))
    assert (status, body) == (503, {"ready": False, "lag_seconds": {}})


async def test_not_ready_before_any_service_runs() -> None:
    """A process without a service is not ready."""
    assert (await ready({}))[0] == 503


async def test_metrics_are_served_in_prometheus_format() -> None:
    """Prometheus can scrape, and what waits is read at that moment."""
    waiting = telling({"health-test": Backlog(2.5, outbox_rows=3, held_rows=1)})
    async with Health(waiting, port=0) as health:
        status, body = await get(health, "/metrics")
    assert status == 200
    assert "# TYPE lifelong_links_events_total counter" in body
    assert 'lifelong_links_lag_seconds{service="health-test"} 2.5' in body
    assert 'lifelong_links_outbox_rows{service="health-test"} 3.0' in body
    assert 'lifelong_links_held_rows{service="health-test"} 1.0' in body


async def test_metrics_are_served_while_the_database_is_away() -> None:
    """What is known without the journal is still told."""
    async with Health(telling(OSError("Aurelia")), port=0) as health:
        assert (await get(health, "/metrics"))[0] == 200


async def test_a_figure_that_is_not_known_now_is_not_told() -> None:
    """The last one before the database went may be long untrue, and nobody could tell."""
    answers: list[Mapping[str, Backlog] | Exception] = [{"went-away": Backlog(2.5, 3, 1)}, OSError()]

    async def report() -> Mapping[str, Backlog]:
        return await telling(answers.pop(0))()

    async with Health(report, port=0) as health:
        assert 'service="went-away"' in (await get(health, "/metrics"))[1]
        assert 'service="went-away"' not in (await get(health, "/metrics"))[1]


@pytest.mark.parametrize(
    "request_bytes, status",
    [
        (b"GET /secret HTTP/1.1\r\n\r\n", 404),
        (b"POST /live HTTP/1.1\r\n\r\n", 405),
        (b"\r\n\r\n", 405),
        (b"GET /live?probe=1 HTTP/1.1\r\n\r\n", 200),
        (b"x" * 20_000, 0),
    ],
)
async def test_other_requests_get_an_answer_or_nothing(request_bytes: bytes, status: int) -> None:
    """Unknown paths, methods and endless lines do no harm."""
    async with Health(NOTHING, port=0) as health:
        assert (await ask(health.port, request_bytes))[0] == status


async def test_head_has_no_body() -> None:
    """A HEAD request gets the status alone."""
    async with Health(NOTHING, port=0) as health:
        assert await ask(health.port, b"HEAD /live HTTP/1.1\r\n\r\n") == (200, "")


async def test_a_client_that_goes_away_is_forgotten() -> None:
    """A probe that hangs up early leaves neither a warning nor a task."""
    async with Health(NOTHING, port=0) as health:
        _, writer = await asyncio.open_connection("127.0.0.1", health.port)
        writer.close()
        await writer.wait_closed()
        assert (await get(health, "/live"))[0] == 200
