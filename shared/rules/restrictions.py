"""Whom a restriction bars, whom it keeps apart, and until when. Pure (DOMAIN 4; hard cases 18-21, 66).

A restriction ends only when its end is recorded and has come: past its last day or its review date it *needs
a decision* and still bars. One that names a relationship bars every lead recorded with a word for it, until
it is recorded anew with the lead it names; an unspecific or unknown word may be that person, and bars until
an identity or orders check by the child's own worker answers for that lead. One that names nobody means
everybody. What is recorded of one identity of a person counts for all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.contracts.case_search import RestrictionRecorded
from shared.rules.relationships import Match, relation
from shared.rules.words import Word, content_of, latest

RESTRICTED = "restricted"
LAPSED = "expired-needs-decision"
UNANSWERED = "restriction-unanswered"
"""Nobody has said yet whether this lead is the person whom a restriction names."""

WISHES = frozenset({"child_wish", "lead_wish"})
"""Authorities of a restriction that are somebody's wish and no order."""

TERMS = frozenset({"police", "authority_decision"})
"""Authorities of a restriction whose terms a named person may confirm; a court's order is none of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """A lead as restrictions know people.

    `ever` has every relationship it was recorded with, `now` the present one; `answered_at` says when the
    child's own worker last answered that this lead is not whom an unspecific word may mean (aware UTC).
    """

    ever: tuple[str, ...] = ()
    now: str | None = None
    answered_at: datetime | None = None


Person = Mapping[str, Known]
"""The leads who are one person."""


class Restriction(Word):
    """An order, decision or wish that bars somebody, or two people from meeting."""

    lead_id: str | None = None
    relationship: str | None = None
    other_lead_id: str | None = None
    authority: str = ""
    to: date | None = None
    review_date: date | None = None
    ended: date | bool | None = None
    separate_arrival_agreed_by: str | None = None

    @property
    def caution(self) -> int:
        """It bars while no end is recorded."""
        return int(self.ended in (None, False))

    @property
    def is_pairwise(self) -> bool:
        """Whether it keeps two people apart, and neither of them from the child."""
        return self.other_lead_id not in (None, self.lead_id)

    @property
    def lapses_on(self) -> date | None:
        """The first day on which it needs a decision: after its last day or its review date."""
        days = [day for day in (self.to, self.review_date) if day and day != date.max]
        return min(days) + timedelta(days=1) if days else None

    @property
    def allows_separate_arrival(self) -> bool:
        """Whether coming and going apart satisfies it: a wish, or terms that a named person confirmed.

        Never an order of a court, whoever confirmed it, nor what an unknown code may be.
        """
        confirmed = self.separate_arrival_agreed_by is not None and self.authority in TERMS
        return self.authority in WISHES or confirmed

    def stands(self, today: date) -> bool:
        """Whether it is in force: no end was recorded, or it has not come yet; a date ends it on that day."""
        if isinstance(self.ended, date):
            return self.ended > today
        return self.ended is not True

    def has_lapsed(self, today: date) -> bool:
        """Whether it stands past its last day or its review date."""
        lapse = self.lapses_on
        return lapse is not None and lapse <= today and self.stands(today)

    def names(self, person: Person) -> Match:
        """Whether this person is the one whom it bars; `possible` while nobody has answered."""
        if self.lead_id is not None:
            return "named" if self.lead_id in person else "no"
        if self.relationship is None:
            return "named"
        named = self.relationship
        if any(relation(named, word) == "named" for known in person.values() for word in known.ever):
            return "named"
        return "possible" if any(self._may_mean(named, known) for known in person.values()) else "no"

    def concerns(self, person: Person) -> bool:
        """Whether it names, or may name, this person, alone or as one of a pair."""
        return self.other_lead_id in person or self.names(person) != "no"

    def _may_mean(self, named: str, known: Known) -> bool:
        answered = known.answered_at is not None and known.answered_at > self.at
        return not answered and relation(named, known.now) == "possible"


def restriction_of(event: RestrictionRecorded, at: datetime) -> Restriction:
    """Return what a restriction's record says."""
    return Restriction(
        day=event.recorded_on,
        at=at,
        lead_id=event.person.lead_id,
        relationship=event.person.relationship,
        other_lead_id=event.other_person.lead_id if event.other_person else None,
        authority=event.authority,
        to=event.to,
        review_date=event.review_date,
        ended=event.ended,
        separate_arrival_agreed_by=event.separate_arrival_agreed_by,
    )


def order_in(contents: Iterable[Restriction]) -> Restriction | None:
    """Return what a restriction's record says now; an end of an earlier day ends nothing recorded since."""
    told = tuple(contents)
    last = content_of(told)
    if last is None or last.caution or last.day is None:
        return last
    since = [one for one in told if one.caution and one.day is not None and one.said_on > last.said_on]
    return latest(since) or last


def restriction_bar(restrictions: Iterable[Restriction], person: Person, today: date) -> str | None:
    """Why a restriction keeps this person from the child, the weightiest first; None when none does."""
    barring = [one for one in restrictions if one.stands(today) and not one.is_pairwise]
    named = [one for one in barring if one.names(person) == "named"]
    if named:
        return LAPSED if all(one.has_lapsed(today) for one in named) else RESTRICTED
    return UNANSWERED if any(one.names(person) == "possible" for one in barring) else None


def kept_apart_by(
    restrictions: Iterable[Restriction], one: Person, other: Person, today: date
) -> list[Restriction]:
    """Return what keeps these two from meeting each other."""
    return [
        order
        for order in restrictions
        if order.stands(today)
        and order.is_pairwise
        and (
            (order.other_lead_id in other and order.names(one) != "no")
            or (order.other_lead_id in one and order.names(other) != "no")
        )
    ]


def same_person(joined: Iterable[tuple[str, str]], lead_id: str) -> tuple[str, ...]:
    """Every lead who is this person by human decision, this lead first; decisions chain (hard case 26)."""
    pairs, found = tuple(joined), [lead_id]
    for here in found:
        near = (two if one == here else one for one, two in pairs if here in (one, two))
        found += [lead for lead in near if lead not in found]
    return tuple(found)
