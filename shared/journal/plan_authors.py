"""Whether the plans that came lately had an author, by the audit of the service that keeps plans."""

from dataclasses import dataclass

from sqlalchemy import func, select

from shared.contracts.lifelong_links import PlanCaptured
from shared.journal.codec import Codec
from shared.journal.store import Store
from shared.journal.tables import audit

NEWEST = 50
"""Plans that are looked at: what a case system sends today, not what it once sent."""
_FAR_BACK = 20_000
"""Rows of the audit that are looked through for them: the cost does not grow with the journal."""
_WITHOUT = "plan-without-author"


@dataclass(frozen=True, slots=True)
class PlanAuthors:
    """Of the newest plans that were told, how many came without an author."""

    plans: int
    without: int


async def plan_authors(store: Store, codec: Codec) -> PlanAuthors:
    """Count the newest plans, and those whose author is not known; raises KeyUnavailable."""
    c = audit.c
    newest = select(func.coalesce(func.max(c.seq), 0)).scalar_subquery()
    told = select(c.child, c.event_id, c.document).where(
        c.type == PlanCaptured.TYPE, c.outcome == "done", c.seq > newest - _FAR_BACK
    )
    rows = await store.query(told.order_by(c.seq.desc()).limit(NEWEST))
    notes = (codec.open_audit(row.child, row.event_id, row.document).get("notes", []) for row in rows)
    without = sum(any(note.get("code") == _WITHOUT for note in of_plan) for of_plan in notes)
    return PlanAuthors(len(rows), without)
