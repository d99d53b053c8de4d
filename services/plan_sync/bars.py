"""Who may not keep a promise in a plan now, and why: the people's part of gate G5 (DOMAIN 4). Pure.

At the decision and at the writing the person promising must be engaged, not restricted, not vetoed by the
child and not withdrawn. For a Lifelong Links plan they are also cleared for what they promise; the plan of a
family meeting has a gate of its own: restrictions, the child's wish, and everybody's refusals.
"""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.plan_sync.plan_words import PlanTold, Promise
from services.plan_sync.state import PlanSync
from shared.rules.agreement import EVERYTHING, PARTS
from shared.rules.concerns import has_concern
from shared.rules.restrictions import LAPSED, RESTRICTED, UNANSWERED
from shared.rules.words import words_of

NOT_RECORDED = "lead-not-recorded"
NOT_CLEARED = "gate-not-passed"
TOGETHER = "may-not-meet"
CONCERN = "check-concern"
CLEARANCE = "G3"
GATES = ("G2", "G3", "G4")
AGAINST = frozenset(
    {CONCERN, "lead-declined", "lead-withdrew", "wrong-person", "deceased", "adopted-sibling"}
)
"""Reasons of a closed gate that are about the person, and not about a check that is still to come."""

FLAGS = {"adopted_sibling": "adopted-sibling", "deceased": "deceased"}
ONE_CAUSE = frozenset({RESTRICTED, LAPSED, UNANSWERED})
"""A restriction that runs out or is answered is still the same cause."""

WISHES = {"no": "child-declined", "not_now": "child-not-now", "find_out_only": "child-wants-no-contact"}
"""The child's wishes about a person that bar every promise."""

PEOPLES_WORDS = frozenset(
    {
        *WISHES.values(),
        *("child-wants-messages-only", "child-withdrew-contact", "lead-will-not-share"),
        *("pr-holder-refused", "authority-refused", TOGETHER),
    }
)
"""Reasons that are somebody's word, and not a check that is still to come."""


class PromiseKinds(BaseModel):
    """Which kinds and ways need less than the full gate, and which bring people together (a data file)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    writing_only: frozenset[str]
    together: frozenset[str]
    own_gate: frozenset[str]


KINDS = PromiseKinds.model_validate(
    tomllib.loads(Path(__file__).with_name("promises.toml").read_text("utf-8"))
)


def has_own_gate(plan: PlanTold) -> bool:
    """Whether a plan is of a meeting that may be held without a Lifelong Links referral."""
    return plan.kind in KINDS.own_gate


def needs_only_writing(promise: Promise) -> bool:
    """Whether kind and way are both known to bring nobody before the child."""
    said = [one for one in (promise.kind, promise.how) if one is not None]
    return all(_code(one) in KINDS.writing_only for one in said)


def barred(state: PlanSync, promise: Promise, today: date) -> str | None:
    """Why this person may promise nothing of the kind, whatever was cleared; None when nothing bars them.

    What stands already is looked at by this alone: that a check has run out takes no entry away.
    """
    if reason := state.people.restriction_on(promise.lead_id, today):
        return reason
    same = state.people.same(promise.lead_id)
    reasons = (
        reason
        for lead_id in same
        for reason in (
            _child_against(state, lead_id, today),
            _lead_against(state, lead_id, today),
            _others_against(state, lead_id, today),
            _search_against(state, lead_id),
        )
    )
    if reason := next((one for one in reasons if one), None) or _wish_against(state, promise):
        return reason
    return CONCERN if has_concern(words_of(state.checks), same, state.people.workers) else None


def bar(state: PlanSync, plan: PlanTold, promise: Promise, today: date) -> str | None:
    """Why a commitment may not be written now; None when it may."""
    reason = barred(state, promise, today) or _kept_apart(state, plan, promise, today)
    if reason or has_own_gate(plan):
        return reason
    return _not_cleared(state, promise)


def cause_of(reason: str) -> str:
    """Return the cause that a reason belongs to: one task is raised for each, whatever it turns into."""
    if reason in ONE_CAUSE:
        return RESTRICTED
    about_the_person = reason in AGAINST or reason in PEOPLES_WORDS
    return reason if about_the_person else NOT_CLEARED


def _not_cleared(state: PlanSync, promise: Promise) -> str | None:
    if promise.lead_id not in state.people.leads:
        return NOT_RECORDED
    heard = state.gates.get(f"{promise.lead_id} {CLEARANCE}")
    if heard is None:
        return NOT_CLEARED
    if not heard.is_open:
        return heard.reason
    wanted = any(one.wish == "yes" for one in state.people.wishes(promise.lead_id))
    return None if wanted or needs_only_writing(promise) else "child-not-asked"


def _child_against(state: PlanSync, lead_id: str, today: date) -> str | None:
    if state.journey.refused("child", (EVERYTHING, *PARTS), today, lead_id):
        return "child-declined"
    return "child-withdrew-contact" if state.journey.refused("child", ("contact",), today) else None


def _lead_against(state: PlanSync, lead_id: str, today: date) -> str | None:
    if state.journey.refused("lead", (EVERYTHING, "contact", "attend"), today, lead_id):
        return "lead-withdrew"
    return "lead-will-not-share" if state.journey.refused("lead", ("share",), today, lead_id) else None


def _others_against(state: PlanSync, lead_id: str, today: date) -> str | None:
    for giver, reason in (("pr_holder", "pr-holder-refused"), ("authority", "authority-refused")):
        everybody = state.journey.refused(giver, ("contact",), today)
        if everybody or state.journey.refused(giver, (EVERYTHING, "contact", "share"), today, lead_id):
            return reason
    return None


def _search_against(state: PlanSync, lead_id: str) -> str | None:
    """What family finding says of the person: a concern at any gate closes the plan's as well."""
    known = state.people.leads.get(lead_id)
    flagged = [FLAGS[flag] for flag in known.flags if flag in FLAGS] if known else []
    gates = (state.gates.get(f"{lead_id} {gate}") for gate in GATES)
    said = (one.reason for one in (*gates, state.fates.get(lead_id)) if one is not None)
    return next((one for one in (*flagged, *said) if one in AGAINST), None)


def _wish_against(state: PlanSync, promise: Promise) -> str | None:
    wishes = [one.wish for one in state.people.wishes(promise.lead_id)]
    closing = next((WISHES[one] for one in WISHES if one in wishes), None)
    if closing or "message_only" not in wishes:
        return closing
    return None if needs_only_writing(promise) else "child-wants-messages-only"


def _kept_apart(state: PlanSync, plan: PlanTold, promise: Promise, today: date) -> str | None:
    """Two people who may not meet do not promise to be in one place."""
    if _code(promise.kind) not in KINDS.together:
        return None
    others = (one for one in plan.promises if _code(one.kind) in KINDS.together and one is not promise)
    apart = (state.people.apart(promise.lead_id, one.lead_id, today) for one in others)
    return TOGETHER if any(apart) else None


def _code(code: str) -> str:
    return code.lower().replace("-", "_")
