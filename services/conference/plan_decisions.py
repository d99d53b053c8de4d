"""The handlers for the support plan: agreed, written, due for review (DOMAIN 1, steps 8 to 11). Pure."""

from datetime import date

from services.conference.plans import AWAITS, hindrance, newest_plan, review_due, review_name
from services.conference.settle import settled
from services.conference.state import COORDINATOR, Captured, Conferences, WrittenVersion
from services.conference.words import PlanWord, told
from shared.clock import london_date, months_after, start_of
from shared.contracts.case_meeting import PlanAgreed
from shared.contracts.our_meeting import PlanWritten
from shared.effects import Context, Decision, Effect, Note, Remind
from shared.errors import TooEarly
from shared.rules.tasks import About, raise_task
from shared.rules.versions import is_far, newest_first
from shared.rules.words import is_ahead
from shared.service import ReminderDue

REVIEW_MONTHS = 6
"""When a plan names no review date (DOMAIN 5)."""


def on_plan_agreed(state: Conferences, event: PlanAgreed, ctx: Context) -> Decision[Conferences]:
    """Keep a version of a plan as it was told, and capture it when it may be; told again it says nothing.

    Raises TooEarly while the conference it comes from is not closed; what the child does not agree to never
    waits.
    """
    plan = state.plans.get(event.plan_id, Captured())
    word = PlanWord(day=event.agreed_on, at=ctx.recorded_at, plan=event)
    words = told(plan.told, word)
    if words == plan.told:
        return Decision(state, (Note("plan-known-already", {"version": event.version}),))
    after = state.with_plan(event.plan_id, plan.model_copy(update={"told": words}))
    if newest_plan(words) == word and event.child_agrees and hindrance(after, word) == AWAITS:
        raise TooEarly(awaits=AWAITS)
    return settled(after, ctx, *_odd(state.child_id, plan, word))


def on_plan_written(state: Conferences, event: PlanWritten, ctx: Context) -> Decision[Conferences]:
    """Start the review clock: at the plan's own review date, or six months after it was written.

    Raises TooEarly when the plan is not known.
    """
    plan = state.plans.get(event.plan_id)
    if plan is None:
        raise TooEarly(awaits="plan")
    if any(one.version == event.version for one in plan.written):
        return Decision(state, (Note("review-clock-set-already"),))
    written = (*plan.written, WrittenVersion(version=event.version, at=ctx.recorded_at))
    due = _due(plan, written)
    after = plan.model_copy(update={"written": written, "due": due, "missed": False})
    reminder = (Remind(review_name(event.plan_id), start_of(due)),) if due != plan.due else ()
    return Decision(state.with_plan(event.plan_id, after), reminder)


def on_reminder(state: Conferences, event: ReminderDue, _ctx: Context) -> Decision[Conferences]:
    """A plan's review is due; while everything is stopped it is only remembered."""
    plan_id = next((one for one in state.plans if review_name(one) == event.name), None)
    if plan_id is None:
        return Decision(state, (Note("unknown-reminder", {"name": event.name}),))
    plan = state.plans[plan_id]
    if state.stopped:
        missed = state.with_plan(plan_id, plan.model_copy(update={"missed": True}))
        return Decision(missed, (Note("review-not-due", {"reason": state.stopped}),))
    return review_due(state, plan_id)


def _odd(child_id: str, plan: Captured, word: PlanWord) -> tuple[Effect, ...]:
    """A day of agreement in the future, or a version beyond reason: a person is told, once."""
    about = About(f"{word.plan.plan_id}-{word.version}", plan_id=word.plan.plan_id)
    before = newest_plan(plan.told)
    effects: list[Effect] = []
    if is_ahead(word.day, word.at):
        effects.append(raise_task(child_id, "plan-dated-ahead", COORDINATOR, about))
    if before is not None and is_far(word.version, before.version):
        effects.append(raise_task(child_id, "plan-version-beyond-reason", COORDINATOR, about))
    return tuple(effects)


def _due(plan: Captured, written: tuple[WrittenVersion, ...]) -> date:
    newest = newest_first(written)[0]
    versions = [word for word in plan.told if word.version == newest.version]
    named = max(versions, key=lambda word: word.at).plan.review_date if versions else None
    return named or months_after(london_date(newest.at), REVIEW_MONTHS)
