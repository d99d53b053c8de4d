"""What gates G2 to G4 need (DOMAIN 4). They fail closed: missing, unknown, concern and expired all mean no.

| Gate | Before | Needs |
|---|---|---|
| G2 | first contact with a lead | what G1 needs, nothing that bars the lead, and `APPROACH` |
| G3 | lead meets or writes to the child | G2 and `INTRODUCTION` |
| G4 | invitation | G3; or G2, a lead who is willing, and an `approval` recorded at G4: may attend first |

A concern at a gate, whatever was checked, closes it and those after it until a later clear check answers it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from services.family_finding.agreement import contact_refused, meeting_refused
from services.family_finding.picture import Picture
from services.family_finding.register import CheckWord
from services.family_finding.search_gate import lacking_for_search, work_stopped
from services.family_finding.state import Verdict
from services.family_finding.stops import stops
from shared.contracts.case_search import Gate
from shared.rules.practice import Practice
from shared.rules.restrictions import restriction_bar

CheckStatus = Literal["passed", "missing", "unknown", "expired", "concern"]

GATES: tuple[Gate, ...] = ("G2", "G3", "G4")
APPROACH = ("identity", "restrictions", "orders", "local_records", "risk", "child_wish", "approval")
INTRODUCTION = ("lead_willing", "risk", "child_asked_again", "carer_briefed", "arrangement_in_plan")

OPEN = Verdict(open=True)
_WORST_FIRST: tuple[CheckStatus, ...] = ("concern", "expired", "unknown", "missing")


class GateKeeper:
    """Every gate of every lead of one child on one day."""

    def __init__(self, picture: Picture, today: date, practice: Practice) -> None:
        self.picture, self.today, self.practice = picture, today, practice
        search = picture.search
        self._closed = work_stopped(search, today)
        self._lacking = lacking_for_search(search, today) if self._closed else ()
        self._orders = tuple(search.people.restrictions.values())
        self._verdicts: dict[str, dict[Gate, Verdict]] = {}

    def verdicts(self, lead_id: str) -> dict[Gate, Verdict]:
        """Every gate of a lead: open, or the weightiest reason why not and what is missing."""
        if lead_id not in self._verdicts:
            self._verdicts[lead_id] = self._work_out(lead_id)
        return self._verdicts[lead_id]

    def is_open(self, lead_id: str, gate: Gate) -> bool:
        """Whether a gate is open for a lead."""
        return self.verdicts(lead_id)[gate].open

    def approver_made_every_check(self, lead_id: str) -> bool:
        """Whether who approved the approach made every other check of gate G2 too."""
        checks = self.picture.checks(lead_id)
        approval = checks.get("G2.approval")
        others = [checks.get(f"G2.{need}") for need in APPROACH if need not in ("child_wish", "approval")]
        return approval is not None and all(check is not None and check.by == approval.by for check in others)

    def _work_out(self, lead_id: str) -> dict[Gate, Verdict]:
        if self._closed:
            return dict.fromkeys(GATES, Verdict(reason=self._closed, missing=self._lacking))
        barred = self._bar(lead_id)
        if barred:
            return dict.fromkeys(GATES, Verdict(reason=barred))
        approach = _verdict(self._approach(lead_id))
        introduction = _verdict(_after("G2", approach) | self._introduction(lead_id))
        return {"G2": approach, "G3": introduction, "G4": self._invitation(lead_id, approach, introduction)}

    def _bar(self, lead_id: str) -> str | None:
        if not self.picture.versions(lead_id).is_recorded:
            return "lead-not-recorded"
        restricted = restriction_bar(self._orders, self.picture.person(lead_id), self.today)
        if restricted:
            return restricted
        stopped = next(iter(stops(self.picture, lead_id)), None)
        return stopped or contact_refused(self.picture, lead_id, self.today)

    def _approach(self, lead_id: str) -> dict[str, CheckStatus]:
        needs = self._checks(lead_id, "G2", APPROACH)
        wanted = self.picture.wants(lead_id)
        if wanted is False:
            needs["child_wish"] = "missing"
        elif wanted:
            needs["child_wish"] = _or_said(needs["child_wish"])
        if self.practice.approver_made_every_check == "refuse" and self.approver_made_every_check(lead_id):
            needs["approval"] = "missing"
        return needs

    def _introduction(self, lead_id: str) -> dict[str, CheckStatus]:
        needs = self._checks(lead_id, "G3", INTRODUCTION)
        needs["lead_willing"] = "passed" if self.picture.willing(lead_id) else "missing"
        asked = check_status(self.picture.checks(lead_id).get("G3.child_wish"), self.today)
        needs["child_asked_again"] = _or_said(asked) if self.picture.asked_again(lead_id) else asked
        return needs

    def _invitation(self, lead_id: str, approach: Verdict, introduction: Verdict) -> Verdict:
        refused = meeting_refused(self.picture, lead_id, self.today)
        if refused:
            return Verdict(reason=refused)
        needs = self._checks(lead_id, "G4", ("approval",))
        if introduction.open and not {"concern", "unknown"} & set(needs.values()):
            return OPEN
        if not self.picture.willing(lead_id):
            needs["lead_willing"] = "missing"
        before = _after("G2", approach) | _concern_before(self.picture, lead_id)
        return _verdict(before | needs)

    def _checks(self, lead_id: str, gate: Gate, needs: tuple[str, ...]) -> dict[str, CheckStatus]:
        """How each need stands, and every other check of that gate about which there is a concern."""
        checks = self.picture.checks(lead_id)
        found = {need: check_status(checks.get(f"{gate}.{need}"), self.today) for need in needs}
        for check in self.picture.concerns(lead_id).values():
            if check.gate == gate:
                found[check.check] = "concern"
        return found


def check_status(check: CheckWord | None, today: date) -> CheckStatus:
    """How a check stands on a day."""
    if check is None:
        return "missing"
    if check.result != "clear":
        return check.result
    return "expired" if check.expires is not None and check.expires <= today else "passed"


def _concern_before(picture: Picture, lead_id: str) -> dict[str, CheckStatus]:
    """A concern at the introduction bars the invitation too, also of who may attend first."""
    return {check.check: "concern" for check in picture.concerns(lead_id).values() if check.gate == "G3"}


def _or_said(checked: CheckStatus) -> CheckStatus:
    """The child's own words stand in for a check that is not there, never for one that says otherwise."""
    return "passed" if checked in ("missing", "expired") else checked


def _after(gate: Gate, before: Verdict) -> dict[str, CheckStatus]:
    return {gate: "passed" if before.open else "missing"}


def _verdict(needs: Mapping[str, CheckStatus]) -> Verdict:
    lacking = {need: status for need, status in needs.items() if status != "passed"}
    if not lacking:
        return OPEN
    reason = next(status for status in _WORST_FIRST if status in lacking.values())
    return Verdict(reason=f"check-{reason}", missing=tuple(lacking))
