"""By lead, when something was recorded that its checks would have to know of. Pure (`freshness.py`)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from services.family_finding import freshness
from services.family_finding.freshness import Moments
from shared.contracts.case_search import Gate
from shared.rules.words import Word, in_order, words_of

if TYPE_CHECKING:
    from services.family_finding.picture import Picture

ABOUT_CONTACT = ("all", "search", "contact")
"""Agreements about one person without which nobody is in touch with that person."""


class Since:
    """What changed around each lead, and when."""

    def __init__(self, picture: "Picture") -> None:
        self._picture = picture
        self._moments: dict[str, Moments] = {}
        self._counting: dict[tuple[str, Gate, str], datetime | None] = {}

    def counting(self, lead_id: str, gate: Gate, check: str) -> datetime | None:
        """Return the moment since which such a check of this lead counts."""
        key = (lead_id, gate, check)
        if key not in self._counting:
            if lead_id not in self._moments:
                self._moments[lead_id] = self.moments(lead_id)
            self._counting[key] = freshness.counts_since(self._moments[lead_id], gate, check)
        return self._counting[key]

    @cached_property
    def _record_changes(self) -> Moments:
        return freshness.record_changes(self._picture.search.records)

    @cached_property
    def _pair_changes(self) -> Mapping[tuple[str, str], list[datetime]]:
        """By pair, when it was joined and when it was parted, also by a decision that was corrected since."""
        changes: dict[tuple[str, str], list[datetime]] = {}
        standing: dict[tuple[str, str], bool] = {}
        for word in in_order(word for contents in self._picture.people.joined.values() for word in contents):
            if word.same != standing.get(word.pair, False):
                changes.setdefault(word.pair, []).append(word.at)
            standing[word.pair] = word.same
        return changes

    @cached_property
    def _concerns_told(self) -> Mapping[str, list[datetime]]:
        """By lead, when a concern was told, also one that was corrected since."""
        told: dict[str, list[datetime]] = defaultdict(list)
        for contents in self._picture.search.checks.values():
            for word in contents:
                if word.result == "concern":
                    told[word.lead_id].append(word.at)
        return told

    @cached_property
    def _corrected_contacts(self) -> Mapping[str, list[datetime]]:
        by_lead: dict[str, list[datetime]] = defaultdict(list)
        for lead_id, at in freshness.corrected(self._picture.search.contacts.values()):
            by_lead[lead_id].append(at)
        return by_lead

    @cached_property
    def _leads_consents(self) -> Mapping[str, list[datetime]]:
        """By lead, when the lead's own refusal of contact was taken back."""
        by_lead: dict[str, list[Word]] = defaultdict(list)
        for word in in_order(words_of(self._picture.search.journey.agreements.consents)):
            if word.giver == "lead" and word.lead_id and word.scope in ABOUT_CONTACT:
                by_lead[word.lead_id].append(word)
        return {
            lead: list(freshness.toggles(words, lambda word: word.caution > 0))
            for lead, words in by_lead.items()
        }

    def moments(self, lead_id: str) -> Moments:
        """When anything was recorded that checks of this lead would have to know of, by what it was."""
        same, person = self._picture.same(lead_id), self._picture.person(lead_id)
        lifted = [at for one in same for at in freshness.lifted(self._picture.contacts_by_lead.get(one, ()))]
        lifted += [at for one in same for at in self._corrected_contacts.get(one, ())]
        lifted += [at for one in same for at in self._leads_consents.get(one, ())]
        return {
            "start_again": [*lifted, *([self._picture.stopped_at] if self._picture.stopped_at else [])],
            "allegation": [at for one in same for at in self._concerns_told.get(one, ())],
            "order": [
                order.at
                for contents in self._picture.people.orders.values()
                for order in contents
                if order.concerns(person)
            ],
            "identity": self._identity_changes(lead_id, same),
            **self._record_changes,
        }

    def _identity_changes(self, lead_id: str, same: tuple[str, ...]) -> list[datetime]:
        changes = [
            at
            for one in same
            for at in freshness.version_changes(self._picture.versions(one), others=one != lead_id)
        ]
        for pair, times in self._pair_changes.items():
            if pair[0] in same or pair[1] in same:
                changes += times
        return changes
