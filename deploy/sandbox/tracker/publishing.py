"""Which change publishes which event: the reactors, and the row they write into `event_out`.

The row is written in the transaction of the change itself: either both are kept or neither is. Rows are
numbered in the order of commits, which is the order in which `deploy.sandbox.forwarder` sends them.
"""

import json
from collections.abc import Callable
from uuid import uuid4

from deploy.sandbox.tracker import events, meetings
from deploy.sandbox.tracker.events import plain
from deploy.sandbox.tracker.hyperdb import Database, ItemClass, Trigger, Values
from deploy.sandbox.tracker.item import Item
from deploy.sandbox.tracker.our_notes import OURS
from deploy.sandbox.tracker.roles import PLUGIN, has_role
from shared.clock import utc_now

OUR_PLUGIN = "lifelong-links"
Describe = Callable[[Item], Values]


def watch(db: Database) -> None:
    """Register what publishes events."""
    for classname, (event_type, describe) in ON_CREATE.items():
        db.getclass(classname).react("create", _when_created(event_type, describe), priority=200)
    for classname, turns in ON_CHANGE.items():
        for name, (event_type, describe) in turns.items():
            db.getclass(classname).react("set", _when_changed(name, event_type, describe), priority=200)
    for classname, event_type in TOLD_TO_BOTH.items():
        db.getclass(classname).react("create", _of_two_records(event_type), priority=200)
    db.getclass("task").react("set", _task_closed, priority=200)


def _view(item: Item) -> Values:
    codes = "stage participation method date wish advocate"
    return plain(item, "view_id", codes, links={"heard_by": "heard_by", "lead_id": "lead"})


def _consent(item: Item) -> Values:
    links = {"lead_id": "lead", "holder_id": "holder"}
    return plain(item, "consent_id", "given_by scope decision date", links=links)


def _search_step(item: Item) -> Values:
    return plain(item, "step_id", "method purpose date account outcome leads_found", links={"by": "by"})


def _lead(item: Item) -> Values:
    flags = "is_child looked_after_elsewhere abroad in_prison deceased adopted_sibling"
    codes = "version relationship side known"
    return plain(item, "lead_id", codes, flags=flags, links={"found_by_step": "found_by_step"})


def _check(item: Item) -> Values:
    codes = "gate check result role date expires"
    return plain(item, "check_id", codes, links={"lead_id": "lead", "by": "by"})


def _contact(item: Item) -> Values:
    codes = "direction method date outcome privacy_information"
    return plain(item, "contact_id", codes, flags="managed", links={"lead_id": "lead", "by": "by"})


def _referral_decided(item: Item) -> Values:
    codes = "decision reason_code decision_id decided_on"
    return plain(item, "referral_id", codes, links={"by": "decided_by"})


def _objective(item: Item) -> Values:
    return plain(item, "objective_id", "version kind status date")


def _complaint(item: Item) -> Values:
    return plain(item, "complaint_id", "made_by date acknowledged_on status", links={"lead_id": "lead"})


ANYTHING = "*"
CHILD_CHANGED = ("case.child.changed.v1", events.child_record)
LEAD_RECORDED = ("case.lead.recorded.v1", _lead)
RESTRICTION_RECORDED = ("case.restriction.recorded.v1", events.restriction)
OBJECTIVE_RECORDED = ("case.objective.recorded.v1", _objective)
JOURNEY_PAUSED = ("case.journey.paused.v1", events.pause)
COMPLAINT_MADE = ("case.complaint.made.v1", _complaint)
CARE_PLAN_CHANGED = ("case.care-plan.changed.v1", meetings.care_plan_changed)

ON_CREATE: dict[str, tuple[str, Describe]] = {
    "child": CHILD_CHANGED,
    "objective": OBJECTIVE_RECORDED,
    "referral": ("case.referral.made.v1", events.referral_made),
    "view": ("case.views.recorded.v1", _view),
    "pause": JOURNEY_PAUSED,
    "complaint": COMPLAINT_MADE,
    "consent": ("case.consent.changed.v1", _consent),
    "search_step": ("case.search-step.recorded.v1", _search_step),
    "lead": LEAD_RECORDED,
    "check": ("case.check.recorded.v1", _check),
    "restriction": RESTRICTION_RECORDED,
    "contact": ("case.contact.recorded.v1", _contact),
    "lead_merge": ("case.lead-merge.decided.v1", events.lead_merge),
    "conference": ("case.conference.requested.v1", meetings.requested),
    "care_plan_section": CARE_PLAN_CHANGED,
}
"""The event that each new item of a class publishes."""

ON_CHANGE: dict[str, dict[str, tuple[str, Describe]]] = {
    "child": {"record_version": CHILD_CHANGED},
    "objective": {"version": OBJECTIVE_RECORDED},
    "pause": {ANYTHING: JOURNEY_PAUSED},
    "complaint": {ANYTHING: COMPLAINT_MADE},
    "referral": {"decision_id": ("case.referral.decided.v1", _referral_decided)},
    "lead": {"version": LEAD_RECORDED},
    "restriction": {ANYTHING: RESTRICTION_RECORDED},
    "conference": {
        "version": ("case.conference.arranged.v1", meetings.arranged),
        "stage": ("case.conference.stage.v1", meetings.stage),
        "closing": ("case.conference.closed.v1", meetings.closed),
    },
    "plan": {
        "agreed_at": ("case.plan.agreed.v1", meetings.plan_agreed),
        "decided_at": ("case.plan.decided.v1", meetings.plan_decided),
    },
    "care_plan_section": {"version": CARE_PLAN_CHANGED},
}
"""The event that a new value of a property publishes (for ANYTHING: of any property)."""

TOLD_TO_BOTH = {"person_merge": "case.person.merged.v1", "person_unmerge": "case.person.unmerged.v1"}
"""What is told once to each of the two records, for each is kept in order by itself."""

TASK_CLOSED = "case.task.closed.v1"
"""Told of a task of ours only; nobody else asks for the tasks of workers."""

WORDED = frozenset({"child", "lead", "plan"})
"""Classes whose names and prose a reader fetches behind `dataref`."""


def _when_created(event_type: str, describe: Describe) -> Trigger:
    def react(db: Database, cl: ItemClass, nodeid: str | None, _old: Values | None) -> None:
        item = Item(db, cl.classname, str(nodeid))
        _publish(item, event_type, _child_of(item), describe(item))

    return react


def _when_changed(name: str, event_type: str, describe: Describe) -> Trigger:
    def react(db: Database, cl: ItemClass, nodeid: str | None, old: Values | None) -> None:
        item, before = Item(db, cl.classname, str(nodeid)), old or {}
        if name == ANYTHING:
            changed = any(item[one] != (before.get(one) or None) for one in cl.getprops() if one in before)
        else:
            changed = item[name] not in (None, before.get(name))
        if changed:
            _publish(item, event_type, _child_of(item), describe(item))

    return react


def _of_two_records(event_type: str) -> Trigger:
    def react(db: Database, cl: ItemClass, nodeid: str | None, _old: Values | None) -> None:
        item = Item(db, cl.classname, str(nodeid))
        kept, retired = str(item.ref("kept")), str(item.ref("retired"))
        for child in (kept, retired):
            _publish(item, event_type, child, {"kept_id": kept, "retired_id": retired})

    return react


def _task_closed(db: Database, cl: ItemClass, nodeid: str | None, old: Values | None) -> None:
    item = Item(db, cl.classname, str(nodeid))
    ours, before = str(item["ref"]).startswith(OURS), (old or {}).get("status")
    if ours and item["status"] == "done" and before != "done":
        _publish(item, TASK_CLOSED, _child_of(item), events.task_closed(item))


def _child_of(item: Item) -> str:
    return str(item["ref"] if item.classname == "child" else item.ref("child"))


def _publish(item: Item, event_type: str, child: str, data: Values) -> None:
    db = item.db
    cloud_event = {
        "specversion": "1.0",
        "id": f"EV-{uuid4().hex}",
        "source": f"urn:la:{db.config.detectors['AUTHORITY']}:case-system",
        "type": event_type,
        "subject": child,
        "time": utc_now().isoformat(),
        "datacontenttype": "application/json",
        "data": {"child_id": child, **data},
    }
    if item.classname in WORDED:
        cloud_event["dataref"] = f"rest/data/{item.classname}/{item['ref']}"
    if has_role(db, db.getuid(), PLUGIN):
        cloud_event["originsystem"] = OUR_PLUGIN
    payload = json.dumps(cloud_event, separators=(",", ":"))
    db.getclass("event_out").create(ref=cloud_event["id"], type=event_type, subject=child, payload=payload)
