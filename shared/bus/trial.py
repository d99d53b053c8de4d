"""Trying the broker: log-in, virtual host, topology, and each right by a request that changes nothing."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiormq
from aiormq.exceptions import (
    AuthenticationError,
    ChannelAccessRefused,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    ConnectionNotAllowed,
    InvalidFrameError,
    ProbableAuthenticationError,
)
from pamqp.commands import Basic
from yarl import URL

from shared.bus.declare import EXCHANGES, INBOX_ARGUMENTS
from shared.bus.faults import FAULTS, breakable
from shared.bus.topology import DEAD_LETTER_QUEUE, OUR_EXCHANGE, Topology
from shared.trial import Finding, ok, wrong

_SECONDS = 10.0
_URL = "look at LL_BROKER_URL and whether this machine may reach it"
_USER = "put the right user into LL_BROKER_URL and the right password into LL_BROKER_PASSWORD"
_VHOST = (
    "rabbitmqctl add_vhost and set_permissions -p VHOST; or put the right virtual host into LL_BROKER_URL"
)
_NO_NUMBER = {"x-priority": "none"}
"""RabbitMQ asks for the right to read first and refuses such a consumer then: no message is taken."""
_NO_TIME = Basic.Properties(expiration="none")
"""RabbitMQ asks for the right to write first and refuses such a message then: nobody receives it."""

Request = Callable[[Any], Awaitable[object]]


async def try_broker(url: str, topology: Topology) -> list[Finding]:
    """Log in, then look for the topology and try the rights; `url` has its password and is never shown."""
    where = _shown(url)
    try:
        async with _connected(url) as connection:
            return [
                ok("broker", f"{where} takes our log-in"),
                await _topology(connection, topology),
                await _rights(connection, topology),
            ]
    except FAULTS as fault:
        return [_of(fault, where)]


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    with breakable():
        async with asyncio.timeout(_SECONDS):
            connection = await aiormq.connect(url)
            try:
                yield connection
            finally:
                await connection.close()


async def _topology(connection: Any, topology: Topology) -> Finding:  # noqa: ANN401 - a connection of aiormq
    queues = [*(queue.name for queue in topology.queues), DEAD_LETTER_QUEUE]
    lacking = [name for name in EXCHANGES if not await _is_there(connection, _exchange(name))]
    lacking += [name for name in queues if not await _is_there(connection, _queue(name))]
    if lacking:
        return wrong(
            "topology",
            f"not there yet: {', '.join(dict.fromkeys(lacking))}",
            "start `lifelong-links run` once, before events flow: it makes them, and what is sent earlier "
            "is lost",
        )
    return ok("topology", f"{len(EXCHANGES)} exchanges and {len(queues)} queues are there")


async def _rights(connection: Any, topology: Topology) -> Finding:  # noqa: ANN401 - a connection of aiormq
    """The rights on what is there; on what is not, RabbitMQ is asked when it is made."""
    lacking, tried = [], 0
    for words, there, request in _requests(topology):
        if await _is_there(connection, there):
            tried += 1
            if await _refusal(connection, request) is ChannelAccessRefused:
                lacking.append(words)
    if lacking:
        return wrong(
            "broker rights",
            f"our user may not {', '.join(lacking)}",
            "grant it: rabbitmqctl set_permissions, configure, write and read on our names",
        )
    if not tried:
        return wrong("broker rights", "can be tried when the topology is there", "see topology")
    return ok("broker rights", "our user may configure, write and read")


def _requests(topology: Topology) -> list[tuple[str, Request, Request]]:
    """What our user must be able to do: in words, whether its object is there, and a try without effect."""
    inboxes = [queue.name for queue in topology.queues]
    configure = [(f"configure {name}", _queue(name), _declare_as_it_is(name)) for name in inboxes]
    read = [(f"read {name}", _queue(name), _consume_nothing(name)) for name in inboxes]
    return [*configure, (f"write to {OUR_EXCHANGE}", _exchange(OUR_EXCHANGE), _publish_nothing), *read]


def _declare_as_it_is(name: str) -> Request:
    arguments = INBOX_ARGUMENTS | {"x-queue-type": "quorum"}
    return lambda channel: channel.queue_declare(name, durable=True, arguments=arguments)


def _consume_nothing(name: str) -> Request:
    async def ignore(_message: object) -> None:
        """No message comes: the consumer is refused."""

    return lambda channel: channel.basic_consume(name, ignore, arguments=_NO_NUMBER)


def _publish_nothing(channel: Any) -> Awaitable[object]:  # noqa: ANN401 - a channel of aiormq
    published: Awaitable[object] = channel.basic_publish(b"", exchange=OUR_EXCHANGE, properties=_NO_TIME)
    return published


def _exchange(name: str) -> Request:
    return lambda channel: channel.exchange_declare(name, passive=True)


def _queue(name: str) -> Request:
    return lambda channel: channel.queue_declare(name, passive=True)


async def _is_there(connection: Any, request: Request) -> bool:  # noqa: ANN401 - a connection of aiormq
    return await _refusal(connection, request) is not ChannelNotFoundEntity


async def _refusal(connection: Any, request: Request) -> type[Exception] | None:  # noqa: ANN401 - a connection of aiormq
    """Send a request on a channel of its own, which a refusal closes; return the kind of the refusal."""
    channel = await connection.channel()
    try:
        await request(channel)
    except (ChannelAccessRefused, ChannelNotFoundEntity, ChannelPreconditionFailed) as refusal:
        return type(refusal)
    await channel.close()
    return None


def _of(fault: Exception, where: str) -> Finding:
    causes = (fault, fault.__cause__, fault.__context__)
    if isinstance(fault, (AuthenticationError, ProbableAuthenticationError)):
        return wrong("broker", f"{where} refuses our user or password", _USER)
    if isinstance(fault, ConnectionNotAllowed) or _refused_at_the_door(fault):
        return wrong("broker", f"{where} has no such virtual host, or our user may not enter it", _VHOST)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return wrong("broker", f"{where} does not agree with us on TLS", "look at its certificate")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return wrong("broker", f"{where}: nobody knows this host", "look at the host in LL_BROKER_URL")
    if isinstance(fault, TimeoutError):
        return wrong("broker", f"{where} does not answer", _URL)
    return wrong("broker", f"{where} cannot be reached ({type(fault).__name__})", _URL)


def _refused_at_the_door(fault: Exception) -> bool:
    """Whether the log-in was taken and the virtual host not; aiormq hides the reason."""
    return isinstance(fault, InvalidFrameError) and "Connection.OpenOk" in str(fault)


def _shown(url: str) -> str:
    address = URL(url)
    port = address.port or (5671 if address.scheme == "amqps" else 5672)
    vhost = address.path.removeprefix("/") or "/"
    return f"RabbitMQ at {address.host}:{port}, virtual host {vhost},"
