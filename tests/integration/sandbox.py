"""The sandbox case system for tests: workers at their desks, and what the detectors put into the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from deploy.sandbox.tracker_home import Account, install, opened
from deploy.sandbox.tracker_server import TrackerNode
from shared.contracts.envelope import Envelope, parse

ACCOUNTS = {
    "social_worker": Account("sw1", "SW-1", "Meera Patel", "SocialWorker", "social_worker"),
    "other_social_worker": Account("sw2", "SW-2", "Joan Lister", "SocialWorker", "social_worker"),
    "coordinator": Account("lc1", "LC-1", "Tom Reed", "Coordinator", "coordinator"),
    "manager": Account("tm1", "TM-1", "Ann Hall", "Manager", "manager"),
    "iro": Account("ro1", "RO-1", "Iris Bow", "ReviewingOfficer", "iro"),
    "plugin": Account("lifelong-links", "LL", "Lifelong Links", "Plugin", "plugin"),
}
_numbers = count(1)


class Desk:
    """One user's REST client; the methods fail the test when the case system does not do what is asked."""

    def __init__(self, client: httpx.Client) -> None:
        """Use a client whose address is the collection of classes."""
        self.http = client

    def add(self, classname: str, **values: object) -> str:
        """Create an item and return its `ref`."""
        ref = str(values.pop("ref", f"{classname[:2].upper()}-{next(_numbers)}"))
        answer = self.http.post(classname, json={"ref": ref, **values})
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return ref

    def read(self, classname: str, ref: str) -> dict[str, Any]:
        """Return `id`, `@etag` and `attributes` of an item."""
        answer = self.http.get(f"{classname}/{ref}")
        assert answer.status_code == httpx.codes.OK, answer.text
        found: dict[str, Any] = answer.json()["data"]
        return found

    def try_change(self, classname: str, ref: str, **values: object) -> httpx.Response:
        """Send a conditional change of the item as it is now; return whatever the answer is."""
        now = self.read(classname, ref)
        headers = {"If-Match": now["@etag"]}
        return self.http.patch(f"{classname}/{now['id']}", json=values, headers=headers)

    def change(self, classname: str, ref: str, **values: object) -> None:
        """Change an item."""
        answer = self.try_change(classname, ref, **values)
        assert answer.status_code == httpx.codes.OK, answer.text


class Sandbox:
    """A running case system with one desk for each role."""

    def __init__(self, node: TrackerNode) -> None:
        """Sit everybody down at a running node."""
        self.node = node
        self._clients = {name: self.client(account) for name, account in ACCOUNTS.items()}
        self.social_worker, self.coordinator, self.manager, self.iro, self.plugin = (
            Desk(self._clients[name]) for name in ("social_worker", "coordinator", "manager", "iro", "plugin")
        )
        self.other_social_worker = Desk(self._clients["other_social_worker"])

    def client(self, account: Account) -> httpx.Client:
        """Return a REST client as one user."""
        headers = {"X-Requested-With": "rest", "Origin": self.node.origin, "Referer": self.node.url}
        credentials = (account.username, account.password)
        return httpx.Client(
            base_url=f"{self.node.url}rest/data/", auth=credentials, headers=headers, timeout=20
        )

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients.values():
            client.close()

    def new_child(self, **facts: object) -> str:
        """Record an invented child in foster care, with an allocated social worker."""
        known: dict[str, object] = {
            "name": "Robin Ashdown",
            "date_of_birth": "2012-05-14",
            "responsible_authority": "E08000035",
            "care_period_started": "2021-03-01",
            "legal_status": "C2",
            "placement": "U4",
            "permanence_plan": "LTFOST18",
        }
        child = self.social_worker.add("child", **(known | facts))
        self.manager.add(
            "allocation", child=child, worker="sw1", role="social_worker", from_date="2024-01-02"
        )
        return child

    def events(self, child: str, event_type: str | None = None) -> list[Envelope]:
        """Return what was published about a child, oldest first."""
        with opened(self.node.directory) as db:
            outbox = db.getclass("event_out")
            rows = outbox.filter(None, {}, sort=("+", "id"))
            bodies = [outbox.get(row, "payload") for row in rows if outbox.get(row, "subject") == child]
        found = [parse(body.encode()) for body in bodies]
        return [one for one in found if event_type in (None, one.type)]


@contextmanager
def running_sandbox(directory: Path) -> Iterator[Sandbox]:
    """Install and run a case system of its own for the duration of a block."""
    install(directory, ACCOUNTS.values())
    with TrackerNode(directory) as node:
        sandbox = Sandbox(node)
        try:
            yield sandbox
        finally:
            sandbox.close()
