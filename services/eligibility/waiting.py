"""What stands between a referral and its acceptance, the weightiest first, and who is told of it.

It is worked out anew whenever a fact changes (DOMAIN 1 steps 2-3; hard cases 3, 4, 9, 13, 14, 16, 17).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.eligibility.grounds import FINAL
from services.eligibility.holds import needs_own_consent
from services.eligibility.position import age_group, authority_refuses, position_stands
from services.eligibility.referral_form import agreement_in, was_discussed
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn
from shared.clock import age_on
from shared.contracts.lifelong_links import Audience
from shared.errors import TooEarly
from shared.rules.codes import LEFT_CARE

POSITION_OPEN: Final = frozenset({"position-needs-decision", "both-need-decision"})
"""What a named person decides of the position of those with parental responsibility."""

URGENT: Final = "urgent"
"""The reason of a decision that gives priority, where the policy has it."""

NOT_ELIGIBLE: Final = "not-eligible"

NEEDS_A_NAME: Final = POSITION_OPEN | {"needs-decision"}
"""What a named person may decide and nothing else can."""

NEEDS_A_REASON: Final = frozenset({"not-eligible"})
"""What a named person may decide otherwise than the policy found, with a reason (DOMAIN 10)."""

MAY_BE_DECIDED: Final = NEEDS_A_NAME | NEEDS_A_REASON | {"decision"}
"""What a referral may wait for when a person may accept or waitlist it."""

ON_ELIGIBILITY: Final = NEEDS_A_REASON | {"over", "needs-decision", "both-need-decision"}
"""What a referral waits for when to decline it is a decision on eligibility: a named person's."""

ASKED: Final = MAY_BE_DECIDED | {"over"}
"""What a named person is asked to decide; where the work is over they can only decline."""

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
    "not-eligible": ("manager",),
    "over": ("manager",),
    "child-withdrew": ("coordinator",),
    "own-consent-needed": ("coordinator",),
    "agreement-dated-ahead": ("coordinator",),
}
"""Who is asked or told, beside the child's own worker where nobody can decide yet. Never a parent."""


class Waiting(NamedTuple):
    """What an undecided referral waits for, and the reason to give."""

    what: str
    reason: str
    missing: tuple[str, ...] = ()


def is_reason(code: str | None) -> bool:
    """Tell whether a code is a reason to decide otherwise than the policy; to be urgent is none."""
    return code is not None and code != URGENT


def waits_for(state: Eligibility, turn: Turn) -> Waiting:
    """Say what the current referral waits for; raises TooEarly while the child's record has not arrived."""
    if state.referral is None or state.last is None:
        raise TooEarly(awaits="child-record")
    return _stopped(state, turn) or _undecided(state, turn)


def _stopped(state: Eligibility, turn: Turn) -> Waiting | None:
    """What comes before every decision on the facts: the child's own word, and what the policy says."""
    if reason := _without_agreement(state, turn):
        return _named(reason)
    if state.last is not None and state.last.reason in FINAL:
        return Waiting("over", NOT_ELIGIBLE)
    if is_against_the_policy(state, turn):
        return Waiting("not-eligible", NOT_ELIGIBLE, state.last.missing if state.last else ())
    return barred(state, turn)


def is_against_the_policy(state: Eligibility, turn: Turn) -> bool:
    """Tell whether the policy says no: to the record, or by a birthday that ends all work (hard case 5)."""
    ends, record = turn.policy.work_ends, state.record
    if state.last is not None and state.last.outcome == "not_eligible":
        return True
    if ends is None or record is None or ends.work_in_hand != "close":
        return False
    return age_on(record.date_of_birth, turn.today) >= ends.age


def barred(state: Eligibility, turn: Turn) -> Waiting | None:
    """What no decision on the referral can overcome, whatever the policy says of the record."""
    if authority_refuses(state):
        return _named("authority-refuses")
    position = position_stands(state, turn)
    if position.verdict == "blocked":
        return _named(position.reason)
    if turn.policy.referral.iro_discussion_needed and _iro_is_to_be_asked(state, turn):
        return _named("iro-not-discussed")
    return None


def _without_agreement(state: Eligibility, turn: Turn) -> str | None:
    """Why the child's own agreement does not count today, if it does not (DOMAIN 3, 4)."""
    if state.withdrawn:
        return "child-withdrew"
    if needs_own_consent(state, turn):
        return "own-consent-needed"
    if agreement_in(state.contents) or state.agreements.of_giver("child", given=True):
        return None
    return "agreement-dated-ahead"


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
    if was_discussed(state.contents) or age_group(state, turn) == "adult":
        return False
    return state.record is None or state.record.care_leaver not in LEFT_CARE


def _named(reason: str) -> Waiting:
    return Waiting(reason, reason)
