"""Who may do what: four roles, each with no more than its work needs.

Records of what happened (views, agreements, search steps, checks, contacts, merges) are added, never
rewritten: only their words can be corrected. Who made a check, and in which role, is the log-in's. Only a
coordinator or manager decides a referral; only a social worker or manager decides a plan. The plugin reads,
adds notes, tasks, documents and entries, links entries to a section and takes back entries of its own that no
section links; it can change no fact of a child. A restricted child's record is seen by those who work with
the child, by managers and by the plugin.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from roundup.security import Permission

from deploy.sandbox.tracker.hyperdb import Database
from deploy.sandbox.tracker.record import Record
from deploy.sandbox.tracker.schema import RECORDS
from shared.clock import london_date, utc_now

Check = Callable[[Database, str, str], bool]
Grant = tuple[str, object]
"""A role and a permission of Roundup."""

SW, COORDINATOR, MANAGER, PLUGIN = "SocialWorker", "Coordinator", "Manager", "Plugin"
ADMIN = "Admin"
PEOPLE = (SW, COORDINATOR, MANAGER)
INTERNAL = frozenset({"event_out"})

REFERRAL_DECISION = ("decision", "reason_code", "decision_words", "decided_on", "decided_by")
COMMITMENT_DECISION = ("decision", "reason_code", "conditions")
PLAN_DECISION = ("decided_by", "considered_at_review", "urgent_reason_code")
BY_THE_RECORD = ("record_version", "agreed_at", "decided_at", "plan_version", "closed_by", "closed_on")
APART = {
    "referral": REFERRAL_DECISION,
    "commitment": COMMITMENT_DECISION,
    "plan": PLAN_DECISION,
    "check": ("by", "role"),
    "lead": ("version",),
    "care_plan_section": ("version",),
}
"""Properties of a class that its ordinary permissions leave out."""
ADD_ONLY = frozenset({"view", "consent", "search_step", "check", "contact", "lead_merge", "person_merge"})

CREATORS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("child", "allocation", "service", "person_merge", "restriction"), (SW, MANAGER)),
    **dict.fromkeys(("objective", "referral", "view", "consent"), PEOPLE),
    **dict.fromkeys(("lead", "check", "contact", "conference"), PEOPLE),
    **dict.fromkeys(("search_step", "lead_merge", "invitee", "plan", "commitment"), (COORDINATOR, MANAGER)),
    "care_plan_section": (SW, MANAGER),
    "entry": (PLUGIN, MANAGER),
    **dict.fromkeys(("note", "task", "document"), (*PEOPLE, PLUGIN)),
}
"""Who adds items of a class, with any property but those of a decision."""

EDITORS: dict[str, tuple[str, ...]] = {
    "referral": (COORDINATOR, MANAGER),
    **dict.fromkeys(("child", "allocation", "service", "restriction"), (SW, MANAGER)),
    **dict.fromkeys(("objective", "lead", "task"), PEOPLE),
    **dict.fromkeys(("conference", "invitee", "plan", "commitment"), (COORDINATOR, MANAGER)),
    **dict.fromkeys(("care_plan_section", "entry"), (SW, MANAGER)),
}
"""Who changes any property of an item of a class, decisions excepted."""


def grant(db: Database) -> None:
    """Grant every role its permissions on this opened database."""
    for role in (*PEOPLE, PLUGIN):
        db.security.addRole(name=role, description=role)
        for way in ("Web Access", "Rest Access"):  # Roundup lets nobody in, to REST either, without the first
            db.security.addPermissionToRole(role, way)
    db.security.addPermissionToRole("Anonymous", "Web Access")
    for role, permission in _grants():
        db.security.addPermissionToRole(role, permission)


@cache  # each request opens the database anew, and building permissions would be half of its time
def _grants() -> Sequence[Grant]:
    known_of_workers = ("id", "username", "ref", "realname", "job")
    return [
        *_allow((*PEOPLE, PLUGIN), "View", "user", known_of_workers),
        *_allow((*PEOPLE, PLUGIN), "Search", "user", known_of_workers),
        *(one for record in RECORDS if record.name not in INTERNAL for one in _ordinary(record)),
        *_decisions(),
        *_allow((PLUGIN,), "Edit", "care_plan_section", ("entries",)),
        *_allow((PLUGIN,), "Retire", "entry", None, _own_and_in_no_plan),
    ]


def _ordinary(record: Record) -> Iterator[Grant]:
    name, sees = record.name, _sees(record)
    names = [*record.properties(), *(("content", "type") if record.is_file else ())]
    apart = (*APART.get(name, ()), *(BY_THE_RECORD if name != "entry" else ()))
    ordinary = [one for one in names if one not in apart]
    yield from _allow((*PEOPLE, PLUGIN), "View", name, None, sees)
    yield from _allow((*PEOPLE, PLUGIN), "Search", name, None)
    yield from _allow(CREATORS[name], "Create", name, ordinary)
    yield from _allow(EDITORS.get(name, ()), "Edit", name, [one for one in ordinary if one != "ref"], sees)
    if name in ADD_ONLY:
        yield from _allow(CREATORS[name], "Edit", name, ("words",), sees)


def _decisions() -> Iterator[Grant]:
    sees = {record.name: _sees(record) for record in RECORDS}
    yield from _allow((COORDINATOR, MANAGER), "Edit", "referral", REFERRAL_DECISION, sees["referral"])
    yield from _allow((SW, MANAGER), "Edit", "commitment", COMMITMENT_DECISION, sees["commitment"])
    yield from _allow((SW, MANAGER), "Edit", "plan", ("status", *PLAN_DECISION), sees["plan"])


def _allow(
    roles: Iterable[str],
    action: str,
    classname: str,
    names: Iterable[str] | None,
    check: Check | None = None,
) -> Iterator[Grant]:
    properties = None if names is None else tuple(names)
    permission = Permission(name=action, klass=classname, properties=properties, check=check)
    return ((role, permission) for role in roles)


def _sees(record: Record) -> Check:
    """Return the check whether a user may see an item: a restricted child's only when working with the child.

    REST passes what stands in the address, number or key; an unknown key is an IndexError, answered by 404.
    """
    path = {"child": "id", "person_merge": "kept"}.get(record.name, "child")

    def check(db: Database, userid: str, itemid: str) -> bool:
        items = db.getclass(record.name)
        try:
            number = itemid if itemid.isdigit() else items.lookup(itemid)
        except KeyError:
            raise IndexError(record.name) from None
        child = items.get(number, path)
        if child is None or not db.getclass("child").get(child, "restricted"):
            return True
        return works_with(db, userid, child)

    return check


def _own_and_in_no_plan(db: Database, userid: str, itemid: str) -> bool:
    sections = db.getclass("care_plan_section")
    own = db.getclass("entry").get(itemid, "creator") == userid
    return own and not sections.filter(None, {"entries": itemid})


def has_role(db: Database, userid: str, *roles: str) -> bool:
    """Say whether a user has one of the roles."""
    held = (db.getclass("user").get(userid, "roles") or "").split(",")
    return any(role.strip() in roles for role in held)


def works_with(db: Database, userid: str, child: str) -> bool:
    """Say whether a user is the plugin, a manager, allocated to the child now or a referral's coordinator."""
    allocations, today = db.getclass("allocation"), london_date(utc_now()).isoformat()
    return (
        has_role(db, userid, MANAGER, PLUGIN, ADMIN)
        or any(
            (allocations.get(one, "to_date") or "9999") > today
            for one in allocations.filter(None, {"child": child, "worker": userid})
        )
        or bool(db.getclass("referral").filter(None, {"child": child, "coordinator": userid}))
    )
