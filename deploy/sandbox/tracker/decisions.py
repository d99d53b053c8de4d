"""Turns that only some may give a record, and what is noted with them: referral, task, plan, commitment.

A plan goes from draft to agreed (coordinator) to decided (social worker, item by item, as often as needed).
An amended plan is the next version of the same plan, a draft again. Commitments are written while the plan is
a draft and decided after that; a refusal carries a reason.

Each time somebody decides, be it the same again, the decision has a new `decision_id`; a change of words
keeps it.
"""

from uuid import uuid4

from roundup.cgi.exceptions import Unauthorised
from roundup.exceptions import Reject

from deploy.sandbox.tracker.hyperdb import Database, ItemClass, Values
from deploy.sandbox.tracker.roles import (
    ADMIN,
    COMMITMENT_DECISION,
    COORDINATOR,
    MANAGER,
    PLAN_DECISION,
    SW,
    has_role,
)
from deploy.sandbox.tracker.validation import today
from deploy.sandbox.tracker.versions import differs
from shared.clock import utc_now

OF_ONE_VERSION = ("agreed_at", "agreed_on", "agreed_by", "decided_at", "decision_id", *PLAN_DECISION)
SAID_OF_A_RESTRICTION = (
    *("lead", "relationship", "other_lead", "authority", "separate_arrival_agreed_by"),
    *("from_date", "to_date", "review_date", "ended_on"),
)


def watch(db: Database) -> None:
    """Register the rules."""
    db.getclass("referral").audit("set", _referral, priority=70)
    db.getclass("task").audit("create", _new_task, priority=70)
    db.getclass("task").audit("set", _task, priority=70)
    db.getclass("conference").audit("set", _stage, priority=80)
    db.getclass("allocation").react("create", _take_over)
    for action in ("create", "set"):
        db.getclass("invitee").audit(action, _one_person, priority=70)
        db.getclass("restriction").audit(action, _somebody, priority=70)
        db.getclass("restriction").audit(action, _said_today, priority=80)
    db.getclass("objective").audit("set", _objective, priority=60)
    db.getclass("person_unmerge").audit("create", _merged_before, priority=70)
    db.getclass("plan").audit("create", _new_plan, priority=70)
    db.getclass("plan").audit("set", _plan, priority=70)
    db.getclass("commitment").audit("create", _new_commitment, priority=70)
    db.getclass("commitment").audit("set", _commitment, priority=70)


def now() -> str:
    """Return this moment in UTC, to the microsecond."""
    return utc_now().isoformat(timespec="microseconds").replace("+00:00", "Z")


def new_decision_id() -> str:
    """Return a name for a decision, as good as never used before."""
    return f"D-{uuid4().hex[:16]}"


def _referral(db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    """Take down who decides and when; to send the same decision, or another day for it, is to decide anew."""
    decided = new.get("decision", cl.get(str(nodeid), "decision"))
    anew = "decision" in new or differs(cl, str(nodeid), new, ("reason_code", "decided_on", "decided_by"))
    if decided and anew:
        new["decided_on"] = new.get("decided_on") or today()
        new["decided_by"] = new.get("decided_by") or db.getuid()
        new["decision_id"] = new_decision_id()


def _new_task(db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
    """Give a role's task to the worker who holds that role for the child, or manages who works with it."""
    if new.get("assigned_to") or not new.get("assigned_role"):
        return
    allocations, referrals = db.getclass("allocation"), db.getclass("referral")
    holding = allocations.filter(
        None, {"child": new["child"], "role": new["assigned_role"]}, sort=("-", "id")
    )
    current = [one for one in holding if _is_current(db, one)]
    if current:
        new["assigned_to"] = allocations.get(current[0], "worker")
    elif new["assigned_role"] == "manager":
        new["assigned_to"] = _manager_of(db, new["child"])
    elif new["assigned_role"] == "coordinator":
        made = referrals.filter(None, {"child": new["child"]}, sort=("-", "id"))
        new["assigned_to"] = referrals.get(made[0], "coordinator") if made else None


def _take_over(db: Database, cl: ItemClass, nodeid: str | None, _old: Values | None) -> None:
    """Give a newly allocated worker the open tasks of that role that were nobody's."""
    allocation, tasks = str(nodeid), db.getclass("task")
    asked = {"child": cl.get(allocation, "child"), "assigned_role": cl.get(allocation, "role")}
    for task in tasks.filter(None, {**asked, "status": "open"}):
        if not tasks.get(task, "assigned_to"):
            tasks.set(task, assigned_to=cl.get(allocation, "worker"))


def _manager_of(db: Database, child: str) -> str | None:
    """Return the manager of the child's newest worker who has one."""
    allocations = db.getclass("allocation")
    everybody = allocations.filter(None, {"child": child}, sort=("-", "id"))
    managers = (allocations.get(one, "manager") for one in everybody if _is_current(db, one))
    return next((one for one in managers if one), None)


def _is_current(db: Database, allocation: str) -> bool:
    return (db.getclass("allocation").get(allocation, "to_date") or "9999") > today()


def _task(db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    if differs(cl, str(nodeid), new, ("status",)):
        done = new["status"] == "done"
        new["closed_on"] = today() if done else None
        new["closed_by"] = db.getuid() if done else None
        new["closed_as"] = (new.get("closed_as") or "done") if done else None


def _stage(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    if new.get("stage") and differs(cl, str(nodeid), new, ("stage",)):
        new["stage_at"] = new.get("stage_at") or now()


def _one_person(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    if len(_named(cl, nodeid, new, ("lead", "worker"))) != 1:
        raise Reject("needed: either lead or worker")


def _somebody(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    if not _named(cl, nodeid, new, ("lead", "relationship")):
        raise Reject("needed: lead or relationship")


def _said_today(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    """What a restriction says is said on the day of its recording; a change of its words says nothing new."""
    if not nodeid or ("recorded_on" not in new and differs(cl, nodeid, new, SAID_OF_A_RESTRICTION)):
        new["recorded_on"] = new.get("recorded_on") or today()


def _objective(_db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    if differs(cl, str(nodeid), new, ("status",)):
        new["date"] = new.get("date") or today()


def _merged_before(db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
    if not db.getclass("person_merge").filter(None, {"kept": new["kept"], "retired": new["retired"]}):
        raise Reject("retired: was not merged into this record")


def _named(cl: ItemClass, nodeid: str | None, new: Values, names: tuple[str, ...]) -> list[str]:
    stored = {name: cl.get(nodeid, name) for name in names} if nodeid else {}
    return [name for name in names if {**stored, **new}.get(name)]


def _new_plan(_db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
    if new["status"] != "draft":
        raise Reject("status: a plan starts as a draft")


def _plan(db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    plan = str(nodeid)
    status, version = cl.get(plan, "status"), cl.get(plan, "version")
    if new.get("version", version) != version:
        _amend(new, version)
        return
    if status != "draft" and differs(cl, plan, new, ("agreed_on",)):
        raise Reject("agreed_on: the plan is agreed")
    if new.get("status") == "decided" or (status == "decided" and differs(cl, plan, new, PLAN_DECISION)):
        _decide(db, plan, status, version, new)
    elif new.get("status", status) != status:
        _agree(db, cl, plan, status, new)


def _amend(new: Values, version: int) -> None:
    if new["version"] != version + 1:
        raise ValueError("version: not the next one")
    new.update(dict.fromkeys(OF_ONE_VERSION), status="draft")


def _agree(db: Database, cl: ItemClass, plan: str, status: str, new: Values) -> None:
    _needs_role(db, COORDINATOR, MANAGER)
    if (status, new["status"]) != ("draft", "agreed"):
        raise Reject("status: an agreed plan is amended by its next version")
    if new.get("child_agrees", cl.get(plan, "child_agrees")) is None:
        raise Reject("needed: child_agrees")
    new["agreed_at"] = now()
    new["agreed_on"] = new.get("agreed_on") or cl.get(plan, "agreed_on") or today()
    new["agreed_by"] = db.getuid()


def _decide(db: Database, plan: str, status: str, version: int, new: Values) -> None:
    _needs_role(db, SW, MANAGER)
    commitments = db.getclass("commitment")
    items = commitments.filter(None, {"plan": plan, "plan_version": version})
    if status == "draft":
        raise Reject("status: only an agreed plan is decided")
    if not all(commitments.get(item, "decision") for item in items):
        raise Reject("decision: each commitment is decided first")
    new["decided_by"] = new.get("decided_by") or db.getuid()
    new["decided_on"] = new.get("decided_on") or today()
    new["decided_at"] = now()
    new["decision_id"] = new_decision_id()


def _needs_role(db: Database, *roles: str) -> None:
    if not has_role(db, db.getuid(), *roles, ADMIN):
        raise Unauthorised("this decision is another role's")


def _new_commitment(db: Database, _cl: ItemClass, _nodeid: str | None, new: Values) -> None:
    plans = db.getclass("plan")
    if plans.get(new["plan"], "status") != "draft":
        raise Reject("plan: its commitments are agreed")
    new["plan_version"] = plans.get(new["plan"], "version")


def _commitment(db: Database, cl: ItemClass, nodeid: str | None, new: Values) -> None:
    item = str(nodeid)
    draft = db.getclass("plan").get(cl.get(item, "plan"), "status") == "draft"
    rewritten = tuple(name for name in new if name not in COMMITMENT_DECISION)
    if draft and differs(cl, item, new, COMMITMENT_DECISION):
        raise Reject("decision: the plan is not agreed yet")
    if not draft and differs(cl, item, new, rewritten):
        raise Reject("words: an agreed commitment is amended by the plan's next version")
    if new.get("decision") == "declined" and not new.get("reason_code", cl.get(item, "reason_code")):
        raise Reject("needed: reason_code")
