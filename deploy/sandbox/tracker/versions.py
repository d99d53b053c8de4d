"""The versions that the record keeps by itself.

- a child's `record_version` rises with each change of the child, its workers or its services;
- a lead's `version` rises with each change, and so does an objective's;
- a conference's `version` rises when it is arranged, and arranged again: another time, place or invitee;
- a conference's `closing` rises when it is closed, and when a closing or who came is corrected;
- a care plan's version rises with each change of a section, or of an entry that a section links.
"""

from deploy.sandbox.tracker.hyperdb import Database, ItemClass, Trigger, Values

ARRANGEMENT = ("starts_at", "ends_at", "venue_ref", "venue", "coordinator")
INVITATION = ("lead", "worker", "role", "way", "needs", "needs_separate_arrival", "may_attend_first")
ATTENDANCE = ("attended", "came_by")


def watch(db: Database) -> None:
    """Register what keeps the versions."""
    for classname, name in (("child", "record_version"), ("lead", "version"), ("objective", "version")):
        db.getclass(classname).audit("create", _first(name), priority=70)
        db.getclass(classname).audit("set", _next(name), priority=70)
    db.getclass("conference").audit("set", _conference, priority=70)
    db.getclass("conference").audit("set", _closing, priority=75)
    db.getclass("care_plan_section").audit("create", _new_section, priority=70)
    db.getclass("care_plan_section").audit("set", _section, priority=70)
    db.getclass("entry").react("set", _touch_sections)
    for action in ("create", "set"):
        db.getclass("allocation").react(action, _touch_child)
        db.getclass("service").react(action, _touch_child)
        db.getclass("invitee").react(action, _touch_conference)


def differs(cl: ItemClass, nodeid: str, new: Values, names: tuple[str, ...] | None = None) -> bool:
    """Say whether a change would alter any of the named properties (of all, without names)."""
    return any(cl.get(nodeid, name) != value for name, value in new.items() if names is None or name in names)


def _first(name: str) -> Trigger:
    def audit(_db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
        new[name] = 1

    return audit


def _next(name: str) -> Trigger:
    def audit(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
        if nodeid and differs(cl, nodeid, new):
            new[name] = cl.get(nodeid, name) + 1

    return audit


def _touch_child(db: Database, cl: ItemClass, nodeid: str | None, _old: Values | None) -> None:
    child = cl.get(str(nodeid), "child")
    db.getclass("child").set(child, record_version=db.getclass("child").get(child, "record_version") + 1)


def _conference(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    """Raise the version once there is a time; ValueError when the client's version is not the next one."""
    conference = str(nodeid)
    version = cl.get(conference, "version") or 0
    asked = new.pop("version", version)
    if asked not in (version, version + 1):
        raise ValueError("version: not the next one")
    start, end = (new.get(name, cl.get(conference, name)) for name in ("starts_at", "ends_at"))
    if (start or end or asked > version) and not (start and end and start < end):
        raise ValueError("starts_at and ends_at: both are needed, in this order")
    if asked > version or (start and differs(cl, conference, new, ARRANGEMENT)):
        new["version"] = version + 1


def _closing(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    """Count the closings; whatever takes the place of an earlier one is a correction."""
    conference = str(nodeid)
    if new.get("outcome") and differs(cl, conference, new, ("outcome",)):
        new["closing"] = (cl.get(conference, "closing") or 0) + 1
    if new.get("closing", 0) > 1:
        new["corrected"] = True


def _touch_conference(db: Database, cl: ItemClass, nodeid: str | None, old: Values | None) -> None:
    """Arrange again when somebody is invited, or invited otherwise, after the first arrangement.

    After the closing it is closed again when somebody is recorded to have come, or not.
    """
    invitee, conferences = str(nodeid), db.getclass("conference")
    conference = cl.get(invitee, "conference")
    version = conferences.get(conference, "version") or 0
    closed = conferences.get(conference, "outcome")
    if closed and _changed(cl, invitee, old, ATTENDANCE):
        conferences.set(conference, closing=(conferences.get(conference, "closing") or 0) + 1)
    elif version and not closed and (old is None or _changed(cl, invitee, old, INVITATION)):
        conferences.set(conference, version=version + 1)


def _changed(cl: ItemClass, nodeid: str, old: Values | None, names: tuple[str, ...]) -> bool:
    return any((old or {}).get(name) != cl.get(nodeid, name) for name in names)


def _new_section(db: Database, cl: ItemClass, _nodeid: str | None, new: Values) -> None:
    same = {"child": new["child"], "plan_kind": new["plan_kind"]}
    if any(cl.get(one, "section") == new["section"] for one in cl.filter(None, same)):
        raise ValueError("section: this plan has it already")
    new["version"] = _next_plan_version(db, new["child"], new["plan_kind"])


def _section(db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    section = str(nodeid)
    if differs(cl, section, new):
        new["version"] = _next_plan_version(db, cl.get(section, "child"), cl.get(section, "plan_kind"))


def _next_plan_version(db: Database, child: str, plan_kind: str) -> int:
    sections = db.getclass("care_plan_section")
    mine = sections.filter(None, {"child": child, "plan_kind": plan_kind})
    return 1 + max((sections.get(one, "version") or 0 for one in mine), default=0)


def _touch_sections(db: Database, _cl: ItemClass, nodeid: str | None, _old: Values | None) -> None:
    sections = db.getclass("care_plan_section")
    for section in sections.filter(None, {"entries": nodeid}):
        sections.set(section, version=sections.get(section, "version") + 1)
