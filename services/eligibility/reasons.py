"""Every reason that screening can give: what kind of thing it is, and the one next action when it leads.

Codes only; `deploy/reference.md` lists them with their words. What a social worker does next follows from the
outcome and its leading reason alone (hard cases 9-13, 46, 48-50, 52-54).
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from shared.contracts.lifelong_links import Outcome

Kind = Literal[
    "sum", "met", "fact", "right", "time", "missing", "contradiction", "unrecognised", "judgement", "policy"
]

KINDS: Final[Mapping[Kind, str]] = {
    "sum": "what the criteria come to",
    "met": "a criterion is met",
    "fact": "a recorded fact speaks against",
    "right": "a right to support may open the way",
    "time": "a birthday or a date decides",
    "missing": "a fact is not recorded",
    "contradiction": "recorded facts contradict each other",
    "unrecognised": "a code is not on the list",
    "judgement": "law or policy leave it to a person",
    "policy": "the policy does not answer",
}

REFER: Final = "refer-when-child-agrees"
AGAIN: Final = "screened-again-by-itself"
COMPLETE: Final = "complete-the-record"
CORRECT: Final = "correct-the-record"
AGREE_A_PLAN: Final = "agree-a-plan"
DECIDE: Final = "decide-with-manager"
LEGAL: Final = "take-legal-advice"
USE_RECORDED_BIRTH: Final = "use-recorded-date-of-birth"
ALLOCATE: Final = "allocate-a-worker"
OFFER_ADVISER: Final = "offer-personal-adviser"
QUALIFYING: Final = "ask-the-qualifying-question"
ADOPTION: Final = "ask-adoption-support"
HAND_OVER: Final = "hand-over-to-new-authority"
STOP: Final = "let-nothing-go-out"
POLICY: Final = "put-a-policy-in-force"


class Reason(NamedTuple):
    """The kind of a reason, and the action that follows when it is the first thing to tell."""

    kind: Kind
    action: str


GROUPS: Final[tuple[tuple[Kind, str, tuple[str, ...]], ...]] = (
    ("sum", REFER, ("criteria-met",)),
    ("sum", AGAIN, ("criteria-not-met",)),
    ("sum", COMPLETE, ("criteria-not-known",)),
    ("met", REFER, ("plan-outside-family", "plan-of-permanence", "no-adoption-planned")),
    ("met", REFER, ("not-applicable-at-18-or-over",)),
    ("met", REFER, ("in-care", "in-care-with-worker", "care-leaver", "care-leaver-with-worker")),
    ("met", REFER, ("worker-allocated", "within-age-limit", "within-time-in-care", "parent-route")),
    ("fact", STOP, ("died", "care-ended-E2")),
    ("fact", HAND_OVER, ("care-ended-E3",)),
    ("fact", ADOPTION, ("care-ended-E11", "care-ended-E12", "plan-adoption", "adoption-decided")),
    ("fact", ADOPTION, ("placed-for-adoption", "placement-order")),
    ("fact", AGAIN, ("plan-within-family", "short-breaks", "plan-not-of-permanence")),
    ("fact", AGAIN, ("care-ended", "no-period-of-care", "still-in-care")),
    ("fact", AGAIN, ("neither-in-care-nor-care-leaver", "not-a-care-leaver")),
    ("fact", AGAIN, ("care-leaver-category-not-admitted", "no-current-service")),
    ("fact", AGAIN, ("no-parenthood", "no-child-lost-in-care-proceedings")),
    ("fact", ALLOCATE, ("no-worker",)),
    ("right", QUALIFYING, ("special-guardianship-after-care",)),
    ("right", OFFER_ADVISER, ("no-worker-may-ask-for-adviser",)),
    ("time", AGAIN, ("care-not-begun", "under-age-range", "over-age-limit", "too-long-in-care")),
    ("time", DECIDE, ("younger-than-minimum-age",)),
    ("missing", AGREE_A_PLAN, ("plan-not-agreed",)),
    ("missing", COMPLETE, ("plan-not-known", "care-not-known", "legal-status-not-known")),
    ("missing", COMPLETE, ("care-leaver-category-not-known", "workers-not-known", "services-not-known")),
    ("missing", COMPLETE, ("parenthood-not-known", "child-lost-in-care-proceedings-not-known")),
    ("contradiction", CORRECT, ("placement-order-contradicts-plan", "category-eligible-but-not-in-care")),
    ("contradiction", USE_RECORDED_BIRTH, ("date-of-birth-disputed",)),
    ("unrecognised", CORRECT, ("plan-key-unrecognised", "placement-unrecognised")),
    ("unrecognised", CORRECT, ("legal-status-unrecognised", "reason-ceased-unrecognised")),
    ("unrecognised", CORRECT, ("care-leaver-category-unrecognised", "worker-role-unrecognised")),
    ("unrecognised", CORRECT, ("jurisdiction-unrecognised",)),
    ("judgement", DECIDE, ("readings-differ", "parallel-planning-adoption", "parallel-planning-family")),
    ("judgement", DECIDE, ("plan-with-relatives", "kinship-placement", "placed-with-parents")),
    ("judgement", DECIDE, ("plan-other", "plan-open-to-judgement", "carer-may-adopt")),
    ("judgement", DECIDE, ("service-not-listed",)),
    ("judgement", LEGAL, ("nothing-settled", "freeing-order")),
    ("judgement", LEGAL, ("jurisdiction-scotland", "jurisdiction-wales", "jurisdiction-northern-ireland")),
    ("policy", POLICY, ("policy-not-in-force",)),
)

REASONS: Final[Mapping[str, Reason]] = {
    code: Reason(kind, action) for kind, action, codes in GROUPS for code in codes
}


def next_action(outcome: Outcome, leading_reason: str) -> str:
    """Return the one thing to do next.

    Policies take some facts differently (kinship, placed with parents, adoption where a page is silent): what
    this one has settled needs no decision, and a fact that it leaves open needs one.
    """
    reason = REASONS[leading_reason]
    if (outcome, reason.kind) == ("not_eligible", "judgement"):
        return AGAIN
    return DECIDE if (outcome, reason.kind) == ("needs_decision", "fact") else reason.action
