"""What eligibility does when a record, the policy or the day changes, or two records become one. Pure.

Agreements are in `agreement.py`, referrals in `referral.py` and `referral_decision.py`.
"""

from services.eligibility.journey import close
from services.eligibility.policies.book import PolicyBook
from services.eligibility.referral import decline
from services.eligibility.rescreen import REMINDER, look_again
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn, task, turn_of, worker_and_coordinator
from shared.contracts.case_system import ChildChanged, PersonMerged
from shared.contracts.lifelong_links import ScreeningRequested
from shared.effects import Context, Decision, Effect, Forget, Note
from shared.service import ReminderDue


def on_child_changed(
    state: Eligibility, event: ChildChanged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Screen a newer version of the record; the same or an older one changes nothing."""
    if state.retired:
        return Decision(state, (Note("record-retired"),))
    if state.record is not None and event.record_version <= state.record.record_version:
        return Decision(state, (Note("version-not-newer", {"record_version": event.record_version}),))
    return look_again(state, turn_of(book, ctx, f"v{event.record_version}"), event, always=True)


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


def on_person_merged(
    state: Eligibility, event: PersonMerged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Stop for the record that was retired; ask a person to look at the one that was kept."""
    turn = turn_of(book, ctx, event.retired_id)
    if state.child_id == event.retired_id:
        return _retire(state, turn)
    if event.retired_id in state.merged_ids:
        return Decision(state)
    kept = state.model_copy(update={"merged_ids": (*state.merged_ids, event.retired_id)})
    ask = task(kept, turn, "records-merged", worker_and_coordinator(kept, turn.today))
    return Decision(kept, (ask,))


def _retire(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    if state.retired:
        return Decision(state)
    effects: tuple[Effect, ...] = (Note("record-retired"),)
    if state.next_look is not None:
        effects += (Forget(REMINDER),)
    update = {"retired": True, "next_look": None}
    if state.under_way:
        closed = close(state, turn, "merged")
        return Decision(closed.state.model_copy(update=update), effects + closed.effects)
    if state.referral_is_pending:
        declined = decline(state, "merged")
        return Decision(declined.state.model_copy(update=update), effects + declined.effects)
    return Decision(state.model_copy(update=update), effects)
