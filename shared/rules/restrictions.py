"""Whom a restriction bars, whom it keeps apart, and until when. Pure (DOMAIN 4; hard cases 18-21).

A restriction ends only when its end is recorded and has come: past its last day or its review date it *needs
a decision* and still bars. One that names a relationship means every lead who may be meant, until it is
recorded anew with the lead it names; one that names nobody means everybody. What is recorded of one identity
of a person counts for all of them.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import product

from shared.contracts.case_search import RestrictionRecorded
from shared.effects import Kept

RESTRICTED = "restricted"
LAPSED = "expired-needs-decision"

UNRESOLVED = frozenset({"unknown", "not_known"})
_MEANS = {
    "dad": ("father",),
    "mum": ("mother",),
    "mam": ("mother",),
    "mom": ("mother",),
    "parent": ("father", "mother"),
    "sibling": ("brother", "sister"),
    "grandparent": ("grandfather", "grandmother"),
}

Person = Mapping[str, tuple[str, ...]]
"""The leads who are one person, each with every relationship it was ever recorded with; none: not known."""


class Restriction(Kept):
    """An order, decision or wish that bars somebody, or two people from meeting.

    `at` is the time of the event since which it says this, `confirmed_at` of the last that said it again.
    """

    lead_id: str | None = None
    relationship: str | None = None
    other_lead_id: str | None = None
    to: date | None = None
    review_date: date | None = None
    ended: date | bool | None = None
    at: datetime
    confirmed_at: datetime | None = None

    def says_the_same(self, other: "Restriction | None") -> bool:
        """Whether another record of it says nothing else, whenever it was told."""
        when = {"at": self.at, "confirmed_at": self.confirmed_at}
        return other is not None and self == other.model_copy(update=when)

    @property
    def is_pairwise(self) -> bool:
        """Whether it keeps two people apart, and neither of them from the child."""
        return self.other_lead_id not in (None, self.lead_id)

    @property
    def lapses_on(self) -> date | None:
        """The first day on which it needs a decision: after its last day or its review date."""
        days = [day for day in (self.to, self.review_date) if day and day != date.max]
        return min(days) + timedelta(days=1) if days else None

    def stands(self, today: date) -> bool:
        """Whether it is in force: no end was recorded, or it has not come yet; a date ends it on that day."""
        if isinstance(self.ended, date):
            return self.ended > today
        return self.ended is not True

    def has_lapsed(self, today: date) -> bool:
        """Whether it stands past its last day or its review date."""
        lapse = self.lapses_on
        return lapse is not None and lapse <= today and self.stands(today)

    def names(self, person: Person) -> bool:
        """Whether this person is, or may be, the one whom it bars."""
        if self.lead_id is not None:
            return self.lead_id in person
        if self.relationship is None:
            return True
        recorded = (one for relationships in person.values() for one in relationships or ("unknown",))
        return any(_may_be(self.relationship, one) for one in recorded)

    def concerns(self, person: Person) -> bool:
        """Whether it names this person, alone or as one of a pair."""
        return self.other_lead_id in person or self.names(person)


def after_restriction(
    known: Mapping[str, Restriction], event: RestrictionRecorded, at: datetime
) -> Mapping[str, Restriction]:
    """Return the restrictions after one was recorded; the same ones when it is older than what is known."""
    before = known.get(event.restriction_id)
    said = Restriction(
        lead_id=event.person.lead_id,
        relationship=event.person.relationship,
        other_lead_id=event.other_person.lead_id if event.other_person else None,
        to=event.to,
        review_date=event.review_date,
        ended=event.ended,
        at=at,
    )
    if before is not None and (before.confirmed_at or before.at) > at:
        return known
    if before is not None and before.says_the_same(said):
        said = before.model_copy(update={"confirmed_at": at})
    return {**known, event.restriction_id: said}


def restriction_bar(restrictions: Iterable[Restriction], person: Person, today: date) -> str | None:
    """Why a restriction keeps this person from the child: `restricted`, `expired-needs-decision`, or not."""
    barring = [one for one in restrictions if one.stands(today) and not one.is_pairwise and one.names(person)]
    if not barring:
        return None
    return LAPSED if all(one.has_lapsed(today) for one in barring) else RESTRICTED


def keeps_apart(restrictions: Iterable[Restriction], one: Person, other: Person, today: date) -> bool:
    """Whether these two may not meet each other."""
    return any(
        (order.other_lead_id in other and order.names(one))
        or (order.other_lead_id in one and order.names(other))
        for order in restrictions
        if order.stands(today) and order.is_pairwise
    )


def same_person(joined: Iterable[tuple[str, str]], lead_id: str) -> tuple[str, ...]:
    """Every lead who is this person by human decision, this lead first; decisions chain (hard case 26)."""
    pairs, found = tuple(joined), [lead_id]
    for here in found:
        near = (two if one == here else one for one, two in pairs if here in (one, two))
        found += [lead for lead in near if lead not in found]
    return tuple(found)


def _may_be(named: str, recorded: str) -> bool:
    """`dad` may be a `birth_father` and the other way round; an unknown relationship may be anybody."""
    pairs = product(_readings(named), _readings(recorded))
    return any(one <= other or other <= one or (one | other) & UNRESOLVED for one, other in pairs)


def _readings(relationship: str) -> list[set[str]]:
    """The words of a relationship, once for each way in which they may be meant."""
    words = re.findall(r"[a-z0-9]+", relationship.casefold())
    if "_".join(words) in UNRESOLVED:
        return [set(UNRESOLVED)]
    return [set(meant) for meant in product(*(_MEANS.get(word, (word,)) for word in words))]
