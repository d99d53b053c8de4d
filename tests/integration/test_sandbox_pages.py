"""The web pages of the case record: who sees what in plain words, and the forms that people use."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from tests.integration.sandbox import ACCOUNTS, Sandbox

pytestmark = pytest.mark.servers


class Browser:
    """One person's browser: pages as text, forms filled in as they stand in the page."""

    def __init__(self, sandbox: Sandbox, who: str) -> None:
        """Log in as one of the accounts."""
        headers = {"Origin": sandbox.node.origin, "Referer": sandbox.node.url}
        self.http = httpx.Client(
            base_url=sandbox.node.url, follow_redirects=True, headers=headers, timeout=20
        )
        account = ACCOUNTS[who]
        self.submit("", __login_name=account.username, __login_password=account.password)

    def see(self, path: str) -> str:
        """Return a page's text as a person reads it, one space between words."""
        return words(self.http.get(path).text)

    def submit(self, path: str, action: str = "", **filled_in: str) -> str:
        """Fill in the form of a page (`action`: where it posts to, if elsewhere) and return the next page."""
        page = self.http.get(path).text
        hidden = {}
        for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', page):
            values = dict(re.findall(r'(name|value)="([^"]*)"', field))
            hidden[values["name"]] = unescape(values["value"])
        parts = {name: (None, value.encode()) for name, value in (hidden | filled_in).items()}
        return words(self.http.post(action or path, files=parts).text)

    def number(self, classname: str, ref: str) -> str:
        """Return the page of an item, by its `ref`."""
        found = self.http.get(f"rest/data/{classname}/{ref}").json()["data"]["id"]
        return f"{classname}{found}"


def words(page: str) -> str:
    """Return what stands between the tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


@pytest.fixture
def social_worker(sandbox: Sandbox) -> Iterator[Browser]:
    """The browser of the social worker of every child here."""
    browser = Browser(sandbox, "social_worker")
    yield browser
    browser.http.close()


@pytest.fixture(autouse=True)
def _no_page_fails(sandbox: Sandbox) -> Iterator[None]:
    """No page may end in an error: Roundup would write it to this file."""
    yield
    errors = sandbox.node.directory / "errors.txt"
    assert not errors.exists() or "Templating Error" not in errors.read_text()


def new_section(sandbox: Sandbox, child: str, **values: object) -> str:
    """Write the section that Lifelong Links is about."""
    facts = {"plan_kind": "care_plan", "section": "family_and_social_relationships", **values}
    return sandbox.social_worker.add("care_plan_section", child=child, **facts)


def test_a_child_page_tells_the_story(sandbox: Sandbox, social_worker: Browser) -> None:
    """Facts, journey, care plan with who approved what and when, open tasks and notes, in plain words."""
    child = sandbox.new_child()
    section = new_section(sandbox, child, text="Sees her aunt at half-term.")
    entry = sandbox.plugin.add(
        "entry",
        child=child,
        text="Nan rings on Sundays.",
        content_hash="0" * 64,
        approved_by="sw1",
        approved_on="2026-11-18",
    )
    sandbox.plugin.change("care_plan_section", section, entries=[entry])
    sandbox.social_worker.add("note", child=child, title="First note", text="In good spirits.")
    sandbox.plugin.add("note", child=child, title="Second note", text="Eligible.", on_behalf_of="tm1")
    sandbox.plugin.add("task", child=child, title="Ask Robin first", assigned_role="social_worker")
    page = social_worker.see(social_worker.number("child", child))
    for said in (
        "Robin Ashdown",
        "14 May 2012",
        "Full care order",
        "Care plan: family and social relationships Sees her aunt at half-term.",
        "Nan rings on Sundays. Approved by Meera Patel on 18 November 2026",
        "In the care plan 1 entry in the plan.",
        "Ask Robin first Meera Patel",
    ):
        assert said in page, said
    assert page.index("Second note") < page.index("First note")
    assert "Lifelong Links, on behalf of Ann Hall" in page


def test_ids_are_said_as_names(sandbox: Sandbox, social_worker: Browser) -> None:
    """Lifelong Links writes ids and no names; the page says who and what is meant, and changes no word."""
    child = sandbox.new_child()
    lead = sandbox.coordinator.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    plan = sandbox.coordinator.add("plan", child=child)
    promise = sandbox.coordinator.add(
        "commitment", child=child, plan=plan, lead=lead, kind="call", words="Rings on Sundays."
    )
    words = f"{lead} and {promise}, for SW-1; {lead}X is nobody."
    note = sandbox.plugin.add("note", child=child, title=f"About {lead}", text=words)
    task = sandbox.plugin.add("task", child=child, title=f"Ask {lead}", text=words)
    said = f"Edna Ashdown and Edna Ashdown (“Rings on Sundays.”), for Meera Patel; {lead}X is nobody."
    page = social_worker.see(social_worker.number("child", child))
    assert said in page
    assert "About Edna Ashdown" in page
    assert "Ask Edna Ashdown" in page
    assert said in social_worker.see(social_worker.number("task", task))
    assert sandbox.plugin.read("note", note)["attributes"]["text"] == words


def test_the_journey_moves_on(sandbox: Sandbox, social_worker: Browser) -> None:
    """The page says where the child stands: the step that goes on is the one after what is done."""
    child = sandbox.new_child()
    path = social_worker.number("child", child)
    assert "Not yet Referral Nobody has made a referral." in social_worker.see(path)
    referral = sandbox.social_worker.add("referral", child=child, agreement_given=True, pr_position="given")
    assert "Now Referral Made, waiting for a decision." in social_worker.see(path)
    sandbox.coordinator.change("referral", referral, decision="accept", decided_on="2026-11-03")
    page = social_worker.see(path)
    assert "Done Referral Accepted on 3 November 2026." in page
    assert "Now Finding people Not started." in page
    sandbox.coordinator.add("lead", child=child, name="Edna Ashdown", relationship="grandmother")
    assert "Now Finding people 1 person found in 0 steps." in social_worker.see(path)


def test_a_withdrawal_is_plain_to_see(sandbox: Sandbox, social_worker: Browser) -> None:
    """After the child's withdrawal the page says so first, and no step goes on (hard case 14)."""
    child = sandbox.new_child()
    sandbox.social_worker.add("referral", child=child, agreement_given=True, pr_position="given")
    sandbox.social_worker.add(
        "consent", child=child, given_by="child", scope="all", decision="withdrawn", date="2026-11-19"
    )
    page = social_worker.see(social_worker.number("child", child))
    assert "Robin's agreement: Withdrawn on 19 November 2026" in page
    assert "Paused Referral" in page
    assert " Now " not in page


def test_a_social_worker_edits_the_section(sandbox: Sandbox, social_worker: Browser) -> None:
    """The text is changed in the page, the change is published, and linked entries stay linked."""
    child = sandbox.new_child()
    section = new_section(sandbox, child)
    path = social_worker.number("care_plan_section", section)
    page = social_worker.submit(path, text="Sees her aunt on Fridays.")
    assert "Saved." in page
    assert "Sees her aunt on Fridays." in page
    assert len(sandbox.events(child, "case.care-plan.changed.v1")) == 2


def test_entries_can_be_taken_out_of_the_section(sandbox: Sandbox, social_worker: Browser) -> None:
    """Unticking the last entry unlinks it; the entry itself is kept."""
    child = sandbox.new_child()
    section = new_section(sandbox, child)
    entry = sandbox.plugin.add("entry", child=child, text="Nan.", content_hash="0" * 64, approved_by="sw1")
    sandbox.plugin.change("care_plan_section", section, entries=[entry])
    social_worker.submit(social_worker.number("care_plan_section", section), text="As before.")
    assert sandbox.plugin.read("care_plan_section", section)["attributes"]["entries"] == []
    assert sandbox.plugin.read("entry", entry)["attributes"]["text"] == "Nan."


def test_a_task_is_closed_in_the_page(sandbox: Sandbox, social_worker: Browser) -> None:
    """Closing a task keeps what came of it and who closed it."""
    child = sandbox.new_child()
    task = sandbox.plugin.add("task", child=child, title="Ask Robin first", assigned_role="social_worker")
    assert "Ask Robin first" in social_worker.see("")
    page = social_worker.submit(social_worker.number("task", task), outcome="Robin would like that.")
    assert "Saved." in page
    assert sandbox.plugin.read("task", task)["attributes"]["status"] == "done"
    assert "Robin would like that." in social_worker.see(social_worker.number("task", task))


def test_a_reviewing_officer_finds_her_tasks(sandbox: Sandbox) -> None:
    """A task for the reviewing officer of a child is the first thing that she sees, and she can close it."""
    child = sandbox.new_child()
    sandbox.manager.add("allocation", child=child, worker="ro1", role="iro")
    task = sandbox.plugin.add("task", child=child, title="A plan for the review", assigned_role="iro")
    browser = Browser(sandbox, "iro")
    assert "A plan for the review" in browser.see("")
    page = browser.submit(browser.number("task", task), outcome="It is on the agenda.")
    assert "Saved." in page
    assert "Change these facts" not in page
    assert sandbox.plugin.read("task", task)["attributes"]["status"] == "done"
    browser.http.close()


def test_a_note_is_added_in_the_page(sandbox: Sandbox, social_worker: Browser) -> None:
    """The form for a new note belongs to its child and needs a title and words."""
    child = sandbox.new_child()
    number = social_worker.number("child", child).removeprefix("child")
    form = f"note?@template=edit&child={number}"
    assert "Needed: text" in social_worker.submit(form, "note", title="Visit")
    assert "Robin was in" in social_worker.submit(form, "note", title="Visit", text="Robin was in.")


def test_two_people_do_not_overwrite_each_other(sandbox: Sandbox, social_worker: Browser) -> None:
    """A form that was opened before somebody else's change is refused and says so."""
    child = sandbox.new_child()
    section = new_section(sandbox, child)
    path = social_worker.number("care_plan_section", section)
    stale = {"@lastactivity": "2026-01-01.00:00:00", "text": "Written over it."}
    assert "Somebody else changed this" in social_worker.submit(path, **stale)
    assert sandbox.plugin.read("care_plan_section", section)["attributes"]["text"] is None


def test_a_conference_time_is_london_time(sandbox: Sandbox) -> None:
    """What is typed as half past ten in July is kept as half past nine UTC, and shown as typed."""
    child = sandbox.new_child()
    meeting = sandbox.coordinator.add("conference", child=child, kind="lifelong_links")
    browser = Browser(sandbox, "coordinator")
    page = browser.submit(
        browser.number("conference", meeting), starts_at="2027-07-03T10:30", ends_at="2027-07-03T14:00"
    )
    assert "Saturday 3 July 2027, 10:30" in page
    assert sandbox.plugin.read("conference", meeting)["attributes"]["starts_at"] == "2027-07-03T09:30:00Z"
    browser.http.close()


@pytest.mark.parametrize(
    "page",
    [
        *("lead", "referral", "view", "check", "restriction", "contact", "conference"),
        *("consent", "objective", "pause", "complaint", "pr_holder", "allocation"),
    ],
)
def test_every_form_for_a_new_item_opens(sandbox: Sandbox, social_worker: Browser, page: str) -> None:
    """What may be added from a child's page has a form that names the child."""
    child = sandbox.new_child()
    number = social_worker.number("child", child).removeprefix("child")
    form = social_worker.see(f"{page}?@template=edit&child={number}")
    assert "Robin Ashdown" in form
    assert "Save" in form


def test_a_restricted_child_is_in_nobody_elses_list(sandbox: Sandbox, social_worker: Browser) -> None:
    """Outsiders see a restricted child neither in the list nor by guessing the address."""
    child = sandbox.new_child(name="Quill Merriweather", restricted=True)
    sandbox.social_worker.add("lead", child=child, name="Tansy Merriweather", relationship="aunt")
    path = social_worker.number("child", child)
    outsider = Browser(sandbox, "other_social_worker")
    assert "Quill Merriweather" in social_worker.see("child")
    assert "Quill Merriweather" not in outsider.see("child")
    assert "Quill Merriweather" not in outsider.see(path)
    for form in ("note", "check"):
        blank = f"{form}?@template=edit&child={path.removeprefix('child')}"
        assert "Merriweather" in social_worker.see(blank)
        assert "Merriweather" not in outsider.see(blank)
    outsider.http.close()


def test_words_are_shown_as_words(sandbox: Sandbox, social_worker: Browser) -> None:
    """Mark-up in a note is shown, never run."""
    child = sandbox.new_child()
    sandbox.social_worker.add("note", child=child, title="<b>x</b>", text="<script>alert(1)</script>")
    page = social_worker.http.get(social_worker.number("child", child)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
