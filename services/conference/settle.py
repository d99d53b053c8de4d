"""After every change: work out anew what the words mean for each conference and plan. Pure.

Every handler keeps its word and ends here: no path can forget a rule, only news is said, and nothing twice.
"""

from services.conference.conflicts import about_the_child, checked
from services.conference.halts import ENDING, stop_for
from services.conference.happened import say_held, say_no_longer_held, say_not_held
from services.conference.outcome import outcome_of
from services.conference.people import bar
from services.conference.plans import plans_settled, reviews_missed
from services.conference.state import COORDINATOR, Conferences
from services.conference.words import FORUM, Meeting
from shared.contracts.our_meeting import ConferenceProposed
from shared.contracts.records import is_current
from shared.effects import Context, Decision, Effect, Emit
from shared.references import reference
from shared.rules.codes import ALLOCATED
from shared.rules.tasks import About, raise_task


def settled(state: Conferences, ctx: Context, *before: Effect) -> Decision[Conferences]:
    """Return the decision that follows from the words; effects of the handler itself go first."""
    effects = list(before)
    for conference_id in tuple(state.meetings):
        decision = _meeting(state, conference_id, ctx)
        state = decision.state
        effects += decision.effects
    for step in (_proposed, plans_settled, reviews_missed):
        decision = step(state, ctx)
        state = decision.state
        effects += decision.effects
    return Decision(state, tuple(effects))


def hindrance_to_propose(state: Conferences, kind: str, ctx: Context) -> str | None:
    """Why no meeting of that kind may be proposed now; None when it may."""
    stop = stop_for(state, kind)
    if stop is not None:
        return stop
    reasons = (conflict.reason for conflict in about_the_child(state, kind, ctx.today))
    # A review is asked for by people who know why; that its referral is missing is said when it is booked.
    return next((reason for reason in reasons if reason != "referral-not-accepted"), None)


def _meeting(state: Conferences, conference_id: str, ctx: Context) -> Decision[Conferences]:
    meeting = state.meetings[conference_id]
    if meeting.status == "proposed" and not (meeting.requests or meeting.arrangements):
        return Decision(state)
    outcome = outcome_of(state, meeting)
    if outcome.status == "held":
        return say_held(state, conference_id, outcome, ctx)
    if meeting.status == "held" and outcome.reason in ENDING:
        # What took place took place: an older stop that is told late does not undo it.
        return Decision(state)
    if outcome.status == "not_held":
        return say_not_held(state, conference_id, outcome)
    arrangement = meeting.arrangement
    if arrangement is None:
        return _requested(state, conference_id, meeting, ctx)
    before = say_no_longer_held(state, conference_id)
    state, meeting = before.state, before.state.meetings[conference_id]
    after, effects = checked(state, conference_id, meeting, arrangement, ctx)
    after, warning = _independent(state, conference_id, after, ctx)
    state = state if after is meeting else state.with_meeting(conference_id, after)
    return Decision(state, (*before.effects, *effects, *warning))


def _requested(
    state: Conferences, conference_id: str, meeting: Meeting, ctx: Context
) -> Decision[Conferences]:
    """Propose a meeting that was asked for, once nothing stands against that."""
    if meeting.proposed or meeting.status != "requested" or hindrance_to_propose(state, meeting.kind, ctx):
        return Decision(state)
    after = state.with_meeting(conference_id, meeting.model_copy(update={"proposed": True}))
    event = ConferenceProposed(child_id=state.child_id, conference_id=conference_id, kind=meeting.kind)
    return Decision(after, (Emit(event),))


def _proposed(state: Conferences, ctx: Context) -> Decision[Conferences]:
    """Propose a conference once for a referral, when there is somebody whom the child wants to meet."""
    referral_id = state.journey.referral_id
    if referral_id is None or state.proposed_for == referral_id or has_conference(state):
        return Decision(state)
    if hindrance_to_propose(state, FORUM, ctx):
        return Decision(state)
    if all(bar(state, lead_id, ctx.today) for lead_id in state.network):
        return Decision(state)
    conference_id = reference("conference", referral_id)
    known = state.meetings.get(conference_id, Meeting(status="proposed"))
    proposed = state.with_meeting(conference_id, known)
    event = ConferenceProposed(child_id=state.child_id, conference_id=conference_id, kind=FORUM)
    return Decision(proposed.model_copy(update={"proposed_for": referral_id}), (Emit(event),))


def has_conference(state: Conferences) -> bool:
    """Whether a Lifelong Links conference is under way, or was held."""
    return any(one.kind == FORUM and one.status != "not_held" for one in state.meetings.values())


def _independent(
    state: Conferences, conference_id: str, meeting: Meeting, ctx: Context
) -> tuple[Meeting, tuple[Effect, ...]]:
    """Warn, once for each person, when the coordinator is the child's own worker (hard case 58)."""
    coordinator = meeting.arrangement.coordinator_id if meeting.arrangement else None
    own = {
        row.worker_id
        for row in state.people.workers.rows or ()
        if row.role in ALLOCATED and is_current(row, ctx.today)
    }
    if not meeting.is_booked or coordinator == meeting.warned_of or coordinator not in own:
        return meeting, ()
    about = About(
        f"{conference_id}-{coordinator}",
        reason="coordinator-is-own-worker",
        conference_id=conference_id,
    )
    warning = raise_task(state.child_id, "coordinator-not-independent", ("manager", *COORDINATOR), about)
    return meeting.model_copy(update={"warned_of": coordinator}), (warning,)
