"""What stops everything outbound at once, and what opens it again: the child's wish above all.

Several reasons may hold together; each is lifted only by its own opposite. What was approved before a stop is
not written after it: a worker decides again.
"""

from datetime import date

from services.plan_sync.notices import about_plan, note, task
from services.plan_sync.state import PlanSync, StopCode
from services.plan_sync.targets import lead_worker
from services.plan_sync.writing import take_back_all, waiting
from shared.contracts.case_child import ConsentChanged, PersonMerged, ReferralMade
from shared.contracts.lifelong_links import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import CancelWrites, Context, Decision, Effect

DECIDE_AGAIN = "decide-plan-again"


def stop(state: PlanSync, code: StopCode) -> tuple[PlanSync, list[Effect]]:
    """Stop everything outbound; a second time changes nothing."""
    if code in state.stops:
        return state, []
    state, unwritten = take_back_all(state.model_copy(update={"stops": (*state.stops, code)}))
    held: list[Effect] = []
    for plan in unwritten:
        state = state.with_plan(state.require(plan.plan_id).model_copy(update={"waits_for": code}))
        held.append(waiting(state, plan, code))
    return state, [CancelWrites(), *held]


def lift(state: PlanSync, ctx: Context, *codes: StopCode) -> tuple[PlanSync, list[Effect]]:
    """Lift stops; when none is left, ask the worker to decide again on what had been approved or held."""
    if not set(codes) & set(state.stops):
        return state, []
    state = state.model_copy(update={"stops": tuple(one for one in state.stops if one not in codes)})
    if state.stopped:
        return state, []
    return state, [
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
    ]


def on_consent_changed(state: PlanSync, event: ConsentChanged, ctx: Context) -> Decision[PlanSync]:
    """The child's own withdrawal stops at once; agreement given later, not earlier, opens again."""
    if event.given_by != "child" or event.scope != "all":
        return Decision(state)
    if event.decision in ("withdrawn", "refused"):
        latest = max(event.date, state.withdrawn_on or event.date)
        state, effects = stop(state.model_copy(update={"withdrawn_on": latest}), "child-withdrew")
        told = note("child-withdrew", state.child_id, event.consent_id, date=event.date.isoformat())
        return Decision(state, (*effects, *([told] if effects else [])))
    if state.withdrawn_on is None or event.date < state.withdrawn_on:
        return Decision(state)
    return _agreed_again(state, ctx, event.consent_id, event.date)


def on_referral_made(state: PlanSync, event: ReferralMade, ctx: Context) -> Decision[PlanSync]:
    """A referral with the child's own agreement of a later day than the withdrawal opens again."""
    agreed = event.child_agreement
    if (
        not agreed.given
        or state.withdrawn_on is None
        or agreed.date is None
        or agreed.date <= state.withdrawn_on
    ):
        return Decision(state)
    return _agreed_again(state, ctx, event.referral_id, agreed.date)


def on_journey_frozen(state: PlanSync, event: JourneyFrozen, ctx: Context) -> Decision[PlanSync]:
    """A freeze stops everything outbound; nothing is lost."""
    state, effects = stop(state, "journey-frozen")
    told = note("journey-frozen", state.child_id, ctx.event_id, reason_code=event.reason_code)
    return Decision(state, (*effects, told))


def on_journey_closed(state: PlanSync, event: JourneyClosed, ctx: Context) -> Decision[PlanSync]:
    """A closed journey stops everything outbound until a referral is accepted; no freeze outlives it."""
    state, effects = stop(state, "journey-closed")
    stops = tuple(one for one in state.stops if one != "journey-frozen")
    state = state.model_copy(update={"stops": stops})
    told = note("journey-closed", state.child_id, ctx.event_id, reason_code=event.reason_code)
    return Decision(state, (*effects, told))


def on_journey_resumed(state: PlanSync, event: JourneyResumed, ctx: Context) -> Decision[PlanSync]:
    """The freeze or the closing is taken back; a child's withdrawal is not lifted by it."""
    state, effects = lift(state, ctx, "journey-frozen", "journey-closed")
    told = note("journey-resumed", state.child_id, ctx.event_id, reason_code=event.reason_code)
    return Decision(state, (told, *effects))


def on_referral_accepted(state: PlanSync, event: ReferralAccepted, ctx: Context) -> Decision[PlanSync]:
    """A newly accepted referral opens a closed journey."""
    state, effects = lift(state, ctx, "journey-closed")
    told = note("referral-accepted", event.referral_id, ctx.event_id, referral_id=event.referral_id)
    return Decision(state, (told, *effects))


def on_person_merged(state: PlanSync, event: PersonMerged, _ctx: Context) -> Decision[PlanSync]:
    """The retired record's outbound stops for good; the kept one says that it took another in."""
    if state.child_id == event.retired_id:
        state, effects = stop(state, "record-retired")
        return Decision(state, tuple(effects))
    return Decision(state, (note("record-merged", event.kept_id, event.retired_id),))


def _agreed_again(state: PlanSync, ctx: Context, fact: str, day: date) -> Decision[PlanSync]:
    state, effects = lift(state.model_copy(update={"withdrawn_on": None}), ctx, "child-withdrew")
    told = note("child-agreed-again", state.child_id, fact, date=day.isoformat())
    return Decision(state, (told, *effects))
