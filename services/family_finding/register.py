"""What was told of a child's search: every check, contact and step as a word of its record. Pure.

Words are kept by the id of their record, with every content that it was told with; what they mean is worked
out from all of them (`picture.py`), so that the order of delivery cannot matter (DOMAIN 4).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypeVar

from shared.contracts.case_search import CheckRecorded, ContactRecorded, Gate, SearchStepRecorded
from shared.contracts.records import Adoption, ChildRecord
from shared.effects import Kept
from shared.rules.codes import LEGAL_STATUS, PLACEMENT
from shared.rules.journey import Moment
from shared.rules.record import Stamp
from shared.rules.words import Word

TurnKind = Literal["accepted", "frozen", "resumed", "closed"]

_RESULTS = {"clear": 0, "unknown": 1, "concern": 2}
_OUTCOMES = {"willing": 0, "no_reply": 0, "unsure": 1, "declined": 2, "wrong_person": 3, "deceased": 3}


class CheckWord(Word):
    """One check of one gate of one lead; it holds until `expires` (exclusive)."""

    lead_id: str
    gate: Gate
    check: str
    result: Literal["clear", "concern", "unknown"]
    by: str
    role: str
    expires: date | None = None

    @property
    def key(self) -> str:
        """Its gate and its name."""
        return f"{self.gate}.{self.check}"

    @property
    def caution(self) -> int:
        """A concern closes, and so does what nobody knows."""
        return _RESULTS[self.result]

    def opens_like(self, other: Word) -> bool:
        """An edit of a clear check clears nothing anew."""
        return isinstance(other, CheckWord) and self.result == other.result == "clear"


class ContactWord(Word):
    """One contact; `cleared` says whether gate G2 was open when it was made, decided when first heard."""

    lead_id: str
    direction: str
    outcome: str
    by: str
    managed: bool | None = None
    privacy: str | None = None
    cleared: bool = False

    @property
    def caution(self) -> int:
        """Whoever does not want contact, or is the wrong person, closes."""
        return _OUTCOMES[self.outcome]

    def opens_like(self, other: Word) -> bool:
        """An edit of a yes is not another yes."""
        return isinstance(other, ContactWord) and self.outcome == other.outcome == "willing"

    @property
    def is_unmanaged(self) -> bool:
        """Whether nobody arranged it: a letter in counts as arranged only where its record says so."""
        return self.managed is False or (self.direction == "in" and self.managed is None)

    @property
    def is_own_yes(self) -> bool:
        """Whether the lead came back of their own accord, and not behind everybody's back (hard case 32)."""
        return self.outcome == "willing" and self.direction == "in" and not self.is_unmanaged

    def says_the_same(self, other: Word) -> bool:
        """Whether another telling has the same content; when it was heard is no part of it."""
        if not isinstance(other, ContactWord):
            return False
        return self == other.model_copy(update={"at": self.at, "cleared": self.cleared})


class StepWord(Word):
    """One search step and what came of it."""

    outcome: str
    lead_id: str | None = None


class RecordFacts(Kept):
    """What one version of the child's record says of plan, placement and legal status; None: nothing."""

    stamp: Stamp
    at: datetime
    plan: tuple[str, ...] | None = None
    adoption: Adoption | None = None
    placement: str | None = None
    legal_status: str | None = None

    def says_the_same(self, other: "RecordFacts") -> bool:
        """Whether another version has the same facts."""
        return self == other.model_copy(update={"stamp": self.stamp, "at": self.at})


class Turn(Kept):
    """That eligibility accepted, froze or paused, resumed or closed, and when it said so."""

    kind: TurnKind
    moment: Moment


class Screening(Kept):
    """What one screening said; `doubts` are the reasons of the criteria that are not met."""

    outcome: str
    reason: str
    doubts: tuple[str, ...] = ()
    record_version: int
    moment: Moment

    def says_the_same(self, other: "Screening") -> bool:
        """Whether another screening came to the same result on the same grounds."""
        return (self.outcome, self.reason, self.doubts) == (other.outcome, other.reason, other.doubts)


R = TypeVar("R", RecordFacts, Screening)


def in_row(rows: Iterable[R]) -> tuple[R, ...]:
    """Return the first and the last of each run of rows that say the same; they come in their order."""
    kept: list[R] = []
    for row in rows:
        if len(kept) > 1 and kept[-1].says_the_same(row) and kept[-2].says_the_same(row):
            kept[-1] = row
        else:
            kept.append(row)
    return tuple(kept)


def check_word(event: CheckRecorded, at: datetime) -> CheckWord:
    """Return what a check's record says."""
    return CheckWord(
        day=event.date,
        at=at,
        lead_id=event.lead_id,
        gate=event.gate,
        check=event.check,
        result=event.result,
        by=event.by,
        role=event.role,
        expires=event.expires,
    )


def contact_word(event: ContactRecorded, at: datetime) -> ContactWord:
    """Return what a contact's record says; whether the gate was open is for the handler to say."""
    return ContactWord(
        day=event.date,
        at=at,
        lead_id=event.lead_id,
        direction=event.direction,
        outcome=event.outcome,
        by=event.by,
        managed=event.managed,
        privacy=event.privacy_information,
    )


def step_word(event: SearchStepRecorded, at: datetime) -> StepWord:
    """Return what a search step's record says."""
    return StepWord(day=event.date, at=at, outcome=event.outcome, lead_id=event.lead_id)


def record_facts(record: ChildRecord, stamp: Stamp, at: datetime) -> RecordFacts:
    """Return what a version of the record says; an empty plan or a code that is none says nothing."""
    placement = record.care.placement if record.care else None
    legal_status = record.care.legal_status if record.care else None
    return RecordFacts(
        stamp=stamp,
        at=at,
        plan=tuple(sorted(set(record.permanence_plan))) if record.permanence_plan else None,
        adoption=record.adoption,
        placement=placement if placement in PLACEMENT else None,
        legal_status=legal_status if legal_status in LEGAL_STATUS else None,
    )
