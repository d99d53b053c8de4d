"""What a worker is to the child, from the words and codes of case systems.

An unknown role stays a code of its own: with nobody else allocated it leads to a person's decision. Words are
kept only when all of them are words for jobs, since somebody may have typed a name.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from deploy.imports.values import normal
from shared.rules import codes

SOCIAL_WORKER: Final = "social_worker"
PERSONAL_ADVISER: Final = "personal_adviser"


def _read() -> tuple[Mapping[str, str], frozenset[str]]:
    """Role by its words and codes, and the words that change nothing beside them."""
    with Path(__file__).with_name("role_words.toml").open("rb") as file:
        found = tomllib.load(file)
    beside = frozenset(found.pop("beside")["words"])
    said = ((role, words) for role, systems in found.items() for words in chain(*systems.values()))
    return {normal(words): role for role, words in said}, beside


ROLES, _BESIDE = _read()

# fmt: off
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
    if known := _known(text):
        return known
    if not text or not all(word in _OF_JOBS or word.isdigit() for word in text.split()):
        return words if _is_code(words) else codes.UNRECOGNISED
    return text.replace(" ", "_")[:40]


def is_unknown(role: str) -> bool:
    """Tell whether neither the table nor the words for jobs say what it is: a code, or something typed."""
    return role not in codes.WORKER_ROLES and not all(word in _OF_JOBS for word in role.split("_"))


def _known(text: str) -> str | None:
    """By all words, by two halves that say the same, or without the words that change nothing."""
    if known := ROLES.get(text):
        return known
    words = text.split()
    for at in range(1, len(words)):
        one, other = ROLES.get(" ".join(words[:at])), ROLES.get(" ".join(words[at:]))
        if one is not None and one == other:
            return one
    return ROLES.get(" ".join(word for word in words if word not in _BESIDE))


def _is_code(words: str) -> bool:
    """A short acronym, or something with a digit, an underscore or a point in it."""
    if words.isascii() and words.isalpha():
        return words.isupper() and len(words) <= _LONGEST_ACRONYM
    return _CODE.fullmatch(words) is not None
