"""Accepting a referral: work may begin, and what the search must know of it (DOMAIN 1 step 2)."""

from services.eligibility.position import position_accepted, position_stands, position_to_decide
from services.eligibility.referral_form import agreement_in
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import Turn, in_turn, task, worker_and_coordinator
from services.eligibility.turning_points import warning_day
from shared.clock import birthday
from shared.contracts.lifelong_links import ReferralAccepted
from shared.effects import Decision, Emit
from shared.errors import TooEarly


def accept(state: Eligibility, turn: Turn, by: str | None, reason_code: str | None) -> Decision[Eligibility]:
    """Accept the current referral, by whom and why; whether it may be accepted was looked at before.

    Raises TooEarly while there is no referral or no record.
    """
    decided = with_position_decided(state, turn)
    begun = {
        "status": "accepted",
        "waits_for": None,
        "told": None,
        "basis": state.last,
        # Who decided before the record that names no worker any more did not know of it.
        "had_worker": turn.has_worker(state) or state.stamp.at > turn.ctx.recorded_at,
    }
    update = {"referral": decided.model_copy(update=begun), "held": {}}
    warned = in_turn(state.model_copy(update=update), turn, _warn_of_the_end)
    return Decision(warned.state, (acceptance(state, turn, by, reason_code), *warned.effects))


def with_position_decided(state: Eligibility, turn: Turn) -> Referral:
    """Return the referral with the position that a named person decides on, where it is theirs to decide."""
    if state.referral is None:
        raise TooEarly(awaits="referral")
    if position_stands(state, turn).verdict != "a-person-decides":
        return state.referral
    return state.referral.model_copy(update={"position_decided": position_to_decide(state, turn)})


def acceptance(state: Eligibility, turn: Turn, by: str | None, reason_code: str | None) -> Emit:
    """Say that work may begin, and what the search must know of it."""
    referral, form = state.referral, state.form
    if state.last is None or referral is None or form is None:
        raise TooEarly(awaits="child-record")
    agreed = agreement_in(state.contents)
    return Emit(
        ReferralAccepted(
            child_id=state.child_id,
            referral_id=referral.referral_id,
            outcome=state.last.outcome,
            child_agreed=True,
            child_agreed_on=agreed.agreed_on if agreed else None,
            parental_responsibility=position_accepted(state, turn),
            allocated_worker=turn.has_worker(state),
            coordinator_id=form.coordinator_id,
            objectives=form.objectives,
            accepted_by=by,
            reason_code=reason_code,
        )
    )


def _warn_of_the_end(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Work that begins within the warning time is announced at once."""
    ends, record = turn.policy.work_ends, state.record
    if ends is None or record is None:
        return Decision(state)
    last_day = birthday(record.date_of_birth, ends.age)
    if not warning_day(record.date_of_birth, ends) <= turn.today < last_day:
        return Decision(state)
    ask = task(state, turn, "work-ends-soon", worker_and_coordinator(state, turn.today))
    return Decision(state, (ask,))
