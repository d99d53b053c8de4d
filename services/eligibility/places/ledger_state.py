"""What the ledger of places remembers: who has a place, who waits, and who has gone. Ids, codes and dates."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from services.eligibility.policies.book import PolicyBook
from shared.contracts.our_places import Wanted
from shared.effects import Kept

_PREFIX: Final = "places"
_FITS = re.compile(r"[A-Za-z0-9_-]{1,29}").fullmatch


def ledger_of(book: PolicyBook) -> str:
    """Return the id under which an authority's ledger is kept; no child has it."""
    authority = book.versions[0].authority
    if not _FITS(authority):
        authority = hashlib.sha256(authority.encode()).hexdigest()[:24]
    return f"{_PREFIX}-{authority}"


def places_are_limited(book: PolicyBook) -> bool:
    """Tell whether any version of the policy limits places: from then on work under way is registered."""
    return any(policy.capacity is not None for policy in book.versions)


class Entry(Kept):
    """One child's place, `taken` or waited for. `position` is what the child was last told."""

    referral_id: str
    number: int
    wanted: Wanted
    ready: bool
    since: date
    arrived: int
    urgent: bool
    care_leaver: bool
    turns_18_on: date | None
    work_ends_on: date | None
    taken: bool
    position: int | None = None


class Gone(Kept):
    """A child who gave their place back: the number of that release, and its day."""

    number: int
    day: date


class PlaceLedger(Kept):
    """All places of an authority, by child; `answers` counts what it said, `arrivals` who came."""

    entries: Mapping[str, Entry] = {}
    gone: Mapping[str, Gone] = {}
    arrivals: int = 0
    answers: int = 0
    next_look: date | None = None

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return sum(one.taken for one in self.entries.values())

    @property
    def waiting(self) -> dict[str, Entry]:
        """Who waits, in no order."""
        return {child: one for child, one in self.entries.items() if not one.taken}
