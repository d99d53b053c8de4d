"""What gates G2 to G4 need (DOMAIN 4). They fail closed: missing, unknown, concern and expired all mean no.

| Gate | Before | Needs |
|---|---|---|
| G2 | first contact with a lead | what G1 needs, nothing that bars the lead, and `APPROACH` |
| G3 | lead meets or writes to the child | G2 and `INTRODUCTION` |
| G4 | invitation | G3; or G2 and an `approval` recorded at G4: may attend first |
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from services.family_finding.agreement import child_wants, contact_refused
from services.family_finding.same_person import person, same_person
from services.family_finding.search_gate import lacking_for_search, work_stopped
from services.family_finding.state import KeptCheck, Lead, Search, Verdict
from services.family_finding.stops import needs_a_manager, stops
from shared.contracts.case_search import CheckRecorded, Gate
from shared.rules.restrictions import restriction_bar

Standing = Literal["passed", "missing", "unknown", "expired", "concern"]

GATES: tuple[Gate, ...] = ("G2", "G3", "G4")
APPROACH = ("identity", "restrictions", "orders", "local_records", "risk", "child_wish", "approval")
INTRODUCTION = ("lead_willing", "risk", "child_asked_again", "carer_briefed", "arrangement_in_plan")

SIGNED = frozenset({("G2", "approval"), ("G3", "risk"), ("G4", "approval")})
SIGNERS = frozenset({"social_worker", "manager"})
"""Whose word counts where a gate asks for a signature; at G2 only the manager's for `stops.FLAGGED` leads."""

OPEN = Verdict(open=True)
_WORST_FIRST: tuple[Standing, ...] = ("concern", "expired", "unknown", "missing")


def may_sign(search: Search, event: CheckRecorded) -> bool:
    """Whether the `clear` of somebody in this role counts for that check of this lead."""
    if (event.gate, event.check) not in SIGNED:
        return True
    if event.gate == "G2" and needs_a_manager(search, event.lead_id):
        return event.role == "manager"
    return event.role in SIGNERS


def check_standing(kept: KeptCheck | None, today: date) -> Standing:
    """How a check stands on a day."""
    if kept is None or kept.day > today:
        return "missing"
    if kept.result != "clear":
        return kept.result
    return "expired" if kept.expires is not None and kept.expires <= today else "passed"


def verdicts(search: Search, lead_id: str, today: date) -> dict[Gate, Verdict]:
    """Every gate of a lead on that day: open, or the weightiest reason why not and what is missing."""
    closed = work_stopped(search)
    if closed:
        return dict.fromkeys(GATES, Verdict(reason=closed, missing=lacking_for_search(search)))
    barred = _bar(search, lead_id, today)
    if barred:
        return dict.fromkeys(GATES, Verdict(reason=barred))
    approach = _verdict(_approach(search, lead_id, today))
    introduction = _verdict(_after("G2", approach) | _introduction(search.lead(lead_id), today))
    invitation = _invitation(search, lead_id, today, approach, introduction)
    return {"G2": approach, "G3": introduction, "G4": invitation}


def is_open(search: Search, lead_id: str, gate: Gate, today: date) -> bool:
    """Whether a gate is open for a lead on that day."""
    return verdicts(search, lead_id, today)[gate].open


def _bar(search: Search, lead_id: str, today: date) -> str | None:
    if search.lead(lead_id).version < 0:
        return "lead-not-recorded"
    restricted = restriction_bar(search.restrictions.values(), person(search, lead_id), today)
    if restricted:
        return restricted
    return next(iter(stops(search, lead_id)), None) or contact_refused(search, lead_id)


def _approach(search: Search, lead_id: str, today: date) -> dict[str, Standing]:
    needs = _checks(search.lead(lead_id), "G2", APPROACH, today)
    wanted = child_wants(search, lead_id)
    if wanted is False:
        needs["child_wish"] = "missing"
    elif wanted:
        needs["child_wish"] = _or_said(needs["child_wish"])
    return needs


def _introduction(lead: Lead, today: date) -> dict[str, Standing]:
    needs = _checks(lead, "G3", INTRODUCTION, today)
    needs["lead_willing"] = "passed" if lead.willing else "missing"
    asked = check_standing(lead.checks.get("G3.child_wish"), today)
    needs["child_asked_again"] = _or_said(asked) if lead.asked_again else asked
    return needs


def _invitation(
    search: Search, lead_id: str, today: date, approach: Verdict, introduction: Verdict
) -> Verdict:
    people = same_person(search, lead_id)
    if any(search.journey.agreements.refused("lead", ("attend",), one) for one in people):
        return Verdict(reason="lead-will-not-attend")
    may_attend = _checks(search.lead(lead_id), "G4", ("approval",), today)
    if introduction.open and may_attend["approval"] not in ("concern", "unknown"):
        return OPEN
    return _verdict(_after("G2", approach) | may_attend)


def _checks(lead: Lead, gate: Gate, needs: tuple[str, ...], today: date) -> dict[str, Standing]:
    return {need: check_standing(lead.checks.get(f"{gate}.{need}"), today) for need in needs}


def _or_said(checked: Standing) -> Standing:
    """The child's own words stand in for a check that is not there, never for one that says otherwise."""
    return "passed" if checked in ("missing", "expired") else checked


def _after(gate: Gate, before: Verdict) -> dict[str, Standing]:
    return {gate: "passed" if before.open else "missing"}


def _verdict(needs: Mapping[str, Standing]) -> Verdict:
    lacking = {need: standing for need, standing in needs.items() if standing != "passed"}
    if not lacking:
        return OPEN
    reason = next(standing for standing in _WORST_FIRST if standing in lacking.values())
    return Verdict(reason=f"check-{reason}", missing=tuple(lacking))
