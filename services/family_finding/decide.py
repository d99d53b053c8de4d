"""The handlers for the child's own journey: referral, agreement, views, search steps. Pure.

Each records its fact and ends in `settle`, which works out every gate anew. Handlers about one lead are in
`lead_decisions.py`.
"""

from services.family_finding.agreement import with_wish, without_view
from services.family_finding.freshness import after_change, everything_stopped, from_before
from services.family_finding.search_gate import lacking_for_search, search_closed
from services.family_finding.settle import REMINDER, settle
from services.family_finding.state import Lead, Referral, Screening, Search, Wish
from shared.contracts.case_child import ChildChanged, ConsentChanged, PersonMerged, ViewsRecorded
from shared.contracts.case_search import SearchStepRecorded
from shared.contracts.our_search import (
    EligibilityScreened,
    JourneyClosed,
    JourneyFrozen,
    JourneyResumed,
    ReferralAccepted,
)
from shared.effects import Context, Decision, Effect, Note
from shared.rules.agreement import is_withdrawal
from shared.rules.codes import ALLOCATED
from shared.rules.tasks import About, raise_task
from shared.rules.views import are_conveyed, wish_in
from shared.service import ReminderDue


def on_child_changed(state: Search, event: ChildChanged, ctx: Context) -> Decision[Search]:
    """Know whether a worker is allocated (gate G1): one may come, or go, after the referral was accepted.

    A date of death stops everything.
    """
    if event.record_version <= state.record_version:
        return Decision(state)
    workers = None
    if event.workers is not None:
        workers = tuple(one for one in event.workers if one.role in ALLOCATED)
    journey = state.journey.after(event, ctx.event_time)
    known = {"record_version": event.record_version, "workers": workers, "has_worker": None}
    after = state.model_copy(update={**known, "journey": journey})
    stops_now = journey.died and not state.journey.died
    return settle(everything_stopped(after, ctx.event_time) if stops_now else after, ctx)


def on_referral_accepted(state: Search, event: ReferralAccepted, ctx: Context) -> Decision[Search]:
    """Gate G1 is looked at: the search opens, or a task says what is missing; no freeze is lifted."""
    referral = Referral(
        referral_id=event.referral_id,
        outcome=event.outcome,
        child_agreed=event.child_agreed,
        parental_responsibility=event.parental_responsibility.position,
        allocated_worker=event.allocated_worker,
    )
    is_new = state.referral is None or state.referral.referral_id != event.referral_id
    accepted = state.model_copy(
        update={
            "referral": referral,
            "journey": state.journey.after(event, ctx.event_time),
            "asked_for": () if is_new else state.asked_for,
        }
    )
    withdrawn = is_new and accepted.journey.agreements.child_withdrew
    return settle(accepted, ctx, *((_agree_again(accepted, event.referral_id),) if withdrawn else ()))


def _agree_again(state: Search, referral_id: str) -> Effect:
    about = About(
        f"{referral_id}-withdrawn",
        referral_id=referral_id,
        reason="child-withdrew",
        missing=lacking_for_search(state),
    )
    return raise_task(state.child_id, "search-gate-closed", ("social_worker", "coordinator"), about)


def on_screened(state: Search, event: EligibilityScreened, ctx: Context) -> Decision[Search]:
    """A screening that is not *eligible*, for other reasons than the one before, re-closes the gates.

    Whether the journey goes on at all is eligibility's word (frozen, resumed); until a worker has weighed
    the risk and approved anew, nobody is approached.
    """
    before = state.screening
    if before is not None and event.record_version < before.record_version:
        return Decision(state, (Note("older-screening-ignored", {"record_version": event.record_version}),))
    now = Screening(
        outcome=event.outcome,
        reason=event.reason_code,
        doubts=tuple(one.reason_code for one in event.criteria if one.result != "met"),
        record_version=event.record_version,
    )
    state = state.model_copy(update={"screening": now})
    same = before is not None and now == before.model_copy(update={"record_version": event.record_version})
    if not same and now.outcome != "eligible":
        state = after_change(state, tuple(state.leads), "plan", ctx.event_time)
    return settle(state, ctx)


def on_journey_stopped(state: Search, event: JourneyFrozen | JourneyClosed, ctx: Context) -> Decision[Search]:
    """Every gate closes; nothing that was recorded is lost."""
    journey = state.journey.after(event, ctx.event_time)
    if journey is state.journey:
        return Decision(state, (Note("stopped-already", {"reason": event.reason_code}),))
    stopped = state.model_copy(update={"journey": journey})
    return settle(everything_stopped(stopped, ctx.event_time), ctx)


def on_journey_resumed(state: Search, event: JourneyResumed, ctx: Context) -> Decision[Search]:
    """The search opens again when gate G1 holds; leads need fresh checks (hard case 8)."""
    journey = state.journey.after(event, ctx.event_time)
    if journey is state.journey:
        return Decision(state, (Note("nothing-to-resume", {"reason": event.reason_code}),))
    return settle(state.model_copy(update={"journey": journey}), ctx)


def on_consent_changed(state: Search, event: ConsentChanged, ctx: Context) -> Decision[Search]:
    """Withdrawal by the child stops everything at once; agreement opens it again (hard case 14)."""
    if event.given_by == "lead" and event.lead_id is None:
        about = About(event.consent_id, reason=event.decision)
        task = raise_task(state.child_id, "consent-names-nobody", ("coordinator", "social_worker"), about)
        return settle(state, ctx, task)
    agreed = state.model_copy(update={"journey": state.journey.after(event, ctx.event_time)})
    if agreed.journey.agreements.still_refused(event):
        return settle(agreed, ctx, Note("agreement-older-than-refusal", {"consent_id": event.consent_id}))
    if not is_withdrawal(event):
        return settle(agreed, ctx)
    tasks = () if state.journey.agreements.child_withdrew else _what_may_they_be_told(state, event)
    return settle(everything_stopped(agreed, ctx.event_time), ctx, *tasks)


def _what_may_they_be_told(state: Search, event: ConsentChanged) -> tuple[Effect, ...]:
    """People who heard from us may wonder: a worker asks the child what they may be told."""
    contacted = [lead_id for lead_id, lead in state.leads.items() if lead.contacts]
    return tuple(
        raise_task(
            state.child_id,
            "ask-what-lead-may-be-told",
            ("coordinator", "social_worker"),
            About(f"{lead_id}-{event.date}", lead_id=lead_id, reason="child-withdrew"),
        )
        for lead_id in contacted
    )


def on_views_recorded(state: Search, event: ViewsRecorded, ctx: Context) -> Decision[Search]:
    """The child's views: the stage is heard, and a wish about a lead counts from now on.

    A no vetoes that person at every gate; a later yes lifts it (hard case 15). A no or not-now about the
    stage itself keeps it from being left and asks a worker to talk with the child.
    """
    effects: tuple[Effect, ...] = ()
    known = [wish for said in state.wishes.values() for wish in said if wish.view_id == event.view_id]
    if all(wish.at <= ctx.event_time for wish in known):
        state = without_view(state, event.view_id, event.lead_id if wish_in(event) else None)
        if event.lead_id is not None:
            state = _wished(state, event.lead_id, event, ctx)
    if event.lead_id is None and event.wish in ("no", "not_now"):
        heard = tuple(stage for stage in state.heard if stage != event.stage)
        state = state.model_copy(update={"heard": heard})
        about = About(event.view_id, reason=event.stage)
        effects = (raise_task(state.child_id, "child-is-not-ready", ("coordinator", "social_worker"), about),)
    elif _is_heard(state, event, ctx):
        state = state.model_copy(update={"heard": (*state.heard, event.stage), "views_asked": False})
    return settle(state, ctx, *effects)


def _is_heard(state: Search, event: ViewsRecorded, ctx: Context) -> bool:
    counts = are_conveyed(event) and not from_before(state, ctx.event_time, event.date)
    return counts and event.stage not in state.heard


def _wished(state: Search, lead_id: str, event: ViewsRecorded, ctx: Context) -> Search:
    said = wish_in(event)
    if said is None:
        return state
    wish = Wish(
        view_id=event.view_id,
        wish=said,
        day=event.date,
        at=ctx.event_time,
        fresh=not from_before(state, ctx.event_time, event.date),
    )
    state = with_wish(state, lead_id, wish)
    lead = state.leads.get(lead_id)
    return state if lead is None else state.with_lead(lead_id, _asked_again(lead, wish))


def _asked_again(lead: Lead, wish: Wish) -> Lead:
    """The child was asked again once a wanted wish follows the lead's own yes (gate G3)."""
    since = lead.willing
    after = since is not None and wish.fresh and wish.day >= since.day and wish.at >= since.at
    wanted = wish.wish in ("yes", "message_only")
    return lead.model_copy(update={"asked_again": (lead.asked_again or after) and wanted})


def on_search_step(state: Search, event: SearchStepRecorded, ctx: Context) -> Decision[Search]:
    """The step is kept; taken with gate G1 closed, people are told at once."""
    effects: tuple[Effect, ...] = ()
    closed = search_closed(state)
    if closed and event.step_id not in state.steps:
        about = About(event.step_id, reason=closed)
        effects = (
            raise_task(state.child_id, "search-step-without-gate", ("coordinator", "social_worker"), about),
        )
    steps = {**state.steps, event.step_id: event.outcome}
    return settle(state.model_copy(update={"steps": steps}), ctx, *effects)


def on_person_merged(state: Search, event: PersonMerged, ctx: Context) -> Decision[Search]:
    """The retired record closes for good; on the kept one a person looks, and gates need fresh checks.

    The other record may hold orders that this one does not know yet.
    """
    journey = state.journey.after(event, ctx.event_time)
    stopped = everything_stopped(state.model_copy(update={"journey": journey}), ctx.event_time)
    if journey.phase == "merged":
        return settle(stopped, ctx)
    about = About(event.retired_id, reason="merged")
    task = raise_task(state.child_id, "look-at-merged-record", ("social_worker", "coordinator"), about)
    return settle(stopped, ctx, task)


def on_reminder(state: Search, event: ReminderDue, ctx: Context) -> Decision[Search]:
    """A check or restriction came to a date: what that changes is worked out and said."""
    if event.name != REMINDER:
        return Decision(state, (Note("unknown-reminder", {"name": event.name}),))
    return settle(state.model_copy(update={"remind_on": None}), ctx)
