"""Which leads may be one person: suggested with a score, decided by a person (DOMAIN 4; hard case 26).

Names are folded (case, accents, Cyrillic and Greek letters, letters that accents do not explain) and compared
word by word, so that order and initials do not matter and a shared family name alone is not enough.
The same two likenesses always give the same score. Only ids, a score and field codes leave this module.
"""

import re
import unicodedata
from collections.abc import Iterable

from pydantic import Field
from rapidfuzz.distance import JaroWinkler

from services.family_finding.state import Likeness, Search
from shared.contracts.our_search import LeadMatchSuggested
from shared.effects import Kept
from shared.rules.leads import LeadVersions

SUGGESTED_FROM = 85
"""The least score (0-100) that is worth a person's look."""

_SAME_YEAR, _NEAR_YEAR, _OTHER_YEAR, _SAME_FIELD = 6, 2, -15, 3
_MOST = 100

_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
    | {"ж": "zh", "\N{CYRILLIC SMALL LETTER HA}": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ъ": "", "ь": "", "ю": "yu", "я": "ya", "є": "ye", "θ": "th", "ς": "s", "χ": "ch", "ψ": "ps"}
    | dict(zip("абвгдезиклмнопрстуфыэіґ", "abvgdeziklmnoprstufyeig", strict=True))
    | dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True))
    | dict.fromkeys(("'", "\N{RIGHT SINGLE QUOTATION MARK}"), "")
)
_SOUNDS = (
    ("ph", "f"),
    ("ks", "x"),
    ("kh", "h"),
    ("ck", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("w", "v"),
)


class Candidate(Kept):
    """What is compared of a lead."""

    likeness: Likeness | None = Field(default=None, repr=False)
    relationship: str = "unknown"
    side: str | None = None


def pair(one: str, other: str) -> str:
    """Return the name of a pair of leads, whichever is named first."""
    return " ".join(sorted((one, other)))


def folded(name: str) -> str:
    """A name as plain lower-case Latin words, sorted; empty when nothing of it can be compared."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.split(r"[^a-z0-9]+", plain.translate(_LETTERS))
    return " ".join(sorted(word for word in words if word))


def likeness(names: Iterable[str], birth_year: int | None) -> Likeness:
    """What matching keeps of a person's names, the present name first."""
    kept = dict.fromkeys(folded(name) for name in names)
    return Likeness(names=tuple(name for name in kept if name), birth_year=birth_year)


def compare(one: Candidate, other: Candidate) -> tuple[int, tuple[str, ...]]:
    """The score of two leads, 0 to 100, and the fields that speak for it."""
    if one.likeness is None or other.likeness is None:
        return 0, ()
    score, fields = _names(one.likeness, other.likeness)
    years = (one.likeness.birth_year, other.likeness.birth_year)
    if years[0] is not None and years[1] is not None:
        apart = abs(years[0] - years[1])
        score += _SAME_YEAR if apart == 0 else _NEAR_YEAR if apart <= 1 else _OTHER_YEAR
        fields += ("birth_year",) if apart <= 1 else ()
    for field in ("relationship", "side"):
        value = getattr(one, field)
        if value not in (None, "none", "unknown") and value == getattr(other, field):
            score += _SAME_FIELD
            fields += (field,)
    return max(0, min(_MOST, round(score))), fields


def suggestions(search: Search, lead_id: str) -> tuple[LeadMatchSuggested, ...]:
    """The pairs with this lead that are worth a look and were neither suggested nor decided before."""
    found = []
    known = {*search.suggested, *(pair(*key.split()[:2]) for key in search.people.joined)}
    candidate = _candidate(search, lead_id)
    for other_id in search.leads:
        if other_id == lead_id or pair(lead_id, other_id) in known:
            continue
        score, fields = compare(candidate, _candidate(search, other_id))
        if score >= SUGGESTED_FROM:
            first, second = sorted((lead_id, other_id))
            match = LeadMatchSuggested(
                child_id=search.child_id, lead_ids=(first, second), score=score, fields=fields
            )
            found.append(match)
    return tuple(found)


def _candidate(search: Search, lead_id: str) -> Candidate:
    versions = search.people.leads.get(lead_id, LeadVersions())
    lead = search.leads.get(lead_id)
    return Candidate(
        likeness=lead.likeness if lead else None, relationship=versions.relationship, side=versions.side
    )


def _names(one: Likeness, other: Likeness) -> tuple[float, tuple[str, ...]]:
    """The best pair of names or aliases; `name` when it is the present names, else `alias`."""
    best, field = 0.0, "name"
    for i, name in enumerate(one.names):
        for j, alias in enumerate(other.names):
            alike = _alike(name.split(), alias.split())
            if alike > best:
                best, field = alike, "name" if i == j == 0 else "alias"
    return best, (field,)


def _alike(one: list[str], other: list[str]) -> float:
    """Word by word: half the mean and half the worst of the shorter name's best partners."""
    shorter, longer = sorted((one, other), key=lambda words: (len(words), words))
    left, scores = list(longer), []
    for word in shorter:
        best = max(left, key=lambda candidate: _word(word, candidate))
        left.remove(best)
        scores.append(_word(word, best))
    if not scores:
        return 0.0
    return (sum(scores) / len(scores) + min(scores)) / 2 - 4 * len(left)


def _word(one: str, other: str) -> float:
    return _MOST * JaroWinkler.similarity(_sound(one), _sound(other))


def _sound(word: str) -> str:
    for spelled, sound in _SOUNDS:
        word = word.replace(spelled, sound)
    return re.sub(r"(.)\1", r"\1", word)
