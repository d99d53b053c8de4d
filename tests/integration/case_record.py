"""The plugin's adapter on a sandbox, directly or through a faulty network, and what a worker finds there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from shared.case_system.adapters import Connection, open_case_system
from shared.case_system.port import CaseSystem
from tests.integration.faulty_network import FaultyNetwork, faulty_network
from tests.integration.sandbox import ACCOUNTS, Sandbox

PLUGIN = ACCOUNTS["plugin"]
WORKER = ACCOUNTS["social_worker"].ref
SECTION = {"plan_kind": "care_plan", "section": "family_and_social_relationships"}


@asynccontextmanager
async def adapter(
    sandbox: Sandbox,
    *,
    port: int | None = None,
    secret: str = PLUGIN.password,
    path: str = "",
    mapping: Path | None = None,
) -> AsyncIterator[CaseSystem]:
    """Open the adapter in the plugin's role; `port` is that of a relay, `path` a wrong turn."""
    url = sandbox.node.url.replace(str(sandbox.node.port), str(port)) if port else sandbox.node.url
    opened = open_case_system(
        Connection(
            base_url=url + path,
            public_url=sandbox.node.url,
            user=PLUGIN.username,
            secret=SecretStr(secret),
            mapping=mapping,
            timeout=5,
        )
    )
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def adapter_on_faulty_network(sandbox: Sandbox) -> AsyncIterator[tuple[CaseSystem, FaultyNetwork]]:
    """Open the adapter behind a relay that the test can make fail."""
    async with faulty_network(sandbox.node.port) as network, adapter(sandbox, port=network.port) as opened:
        yield opened, network


def items(sandbox: Sandbox, classname: str, child: str, fields: str) -> list[dict[str, Any]]:
    """Return what a manager finds of a class for a child."""
    params = {"child.ref:": child, "@fields": fields, "@sort": "id"}
    answer = sandbox.manager.http.get(classname, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]["collection"]
    return found
