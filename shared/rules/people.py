"""What is known of the people around a child, and what bars one of them whatever was checked. Pure.

Family finding, conference and plan_sync each keep one of these and feed it with the same events, so that a
veto, an order or a correction means the same in all of them, in whatever order it is told (DOMAIN 3 and 4).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import combinations

from pydantic import Field

from shared.clock import start_of
from shared.contracts.case_child import ChildChanged, ViewsRecorded
from shared.contracts.case_search import CheckRecorded, LeadMergeDecided, LeadRecorded, RestrictionRecorded
from shared.contracts.envelope import Event
from shared.effects import Kept
from shared.rules.leads import LeadVersions, lead_told
from shared.rules.record import Stamp, stamp
from shared.rules.restrictions import (
    Known,
    Person,
    Restriction,
    kept_apart_by,
    order_in,
    restriction_bar,
    restriction_of,
    same_person,
)
from shared.rules.views import Wish, wish_of
from shared.rules.words import Word, after_telling, latest, words_of
from shared.rules.workers import Roster, Workers, with_roster, workers_of

ANSWERING = frozenset({"identity", "orders"})
"""Checks by which the child's own worker answers whether a lead is whom an unspecific word may mean."""


class Joined(Word):
    """A person's decision on whether two leads are one."""

    pair: tuple[str, str]
    same: bool

    @property
    def caution(self) -> int:
        """Who is one person shares whatever bars either."""
        return int(self.same)

    def opens_like(self, other: Word) -> bool:
        """Who is told apart again by the same record was told apart before."""
        return isinstance(other, Joined) and not self.same and not other.same


class Answer(Word):
    """An identity or orders check about a lead, and who made it."""

    lead_id: str
    by: str
    clear: bool

    @property
    def caution(self) -> int:
        """A check that is not clear answers nothing."""
        return int(not self.clear)

    def opens_like(self, other: Word) -> bool:
        """An edit of a clear check answers nothing anew."""
        return isinstance(other, Answer) and self.clear and other.clear

    @property
    def made_by(self) -> datetime:
        """The moment by which it was made: what was typed on a later day knew nothing of that day."""
        return min(self.at, start_of(self.said_on + timedelta(days=1)))


class People(Kept):
    """The leads of one child, who is who, the orders, the child's wishes, and the child's workers."""

    record: Stamp = Stamp()
    rosters: tuple[Roster, ...] = ()
    workers: Workers = Workers()
    leads: dict[str, LeadVersions] = Field(default_factory=dict)
    joined: dict[str, tuple[Joined, ...]] = Field(default_factory=dict)
    orders: dict[str, tuple[Restriction, ...]] = Field(default_factory=dict)
    views: dict[str, tuple[Wish, ...]] = Field(default_factory=dict)
    answers: dict[str, tuple[Answer, ...]] = Field(default_factory=dict)

    def after(self, event: Event, at: datetime) -> "People":
        """Return what is known after an event recorded at that time; equal when it says nothing new."""
        match event:
            case ChildChanged():
                return self._recorded(event, at)
            case LeadRecorded():
                known = lead_told(self.leads.get(event.lead_id, LeadVersions()), event, at)
                told: dict[str, object] = {"leads": {**self.leads, event.lead_id: known}}
            case LeadMergeDecided():
                told = {"joined": self._decided(event, at)}
            case RestrictionRecorded():
                order = restriction_of(event, at)
                told = {"orders": after_telling(self.orders, event.restriction_id, order)}
            case ViewsRecorded():
                told = {"views": after_telling(self.views, event.view_id, wish_of(event, at))}
            case CheckRecorded() if event.check in ANSWERING:
                told = {"answers": after_telling(self.answers, event.check_id, answer_of(event, at))}
            case _:
                return self
        return self.model_copy(update=told)

    @property
    def restrictions(self) -> dict[str, Restriction]:
        """What each restriction's record says now."""
        contents = {key: order_in(told) for key, told in self.orders.items()}
        return {key: order for key, order in contents.items() if order is not None}

    def same(self, lead_id: str) -> tuple[str, ...]:
        """Every lead who is this person by human decision, this lead first."""
        by_pair: dict[tuple[str, str], list[Joined]] = {}
        for word in words_of(self.joined):
            by_pair.setdefault(word.pair, []).append(word)
        standing = (latest(words) for words in by_pair.values())
        return same_person([word.pair for word in standing if word is not None and word.same], lead_id)

    def person(self, lead_id: str) -> Person:
        """The person behind a lead as restrictions know people."""
        answers = words_of(self.answers)
        return {one: self.known(one, [a for a in answers if a.lead_id == one]) for one in self.same(lead_id)}

    def known(self, lead_id: str, answers: Iterable[Answer]) -> Known:
        """Return a lead as restrictions know people, from the answers about it.

        Who answered before the lead's present relationship was recorded did not answer about it.
        """
        versions = self.leads.get(lead_id)
        if versions is None:
            return Known()
        answered = latest(answer for answer in answers if self._is_own(answer))
        counts = answered is not None and answered.clear and answered.made_by > versions.related_since
        return Known(
            ever=(*versions.relationships, *self._as_partner(lead_id, versions)),
            now=versions.relationship,
            answered_at=answered.made_by if answered is not None and counts else None,
        )

    def _as_partner(self, lead_id: str, versions: LeadVersions) -> list[str]:
        """Words for a lead who is recorded as another lead's partner, from either side (DOMAIN 4)."""
        theirs = (one for one, known in self.leads.items() if lead_id in known.partners)
        partners = (self.leads.get(one) for one in dict.fromkeys((*versions.partners, *theirs)))
        return [f"partner_of_{word}" for known in partners if known for word in known.relationships]

    def restriction_on(self, lead_id: str, today: date) -> str | None:
        """Why a restriction keeps this lead from the child, or None."""
        return restriction_bar(self.restrictions.values(), self.person(lead_id), today)

    def apart(self, one: str, other: str, today: date) -> list[Restriction]:
        """What keeps these two leads from meeting each other."""
        orders = self.restrictions.values()
        return kept_apart_by(orders, self.person(one), self.person(other), today)

    def wishes(self, lead_id: str) -> list[Wish]:
        """The child's last wish about each identity of this person; none where the child said nothing."""
        said = [wish for wish in words_of(self.views) if wish.wish is not None]
        last = (latest([wish for wish in said if wish.lead_id == one]) for one in self.same(lead_id))
        return [wish for wish in last if wish is not None]

    def wish_about(self, stages: frozenset[str]) -> Wish | None:
        """The child's last wish about stages themselves and no person."""
        said = (wish for wish in words_of(self.views) if wish.lead_id is None and wish.stage in stages)
        return latest([wish for wish in said if wish.wish is not None])

    def _recorded(self, event: ChildChanged, at: datetime) -> "People":
        told = stamp(event, at, self.record)
        version = Stamp(version=told.version, as_of=told.as_of)
        rosters = with_roster(self.rosters, Roster(stamp=version, at=at, rows=event.workers))
        if rosters == self.rosters:
            return self
        newest = told if self.record.is_older_than(told) else self.record
        return self.model_copy(update={"record": newest, "rosters": rosters, "workers": workers_of(rosters)})

    def _decided(self, event: LeadMergeDecided, at: datetime) -> dict[str, tuple[Joined, ...]]:
        joined = dict(self.joined)
        for one, other in combinations(sorted(set(event.lead_ids)), 2):
            word = Joined(day=event.date, at=at, pair=(one, other), same=event.decision == "merge")
            decision_id = event.decision_id or f"{event.decision} {event.date or ''}"
            joined = after_telling(joined, f"{one} {other} {decision_id}", word)
        return joined

    def _is_own(self, answer: Answer) -> bool:
        return not answer.clear or self.workers.is_own_worker(answer.by, answer.said_on)


def answer_of(event: CheckRecorded, at: datetime) -> Answer:
    """Return what an identity or orders check says of a lead."""
    return Answer(day=event.date, at=at, lead_id=event.lead_id, by=event.by, clear=event.result == "clear")
