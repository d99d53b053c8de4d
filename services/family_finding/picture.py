"""What everything that was told of a child's search means together, worked out once per decision. Pure.

The registers hold words by record; a picture holds them by lead, and of each lead what stands: the checks
that count, the child's wish, whether the lead is willing. It knows no day: `gates.py` adds the calendar.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from services.family_finding.freshness import is_before, stopped_at
from services.family_finding.register import CheckWord, ContactWord
from services.family_finding.since import Since
from shared.rules.leads import LeadVersions
from shared.rules.people import Answer
from shared.rules.restrictions import Known, Person, same_person
from shared.rules.views import Wish
from shared.rules.words import Word, in_order, is_ahead, words_of

if TYPE_CHECKING:
    from services.family_finding.state import Search

WANTED = frozenset({"yes", "message_only"})

SIGNED = frozenset({"G2.approval", "G3.risk", "G4.approval"})
SIGNERS = frozenset({"social_worker", "manager"})
"""Whose word counts where a gate asks for a signature: the child's own social worker's, or a manager's."""

MANAGER_APPROVES = frozenset({"is_child", "looked_after_elsewhere", "abroad", "in_prison"})
"""Leads whose approach only a manager approves (hard cases 23, 24, 28 and 31)."""

W = TypeVar("W", CheckWord, ContactWord, Wish, Answer)
_NO_VERSIONS = LeadVersions()


class Picture:
    """What stands of a child's search."""

    def __init__(self, search: "Search") -> None:
        self.search = search
        self.people = search.people
        self._same: dict[str, tuple[str, ...]] = {}
        self._persons: dict[str, Person] = {}
        self._concerns: dict[tuple[str, ...], dict[str, CheckWord]] = {}
        self._checks: dict[str, dict[str, CheckWord]] = {}

    @cached_property
    def _since(self) -> Since:
        return Since(self)

    @cached_property
    def lead_ids(self) -> tuple[str, ...]:
        """Every lead that is recorded or was in contact, in the order in which they were told."""
        return tuple(dict.fromkeys((*self.search.leads, *self.people.leads, *self.contacts_by_lead)))

    @cached_property
    def contacts_by_lead(self) -> Mapping[str, tuple[ContactWord, ...]]:
        """The contacts with each lead as their records say now, the latest last."""
        return _by_lead(words_of(self.search.contacts))

    @cached_property
    def wishes_by_lead(self) -> Mapping[str, tuple[Wish, ...]]:
        """What the child said of each lead, the latest last."""
        return _by_lead(wish for wish in words_of(self.people.views) if wish.wish and wish.lead_id)

    @cached_property
    def checks_by_lead(self) -> Mapping[str, tuple[CheckWord, ...]]:
        """The checks of each lead as their records say now, the latest last."""
        return _by_lead(words_of(self.search.checks))

    @cached_property
    def stopped_at(self) -> datetime | None:
        """When everything last stopped."""
        return stopped_at(self.search)

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """The stages at which the child's views were conveyed since everything stopped, and no no stands.

        A no or not-now about the stage itself keeps it from being left.
        """
        standing: dict[str, bool] = {}
        for view in in_order(words_of(self.people.views)):
            if view.lead_id is None and view.wish in ("no", "not_now"):
                standing[view.stage] = False
            elif view.conveyed and self.is_fresh(view) and not is_ahead(view.day, view.at):
                standing[view.stage] = True
        return tuple(stage for stage, is_heard in standing.items() if is_heard)

    def is_fresh(self, word: Word) -> bool:
        """Whether it was said and recorded since everything last stopped."""
        return self.stopped_at is None or not is_before(word, self.stopped_at)

    def versions(self, lead_id: str) -> LeadVersions:
        """The versions of a lead's record."""
        return self.people.leads.get(lead_id, _NO_VERSIONS)

    def same(self, lead_id: str) -> tuple[str, ...]:
        """Every lead who is this person by human decision, this lead first (hard case 26)."""
        if lead_id not in self._paired:
            return (lead_id,)
        if lead_id not in self._same:
            self._same[lead_id] = same_person(self._joined, lead_id)
        return self._same[lead_id]

    def person(self, lead_id: str) -> Person:
        """The person behind a lead as restrictions know people."""
        if lead_id not in self._persons:
            self._persons[lead_id] = {one: self._known(one) for one in self.same(lead_id)}
        return self._persons[lead_id]

    def wish(self, lead_id: str) -> Wish | None:
        """The child's last word about a lead."""
        return _last(self.wishes_by_lead.get(lead_id, ()))

    def wants(self, lead_id: str) -> bool | None:
        """Whether the child's last words want this person approached; None when none of them counts.

        A wish from before everything stopped must be said again, and one dated ahead wants nothing.
        """
        wishes = [self.wish(one) for one in self.same(lead_id)]
        if any(wish is not None and not _is_wanted(wish) for wish in wishes):
            return False
        return True if wishes[0] is not None and self.is_fresh(wishes[0]) else None

    def wants_messages_only(self, lead_id: str) -> bool:
        """Whether the child wants to write to this person and not to meet."""
        return any(wish.wish == "message_only" for one in self.same(lead_id) if (wish := self.wish(one)))

    def willing(self, lead_id: str) -> ContactWord | None:
        """The contact with gate G2 open in which the lead said yes, while that is their last word."""
        standing: ContactWord | None = None
        for word in self._together(self.contacts_by_lead, self.same(lead_id)):
            if word.caution:
                standing = None
            elif standing is None and word.lead_id == lead_id and _is_yes(word):
                standing = word
        return standing

    def asked_again(self, lead_id: str) -> bool:
        """Whether the child's last word, a wanted one, was said after the lead's yes (gate G3)."""
        willing, wish = self.willing(lead_id), self.wish(lead_id)
        if willing is None or wish is None or not _is_wanted(wish) or not self.is_fresh(wish):
            return False
        return wish.said_on >= willing.said_on and wish.at > willing.at

    def checks(self, lead_id: str) -> Mapping[str, CheckWord]:
        """The check that stands, by gate and name: the latest that counts, or a concern not answered yet.

        A concern about one identity of a person is about the person; who was cleared under one identity is
        not cleared under another.
        """
        if lead_id not in self._checks:
            standing = dict(self.concerns(lead_id))
            for word in reversed(self.checks_by_lead.get(lead_id, ())):
                if word.key not in standing and self._counts(word):
                    standing[word.key] = word
            self._checks[lead_id] = standing
        return self._checks[lead_id]

    def concerns(self, lead_id: str) -> Mapping[str, CheckWord]:
        """The concerns about this person that no later clear check of the child's own worker answered."""
        key = tuple(sorted(self.same(lead_id)))
        if self._with_concerns.isdisjoint(key):
            return {}
        if key not in self._concerns:
            standing: dict[str, CheckWord] = {}
            for word in self._together(self.checks_by_lead, key):
                if word.result == "concern":
                    standing[word.key] = word
                elif word.result == "clear" and word.key in standing and self._answers(word):
                    del standing[word.key]
            self._concerns[key] = standing
        return self._concerns[key]

    def may_sign(self, check: CheckWord) -> bool:
        """Whether who made a check may make it: a signature is the child's own worker's or a manager's.

        At gate G2 only the manager's counts for somebody in `MANAGER_APPROVES`.
        """
        if check.key not in SIGNED:
            return True
        if check.key == "G2.approval" and self.needs_a_manager(check.lead_id):
            return check.role == "manager"
        return check.role in SIGNERS and self._is_own_or_manager(check)

    def needs_a_manager(self, lead_id: str) -> bool:
        """Whether this person, under any identity, is somebody whose approach only a manager approves."""
        return any(
            flag in MANAGER_APPROVES for one in self.same(lead_id) for flag in self.versions(one).flags
        )

    def is_stale(self, check: CheckWord) -> bool:
        """Whether a check did not know of something that it would have to know of."""
        since = self._since.counting(check.lead_id, check.gate, check.check)
        return since is not None and is_before(check, since)

    @cached_property
    def _with_concerns(self) -> frozenset[str]:
        words = (word for words in self.checks_by_lead.values() for word in words)
        return frozenset(word.lead_id for word in words if word.result == "concern")

    @staticmethod
    def _together(by_lead: Mapping[str, tuple[W, ...]], leads: tuple[str, ...]) -> Sequence[W]:
        """Return the words about all identities of a person, the latest last."""
        if len(leads) == 1:
            return by_lead.get(leads[0], ())
        return in_order(word for one in leads for word in by_lead.get(one, ()))

    def _counts(self, check: CheckWord) -> bool:
        if check.result == "concern":
            return False
        return check.result == "unknown" or (self.may_sign(check) and not self.is_stale(check))

    def _answers(self, check: CheckWord) -> bool:
        return self._is_own_or_manager(check) and self.may_sign(check)

    def _is_own_or_manager(self, check: CheckWord) -> bool:
        return check.role == "manager" or self.people.workers.is_own_worker(check.by, check.said_on)

    @cached_property
    def _joined(self) -> tuple[tuple[str, str], ...]:
        standing = {word.pair: word.same for word in in_order(words_of(self.people.joined))}
        return tuple(pair for pair, same in standing.items() if same)

    @cached_property
    def _paired(self) -> frozenset[str]:
        return frozenset(lead_id for pair in self._joined for lead_id in pair)

    @cached_property
    def _answers_by_lead(self) -> Mapping[str, tuple[Answer, ...]]:
        return _by_lead(words_of(self.people.answers))

    def _known(self, lead_id: str) -> Known:
        return self.people.known(lead_id, self._answers_by_lead.get(lead_id, ()))


def _is_wanted(wish: Wish) -> bool:
    return wish.wish in WANTED and not is_ahead(wish.day, wish.at)


def _is_yes(contact: ContactWord) -> bool:
    return contact.outcome == "willing" and contact.cleared and not contact.is_unmanaged


def _last(words: tuple[Wish, ...]) -> Wish | None:
    return words[-1] if words else None


def _by_lead(words: Iterable[W]) -> dict[str, tuple[W, ...]]:
    by_lead: dict[str, list[W]] = defaultdict(list)
    for word in in_order(words):
        if word.lead_id is not None:
            by_lead[word.lead_id].append(word)
    return {lead_id: tuple(kept) for lead_id, kept in by_lead.items()}
