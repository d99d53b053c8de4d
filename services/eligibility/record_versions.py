"""The versions of a child's record, told in any order: the newest, and the placement that counts. Pure.

Which version is the newest: `shared/rules/record.py`. A temporary placement (T0-T4: hospital, holiday,
respite) interrupts a placement and does not end it: the one that counts is the last lasting one of the same
period of care, whichever version told it (DOMAIN 2.2; hard case 67).
"""

from collections.abc import Mapping

from services.eligibility.state import Eligibility, LastingPlacement
from services.eligibility.turn import Turn, in_turn, own_worker, tell_once
from shared.clock import london_date
from shared.contracts.records import ChildRecord
from shared.effects import Decision
from shared.rules.codes import TEMPORARY
from shared.rules.record import Stamp, stamp
from shared.rules.tasks import About
from shared.rules.words import is_ahead

PERIODS_KEPT = 3
"""Of how many periods of care the lasting placement is remembered: versions cross, but not for ever."""


def with_version(state: Eligibility, record: ChildRecord, turn: Turn) -> Decision[Eligibility]:
    """Keep what a version says of the order of versions and of placements, and tell people what is odd in it.

    The record itself is kept by who screens it, where this version is the newest.
    """
    new = stamp(record, turn.ctx.recorded_at, state.stamp)
    now = state.model_copy(update={"lasting": _lasting(state.lasting, record, new)})
    kept = new if state.stamp.is_older_than(new) else state.stamp.model_copy(update={"ahead": new.ahead})
    now = now.model_copy(update={"stamp": kept})

    def order(state_now: Eligibility, turn: Turn) -> Decision[Eligibility]:
        return _tell_of_the_order(state_now, turn, state.stamp, new)

    def day(state_now: Eligibility, turn: Turn) -> Decision[Eligibility]:
        return _tell_of_the_day(state_now, turn, record)

    return in_turn(now, turn, order, day)


def is_newest(before: Eligibility, record: ChildRecord, turn: Turn) -> bool:
    """Whether this version is newer than every one told before."""
    return before.stamp.is_older_than(stamp(record, turn.ctx.recorded_at, before.stamp))


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
        period: LastingPlacement(placement=care.placement, stamp=new.model_copy(update={"ahead": {}})),
    }
    return {began: kept[began] for began in sorted(kept)[-PERIODS_KEPT:]}


def _tell_of_the_order(state: Eligibility, turn: Turn, known: Stamp, new: Stamp) -> Decision[Eligibility]:
    """A version that jumped, or came back: people correct the number, the later data counts meanwhile."""
    if known.version < 0:
        return Decision(state)
    if known.is_far_from(new):
        return _tell(state, turn, "version-beyond-reason", max(known.version, new.version))
    if known.contradicts(new):
        return _tell(state, turn, "record-version-unclear", max(known.version, new.version))
    return Decision(state)


def _tell(state: Eligibility, turn: Turn, code: str, version: int) -> Decision[Eligibility]:
    return tell_once(state, code, (own_worker(state, turn.today),), About(f"v{version}"))


def _tell_of_the_day(state: Eligibility, turn: Turn, record: ChildRecord) -> Decision[Eligibility]:
    """A record dated after its own recording comes of a clock that runs ahead: told once for the child."""
    if not is_ahead(london_date(record.as_of), turn.ctx.recorded_at):
        return Decision(state)
    about = About("record", "record-dated-ahead")
    return tell_once(state, "word-dated-ahead", (own_worker(state, turn.today),), about)
