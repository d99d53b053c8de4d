"""What the page templates call, and the action behind every form."""

import re
from typing import Any, Protocol

from roundup.cgi.actions import EditItemAction, NewItemAction
from roundup.cgi.exceptions import Redirect

from deploy.sandbox.tracker.child_page import child_page
from deploy.sandbox.tracker.forms import BY_NAME, fields
from deploy.sandbox.tracker.hyperdb import Database, Values
from deploy.sandbox.tracker.item import Item
from deploy.sandbox.tracker.naming import naming
from deploy.sandbox.tracker.plain_words import class_words, coded, day, person, role_words
from deploy.sandbox.tracker.roles import PATH_TO_THE_CHILD
from deploy.sandbox.tracker.transactions import take_write_lock
from deploy.sandbox.tracker.validation import today


class Client(Protocol):
    """One request."""

    db: Database
    userid: str
    form: Any


class Utilities(Protocol):
    """What a template calls `utils`; Roundup binds the functions below to it."""

    client: Client


class Tracker(Protocol):
    """The tracker that Roundup is loading."""

    def registerUtilMethod(self, name: str, function: object) -> None:  # noqa: N802 - Roundup's name
        """Bind a function to `utils`."""

    def registerAction(self, name: str, action: type) -> None:  # noqa: N802 - Roundup's name
        """Let forms name an action."""


PROPERTY = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def the_child(utils: Utilities, nodeid: str) -> Values:
    """Return what a child's page shows to the present user."""
    client = utils.client

    def may_edit(classname: str, number: str) -> bool:
        return bool(client.db.security.hasPermission("Edit", client.userid, classname, itemid=number))

    return child_page(Item(client.db, "child", nodeid), may_edit)


def children(utils: Utilities) -> list[Values]:
    """Return the children whose records the present user may see, by name, the user's own first."""
    db, user = utils.client.db, utils.client.userid
    found = [
        {
            "number": child.nodeid,
            "name": child["name"],
            "ref": child["ref"],
            "born": day(child["date_of_birth"]),
            "status": coded(child, "legal_status") or coded(child, "care_leaver"),
            "worker": ", ".join(
                person(one.linked("worker"))
                for one in child.linking("allocation", "child")
                if one["role"] != "iro"
            ),
            "mine": bool(db.getclass("allocation").filter(None, {"child": child.nodeid, "worker": user})),
        }
        for child in (Item(db, "child", one) for one in db.getclass("child").filter(None, {}))
        if db.security.hasPermission("View", user, "child", itemid=child.nodeid)
    ]
    return sorted(found, key=lambda one: (not one["mine"], str(one["name"])))


def open_tasks(utils: Utilities, *, mine: bool) -> list[Values]:
    """Return the open tasks that the present user may see, the most urgent first."""
    db, user = utils.client.db, utils.client.userid
    asked = {"status": "open", "assigned_to": user} if mine else {"status": "open"}
    found = []
    for number in db.getclass("task").filter(None, asked):
        task = Item(db, "task", number)
        child = task.linked("child")
        if child and db.security.hasPermission("View", user, "task", itemid=number):
            due = str(task["due"] or "")
            found.append(
                {
                    "number": number,
                    "title": naming(child)(task["title"]),
                    "child": child["name"],
                    "child_number": child.nodeid,
                    "whose": person(task.linked("assigned_to")) or role_words(task["assigned_role"]),
                    "due": day(due),
                    "late": bool(due) and due < today(),
                    "order": due or "9999",
                }
            )
    return sorted(found, key=lambda one: (one["order"], int(one["number"])))


def form_fields(utils: Utilities, classname: str, nodeid: str | None) -> list[Values]:
    """Return the fields of an item's form that the present user may fill in."""
    client = utils.client
    action = "Edit" if nodeid else "Create"

    def may(name: str) -> bool:
        return bool(client.db.security.hasPermission(action, client.userid, classname, name, nodeid))

    given: dict[str, list[str]] = {}
    for one in client.form.list or []:
        if isinstance(one.value, str) and ("@action" in client.form or not nodeid):
            given.setdefault(one.name, []).append(one.value)
    item = Item(client.db, classname, nodeid or "")
    return fields(item, child_number(utils, classname, nodeid), given, may)


def child_number(utils: Utilities, classname: str, nodeid: str | None) -> str:
    """Return the number of the child whom an item, or a form for a new one, is about; empty when none."""
    if nodeid:
        path = PATH_TO_THE_CHILD.get(classname, "child")
        return nodeid if path == "id" else str(utils.client.db.getclass(classname).get(nodeid, path))
    return str(utils.client.form.getfirst("child", ""))


def child_name(utils: Utilities, number: str) -> str:
    """Return a child's name for a heading, when the present user may see it."""
    client = utils.client
    if not number or not client.db.security.hasPermission("View", client.userid, "child", itemid=number):
        return ""
    return str(client.db.getclass("child").get(number, "name"))


def named(utils: Utilities, number: str, words: str) -> str:
    """Say words about a child with the ids in them as names."""
    return naming(Item(utils.client.db, "child", number))(words)


def additions(utils: Utilities) -> list[tuple[str, str]]:
    """Return the classes of which the present user may add an item to a child's record, with their words."""
    client = utils.client
    own = ("child", "person_merge", "person_unmerge", "entry", "care_plan_section", "note", "document")
    names = [name for name in BY_NAME if name not in own]
    may = [name for name in names if client.db.security.hasPermission("Create", client.userid, name)]
    return [(name, class_words(name).capitalize()) for name in may]


def plain(_utils: Utilities, message: str) -> str:
    """Say a message of the record without the names of properties."""
    said = PROPERTY.sub(lambda name: name.group().replace("_", " "), message)
    said = said.removeprefix("Edit Error: ").removeprefix("Error: ")
    return said[:1].upper() + said[1:]


def date_words(_utils: Utilities, value: str) -> str:
    """Say a calendar date."""
    return day(value)


def item_words(_utils: Utilities, classname: str) -> str:
    """Say what an item of a class is called."""
    return class_words(classname)


UTILITIES = (
    *(the_child, children, additions, open_tasks, form_fields),
    *(child_number, child_name, named, plain, date_words, item_words),
)


class Save(EditItemAction):  # type: ignore[misc] # Roundup publishes no types
    """Saves the form of an item, old or new, and goes back to the child's page."""

    def handle(self) -> None:
        """Save under the write lock; what is refused is undone, and the form shown again with the reason."""
        take_write_lock(self.db)
        action = EditItemAction if self.nodeid else NewItemAction
        try:
            action.handle(self)
        except Redirect:
            child = child_number(self, self.classname, self.nodeid)
            page = f"{self.base}child{child}?@ok_message=Saved."
            raise Redirect(page) from None
        self.db.rollback()

    def handleCollision(self, _properties: list[str]) -> None:  # noqa: N802 - Roundup's name
        """Refuse a form that was opened before somebody else's change."""
        self.client.add_error_message(
            "Somebody else changed this while you were writing. Open it again to see how it is now."
        )


def register(instance: Tracker) -> None:
    """Give the templates their functions and the forms their action."""
    for function in UTILITIES:
        instance.registerUtilMethod(function.__name__, function)
    instance.registerAction("save", Save)
