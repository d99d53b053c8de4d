"""Since when a check counts (DOMAIN 4: any new order, allegation or plan change re-closes the gates). Pure.

A check counts when it was said and recorded after everything that it would have to know of. Facts that a
change does not touch stay: a new allegation does not undo who somebody is, but nobody's weighing of risk and
nobody's approval outlives it. The moments are worked out from what was told, never from when it arrived.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from services.family_finding.register import ContactWord, RecordFacts
from shared.clock import london_date
from shared.contracts.case_search import Gate
from shared.contracts.records import Adoption
from shared.rules.leads import LeadVersions
from shared.rules.words import Word, content_of, is_ahead

if TYPE_CHECKING:
    from services.family_finding.state import Search

Change = Literal["order", "allegation", "plan", "placement", "legal_status", "identity", "start_again"]

TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
"""Placements that interrupt the lasting one and do not end it (DOMAIN 2.2)."""

_TOUCHED: dict[Change, frozenset[str]] = {
    "order": frozenset({"restrictions", "orders", "risk", "approval"}),
    "allegation": frozenset({"risk", "approval"}),
    "plan": frozenset({"risk", "approval", "arrangement_in_plan"}),
    "placement": frozenset({"carer_briefed", "arrangement_in_plan"}),
    "legal_status": frozenset({"orders"}),
    "identity": frozenset({"identity", "restrictions", "approval"}),
}
ABOUT_RECORD: tuple[Change, ...] = ("plan", "placement", "legal_status")

Moments = dict[Change, list[datetime]]
_ENDING = frozenset({"declined", "wrong_person", "deceased"})


@lru_cache(maxsize=64)
def touching(gate: Gate, check: str) -> tuple[Change, ...]:
    """Return the changes that a check would have to know of."""
    by_name = (change for change, names in _TOUCHED.items() if check in names)
    return tuple(dict.fromkeys(("start_again", *by_name, *(("legal_status",) if gate == "G3" else ()))))


def counts_since(moments: Moments, gate: Gate, check: str) -> datetime | None:
    """Return the moment after which such a check must have been said and recorded; None: whenever it was."""
    return max((at for change in touching(gate, check) for at in moments[change]), default=None)


def is_before(word: Word, since: datetime) -> bool:
    """Whether a word was not both said and recorded after a moment; of the same moment it was not."""
    return word.at <= since or word.said_on < london_date(since)


def stopped_at(search: "Search") -> datetime | None:
    """When everything last stopped: freeze, closing, death, the child's withdrawal, a merge of records."""
    moments = list(search.stops.values())
    for contents in search.journey.agreements.consents.values():
        moments += (
            word.at
            for word in contents
            if word.giver == "child" and word.scope == "all" and word.lead_id is None and not word.given
        )
    for merges in search.journey.merges.values():
        moments += (word.at for word in merges)
    return max(moments, default=None)


def record_changes(records: Sequence[RecordFacts]) -> Moments:
    """When the permanence plan or adoption, the placement and the legal status changed.

    A fact that a version leaves out is no change; nor are a temporary placement and the return from it.
    """
    lasting = ((row.at, row.placement) for row in records if row.placement not in TEMPORARY)
    plans = _turns((row.at, row.plan) for row in records)
    adoptions = _turns((row.at, row.adoption or (None if i else Adoption())) for i, row in enumerate(records))
    return {
        "plan": plans + adoptions,
        "placement": _turns(lasting),
        "legal_status": _turns((row.at, row.legal_status) for row in records),
    }


def _turns(values: Iterable[tuple[datetime, object]]) -> list[datetime]:
    known: object = None
    turns = []
    for at, value in values:
        if value is None or value == known:
            continue
        if known is not None:
            turns.append(at)
        known = value
    return turns


def version_changes(versions: LeadVersions, *, others: bool) -> list[datetime]:
    """When a lead's relationship or kind of person changed; for `others` who are merged, the first counts."""
    known: tuple[object, ...] | None = None
    flags: dict[str, bool] = {}
    turns = []
    for version in versions.told:
        flags = {**flags, **{flag: value for flag, value in version.flags.items() if value or flag in flags}}
        now = (version.relationship, tuple(sorted(flag for flag, value in flags.items() if value)))
        if now != known and (known is not None or others):
            turns.append(version.at)
        known = now
    return turns


def lifted(contacts: Sequence[ContactWord]) -> Iterator[datetime]:
    """When a lead's own yes lifted a refusal: the lead starts again at gate G2 (hard case 32)."""
    stands = False
    for contact in contacts:
        if contact.outcome == "declined":
            stands = True
        elif stands and contact.is_own_yes:
            stands = False
            yield contact.at


def corrected(records: Iterable[tuple[ContactWord, ...]]) -> Iterator[tuple[str, datetime]]:
    """By lead, when a contact that had ended the work was recorded otherwise: the lead starts again."""
    for contents in records:
        now = content_of(contents)
        for content in contents:
            if now is None or content.outcome not in _ENDING:
                continue
            if (now.outcome, now.lead_id) != (content.outcome, content.lead_id):
                yield content.lead_id, now.at


def toggles(words: Iterable[Word], closes: Callable[[Word], bool]) -> Iterator[datetime]:
    """When words in their order stopped closing."""
    closed = False
    for word in words:
        if closed and not closes(word) and not is_ahead(word.day, word.at):
            yield word.at
        closed = closes(word)
