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
    db.getclass("person_merge").react("create", _person_merged, priority=200)


def _view(item: Item) -> Values:
    codes = "stage participation method date wish advocate"
    return plain(item, "view_id", codes, links={"heard_by": "heard_by", "lead_id": "lead"})


def _consent(item: Item) -> Values:
    return plain(item, "consent_id", "given_by scope decision date", links={"lead_id": "lead"})


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
    return plain(item, "referral_id", "decision reason_code", links={"by": "decided_by"})


ANYTHING = "*"
CHILD_CHANGED = ("case.child.changed.v1", events.child_record)
LEAD_RECORDED = ("case.lead.recorded.v1", _lead)
RESTRICTION_RECORDED = ("case.restriction.recorded.v1", events.restriction)
CARE_PLAN_CHANGED = ("case.care-plan.changed.v1", meetings.care_plan_changed)

ON_CREATE: dict[str, tuple[str, Describe]] = {
    "child": CHILD_CHANGED,
    "referral": ("case.referral.made.v1", events.referral_made),
    "view": ("case.views.recorded.v1", _view),
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
    "referral": {"decision": ("case.referral.decided.v1", _referral_decided)},
    "lead": {"version": LEAD_RECORDED},
    "restriction": {ANYTHING: RESTRICTION_RECORDED},
    "conference": {
        "version": ("case.conference.arranged.v1", meetings.arranged),
        "stage": ("case.conference.stage.v1", meetings.stage),
        "outcome": ("case.conference.closed.v1", meetings.closed),
    },
    "plan": {
        "agreed_at": ("case.plan.agreed.v1", meetings.plan_agreed),
        "decided_at": ("case.plan.decided.v1", meetings.plan_decided),
    },
    "care_plan_section": {"version": CARE_PLAN_CHANGED},
}
"""The event that a new value of a property publishes (for ANYTHING: of any property)."""

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


def _person_merged(db: Database, cl: ItemClass, nodeid: str | None, _old: Values | None) -> None:
    """Tell it once to each of the two records, for each is kept in order by itself."""
    item = Item(db, cl.classname, str(nodeid))
    kept, retired = str(item.ref("kept")), str(item.ref("retired"))
    for child in (kept, retired):
        _publish(item, "case.person.merged.v1", child, {"kept_id": kept, "retired_id": retired})


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
