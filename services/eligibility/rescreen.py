"""Looking at a child again: at a newer record, and on a day on which time alone may change something.

Whatever changed is said once: an event, and a task when the outcome changed or a person must decide
(DOMAIN 2.5; hard cases 3-6).
"""

from datetime import date

from services.eligibility.journey import close, follow_screening, lift
from services.eligibility.referral import follow
from services.eligibility.screening import Judgement, as_event, judge
from services.eligibility.state import Eligibility, LastScreening
from services.eligibility.turn import Turn, in_turn, own_worker, task, worker_and_coordinator
from services.eligibility.turning_points import next_turning_point, passed
from shared.clock import age_on, start_of
from shared.codes import ADULT
from shared.contracts.lifelong_links import Audience, TaskRaised
from shared.contracts.records import ChildRecord
from shared.effects import Decision, Effect, Emit, Forget, Note, Remind

REMINDER = "next-look"


def look_again(state: Eligibility, turn: Turn, record: ChildRecord, *, always: bool) -> Decision[Eligibility]:
    """Screen the record today, and let referral and journey follow.

    `always` says the result even when nothing changed.
    """
    judgement = judge(record, turn.policy, turn.today)
    was, before, last = state.record, state.last, _summary(judgement, turn)
    effects: list[Effect] = [
        Note(
            "screened",
            {
                "record_version": record.record_version,
                "outcome": last.outcome,
                "reason": last.leading,
                "policy": turn.policy.version,
            },
        )
    ]
    if always or before is None or not before.says_the_same(last):
        previous = before.outcome if before else None
        effects.insert(0, Emit(as_event(judgement, record, turn.policy, turn.today, previous)))
    state = state.model_copy(update={"record": record, "last": last})
    birthdays = Decision(state)
    if was is not None and before is not None:
        birthdays = _birthdays(state, turn, (was.date_of_birth, before.screened_on))
    journey = in_turn(birthdays.state, turn, follow_screening)
    effects += [*birthdays.effects, *journey.effects]
    if not any(isinstance(one, Emit) and isinstance(one.event, TaskRaised) for one in journey.effects):
        effects += _outcome_task(journey.state, turn, before, last)
    rest = in_turn(journey.state, turn, follow, _set_reminder)
    return Decision(rest.state, (*effects, *rest.effects))


def _summary(judgement: Judgement, turn: Turn) -> LastScreening:
    return LastScreening.model_validate(
        {
            "outcome": judgement.outcome,
            "reason": judgement.reason,
            "leading": judgement.leading_reason,
            "screened_on": turn.today,
            "answers": {
                name: {"result": one.result, "reasons": one.reasons}
                for name, one in judgement.findings.items()
            },
            "missing": judgement.missing,
        }
    )


def _outcome_task(
    state: Eligibility, turn: Turn, before: LastScreening | None, last: LastScreening
) -> list[Effect]:
    """Ask for the decision that is needed, or tell that the outcome changed; silent when neither is new."""
    people: tuple[Audience, ...] = (own_worker(state, turn.today),)
    if state.under_way or state.referral_is_pending:
        people = (*people, "coordinator")
    if last.outcome == "needs_decision":
        asked = (last.outcome, last.leading, last.missing)
        if before is not None and (before.outcome, before.leading, before.missing) == asked:
            return []
        code = "eligibility-needs-decision"
        return [task(state, turn, code, people, reason=last.leading, missing=last.missing)]
    if before is None or before.outcome == last.outcome:
        return []
    return [task(state, turn, "eligibility-changed", people, reason=last.leading)]


def _birthdays(state: Eligibility, turn: Turn, before: tuple[date, date]) -> Decision[Eligibility]:
    """Tell people about the birthdays that change the journey of a child who has one."""
    if state.record is None or not (state.under_way or state.referral_is_pending):
        return Decision(state)
    reached = passed(before, (state.record.date_of_birth, turn.today), turn.policy)
    people = worker_and_coordinator(state, turn.today)
    told = tuple(task(state, turn, code, people) for code in reached)
    ends = turn.policy.work_ends
    if "work-ends" in reached and ends and ends.work_in_hand == "close" and state.under_way:
        closed = close(state, turn, "work-ends")
        return Decision(closed.state, told + closed.effects)
    if age_on(state.record.date_of_birth, turn.today) < ADULT:
        return Decision(state, told)
    free = lift(state, turn, "parental-responsibility", "turned-18")
    return Decision(free.state, told + free.effects)


def _set_reminder(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Keep one reminder, for the next day on which time alone may change something."""
    day = None
    if state.record is not None and state.record.date_of_death is None:
        day = next_turning_point(state.record, turn.book, turn.today)
    if day == state.next_look:
        return Decision(state)
    change = Forget(REMINDER) if day is None else Remind(REMINDER, start_of(day))
    return Decision(state.model_copy(update={"next_look": day}), (change,))
