"""The handlers for the support plan: its capture and its review clock (DOMAIN 1, steps 8 and 11). Pure.

A plan is captured when the child agrees and the conference it comes from was held. No conference at all is
a valid outcome (hard case 40), and a family meeting makes plans too.
"""

from datetime import date

from services.conference.people import bar
from services.conference.state import BOTH, Captured, Conferences, Uncaptured
from shared.clock import months_after, start_of
from shared.contracts.case_meeting import PlanAgreed
from shared.contracts.our_meeting import ConferenceReviewDue, PlanCaptured, PlanWritten
from shared.effects import Context, Decision, Effect, Emit, Note, Remind
from shared.errors import TooEarly
from shared.references import LONGEST_CODE, reference
from shared.rules.tasks import About, raise_task
from shared.service import ReminderDue

REVIEW_MONTHS = 6
"""When a plan names no review date (DOMAIN 5)."""

AWAITS = "conference"
NOT_HELD = "conference-not-held"
FROZEN = "journey-frozen"
PASSING = frozenset({NOT_HELD, FROZEN})
"""Reasons that may go away without anybody recording the plan again: a late stage, a resumed journey."""


def on_plan_agreed(state: Conferences, event: PlanAgreed, ctx: Context) -> Decision[Conferences]:
    """Capture a plan's newest version, or say why not; an amended one is captured again (hard case 39).

    Raises TooEarly while the conference it comes from is not closed.
    """
    known = state.plans.get(event.plan_id)
    held_back = state.uncaptured.get(event.plan_id)
    if known is not None and event.version <= known.version:
        return Decision(state, (Note("older-plan-ignored", {"version": event.version}),))
    if held_back is not None and event.version < held_back.plan.version:
        return Decision(state, (Note("older-plan-ignored", {"version": event.version}),))
    reason = _hindrance(state, event)
    if reason is None:
        return _captured(state, event, ctx.today)
    if reason == AWAITS:
        raise TooEarly(awaits=AWAITS)
    if held_back == Uncaptured(plan=event, reason=reason):
        return Decision(state, (Note("plan-not-captured", {"reason": reason}),))
    kept = {**state.uncaptured, event.plan_id: Uncaptured(plan=event, reason=reason)}
    about = About(f"{event.plan_id}-{event.version}-{reason}", reason=reason, plan_id=event.plan_id)
    task = raise_task(state.child_id, "plan-not-captured", BOTH, about)
    return Decision(state.model_copy(update={"uncaptured": kept}), (task,))


def taken_up(state: Conferences, today: date) -> Decision[Conferences]:
    """Capture what was held back for a reason that is gone."""
    effects: list[Effect] = []
    for one in tuple(state.uncaptured.values()):
        if one.reason in PASSING and _hindrance(state, one.plan) is None:
            captured = _captured(state, one.plan, today)
            state = captured.state
            effects += captured.effects
    return Decision(state, tuple(effects))


def on_plan_written(state: Conferences, event: PlanWritten, ctx: Context) -> Decision[Conferences]:
    """Start the review clock: at the plan's own review date, or six months after it was written.

    Raises TooEarly when the plan is not known.
    """
    plan = state.plans.get(event.plan_id)
    if plan is None:
        raise TooEarly(awaits="plan")
    if event.version <= plan.written:
        return Decision(state, (Note("review-clock-set-already"),))
    due = plan.review_date or months_after(ctx.today, REVIEW_MONTHS)
    after = plan.model_copy(update={"written": event.version, "due": due, "missed": False})
    reminder = Remind(review_name(event.plan_id), start_of(due))
    return Decision(state.with_plan(event.plan_id, after), (reminder,))


def on_reminder(state: Conferences, event: ReminderDue, _ctx: Context) -> Decision[Conferences]:
    """A plan's review is due; while everything is stopped it is only remembered."""
    plan_id = next((one for one in state.plans if review_name(one) == event.name), None)
    if plan_id is None:
        return Decision(state, (Note("unknown-reminder", {"name": event.name}),))
    plan = state.plans[plan_id]
    if state.stopped:
        missed = state.with_plan(plan_id, plan.model_copy(update={"missed": True}))
        return Decision(missed, (Note("review-not-due", {"reason": state.stopped}),))
    return Decision(state, _review_due(state.child_id, plan_id, plan))


def reviews_missed(state: Conferences) -> Decision[Conferences]:
    """Say what became due while everything was stopped."""
    effects: list[Effect] = []
    for plan_id, plan in state.plans.items():
        if plan.missed and not state.stopped:
            effects += _review_due(state.child_id, plan_id, plan)
            state = state.with_plan(plan_id, plan.model_copy(update={"missed": False}))
    return Decision(state, tuple(effects))


def review_name(plan_id: str) -> str:
    """Return the name of a plan's review reminder."""
    return reference("review", plan_id, longest=LONGEST_CODE)


def _hindrance(state: Conferences, plan: PlanAgreed) -> str | None:
    if state.stopped:
        return state.stopped
    if not plan.child_agrees:
        return "child-does-not-agree"
    if plan.conference_id is None:
        return None
    meeting = state.meetings.get(plan.conference_id)
    if meeting is None or not meeting.is_over:
        return AWAITS
    took_place = meeting.report is not None and meeting.report.outcome == "held"
    if meeting.status == "held" or (meeting.kind == "family_meeting" and took_place):
        return None
    return NOT_HELD


def _captured(state: Conferences, plan: PlanAgreed, today: date) -> Decision[Conferences]:
    before = state.plans.get(plan.plan_id, Captured(version=-1))
    captured = before.model_copy(update={"version": plan.version, "review_date": plan.review_date})
    uncaptured = {name: one for name, one in state.uncaptured.items() if name != plan.plan_id}
    event = PlanCaptured(
        child_id=state.child_id,
        plan_id=plan.plan_id,
        version=plan.version,
        conference_id=plan.conference_id,
        child_agrees=plan.child_agrees,
        review_date=plan.review_date,
        commitments=plan.commitments,
        objectives=plan.objectives,
    )
    after = state.with_plan(plan.plan_id, captured).model_copy(update={"uncaptured": uncaptured})
    return Decision(after, (Emit(event), *_barred_among(state, plan, today)))


def _barred_among(state: Conferences, plan: PlanAgreed, today: date) -> tuple[Effect, ...]:
    """The authority decides each commitment; it must know which one is by somebody who is barred."""
    leads = dict.fromkeys(one.lead_id for one in plan.commitments)
    barred = {lead_id: reason for lead_id in leads if (reason := bar(state, lead_id, today))}
    return tuple(
        raise_task(
            state.child_id,
            "commitment-by-barred-lead",
            BOTH,
            About(
                f"{plan.plan_id}-{plan.version}-{lead_id}",
                reason=reason,
                lead_id=lead_id,
                plan_id=plan.plan_id,
            ),
        )
        for lead_id, reason in barred.items()
    )


def _review_due(child_id: str, plan_id: str, plan: Captured) -> tuple[Effect, ...]:
    if plan.due is None:
        return ()
    about = About(f"{plan_id}-{plan.due}", plan_id=plan_id, due_on=plan.due)
    event = ConferenceReviewDue(child_id=child_id, plan_id=plan_id, due_on=plan.due)
    return Emit(event), raise_task(child_id, "arrange-review", BOTH, about)
