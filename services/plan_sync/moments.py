"""Which event of the journey becomes a note or a task in the record, for the workers of the child.

The reference of a note is made of the facts of its event, so that a replay writes nothing twice; what may
happen again in the same words (a search that opens a second time) is told apart by the event's id.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.plan_sync.explanation import askable, in_the_way, is_under_16, told
from services.plan_sync.heard import at_gate, engaged, no_longer_pursued
from services.plan_sync.notices import note, task
from services.plan_sync.settle import settle
from services.plan_sync.state import PlanSync
from services.plan_sync.targets import lead_worker
from services.plan_sync.writing import after
from shared.clock import london_date
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Context, Decision, Effect

Decide = Callable[[PlanSync, Any, Context], Decision[PlanSync]]

RESTRICTED = frozenset({"restricted", "expired-needs-decision", "restriction-unanswered"})
STOPPED = frozenset(
    {"merged", "child-died", "journey-closed", "child-withdrew", "journey-frozen", "journey-paused"}
)
"""Reasons that stop everything; each has a note of its own."""

TOLD_OTHERWISE = STOPPED | frozenset(
    {
        *("no-referral", "search-gate-closed"),
        *("wrong-person", "adopted-sibling", "deceased", "lead-declined", "lead-withdrew", "child-declined"),
    }
)
"""Reasons for a closed gate that have a note or a task of their own."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An event that becomes one note: its code, the fields that tell it from others, and more to show."""

    event: type[Event]
    code: str
    facts: tuple[str, ...]
    shows: tuple[str, ...] = ()
    recurs: bool = False


MOMENTS = (
    Moment(
        ours.ReferralWaitlisted,
        "referral-waitlisted",
        ("referral_id", "reason_code"),
        ("position", "priority"),
        recurs=True,
    ),
    Moment(
        ours.ReferralDeclined,
        "referral-declined",
        ("referral_id", "reason_code"),
        ("admitted", "decided_by"),
        recurs=True,
    ),
    Moment(ours.SearchOpened, "search-opened", ("referral_id",), recurs=True),
    Moment(ours.NetworkReady, "network-ready", ("child_id",), ("lead_ids",), recurs=True),
    Moment(ours.ConferenceProposed, "conference-proposed", ("conference_id",)),
    Moment(
        ours.ConferenceConflictFound,
        "conference-conflict",
        ("conference_id", "version", "reason_code"),
        ("lead_ids",),
        recurs=True,
    ),
    Moment(ours.ConferenceNotHeld, "conference-not-held", ("conference_id", "reason_code")),
    Moment(ours.ConferenceReviewDue, "conference-review-due", ("plan_id", "due_on")),
)


def noted(moment: Moment) -> Decide:
    """Return the decision that writes the note of a moment."""

    def decide(state: PlanSync, event: Event, ctx: Context) -> Decision[PlanSync]:
        said = event.model_dump(mode="json")
        facts = [said[name] for name in moment.facts] + ([ctx.event_id] if moment.recurs else [])
        shown = {name: said[name] for name in (*moment.facts, *moment.shows) if name != "child_id"}
        return Decision(state, (note(state.child_id, moment.code, *facts, **shown),))

    return decide


def on_conference_arranged(
    state: PlanSync, event: ours.ConferenceIsArranged, ctx: Context
) -> Decision[PlanSync]:
    """Say when a conference will be; of several versions the newest tells the day on which it is held."""
    told_at = (event.version, event.starts_at)
    known = state.meetings.get(event.conference_id)
    meetings = state.meetings
    if known is None or known[0] <= event.version:
        meetings = {**meetings, event.conference_id: told_at}
    arranged = note(
        state.child_id,
        "conference-arranged",
        event.conference_id,
        event.version,
        ctx.event_id,
        conference_id=event.conference_id,
        version=event.version,
        starts_at=event.model_dump(mode="json")["starts_at"],
    )
    return Decision(state.model_copy(update={"meetings": meetings}), (arranged,))


def on_conference_held(state: PlanSync, event: ours.ConferenceHeld, _ctx: Context) -> Decision[PlanSync]:
    """Say that a conference was held, by the day on which it was (DOMAIN 11)."""
    known = state.meetings.get(event.conference_id)
    held = note(
        state.child_id,
        "conference-held",
        event.conference_id,
        conference_id=event.conference_id,
        attended=list(event.attended),
        date=london_date(known[1]).isoformat() if known else None,
    )
    return Decision(state, (held,))


def on_screened(state: PlanSync, event: ours.EligibilityScreened, ctx: Context) -> Decision[PlanSync]:
    """Explain the outcome when it, or what stands in the way, is new; never the same twice.

    The same version may be screened twice in a day with another result, under a new policy: the event tells
    one note from the other.
    """
    if event.record_version < state.screened_version:
        return Decision(state)
    fingerprint = _explained(event)
    # A remark that is new is news, and one that has been put right is not.
    nothing_new = fingerprint == state.screened and set(event.remarks) <= set(state.remarks)
    kept = {"screened": fingerprint, "screened_version": event.record_version, "remarks": event.remarks}
    state = state.model_copy(update=kept)
    if nothing_new:
        return Decision(state)
    facts = (event.record_version, ctx.event_id)
    return Decision(
        state,
        (
            note(
                state.child_id,
                "screened",
                *facts,
                **told(event, state.child.date_of_birth if state.child else None),
            ),
        ),
    )


def on_search_closed(state: PlanSync, event: ours.SearchClosed, ctx: Context) -> Decision[PlanSync]:
    """Say why no further search steps may be taken, unless what stopped it has a note of its own."""
    if event.reason_code in STOPPED or state.journey.stopped:
        return Decision(state)
    closed = note(
        state.child_id, "search-closed", event.reason_code, ctx.event_id, reason_code=event.reason_code
    )
    return Decision(state, (closed,))


def on_lead_cleared(state: PlanSync, event: ours.LeadCleared, ctx: Context) -> Decision[PlanSync]:
    """Say that a gate is open for a lead: the next step may be taken, and what they promised be written.

    Who may be introduced may be invited too: that is not said a second time.
    """
    known = at_gate(state, event, event.gate, None, ctx.recorded_at)
    if known is None:
        return Decision(state)
    introduced = known.gates.get(f"{event.lead_id} G3")
    state = _not_waiting(known, (event.lead_id, event.gate))
    if event.gate == "G4" and introduced is not None and introduced.is_open:
        return settle(state, ctx)
    facts = (event.lead_id, event.gate, ctx.event_id)
    cleared = note(state.child_id, "lead-cleared", *facts, lead_id=event.lead_id, gate=event.gate)
    return after([cleared], settle(state, ctx))


def on_lead_blocked(state: PlanSync, event: ours.LeadBlocked, ctx: Context) -> Decision[PlanSync]:
    """Say that a lead is restricted and no more, for few need to know; or what is not passed.

    What stops every lead at once (a freeze, a withdrawal) has its own note, and so has what ends the work on
    one. While checks come in one by one, it is said once; after anything else it is said again.
    """
    known = at_gate(state, event, event.gate, event.reason_code, ctx.recorded_at)
    if known is None:
        return Decision(state)
    state, told = _blocked(known, event, ctx)
    return after(told, settle(state, ctx))


def on_lead_engaged(state: PlanSync, event: ours.LeadEngaged, ctx: Context) -> Decision[PlanSync]:
    """Somebody joined the network."""
    joined = note(
        state.child_id,
        "lead-engaged",
        event.lead_id,
        ctx.event_id,
        lead_id=event.lead_id,
        relationship=event.relationship,
    )
    return after([joined], settle(engaged(state, event, ctx.recorded_at), ctx))


def on_lead_declined(state: PlanSync, event: ours.LeadDeclined, ctx: Context) -> Decision[PlanSync]:
    """A person is no longer pursued: what they promised is not written."""
    facts = (event.lead_id, event.reason_code, ctx.event_id)
    told = note(state.child_id, "lead-declined", *facts, lead_id=event.lead_id, reason_code=event.reason_code)
    known = no_longer_pursued(state, event, event.reason_code, ctx.recorded_at)
    return after([told], settle(known, ctx))


def _blocked(state: PlanSync, event: ours.LeadBlocked, ctx: Context) -> tuple[PlanSync, tuple[Effect, ...]]:
    gate = (event.lead_id, event.gate)
    if event.reason_code in RESTRICTED:
        day = london_date(ctx.recorded_at).isoformat()
        restricted = note(state.child_id, "lead-restricted", event.lead_id, day, lead_id=event.lead_id)
        return _not_waiting(state, gate), (restricted,)
    if event.reason_code in TOLD_OTHERWISE or state.journey.stopped:
        return _not_waiting(state, gate), ()
    if "G2" in event.missing or state.told_waiting.get(" ".join(gate)) == event.reason_code:
        # with gate G2 the later ones close: that is said of G2 alone
        return state, ()
    waits = note(
        state.child_id,
        "lead-waits",
        *gate,
        ctx.event_id,
        lead_id=event.lead_id,
        gate=event.gate,
        reason_code=event.reason_code,
        missing=list(event.missing),
    )
    told = {**state.told_waiting, " ".join(gate): event.reason_code}
    return state.model_copy(update={"told_waiting": told}), (waits,)


def _not_waiting(state: PlanSync, gate: tuple[str, str]) -> PlanSync:
    told = {name: reason for name, reason in state.told_waiting.items() if name != " ".join(gate)}
    return state if told == state.told_waiting else state.model_copy(update={"told_waiting": told})


def on_match_suggested(state: PlanSync, event: ours.LeadMatchSuggested, _ctx: Context) -> Decision[PlanSync]:
    """Ask a person whether two leads are one: software suggests and never merges (hard case 26)."""
    leads = list(event.lead_ids)
    ask = task(state.child_id, "possible-same-person", "coordinator", *leads, lead_ids=leads)
    return Decision(state, (ask,))


def on_task_raised(state: PlanSync, event: ours.TaskRaised, ctx: Context) -> Decision[PlanSync]:
    """Put the task before each role that it is for; an adult's social worker may be a personal adviser.

    From 18 there is no reviewing officer: their tasks are the worker's (DOMAIN 10).
    """
    own = lead_worker(state.child, ctx.today)
    owns = ("social_worker", "iro") if state.journey.is_adult(ctx.today) else ("social_worker",)
    roles = (own if role in owns else role for role in event.audience)
    about = event.model_dump(mode="json", exclude={"child_id", "task_id", "task_code", "audience", "due_on"})
    under_16 = is_under_16(state.child.date_of_birth if state.child else None, ctx.today)
    about["missing"] = askable(event.missing, under_16=under_16)
    return Decision(
        state,
        tuple(
            task(state.child_id, event.task_code, role, event.task_id, due_on=event.due_on, **about)
            for role in dict.fromkeys(roles)
        ),
    )


def _explained(event: ours.EligibilityScreened) -> str:
    """Return what is new or not about a screening, shortened to a hash.

    Neither the age of the data nor the record's or the policy's version is news; nor is a criterion that is
    met, or that does not decide.
    """
    wanted = in_the_way(event.outcome, event.readings.model_dump() if event.readings else None)
    obstacles = [
        [one.criterion, one.result, one.reason_code] for one in event.criteria if one.result in wanted
    ]
    said: dict[str, Any] = {
        "outcome": event.outcome,
        "reason": event.leading_reason or event.reason_code,
        "obstacles": obstacles,
        "missing": list(event.missing),
        "next": event.next_action,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
