"""Which event of the journey becomes a note or a task in the record, for the workers of the child.

The reference of a note is made of the facts of its event, so that a replay writes nothing twice; what may
happen again in the same words (a search that opens a second time) is told apart by the event's id.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.plan_sync.explanation import in_the_way, told
from services.plan_sync.notices import note, task
from services.plan_sync.state import PlanSync
from services.plan_sync.targets import lead_worker
from shared.contracts import lifelong_links as ours
from shared.contracts.envelope import Event
from shared.effects import Context, Decision

Decide = Callable[[PlanSync, Any, Context], Decision[PlanSync]]

RESTRICTED = frozenset({"restricted", "expired-needs-decision"})
STOPPED = frozenset({"merged", "child-died", "journey-closed", "child-withdrew", "journey-frozen"})
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
        ("admitted",),
        recurs=True,
    ),
    Moment(ours.SearchOpened, "search-opened", ("referral_id",), recurs=True),
    Moment(ours.LeadEngaged, "lead-engaged", ("lead_id",), ("relationship",), recurs=True),
    Moment(ours.LeadDeclined, "lead-declined", ("lead_id", "reason_code"), recurs=True),
    Moment(ours.NetworkReady, "network-ready", ("child_id",), ("lead_ids",), recurs=True),
    Moment(ours.ConferenceProposed, "conference-proposed", ("conference_id",)),
    Moment(
        ours.ConferenceIsArranged,
        "conference-arranged",
        ("conference_id", "version"),
        ("starts_at",),
        recurs=True,
    ),
    Moment(
        ours.ConferenceConflictFound,
        "conference-conflict",
        ("conference_id", "version", "reason_code"),
        ("lead_ids",),
        recurs=True,
    ),
    Moment(ours.ConferenceHeld, "conference-held", ("conference_id",), ("attended",)),
    Moment(ours.ConferenceNotHeld, "conference-not-held", ("conference_id", "reason_code")),
    Moment(ours.ConferenceReviewDue, "conference-review-due", ("plan_id", "due_on")),
)


def noted(moment: Moment) -> Decide:
    """Return the decision that writes the note of a moment."""

    def decide(state: PlanSync, event: Event, ctx: Context) -> Decision[PlanSync]:
        said = event.model_dump(mode="json")
        facts = [said[name] for name in moment.facts] + ([ctx.event_id] if moment.recurs else [])
        shown = {name: said[name] for name in (*moment.facts, *moment.shows) if name != "child_id"}
        return Decision(state, (note(moment.code, *facts, **shown),))

    return decide


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
    facts = (state.child_id, event.record_version, ctx.event_id)
    return Decision(state, (note("screened", *facts, **told(event)),))


def on_search_closed(state: PlanSync, event: ours.SearchClosed, ctx: Context) -> Decision[PlanSync]:
    """Say why no further search steps may be taken, unless what stopped it has a note of its own."""
    if event.reason_code in STOPPED:
        return Decision(state)
    facts = (event.child_id, event.reason_code, ctx.event_id)
    return Decision(state, (note("search-closed", *facts, reason_code=event.reason_code),))


def on_lead_cleared(state: PlanSync, event: ours.LeadCleared, ctx: Context) -> Decision[PlanSync]:
    """Say that a gate is open for a lead: the next step may be taken.

    Who may be introduced may be invited too: that is not said a second time.
    """
    gate = (event.lead_id, event.gate)
    introduced = (event.lead_id, "G3") in state.cleared
    state = _not_waiting(state, gate).model_copy(update={"cleared": state.cleared | {gate}})
    if event.gate == "G4" and introduced:
        return Decision(state)
    cleared = note("lead-cleared", *gate, ctx.event_id, lead_id=event.lead_id, gate=event.gate)
    return Decision(state, (cleared,))


def on_lead_blocked(state: PlanSync, event: ours.LeadBlocked, ctx: Context) -> Decision[PlanSync]:
    """Say that a lead is restricted and no more, for few need to know; or what is not passed.

    What stops every lead at once (a freeze, a withdrawal) has its own note, and so has what ends the work on
    one. While checks come in one by one, it is said once; after anything else it is said again.
    """
    gate = (event.lead_id, event.gate)
    state = state.model_copy(update={"cleared": state.cleared - {gate}})
    if event.reason_code in RESTRICTED:
        day = ctx.event_time.date().isoformat()
        restricted = note("lead-restricted", event.lead_id, day, lead_id=event.lead_id)
        return Decision(_not_waiting(state, gate), (restricted,))
    if event.reason_code in TOLD_OTHERWISE or state.journey.stopped:
        return Decision(_not_waiting(state, gate))
    if "G2" in event.missing or state.told_waiting.get(" ".join(gate)) == event.reason_code:
        # with gate G2 the later ones close: that is said of G2 alone
        return Decision(state)
    waits = note(
        "lead-waits",
        *gate,
        ctx.event_id,
        lead_id=event.lead_id,
        gate=event.gate,
        reason_code=event.reason_code,
        missing=list(event.missing),
    )
    told = {**state.told_waiting, " ".join(gate): event.reason_code}
    return Decision(state.model_copy(update={"told_waiting": told}), (waits,))


def _not_waiting(state: PlanSync, gate: tuple[str, str]) -> PlanSync:
    told = {name: reason for name, reason in state.told_waiting.items() if name != " ".join(gate)}
    return state if told == state.told_waiting else state.model_copy(update={"told_waiting": told})


def on_match_suggested(state: PlanSync, event: ours.LeadMatchSuggested, _ctx: Context) -> Decision[PlanSync]:
    """Ask a person whether two leads are one: software suggests and never merges (hard case 26)."""
    ask = task("possible-same-person", "coordinator", *event.lead_ids, lead_ids=list(event.lead_ids))
    return Decision(state, (ask,))


def on_task_raised(state: PlanSync, event: ours.TaskRaised, ctx: Context) -> Decision[PlanSync]:
    """Put the task before each role that it is for; an adult's social worker may be a personal adviser."""
    own = lead_worker(state.child, ctx.today)
    roles = (own if role == "social_worker" else role for role in event.audience)
    about = event.model_dump(mode="json", exclude={"child_id", "task_id", "task_code", "audience", "due_on"})
    return Decision(
        state,
        tuple(
            task(event.task_code, role, event.task_id, due_on=event.due_on, **about)
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
