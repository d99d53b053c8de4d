"""What the record refuses, and what it fills in: the auditors that run before anything is written.

A refusal is Roundup's `Reject` (REST answers 405) and names the property, never its value; a version that is
not the next one is a ValueError (409); acting on a restricted child without working with it is 403.
"""

import re
from datetime import UTC, date, datetime
from typing import NoReturn
from uuid import uuid4

from roundup.cgi.exceptions import Unauthorised
from roundup.exceptions import Reject

from deploy.sandbox.tracker.codes import CLOSED
from deploy.sandbox.tracker.hyperdb import Database, ItemClass, Trigger, Values
from deploy.sandbox.tracker.record import Record
from deploy.sandbox.tracker.roles import works_with
from deploy.sandbox.tracker.schema import RECORDS
from shared.clock import LONDON, london_date, utc_now

REF = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,35}")
LONG_REF = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,99}")
OFF_THE_BUS = frozenset({"entry", "note", "task", "document"})
SEVERAL = frozenset({"permanence_plan", "needs"})
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,40}")

REQUIRED = {
    "child": "name date_of_birth",
    "allocation": "child worker role",
    "service": "child service",
    "pr_holder": "child name",
    "person_merge": "kept retired",
    "person_unmerge": "kept retired",
    "pause": "child requested_by from_date",
    "complaint": "child made_by",
    "objective": "child kind",
    "referral": "child agreement_given pr_position",
    "view": "child stage participation",
    "consent": "child given_by scope decision",
    "search_step": "child method outcome",
    "lead": "child name relationship",
    "check": "child lead gate check result",
    "restriction": "child authority",
    "contact": "child lead direction method outcome",
    "lead_merge": "child leads decision",
    "conference": "child kind",
    "invitee": "child conference",
    "plan": "child",
    "commitment": "child plan lead kind",
    "entry": "child text content_hash approved_by",
    "care_plan_section": "child plan_kind section",
    "note": "child title text",
    "task": "child title",
    "document": "child name",
}
"""What an item cannot be created without, `ref` apart."""

ACTING: dict[str, str | None] = {
    "by": None,
    "heard_by": None,
    "referred_by": None,
    "referred_by_role": "job",
    "role": "job",
}
"""Properties that default to the acting worker, or to that worker's job."""

ACTED_CLASSES = ("referral", "view", "search_step", "check", "contact", "lead_merge")
DEFAULTS: dict[str, dict[str, object]] = {
    "task": {"status": "open"},
    "plan": {"status": "draft", "version": 1},
    "conference": {"version": 0, "closing": 0},
    "objective": {"status": "open"},
    "complaint": {"status": "open"},
}


def watch(db: Database) -> None:
    """Register the auditors of every class of the record."""
    for record in RECORDS:
        made = db.getclass(record.name)
        if record.name == "event_out":
            continue
        made.audit("create", _fill_in(record), priority=10)
        for action in ("create", "set"):
            made.audit(action, _check_values(record), priority=50)
            made.audit(action, _check_links(record), priority=60)


def today() -> str:
    """Return today's calendar date in Europe/London."""
    return london_date(utc_now()).isoformat()


def _fill_in(record: Record) -> Trigger:
    def audit(db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
        new["ref"] = new.get("ref") or f"{record.name[:2].upper()}-{uuid4().hex[:12]}"
        for name, value in DEFAULTS.get(record.name, {}).items():
            new.setdefault(name, value)
        if "date" in record.dates.split():
            new["date"] = new.get("date") or today()
        if record.name in ACTED_CLASSES:
            _fill_in_worker(db, record, new)
        missing = [name for name in REQUIRED.get(record.name, "").split() if new.get(name) in (None, "", [])]
        if missing:
            _refuse("needed", ", ".join(missing))

    return audit


def _fill_in_worker(db: Database, record: Record, new: Values) -> None:
    properties = record.properties()
    for name, read in ACTING.items():
        if name in properties and not new.get(name):
            new[name] = db.getclass("user").get(db.getuid(), read) if read else db.getuid()


def _check_values(record: Record) -> Trigger:
    pattern = LONG_REF if record.name in OFF_THE_BUS else REF
    codes, dates, moments = (set(kind.split()) for kind in (record.codes, record.dates, record.moments))

    def audit(db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
        if "ref" in new and not pattern.fullmatch(new["ref"]):
            _refuse("ref", "a letter first, then letters, digits, _ or -; not too long")
        for name in codes & new.keys():
            _check_code(record.name, name, new[name])
        for name in dates & new.keys():
            new[name] = _calendar_date(name, new[name])
        for name in moments & new.keys():
            new[name] = _moment(name, new[name], web=db.tx_Source == "web")

    return audit


def _refuse(name: str, why: str) -> NoReturn:
    msg = f"{name}: {why}"
    raise Reject(msg)


def _check_code(classname: str, name: str, value: str | None) -> None:
    codes = (value or "").split(",") if name in SEVERAL else [value]
    if any(code and not CODE.fullmatch(code) for code in codes):
        _refuse(name, "a code is needed")
    closed = CLOSED.get(classname, {}).get(name)
    if value and closed and value not in closed:
        _refuse(name, "not one of the codes of this property")


def _calendar_date(name: str, value: str | None) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        _refuse(name, "a date YYYY-MM-DD is needed")


def _moment(name: str, value: str | None, *, web: bool) -> str | None:
    """Read a moment; in the web forms, and only there, one without an offset is the time in London."""
    try:
        moment = datetime.fromisoformat(value) if value else None
    except ValueError:
        _refuse(name, "a time with its offset is needed")
    if moment is None:
        return None
    if moment.tzinfo is None and not web:
        _refuse(name, "a time with its offset is needed")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    return aware.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _check_links(record: Record) -> Trigger:
    """Refuse a link to another child's item, and any act on a restricted child from outside its circle."""
    kin = {name: target for name, target in record.links.items() if target not in ("child", "user")}

    def audit(db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
        if "child" not in record.links:  # a child, or the two records of one that become one
            for one in new.keys() & record.links.keys():
                _insist_on_the_circle(db, new[one])
            return
        if nodeid and "child" in new and new["child"] != cl.get(nodeid, "child"):
            _refuse("child", "an item stays with its child")
        child = new.get("child") or cl.get(str(nodeid), "child")
        _insist_on_the_circle(db, child)
        linked = [(name, kin[name], new[name]) for name in kin.keys() & new.keys() if new[name]]
        linked += [
            (name, record.many[name], one) for name in record.many.keys() & new.keys() for one in new[name]
        ]
        for name, target, item in linked:
            if db.getclass(target).get(item, "child") != child:
                _refuse(name, "belongs to another child")

    return audit


def _insist_on_the_circle(db: Database, child: str) -> None:
    if db.getclass("child").get(child, "restricted") and not works_with(db, db.getuid(), child):
        raise Unauthorised("this record is restricted")
