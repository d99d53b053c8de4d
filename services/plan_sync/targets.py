"""Which statutory plan the approved commitments become part of, by age, care and care-leaver category.

Sources: Care Planning, Placement and Case Review Regulations 2010 (care plan), Care Leavers Regulations 2010
(pathway plan); DOMAIN 2.5 and 6. What is not known or contradicts itself gives no target: fail closed.
"""

from dataclasses import dataclass
from datetime import date

from services.plan_sync.state import ChildFacts
from shared.clock import age_on
from shared.contracts.case_child import ChildChanged
from shared.contracts.our_meeting import Audience
from shared.contracts.records import Care, PlanKind, is_current, period_is_current
from shared.rules.codes import ADULT, LEFT_CARE, LEGAL_STATUS, SHORT_BREAKS

CARE_LEAVER = 16


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets; none when they are not known, and then the fields of the record that would tell."""

    kinds: tuple[PlanKind, ...] = ()
    missing: tuple[str, ...] = ()


def facts_of(record: ChildChanged, today: date) -> ChildFacts:
    """Take from the child's record what names the target and the worker on that day."""
    workers = record.workers
    return ChildFacts(
        date_of_birth=record.date_of_birth,
        care=record.care,
        care_leaver=record.care_leaver,
        has_social_worker=None
        if workers is None
        else any(one.role == "social_worker" and is_current(one, today) for one in workers),
    )


def targets_of(child: ChildFacts | None, today: date) -> Targets:
    """Name the targets on that day (Europe/London)."""
    if child is None:
        return Targets(missing=("child-record",))
    if age_on(child.date_of_birth, today) >= ADULT:
        return (
            Targets(missing=("care_leaver",)) if child.care_leaver == "none" else Targets(("pathway_plan",))
        )
    return _under_18(child, today)


def _under_18(child: ChildFacts, today: date) -> Targets:
    looked_after = is_looked_after(child.care, today)
    old_enough = age_on(child.date_of_birth, today) >= CARE_LEAVER
    if child.care_leaver in LEFT_CARE:
        return Targets(missing=("care", "care_leaver")) if looked_after else Targets(("pathway_plan",))
    if not looked_after:
        return Targets(missing=("care", "care_leaver") if looked_after is False else ("care",))
    if child.care_leaver == "eligible":
        return Targets(("care_plan", "pathway_plan")) if old_enough else Targets(missing=("care_leaver",))
    if child.care_leaver == "none" or (child.care_leaver is None and not old_enough):
        return Targets(("care_plan",))
    return Targets(missing=("care_leaver",))


def is_looked_after(care: Care | None, today: date) -> bool | None:
    """Say whether a period of care is current on that day; None when it is not known (DOMAIN 2.3, 2)."""
    if care is None:
        return None
    if not period_is_current(care, today) or care.legal_status in SHORT_BREAKS:
        return False
    return True if care.legal_status in LEGAL_STATUS else None


def lead_worker(child: ChildFacts | None, today: date) -> Audience:
    """Name who decides with the young person: from 18 the personal adviser, if there is no social worker."""
    adult = child is not None and age_on(child.date_of_birth, today) >= ADULT
    return "personal_adviser" if adult and child and child.has_social_worker is False else "social_worker"
