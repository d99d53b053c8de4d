"""Who may do what: five roles, each with no more than its work needs.

Records of what happened (views, agreements, search steps, checks, contacts, merges) are added, never
rewritten: only their words can be corrected. Who made a check, and in which role, is the log-in's. Only a
coordinator or manager decides a referral; only a social worker or manager decides a plan; only a manager
answers a complaint. The independent reviewing officer reads, adds notes and closes her own tasks. The plugin
reads, adds notes, tasks, documents and entries, links entries to a section and takes back entries of its own
that no section links; it can change no fact of a child. A restricted child's record is seen by those who work
with the child, by managers and by the plugin.
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
IRO = "ReviewingOfficer"
ADMIN = "Admin"
PEOPLE = (SW, COORDINATOR, MANAGER)
READERS = (*PEOPLE, IRO, PLUGIN)
INTERNAL = frozenset({"event_out"})

REFERRAL_DECISION = ("decision", "reason_code", "decision_words", "decided_on", "decided_by")
COMMITMENT_DECISION = ("decision", "reason_code", "conditions")
PLAN_DECISION = ("decided_by", "decided_on", "considered_at_review", "review_kind", "urgent_reason_code")
TASK_CLOSING = ("status", "closed_as", "outcome")
BY_THE_RECORD = (
    *("record_version", "plan_version", "closing", "corrected", "closed_by", "closed_on"),
    *("agreed_at", "agreed_by", "decided_at", "decision_id"),
)
APART = {
    "referral": REFERRAL_DECISION,
    "commitment": COMMITMENT_DECISION,
    "plan": PLAN_DECISION,
    "check": ("by", "role"),
    "lead": ("version",),
    "objective": ("version",),
    "care_plan_section": ("version",),
}
"""Properties of a class that its ordinary permissions leave out."""
ADD_ONLY = frozenset(
    {"view", "consent", "search_step", "check", "contact", "lead_merge", "person_merge", "person_unmerge"}
)

CREATORS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("child", "allocation", "service", "pr_holder", "restriction"), (SW, MANAGER)),
    **dict.fromkeys(("person_merge", "person_unmerge"), (SW, MANAGER)),
    **dict.fromkeys(("objective", "referral", "view", "consent", "pause", "complaint"), PEOPLE),
    **dict.fromkeys(("lead", "check", "contact", "conference"), PEOPLE),
    **dict.fromkeys(("search_step", "lead_merge", "invitee", "plan", "commitment"), (COORDINATOR, MANAGER)),
    "care_plan_section": (SW, MANAGER),
    "entry": (PLUGIN, MANAGER),
    "note": READERS,
    **dict.fromkeys(("task", "document"), (*PEOPLE, PLUGIN)),
}
"""Who adds items of a class, with any property but those of a decision."""

EDITORS: dict[str, tuple[str, ...]] = {
    "referral": (COORDINATOR, MANAGER),
    **dict.fromkeys(("child", "allocation", "service", "pr_holder", "restriction"), (SW, MANAGER)),
    **dict.fromkeys(("objective", "lead", "pause", "task"), PEOPLE),
    "complaint": (MANAGER,),
    **dict.fromkeys(("conference", "invitee", "plan", "commitment"), (COORDINATOR, MANAGER)),
    **dict.fromkeys(("care_plan_section", "entry"), (SW, MANAGER)),
}
"""Who changes any property of an item of a class, decisions excepted."""


PATH_TO_THE_CHILD = {"child": "id", "person_merge": "kept", "person_unmerge": "kept"}
"""The property that leads to the child of an item, where it is not called so."""


def grant(db: Database) -> None:
    """Grant every role its permissions on this opened database."""
    for role in READERS:
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
        *_allow(READERS, "View", "user", known_of_workers),
        *_allow(READERS, "Search", "user", known_of_workers),
        *(one for record in RECORDS if record.name not in INTERNAL for one in _ordinary(record)),
        *_decisions(),
        *_allow((PLUGIN,), "Edit", "care_plan_section", ("entries",)),
        *_allow((PLUGIN,), "Retire", "entry", None, _own_and_in_no_plan),
        *_allow((IRO,), "Edit", "task", TASK_CLOSING, _ones_own_task),
    ]


def _ordinary(record: Record) -> Iterator[Grant]:
    name, sees = record.name, _sees(record)
    names = [*record.properties(), *(("content", "type") if record.is_file else ())]
    apart = (*APART.get(name, ()), *(BY_THE_RECORD if name != "entry" else ()))
    ordinary = [one for one in names if one not in apart]
    yield from _allow(READERS, "View", name, None, sees)
    yield from _allow(READERS, "Search", name, None)
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
    path = PATH_TO_THE_CHILD.get(record.name, "child")

    def check(db: Database, userid: str, itemid: str) -> bool:
        items = db.getclass(record.name)
        try:
            number = itemid if itemid.isdigit() else items.lookup(itemid)
        except KeyError:
            raise IndexError(record.name) from None
        return _may_see(db, userid, items.get(number, path))

    return check


def _own_and_in_no_plan(db: Database, userid: str, itemid: str) -> bool:
    sections = db.getclass("care_plan_section")
    own = db.getclass("entry").get(itemid, "creator") == userid
    return own and not sections.filter(None, {"entries": itemid})


def _ones_own_task(db: Database, userid: str, itemid: str) -> bool:
    """Whether the task is assigned to this user, who may see it; REST passes a number or a key."""
    tasks = db.getclass("task")
    number = itemid if itemid.isdigit() else tasks.lookup(itemid)
    assigned: bool = tasks.get(number, "assigned_to") == userid
    return assigned and _may_see(db, userid, tasks.get(number, "child"))


def _may_see(db: Database, userid: str, child: str | None) -> bool:
    restricted = child is not None and db.getclass("child").get(child, "restricted")
    return not restricted or works_with(db, userid, str(child))


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
