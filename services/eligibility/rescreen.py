"""Looking at a child again: at a newer record, and on a day on which time alone may change something.

Whatever changed is said once: an event, and a task when the outcome changed or a person must decide
(DOMAIN 2.5; hard cases 3-6).
"""

from dataclasses import replace
from datetime import date

from services.eligibility.data_quality import remarks
from services.eligibility.holds import needs_own_consent
from services.eligibility.journey import close, follow_screening
from services.eligibility.reasons import next_action
from services.eligibility.record_versions import with_lasting_placement
from services.eligibility.referral import follow
from services.eligibility.screening import Judgement, as_event, judge
from services.eligibility.state import Answer, Eligibility, LastScreening
from services.eligibility.turn import Turn, in_turn, own_worker, task, worker_and_coordinator
from services.eligibility.turning_points import next_turning_point, passed
from shared.contracts.lifelong_links import Audience, TaskRaised
from shared.contracts.records import ChildRecord
from shared.effects import Count, Decision, Effect, Emit, Note
from shared.rules.tasks import About, raise_task


def look_again(state: Eligibility, turn: Turn, record: ChildRecord, *, always: bool) -> Decision[Eligibility]:
    """Screen the record today, and let referral and journey follow.

    `always` says the result even when nothing changed. What is screened has the placement that counts.
    """
    screened = with_lasting_placement(record, state.lasting)
    judgement = judge(screened, turn.policy, turn.today)
    found = remarks(screened, turn.today)
    was, before, last = state.record, state.last, _summary(judgement, turn, found)
    if before is not None and before.finds_the_same(last):
        last = replace(last, since=before.since)
    effects: list[Effect] = [
        Note(
            "screened",
            {
                "record_version": record.record_version,
                "outcome": last.outcome,
                "reason": last.leading,
                "policy": turn.policy.version,
            },
        ),
        Count("screenings", last.outcome),
        *(Count("remarks", one) for one in found),
    ]
    if always or before is None or not before.says_the_same(last):
        previous = before.outcome if before else None
        effects.insert(0, Emit(as_event(judgement, screened, turn.policy, turn.today, previous, found)))
    state = state.model_copy(
        update={"record": record, "last": last, "turning_point": _turning_point(record, turn)}
    )
    birthdays = Decision(state)
    if was is not None and before is not None:
        birthdays = _birthdays(state, turn, (was.date_of_birth, before.screened_on))
    journey = in_turn(birthdays.state, turn, follow_screening)
    effects += [*birthdays.effects, *journey.effects]
    if not any(isinstance(one, Emit) and isinstance(one.event, TaskRaised) for one in journey.effects):
        effects += _outcome_task(journey.state, turn, before, last)
    rest = follow(journey.state, turn)
    return Decision(rest.state, (*effects, *rest.effects))


def _summary(judgement: Judgement, turn: Turn, found: tuple[str, ...]) -> LastScreening:
    return LastScreening(
        outcome=judgement.outcome,
        reason=judgement.reason,
        leading=judgement.leading_reason,
        screened_on=turn.today,
        answers={name: Answer(one.result, one.reasons) for name, one in judgement.findings.items()},
        missing=judgement.missing,
        remarks=found,
        deciding=judgement.deciding,
        since=turn.ctx.recorded_at,
    )


def _outcome_task(
    state: Eligibility, turn: Turn, before: LastScreening | None, last: LastScreening
) -> list[Effect]:
    """Ask for the decision that is needed, or tell that the outcome changed; silent when neither is new."""
    if last.outcome == "needs_decision":
        asked = (last.outcome, last.leading, last.missing)
        if before is not None and (before.outcome, before.leading, before.missing) == asked:
            return []
        return [_asked(state, turn, "eligibility-needs-decision", last)]
    if before is None or before.outcome == last.outcome:
        return []
    return [_asked(state, turn, "eligibility-changed", last)]


def _asked(state: Eligibility, turn: Turn, code: str, last: LastScreening) -> Effect:
    """A task that says the one thing to do next."""
    people: tuple[Audience, ...] = (own_worker(state, turn.today),)
    if state.under_way or state.referral_is_pending:
        people = (*people, "coordinator")
    about = About(
        turn.cause,
        last.leading,
        referral_id=state.referral.referral_id if state.referral else None,
        missing=last.missing,
        next_action=next_action(last.outcome, last.leading),
    )
    return raise_task(state.child_id, code, people, about)


def _birthdays(state: Eligibility, turn: Turn, before: tuple[date, date]) -> Decision[Eligibility]:
    """Tell people about the birthdays that change the journey of a child who has one."""
    if state.record is None or not (state.under_way or state.referral_is_pending):
        return Decision(state)
    reached = passed(before, (state.record.date_of_birth, turn.today), turn.policy)
    people = worker_and_coordinator(state, turn.today)
    if needs_own_consent(state, turn) and (state.under_way or not state.withdrawn):
        # What waits for their own agreement then says it, in one task.
        reached = [code for code in reached if code != "turned-18"]
    told = tuple(task(state, turn, code, people) for code in reached)
    ends = turn.policy.work_ends
    if "work-ends" in reached and ends and ends.work_in_hand == "close" and state.under_way:
        closed = close(state, turn, "work-ends")
        return Decision(closed.state, told + closed.effects)
    return Decision(state, told)


def _turning_point(record: ChildRecord, turn: Turn) -> date | None:
    """Return the next day on which time alone may change a result, for somebody who lives."""
    return None if record.date_of_death is not None else next_turning_point(record, turn.book, turn.today)
