"""Accepting a referral: work may begin, and what the search must know of it (DOMAIN 1 step 2)."""

from services.eligibility.position import effective_position, position_accepted, position_stands
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import Turn, current_roles, in_turn, task, worker_and_coordinator
from services.eligibility.turning_points import warning_day
from shared.clock import birthday
from shared.contracts.lifelong_links import ReferralAccepted
from shared.effects import Decision, Emit
from shared.errors import TooEarly
from shared.rules import codes


def accept(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Accept the current referral; whether it may be accepted was looked at before.

    Raises TooEarly while there is no referral or no record.
    """
    referral = state.referral
    if referral is None:
        raise TooEarly(awaits="referral")
    decided = with_position_decided(state, turn)
    begun = {"status": "accepted", "waits_for": None, "told": None, "basis": state.last}
    update = {"referral": decided.model_copy(update=begun), "holds": {}}
    warned = in_turn(state.model_copy(update=update), turn, _warn_of_the_end)
    return Decision(warned.state, (Emit(_acceptance(state, turn)), *warned.effects))


def with_position_decided(state: Eligibility, turn: Turn) -> Referral:
    """Return the referral with the position that a named person decides on, where it is theirs to decide."""
    if state.referral is None:
        raise TooEarly(awaits="referral")
    if position_stands(state, turn).verdict != "a-person-decides":
        return state.referral
    position = effective_position(state, turn).position
    return state.referral.model_copy(update={"position_decided": position})


def _acceptance(state: Eligibility, turn: Turn) -> ReferralAccepted:
    referral = state.referral
    if state.last is None or referral is None:
        raise TooEarly(awaits="child-record")
    return ReferralAccepted(
        child_id=state.child_id,
        referral_id=referral.referral_id,
        outcome=state.last.outcome,
        child_agreed=True,
        child_agreed_on=referral.agreed_on,
        parental_responsibility=position_accepted(state, turn),
        allocated_worker=bool(current_roles(state, turn.today) & codes.ALLOCATED),
        coordinator_id=referral.coordinator_id,
        objectives=referral.objectives,
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
