"""What the case system answers to a careless writer, and that its writes are whole."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Semaphore

import httpx
import pytest

from deploy.sandbox.tracker_home import opened
from tests.integration.sandbox import ACCOUNTS, Sandbox, running_sandbox

pytestmark = pytest.mark.servers

REFUSED = httpx.codes.METHOD_NOT_ALLOWED
SECTION = {"plan_kind": "care_plan", "section": "family_and_social_relationships"}


def test_a_key_that_exists_is_409(sandbox: Sandbox) -> None:
    """Posting an entry's reference twice leaves one entry."""
    child = sandbox.new_child()
    facts = {"ref": f"LL.{child}:1", "child": child, "text": "Nan rings.", "content_hash": "0" * 64}
    first = sandbox.plugin.http.post("entry", json={**facts, "approved_by": "sw1"})
    again = sandbox.plugin.http.post("entry", json={**facts, "approved_by": "sw1"})
    assert (first.status_code, again.status_code) == (httpx.codes.CREATED, httpx.codes.CONFLICT)
    found = sandbox.plugin.http.get("entry", params={"child.ref": child}).json()["data"]
    assert found["@total_size"] == 1


def test_a_change_on_an_old_version_is_412(sandbox: Sandbox) -> None:
    """Without `If-Match`, or with the version before somebody's edit, nothing is changed (hard case 43)."""
    child = sandbox.new_child()
    section = sandbox.social_worker.add("care_plan_section", child=child, **SECTION)
    seen = sandbox.plugin.read("care_plan_section", section)
    sandbox.social_worker.change("care_plan_section", section, text="Edited meanwhile.")
    path, link = f"care_plan_section/{seen['id']}", {"text": "Written over it."}
    stale = sandbox.plugin.http.patch(path, json=link, headers={"If-Match": seen["@etag"]})
    bare = sandbox.plugin.http.patch(path, json=link)
    assert (stale.status_code, bare.status_code) == (412, 412)


def test_a_changed_entry_makes_its_section_another_version(sandbox: Sandbox) -> None:
    """A social worker's edit of a linked entry shows in the section's own version and tag (hard case 43)."""
    child = sandbox.new_child()
    section = sandbox.social_worker.add("care_plan_section", child=child, **SECTION)
    entry = sandbox.plugin.add(
        "entry", child=child, text="Nan rings.", content_hash="0" * 64, approved_by="sw1"
    )
    sandbox.plugin.change("care_plan_section", section, entries=[entry])
    before = sandbox.plugin.read("care_plan_section", section)
    sandbox.social_worker.change("entry", entry, text="Nan rings and writes.")
    after = sandbox.plugin.read("care_plan_section", section)
    assert before["@etag"] != after["@etag"]
    assert after["attributes"]["version"] == before["attributes"]["version"] + 1


def test_of_twelve_simultaneous_conditional_writes_one_wins(sandbox: Sandbox) -> None:
    """Twelve clients change the same version of a section at once: one succeeds, eleven are told 412."""
    with ThreadPoolExecutor(12) as pool, ExitStack() as open_clients:
        account = ACCOUNTS["social_worker"]
        clients = [open_clients.enter_context(sandbox.client(account)) for _ in range(12)]
        list(pool.map(lambda client: client.get("child"), clients))
        for _ in range(5):
            child = sandbox.new_child()
            section = sandbox.social_worker.add("care_plan_section", child=child, **SECTION)
            seen = sandbox.social_worker.read("care_plan_section", section)
            edit = partial(_edit, f"care_plan_section/{seen['id']}", seen["@etag"])
            assert sorted(pool.map(edit, clients)) == [200] + [412] * 11
            assert len(sandbox.events(child, "case.care-plan.changed.v1")) == 2


def _edit(path: str, etag: str, client: httpx.Client) -> int:
    return client.patch(path, json={"text": "Edited."}, headers={"If-Match": etag}).status_code


def test_a_dozen_clients_at_once_lose_nothing(sandbox: Sandbox) -> None:
    """Twelve clients that write and read at the same time all succeed; events keep each child's order."""
    children = [sandbox.new_child() for _ in range(12)]

    def work(child: str) -> list[int]:
        with sandbox.client(ACCOUNTS["coordinator"]) as client:
            facts = {"child": child, "relationship": "aunt"}
            answers = [
                client.post("lead", json={"ref": f"LD-{child}-{n}", "name": f"Aunt {n}", **facts})
                for n in range(5)
            ]
            answers += [client.get(f"child/{child}") for _ in range(5)]
            return [answer.status_code for answer in answers]

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(work, children))
    assert statuses == [[201] * 5 + [200] * 5] * 12
    for child in children:
        leads = [(one.data or {})["lead_id"] for one in sandbox.events(child, "case.lead.recorded.v1")]
        assert leads == [f"LD-{child}-{n}" for n in range(5)]


def test_a_change_and_its_event_are_one_transaction(sandbox: Sandbox) -> None:
    """Undoing a change undoes its event, and before the commit nobody sees either."""
    home = sandbox.node.directory
    with opened(home) as db, opened(home) as onlooker:
        before = onlooker.getclass("event_out").filter(None, {})
        db.getclass("child").create(ref="CH-undone", name="Nobody", date_of_birth="2012-01-01")
        assert onlooker.getclass("child").filter(None, {"ref": "CH-undone"}) == []
        assert onlooker.getclass("event_out").filter(None, {}) == before
        db.rollback()
        assert db.getclass("child").filter(None, {"ref": "CH-undone"}) == []
    assert sandbox.events("CH-undone") == []


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"date_of_birth": "2012-02-30"}, id="a day that does not exist"),
        pytest.param({"date_of_birth": "14/05/2012"}, id="a date in another notation"),
        pytest.param({"legal_status": "full care order"}, id="words where a code belongs"),
        pytest.param({"date_of_birth": ""}, id="nothing where something is needed"),
        pytest.param({"ref": "1234"}, id="a key that looks like an item's number"),
        pytest.param({"ref": "A" * 37}, id="a key too long for the bus"),
    ],
)
def test_a_wrong_value_is_refused(sandbox: Sandbox, values: dict[str, str]) -> None:
    """A value of the wrong kind is refused with 405, Roundup's answer when a rule of the record says no."""
    facts = {"ref": "CH-refused", "name": "Robin Ashdown", "date_of_birth": "2012-05-14"} | values
    assert sandbox.social_worker.http.post("child", json=facts).status_code == REFUSED


def test_an_order_names_somebody_and_an_invitation_one_person(sandbox: Sandbox) -> None:
    """A restriction that bars nobody, and an invitation to nobody or to two people at once, are refused."""
    child = sandbox.new_child()
    lead = sandbox.coordinator.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    meeting = sandbox.coordinator.add("conference", child=child, kind="review")
    order = {"ref": "RE-refused", "child": child, "authority": "s34_4"}
    assert sandbox.social_worker.http.post("restriction", json=order).status_code == REFUSED
    for named in ({}, {"lead": lead, "worker": "sw1"}):
        guest = {"ref": "IN-refused", "child": child, "conference": meeting, **named}
        assert sandbox.coordinator.http.post("invitee", json=guest).status_code == REFUSED


def test_an_item_of_another_child_is_refused(sandbox: Sandbox) -> None:
    """A check for one child about a lead of another is refused: siblings stay apart (hard case 1)."""
    child, sibling = sandbox.new_child(), sandbox.new_child()
    lead = sandbox.coordinator.add("lead", child=sibling, name="Edna Ashdown", relationship="grandmother")
    facts = {"child": child, "lead": lead, "gate": "G2", "check": "identity", "result": "clear"}
    assert sandbox.coordinator.http.post("check", json={"ref": "CK-refused", **facts}).status_code == REFUSED


def test_a_version_that_is_not_the_next_one_is_409(sandbox: Sandbox) -> None:
    """Arranging a conference, or amending a plan, on an old version is a conflict."""
    child = sandbox.new_child()
    meeting = sandbox.coordinator.add("conference", child=child, kind="review")
    plan = sandbox.coordinator.add("plan", child=child)
    times = {"starts_at": "2026-12-05T10:00:00Z", "ends_at": "2026-12-05T14:00:00Z"}
    wrong = sandbox.coordinator.try_change("conference", meeting, version=3, **times)
    assert wrong.status_code == httpx.codes.CONFLICT
    assert sandbox.coordinator.try_change("plan", plan, version=5).status_code == httpx.codes.CONFLICT


def test_an_unknown_key_is_404(sandbox: Sandbox) -> None:
    """Reading an item that does not exist says so, by key and by number."""
    for missing in ("CH-nowhere", "999999"):
        assert sandbox.plugin.http.get(f"child/{missing}").status_code == httpx.codes.NOT_FOUND


def test_a_killed_server_leaves_changes_and_events_in_step(tmp_path: Path) -> None:
    """SIGKILL amid writing: after the restart each change has its event, and each event its change."""
    with running_sandbox(tmp_path / "cases") as sandbox, ThreadPoolExecutor(4) as pool:
        child, confirmations = sandbox.new_child(), Semaphore(0)
        writers = range(4)
        accepted = [pool.submit(_record_leads, sandbox, child, writer, confirmations) for writer in writers]
        for _ in range(20):
            confirmations.acquire(timeout=20)
        sandbox.node.kill()
        answered = [lead for one in accepted for lead in one.result()]
        sandbox.node.start()
        stored = sandbox.plugin.http.get("lead", params={"@fields": "ref"}).json()["data"]["collection"]
        published = [(one.data or {})["lead_id"] for one in sandbox.events(child, "case.lead.recorded.v1")]
    assert len(answered) >= 20
    assert set(answered) <= {one["ref"] for one in stored}
    assert sorted(published) == sorted(one["ref"] for one in stored)


def _record_leads(sandbox: Sandbox, child: str, writer: int, confirmations: Semaphore) -> list[str]:
    """Record leads until the server is gone; return those it confirmed."""
    confirmed: list[str] = []
    with sandbox.client(ACCOUNTS["coordinator"]) as client, suppress(httpx.TransportError):
        for number in count():
            facts = {"ref": f"LD-{writer}-{number}", "child": child, "name": "Aunt", "relationship": "aunt"}
            client.post("lead", json=facts).raise_for_status()
            confirmed.append(facts["ref"])
            confirmations.release()
    return confirmed
