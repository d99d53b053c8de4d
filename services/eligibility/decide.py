"""What eligibility does when a record, the policy or the day changes, or the work rests for a while. Pure.

Agreements are in `agreement.py`, referrals in `referral.py` and `referral_decision.py`, merges in
`merges.py`.
"""

from services.eligibility.policies.book import PolicyBook
from services.eligibility.record_versions import with_version
from services.eligibility.rescreen import look_again
from services.eligibility.state import Eligibility, Rest
from services.eligibility.turn import turn_of
from shared.contracts.case_child import JourneyPaused
from shared.contracts.case_system import ChildChanged
from shared.contracts.lifelong_links import ScreeningRequested
from shared.effects import Context, Decision, Note
from shared.rules.words import after_telling
from shared.service import ReminderDue


def on_child_changed(
    state: Eligibility, event: ChildChanged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Screen a newer version of the record; the same or an older one changes nothing but the placement.

    While the record is retired it is only kept: a merge may be taken back.
    """
    turn = turn_of(book, ctx, f"v{event.record_version}")
    known = with_version(state, event, turn)
    if state.retired:
        update = {"record": event} if known.is_newest else {}
        return Decision(known.state.model_copy(update=update), (Note("record-retired"),))
    if known.is_newest:
        looked = look_again(known.state, turn, event, always=True)
        return Decision(looked.state, (*looked.effects, *known.effects))
    note = Note("version-not-newer", {"record_version": event.record_version})
    if known.state.lasting == state.lasting or state.record is None:
        return Decision(known.state, (*known.effects, note))
    looked = look_again(known.state, turn, state.record, always=False)
    return Decision(looked.state, (*known.effects, note, *looked.effects))


def on_reminder_due(
    state: Eligibility, event: ReminderDue, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Look at the kept record with today's date; only a changed result is said."""
    if state.retired or state.record is None:
        return Decision(state, (Note("reminder-without-record", {"name": event.name}),))
    turn = turn_of(book, ctx, ctx.today.isoformat())
    due = state.model_copy(update={"next_look": None})
    return look_again(due, turn, state.record, always=False)


def on_screening_requested(
    state: Eligibility, event: ScreeningRequested, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Look at the kept record under today's policy; only a changed result is said."""
    if state.retired or state.record is None:
        return Decision(state, (Note("nothing-to-screen", {"reason": event.reason_code}),))
    return look_again(state, turn_of(book, ctx, ctx.event_id), state.record, always=False)


def on_journey_paused(
    state: Eligibility,
    event: JourneyPaused,
    ctx: Context,
    *,
    book: PolicyBook,  # noqa: ARG001 - every rule about a child is bound to the policy
) -> Decision[Eligibility]:
    """Keep that the work rests, or goes on again: what it means follows after every event (`holds.py`)."""
    word = Rest(at=ctx.recorded_at, from_=event.from_, until=event.until, ended=event.ended)
    rests = after_telling(state.rests, event.pause_id, word)
    return Decision(state if rests == state.rests else state.model_copy(update={"rests": rests}))
