"""What a worker is to the child, from the words and codes of case systems.

An unknown role stays a code of its own: with nobody else allocated it leads to a person's decision. Words are
kept only when all of them are words for jobs, since somebody may have typed a name.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from deploy.imports.values import normal
from shared.rules import codes

SOCIAL_WORKER: Final = "social_worker"
PERSONAL_ADVISER: Final = "personal_adviser"

# fmt: off
ROLES: Final[Mapping[str, str]] = {
    **dict.fromkeys((
        "social worker", "allocated social worker", "allocated case worker", "allocated caseworker",
        "allocated worker", "case worker", "caseworker", "lead social worker", "key social worker",
        "named social worker", "primary social worker", "child s social worker", "childs social worker",
        "childrens social worker", "children s social worker", "lac social worker", "cla social worker",
        "looked after social worker", "allocated sw", "socialworker", "sw", "cw", "asw",
    ), SOCIAL_WORKER),
    **dict.fromkeys((
        "personal adviser", "personal advisor", "pa", "allocated personal adviser",
        "allocated personal advisor", "leaving care personal adviser", "leaving care personal advisor",
        "leaving care adviser", "leaving care advisor", "leaving care pa", "leaving care worker",
        "care leaver personal adviser", "care leaver personal advisor", "care leavers personal adviser",
        "care leavers personal advisor", "care leaver s personal adviser", "care leaver pa",
        "16plus", "16 plus", "16 plus worker", "16 plus personal adviser", "16 plus personal advisor",
    ), PERSONAL_ADVISER),
    **dict.fromkeys((
        "iro", "independent reviewing officer", "independent reviewing officer iro", "reviewing officer",
        "allocated iro", "lac reviewing officer",
    ), "iro"),
    **dict.fromkeys((
        "manager", "team manager", "deputy team manager", "assistant team manager", "service manager",
        "practice manager", "case manager", "line manager", "social work manager", "allocated manager",
        "allocated team manager",
    ), "manager"),
}
"""Role by its words in lower case, without punctuation; 16PLUS and CW are System C's codes."""

_OF_JOBS: Final = frozenset({
    "a", "adoption", "adult", "adviser", "advisor", "advocate", "allocated", "and", "assessment",
    "assistant", "careers", "carer", "carers", "case", "chair", "child", "childrens", "clinical",
    "community", "conference", "connexions", "consultant", "contact", "coordinator", "cp", "cwd",
    "deputy", "disability", "doctor", "duty", "early", "edge", "education", "educational", "family",
    "finder", "for", "foster", "fostering", "gp", "guardian", "head", "health", "help", "home",
    "homefinder", "housing", "independent", "intervention", "key", "lead", "learning", "leaving",
    "legal", "link", "mental", "mentor", "midwife", "newly", "nurse", "occupational", "of", "offending",
    "officer", "other", "outreach", "participation", "personal", "placement", "police", "practitioner",
    "primary", "probation", "psychologist", "residential", "review", "reviewing", "safeguarding",
    "school", "secondary", "seconded", "senior", "service", "services", "social", "specialist",
    "student", "substance", "supervising", "support", "teacher", "team", "therapist", "transition",
    "transitions", "virtual", "visiting", "visitor", "work", "worker", "youth",
})
# fmt: on
_LONGEST_ACRONYM: Final = 4
_CODE = re.compile(r"(?=.*[0-9_.])[A-Za-z0-9_.]{1,12}")


@lru_cache(maxsize=4096)
def role_of(words: str) -> str:
    """Return the role: one of the four that rules ask for, or a code of the words, or `unrecognised`."""
    text = normal(words)
    if known := ROLES.get(text):
        return known
    if not text or not all(word in _OF_JOBS or word.isdigit() for word in text.split()):
        return words if _is_code(words) else codes.UNRECOGNISED
    return text.replace(" ", "_")[:40]


def _is_code(words: str) -> bool:
    """A short acronym, or something with a digit, an underscore or a point in it."""
    if words.isascii() and words.isalpha():
        return words.isupper() and len(words) <= _LONGEST_ACRONYM
    return _CODE.fullmatch(words) is not None
