"""What stops everything outbound at once, and what opens it again: the child's wish above all.

Which event stops what is `shared/rules/journey.py`; beside that a child who no longer wants anything
shared (scope `share`) stops what is not written yet. What was approved before a stop is not written after it:
a worker decides again.
"""

from services.plan_sync.notices import about_plan, note, task
from services.plan_sync.state import PlanSync
from services.plan_sync.targets import lead_worker
from services.plan_sync.writing import after, take_back_all, waiting
from shared.contracts.case_child import ConsentChanged, PersonMerged
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Context, Decision, Effect, Note
from shared.rules.agreement import is_withdrawal

DECIDE_AGAIN = "decide-plan-again"


def moved(state: PlanSync, event: Event, ctx: Context) -> Decision[PlanSync]:
    """Take in what an event means for the journey: take back what it stops, ask about what it opens."""
    before = state.stopped
    state = state.model_copy(update={"journey": state.journey.after(event, ctx.event_time)})
    if state.stopped and not before:
        return _stopped(state, state.stopped)
    if state.stopped or not before:
        return Decision(state)
    opened_at = max(ctx.event_time, state.opened_at or ctx.event_time)
    return Decision(state.model_copy(update={"opened_at": opened_at}), _opened(state, ctx))


def on_consent_changed(state: PlanSync, event: ConsentChanged, ctx: Context) -> Decision[PlanSync]:
    """The child's own withdrawal stops at once; what the record says of it is written once."""
    was_withdrawn = state.journey.agreements.child_withdrew
    done = moved(state, event, ctx)
    is_withdrawn = done.state.journey.agreements.child_withdrew
    told: list[Effect] = []
    if done.state.journey.agreements.still_refused(event):
        told = [Note("agreement-older-than-refusal", {"consent_id": event.consent_id})]
    elif was_withdrawn != is_withdrawn:
        code = "child-withdrew" if is_withdrawal(event) else "child-agreed-again"
        told = [note(code, state.child_id, event.consent_id, date=event.date.isoformat())]
    return after(told, done)


def on_journey_frozen(state: PlanSync, event: JourneyFrozen, ctx: Context) -> Decision[PlanSync]:
    """A freeze stops everything outbound; nothing is lost. A withdrawal has been told of already."""
    told = [] if event.reason_code == "child-withdrew" else [_told("journey-frozen", event, ctx)]
    return after(told, moved(state, event, ctx))


def on_journey_closed(state: PlanSync, event: JourneyClosed, ctx: Context) -> Decision[PlanSync]:
    """A closed journey stops everything outbound until a later referral is accepted."""
    return after([_told("journey-closed", event, ctx)], moved(state, event, ctx))


def on_journey_resumed(state: PlanSync, event: JourneyResumed, ctx: Context) -> Decision[PlanSync]:
    """The freeze is taken back; a child's withdrawal or a closing is not lifted by it."""
    return after([_told("journey-resumed", event, ctx)], moved(state, event, ctx))


def on_referral_accepted(state: PlanSync, event: ReferralAccepted, ctx: Context) -> Decision[PlanSync]:
    """A newly accepted referral opens a closed journey."""
    told = note("referral-accepted", event.referral_id, ctx.event_id, referral_id=event.referral_id)
    return after([told], moved(state, event, ctx))


def on_person_merged(state: PlanSync, event: PersonMerged, ctx: Context) -> Decision[PlanSync]:
    """The retired record's outbound stops for good; the kept one says that it took another in."""
    if state.child_id == event.retired_id:
        return moved(state, event, ctx)
    return Decision(state, (note("record-merged", event.kept_id, event.retired_id),))


def _stopped(state: PlanSync, reason: str) -> Decision[PlanSync]:
    state, unwritten, effects = take_back_all(state)
    return Decision(state, (*effects, *(waiting(state, plan, reason) for plan in unwritten)))


def _opened(state: PlanSync, ctx: Context) -> tuple[Effect, ...]:
    """Ask the worker to decide again on what had been approved or held."""
    return tuple(
        task(
            DECIDE_AGAIN,
            lead_worker(state.child, ctx.today),
            plan.plan_id,
            f"v{plan.version}",
            plan.decisions,
            ctx.event_id,
            **about_plan(plan),
        )
        for plan in state.plans
        if plan.decide_again
    )


def _told(code: str, event: JourneyFrozen | JourneyClosed | JourneyResumed, ctx: Context) -> Effect:
    return note(code, event.child_id, ctx.event_id, reason_code=event.reason_code)
