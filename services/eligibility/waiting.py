"""What stands between a referral and its acceptance, the weightiest first, and who is told of it.

It is worked out anew whenever a fact changes (DOMAIN 1 steps 2-3; hard cases 3, 4, 9, 13, 14, 16, 17).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.eligibility.position import age_group, authority_refuses, position_stands
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn
from shared.contracts.lifelong_links import Audience
from shared.errors import TooEarly
from shared.rules.codes import LEFT_CARE

POSITION_OPEN: Final = frozenset({"position-needs-decision", "both-need-decision"})
"""What a named person decides of the position of those with parental responsibility."""

NEEDS_A_NAME: Final = POSITION_OPEN | {"needs-decision"}
"""What a named person may decide and nothing else can."""

MAY_BE_DECIDED: Final = NEEDS_A_NAME | {"decision"}
"""What a referral may wait for when a person may accept or waitlist it."""

OTHERS_TOLD: Final[Mapping[str, tuple[Audience, ...]]] = {
    "decision": ("coordinator",),
    "needs-decision": ("manager",),
    "position-needs-decision": ("manager",),
    "both-need-decision": ("manager",),
    "pr-refused": ("manager",),
    "pr-refused-holder-decides": ("manager",),
    "pr-consent-needed": ("manager",),
    "authority-refuses": ("coordinator", "manager"),
    "iro-not-discussed": (),
    "not-eligible": ("coordinator",),
    "child-withdrew": ("coordinator",),
}
"""Who is asked or told, beside the child's own worker where nobody can decide yet. Never a parent."""


class Waiting(NamedTuple):
    """What an undecided referral waits for, and the reason to give."""

    what: str
    reason: str
    missing: tuple[str, ...] = ()


def waits_for(state: Eligibility, turn: Turn) -> Waiting:
    """Say what the current referral waits for; raises TooEarly while the child's record has not arrived."""
    if state.referral is None or state.last is None:
        raise TooEarly(awaits="child-record")
    return _stopped(state, turn) or _undecided(state, turn)


def _stopped(state: Eligibility, turn: Turn) -> Waiting | None:
    """What no decision on the referral can overcome."""
    if state.withdrawn:
        return _named("child-withdrew")
    if state.last is not None and state.last.outcome == "not_eligible":
        return Waiting("not-eligible", state.last.leading)
    if authority_refuses(state):
        return _named("authority-refuses")
    position = position_stands(state, turn)
    if position.verdict == "blocked":
        return _named(position.reason)
    if turn.policy.referral.iro_discussion_needed and _iro_is_to_be_asked(state, turn):
        return _named("iro-not-discussed")
    return None


def _undecided(state: Eligibility, turn: Turn) -> Waiting:
    position, last = position_stands(state, turn), state.last
    unsettled = position.verdict == "a-person-decides"
    if last is not None and last.outcome == "needs_decision":
        if unsettled:
            missing = (*last.missing, "parental_responsibility")
            return Waiting("both-need-decision", last.leading, missing)
        return Waiting("needs-decision", last.leading, last.missing)
    if unsettled:
        return Waiting("position-needs-decision", position.reason)
    return Waiting("decision", "eligible")


def _iro_is_to_be_asked(state: Eligibility, turn: Turn) -> bool:
    """Only a looked-after child has an independent reviewing officer: who has left care needs no talk."""
    if state.referral is None or state.referral.discussed_with_iro or age_group(state, turn) == "adult":
        return False
    return state.record is None or state.record.care_leaver not in LEFT_CARE


def _named(reason: str) -> Waiting:
    return Waiting(reason, reason)
