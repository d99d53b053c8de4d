"""The versions of a child's record, told in any order: the newest, and the placement that counts. Pure.

Which version is the newest: `shared/rules/record.py`. A temporary placement (T0-T4: hospital, holiday,
respite) interrupts a placement and does not end it: the one that counts is the last lasting one of the same
period of care, whichever version told it (DOMAIN 2.2; hard case 67).
"""

from collections.abc import Mapping
from typing import NamedTuple

from services.eligibility.state import Eligibility, LastingPlacement
from services.eligibility.turn import Turn, own_worker, tell_once
from shared.clock import london_date
from shared.contracts.records import ChildRecord
from shared.effects import Decision, Effect
from shared.rules.codes import TEMPORARY
from shared.rules.record import Stamp, stamp
from shared.rules.tasks import About
from shared.rules.words import is_ahead

PERIODS_KEPT = 3
"""Of how many periods of care the lasting placement is remembered: versions cross, but not for ever."""


class Version(NamedTuple):
    """What a version does: the document with it, whether it is the newest, and what people hear."""

    state: Eligibility
    is_newest: bool
    effects: tuple[Effect, ...]


def with_version(state: Eligibility, record: ChildRecord, turn: Turn) -> Version:
    """Keep what a version says of the order of versions and of placements, and tell people what is odd in it.

    The record itself is kept by who screens it, where this version is the newest.
    """
    known, at = state.stamp, turn.ctx.recorded_at
    new = stamp(record, at, known)
    is_newest = known.is_older_than(new)
    kept = new if is_newest else known.model_copy(update={"ahead": new.ahead})
    lasting = _lasting(state.lasting, record, new)
    now = Decision(state.model_copy(update={"lasting": lasting, "stamp": kept}))
    if code := _odd_order(known, new):
        now = _tell(now.state, turn, code, About(f"v{max(known.version, new.version)}"))
    if new.claimed is None or not is_ahead(london_date(new.claimed), at):
        return Version(now.state, is_newest, now.effects)
    ahead = _tell(now.state, turn, "word-dated-ahead", About("record", "record-dated-ahead"))
    return Version(ahead.state, is_newest, (*now.effects, *ahead.effects))


def with_lasting_placement(record: ChildRecord, lasting: Mapping[str, LastingPlacement]) -> ChildRecord:
    """Return the record with the placement that a temporary one interrupts, if one is known."""
    care = record.care
    if care is None or care.placement not in TEMPORARY or care.period_started is None:
        return record
    known = lasting.get(care.period_started.isoformat())
    if known is None:
        return record
    return record.model_copy(update={"care": care.model_copy(update={"placement": known.placement})})


def _lasting(
    known: Mapping[str, LastingPlacement], record: ChildRecord, new: Stamp
) -> Mapping[str, LastingPlacement]:
    care = record.care
    if care is None or care.period_started is None or care.placement is None or care.placement in TEMPORARY:
        return known
    period = care.period_started.isoformat()
    if period in known and not known[period].stamp.is_older_than(new):
        return known
    kept = {
        **known,
        period: LastingPlacement(
            placement=care.placement, stamp=new.model_copy(update={"ahead": ()}) if new.ahead else new
        ),
    }
    return {began: kept[began] for began in sorted(kept)[-PERIODS_KEPT:]}


def _odd_order(known: Stamp, new: Stamp) -> str | None:
    """A version that jumped, or came back: people correct the number, the later data counts meanwhile."""
    if known.version < 0:
        return None
    if known.is_far_from(new):
        return "version-beyond-reason"
    return "record-version-unclear" if known.contradicts(new) else None


def _tell(state: Eligibility, turn: Turn, code: str, about: About) -> Decision[Eligibility]:
    return tell_once(state, code, (own_worker(state, turn.today),), about)
