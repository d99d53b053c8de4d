"""How a moment that matters to a worker becomes a note or a task in the record.

A payload has a `code` (which words) and the facts for the words: ids, codes and dates. Notes and tasks are
for workers: they are not outbound and still go when the child has withdrawn.
"""

from datetime import date
from typing import Any

from services.plan_sync.references import childs
from services.plan_sync.state import Plan
from shared.effects import Write

SHORT_ROLES = {
    "social_worker": "sw",
    "personal_adviser": "pa",
    "coordinator": "co",
    "manager": "ma",
    "iro": "iro",
}


def note(child_id: str, code: str, *facts: str | int, **fields: object) -> Write:
    """Make a note; `facts` tell this moment from every other one of the child with the same code."""
    return Write("note", childs(child_id, code, *facts), {"code": code, **_plain(fields)})


def task(
    child_id: str, code: str, role: str, *facts: str | int, due_on: date | None = None, **fields: object
) -> Write:
    """Make a task for a role; `due_on` is a Europe/London date."""
    due = due_on.isoformat() if due_on else None
    payload = {"code": code, "role": role, "due_on": due, **_plain(fields)}
    return Write("task", childs(child_id, code, *facts, SHORT_ROLES.get(role, role)), payload)


def about_plan(plan: Plan) -> dict[str, Any]:
    """Return the facts that name a plan's version."""
    return {"plan_id": plan.plan_id, "version": plan.version}


def _plain(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, (), [])}
