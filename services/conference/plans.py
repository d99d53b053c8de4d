"""The support plan: whether it may be captured, and when its review is due (DOMAIN 1, steps 8 and 11). Pure.

A plan is captured when the child agrees to its newest version and the conference it comes from was held.
No conference at all is a valid outcome (hard case 40), and a family meeting makes plans too. A newer version
that the child does not agree to is told to plan_sync when an earlier one was captured: it stops that one.
"""

from services.conference.halts import ENDING, WHATEVER_KIND, stop_for
from services.conference.outcome import closing_of
from services.conference.state import BOTH, Captured, Conferences
from services.conference.words import FORUM, OWN_GATE, PlanWord, digest
from shared.clock import london_date
from shared.contracts.case_meeting import PlanAgreed
from shared.contracts.our_meeting import ConferenceReviewDue, PlanCaptured
from shared.effects import Context, Decision, Effect, Emit
from shared.references import LONGEST_CODE, reference
from shared.rules.tasks import About, raise_task
from shared.rules.versions import newest_first

AWAITS = "conference"
NOT_HELD = "conference-not-held"
NO_REFERRAL = "referral-not-accepted"
DISAGREES = "child-does-not-agree"


def newest_plan(words: tuple[PlanWord, ...]) -> PlanWord | None:
    """Return the version that counts; of one version told in two ways at one time the more cautious."""
    counting = sorted((word for word in words if word.counts), key=lambda word: word.caution)
    return next(iter(newest_first(counting)), None)


def plans_settled(state: Conferences, _ctx: Context) -> Decision[Conferences]:
    """Capture what may be captured now, and say what may not, each once."""
    effects: list[Effect] = []
    for plan_id in tuple(state.plans):
        decision = _settled(state, plan_id)
        state = decision.state
        effects += decision.effects
    return Decision(state, tuple(effects))


def reviews_missed(state: Conferences, _ctx: Context) -> Decision[Conferences]:
    """Say what became due while everything was stopped."""
    effects: list[Effect] = []
    for plan_id, plan in state.plans.items():
        if plan.missed and not state.stopped:
            decision = review_due(state, plan_id)
            effects += decision.effects
            kept = decision.state.plans[plan_id].model_copy(update={"missed": False})
            state = decision.state.with_plan(plan_id, kept)
    return Decision(state, tuple(effects))


def review_name(plan_id: str) -> str:
    """Return the name of a plan's review reminder."""
    return reference("review", plan_id, longest=LONGEST_CODE)


def kind_of(state: Conferences, plan: PlanAgreed) -> str:
    """Return the kind of the meeting that a plan comes from; without one it is Lifelong Links work."""
    meeting = state.meetings.get(plan.conference_id) if plan.conference_id else None
    return FORUM if meeting is None else meeting.kind


def _settled(state: Conferences, plan_id: str) -> Decision[Conferences]:
    plan = state.plans[plan_id]
    word = newest_plan(plan.told)
    if word is None:
        return Decision(state)
    reason = hindrance(state, word)
    if reason is None:
        return _captured(state, plan_id, word)
    if reason == DISAGREES and plan.agrees:
        stopped = _captured(state, plan_id, word)
        asked = _not_captured(stopped.state, plan_id, word, reason)
        return Decision(asked.state, (*stopped.effects, *asked.effects))
    is_lost = reason in (NOT_HELD, AWAITS) and kind_of(state, word.plan) not in OWN_GATE
    if is_lost and plan.said == digest(word):
        return _lost(state, plan_id, word)
    if reason == AWAITS or plan.said == digest(word):
        return Decision(state)
    return _not_captured(state, plan_id, word, reason)


def hindrance(state: Conferences, word: PlanWord) -> str | None:
    """Why a version is not captured; the child's own no before everything else."""
    kind = kind_of(state, word.plan)
    if not word.plan.child_agrees:
        return DISAGREES
    dropped = state.plans.get(word.plan.plan_id, Captured()).dropped.get(digest(word))
    stop = stop_for(state, kind) or dropped or _ended_since(state, kind, word)
    if stop is not None:
        return stop
    if kind not in OWN_GATE and state.journey.referral_id is None:
        return NO_REFERRAL
    return _about_the_conference(state, word.plan)


def _about_the_conference(state: Conferences, plan: PlanAgreed) -> str | None:
    if plan.conference_id is None:
        return None
    meeting = state.meetings.get(plan.conference_id)
    if meeting is None or not meeting.is_over:
        return AWAITS
    if meeting.status == "held":
        return None
    closing = closing_of(meeting, meeting.arrangement)
    took_place = closing is not None and closing.outcome == "held" and bool(closing.leads_present)
    return None if meeting.kind in OWN_GATE and took_place else NOT_HELD


def _ended_since(state: Conferences, kind: str, word: PlanWord) -> str | None:
    """A plan from before the child withdrew, or the journey ended, is not carried on by itself."""
    reasons = ENDING & WHATEVER_KIND if kind == "fgdm" else ENDING
    halts = [halt for halt in state.halts.values() if halt.reason in reasons and word.at <= halt.at]
    return max(halts, key=lambda halt: halt.at).reason if halts else None


def _captured(state: Conferences, plan_id: str, word: PlanWord) -> Decision[Conferences]:
    """Tell plan_sync of a version, once."""
    before = state.plans[plan_id]
    if before.said == digest(word):
        return Decision(state)
    update = {"version": word.version, "said": digest(word), "agrees": word.plan.child_agrees, "asked": ""}
    after = state.with_plan(plan_id, before.model_copy(update=update))
    return Decision(after, (Emit(_as_captured(state, word)),))


def _as_captured(state: Conferences, word: PlanWord) -> PlanCaptured:
    plan = word.plan
    return PlanCaptured(
        child_id=state.child_id,
        plan_id=plan.plan_id,
        version=plan.version,
        conference_id=plan.conference_id,
        child_agrees=plan.child_agrees,
        review_date=plan.review_date,
        commitments=plan.commitments,
        objectives=plan.objectives,
        kind=kind_of(state, plan),
        agreed_on=plan.agreed_on or london_date(word.at),
        agreed_by=plan.agreed_by,
        plan_lead_id=plan.plan_lead_id,
        coordinator_ids=_coordinators(state, plan),
    )


def _coordinators(state: Conferences, plan: PlanAgreed) -> tuple[str, ...]:
    """Every coordinator of the meeting, or without one of any meeting, and whom referrals named."""
    meeting = state.meetings.get(plan.conference_id) if plan.conference_id else None
    meetings = [meeting] if meeting is not None else list(state.meetings.values())
    convening = [one.coordinator_id for meeting in meetings for one in meeting.arrangements]
    return tuple(dict.fromkeys(one for one in (*convening, *state.coordinators) if one))


def _lost(state: Conferences, plan_id: str, word: PlanWord) -> Decision[Conferences]:
    """The conference of a captured plan turns out not to have been held: people look at the plan."""
    update = {"said": "", "asked": f"{digest(word)} {NOT_HELD}"}
    lost = state.with_plan(plan_id, state.plans[plan_id].model_copy(update=update))
    about = About(f"{plan_id}-{word.version}", reason=NOT_HELD, plan_id=plan_id)
    return Decision(lost, (raise_task(state.child_id, "captured-plan-not-of-a-conference", BOTH, about),))


def _not_captured(state: Conferences, plan_id: str, word: PlanWord, reason: str) -> Decision[Conferences]:
    plan = state.plans[plan_id]
    if plan.asked == f"{digest(word)} {reason}":
        return Decision(state)
    # Agreed while the work has ended, it is not carried on by itself when the child comes back.
    dropped = {**plan.dropped, digest(word): reason} if reason in ENDING else plan.dropped
    asked = plan.model_copy(update={"asked": f"{digest(word)} {reason}", "dropped": dropped})
    about = About(f"{plan_id}-{word.version}-{reason}", reason=reason, plan_id=plan_id)
    task = raise_task(state.child_id, "plan-not-captured", BOTH, about)
    return Decision(state.with_plan(plan_id, asked), (task,))


def review_due(state: Conferences, plan_id: str) -> Decision[Conferences]:
    """Say that a plan's review is due, once for each day on which it is."""
    plan = state.plans[plan_id]
    if plan.due is None or plan.reviewed == plan.due:
        return Decision(state)
    about = About(f"{plan_id}-{plan.due}", plan_id=plan_id, due_on=plan.due)
    event = ConferenceReviewDue(child_id=state.child_id, plan_id=plan_id, due_on=plan.due)
    after = state.with_plan(plan_id, plan.model_copy(update={"reviewed": plan.due}))
    return Decision(after, (Emit(event), raise_task(state.child_id, "arrange-review", BOTH, about)))
