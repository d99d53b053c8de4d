"""The codes of a child's record (DOMAIN 2.2 and 7), and how a code that is not one of them is named.

They are national and never vary between authorities; what varies is in the policy file.
"""

import re
from typing import Final

# fmt: off
LEGAL_STATUS: Final = frozenset({
    "C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3",
})
PLACEMENT: Final = frozenset({
    "A3", "A4", "A5", "A6", "H5", "K1", "K2", "K3", "P1", "P2", "P3", "R1", "R2", "R3", "R5", "S1",
    "T0", "T1", "T2", "T3", "T4", "U1", "U2", "U3", "U4", "U5", "U6", "Z1", "Z11", "Z12", "Z13", "Z14",
})
REASON_CEASED: Final = frozenset({
    "E11", "E12", "E2", "E3", "E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48",
    "E5", "E6", "E7", "E8", "E9", "E14", "E15", "E16", "E17", "X1",
})
# fmt: on
FINAL_REASONS_CEASED: Final = frozenset({"E2", "E3", "E11", "E12"})
"""Care ended by death, transfer to another authority or adoption."""

SPECIAL_GUARDIANSHIP: Final = frozenset({"E45", "E46", "E47", "E48"})
"""Care ended by a special guardianship order, which from 16 may make a care leaver (section 24(1A))."""

ENGLAND: Final = "england"
OTHER_JURISDICTIONS: Final = frozenset({"wales", "scotland", "northern_ireland"})

PLACEMENT_ORDER: Final = "E1"
FREEING_ORDER: Final = "D1"
ADULT: Final = 18
"""From this birthday on parental responsibility and the plans of childhood have ended."""

SHORT_BREAKS: Final = frozenset({"V3", "V4"})
NOTHING_SETTLED: Final = frozenset({"C1", "J1", "J2", "J3", "L1", "L2", "L3"})
"""Proceedings live, remand, police protection or emergency order."""

CARE_ORDERS: Final = frozenset({"C1", "C2", "E1"})
"""The authority itself holds parental responsibility."""

TEMPORARY: Final = frozenset({"T0", "T1", "T2", "T3", "T4"})
"""Placements that interrupt a lasting one and do not end it: hospital, holiday, respite of the carer."""

PLACED_FOR_ADOPTION: Final = frozenset({"A3", "A4", "A5", "A6"})
MAY_BE_ADOPTED: Final = frozenset({"U2", "U5"})
KINSHIP_PLACEMENT: Final = frozenset({"U1", "U3"})
WITH_PARENTS: Final = "P1"

REVERSAL_REASONS: Final = frozenset({"RD1", "RD2", "RD3", "RD4"})
"""Why a decision for adoption was reversed."""

PLAN_IN_FAMILY: Final = frozenset({"REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV"})
PLAN_REMAIN: Final = "REMAINSUP"
PLAN_ADOPTION: Final = "ADOPTION"
PLAN_RELATIVES: Final = "LTRELFR"
PLAN_OTHER: Final = "OTHERPLN"
PLAN_OUTSIDE_FAMILY: Final = frozenset({"LTFOST18", "RESPLMT", "SUPPLIV"})
PLAN_KEYS: Final = PLAN_IN_FAMILY | PLAN_OUTSIDE_FAMILY | {PLAN_ADOPTION, PLAN_RELATIVES, PLAN_OTHER}

LEAVER_ELIGIBLE: Final = "eligible"
LEAVER_NONE: Final = "none"
LEFT_CARE: Final = frozenset({"relevant", "former_relevant", "qualifying"})
LEAVER_CATEGORIES: Final = LEFT_CARE | {LEAVER_ELIGIBLE, LEAVER_NONE}

ALLOCATED: Final = frozenset({"social_worker", "personal_adviser"})
"""Roles of an allocated worker in the sense of gate G1."""

WORKER_ROLES: Final = frozenset({"social_worker", "personal_adviser", "iro", "manager"})

URGENT_REASONS: Final = frozenset(
    {
        *("safety", "contact-already-happening", "placement-at-risk", "placement-move", "child-moves"),
        *("end-of-life", "serious-illness", "bereavement", "before-holiday", "holiday-visit"),
        *("before-court-hearing", "leaves-custody", "leaves-area", "turns-18-soon"),
        *("illness", "birth", "contact-has-begun"),
    }
)
"""Why writing could not wait for a review (gate G5); another code, or none, is no reason."""

UNRECOGNISED: Final = "unrecognised"
_NATIONAL = LEGAL_STATUS | PLACEMENT | REASON_CEASED
_STATUTORY = re.compile(r"[A-Z]{1,2}([0-9]{1,2}[A-Z]?)?")
_PLAN_KEY = re.compile(r"[A-Z0-9]{1,10}")
_WORD = re.compile(r"[a-z0-9_]{1,40}")


def is_urgent_reason(value: str | None) -> bool:
    """Whether a code says why writing could not wait for a review, with hyphens or underscores."""
    return (value or "").lower().replace("_", "-") in URGENT_REASONS


def statutory(value: str) -> str:
    """Return a legal status, placement or reason ceased as it may be shown.

    What does not look like a code of its family may be a name typed into the wrong box: it is not shown.
    """
    return value if value in _NATIONAL or _STATUTORY.fullmatch(value) else UNRECOGNISED


def plan_key(value: str) -> str:
    """Return a permanence-plan key as it may be shown, by the same rule."""
    return value if value in PLAN_KEYS or _PLAN_KEY.fullmatch(value) else UNRECOGNISED


def word(value: str) -> str:
    """Return a service, role or category as it may be shown, by the same rule."""
    return value if value in LEAVER_CATEGORIES or _WORD.fullmatch(value) else UNRECOGNISED
