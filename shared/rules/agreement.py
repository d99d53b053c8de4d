"""Agreement given, refused and withdrawn: the one rule, for every service. Pure (DOMAIN 3; hard case 14).

A refusal stands until the same giver's later `given`, to the same or to everything, ends it; which word is
later: `words.py`. A referral tells of the child's agreement by its date alone: it ends only what was refused
on an earlier day, for on the same day nobody could say which came last.

Several holders of parental responsibility have a word each (hard case 73): one of them cannot end another's
refusal, and where the record does not say which holder spoke, nobody's refusal is ended but by a correction
of that very record.

| Scope | What stops | Where |
|---|---|---|
| `all` | everything outbound | everywhere |
| `search` | further search steps; who was found already is not touched | family_finding |
| `contact` | approaches and introductions, and so invitations | family_finding, conference |
| `attend` | conferences | conference |
| `share` | what is not yet written of support plans into the care or pathway plan | plan_sync |

With a `lead_id` it is about that one person, whatever the scope: by the child a veto, not a withdrawal.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from pydantic import Field

from shared.contracts.case_child import ConsentChanged
from shared.effects import Kept
from shared.rules.words import Word, after_telling, content_of, since_it_opened, words_of

EVERYTHING = "all"
PARTS = ("search", "contact", "attend", "share")
_REFERRAL = "referral "
"""Of the id under which a referral's word of the child is kept."""


class Consent(Word):
    """One consent record; `by_referral` is the child's agreement as a referral tells of it."""

    giver: str
    holder_id: str | None = None
    scope: str
    lead_id: str | None = None
    given: bool
    by_referral: bool = False

    @property
    def caution(self) -> int:
        """A refusal or withdrawal closes."""
        return int(not self.given)

    def opens_like(self, other: Word) -> bool:
        """A new agreement is a new record (hard case 65)."""
        return isinstance(other, Consent) and self.given and other.given


class Refusal(Kept):
    """A refusal or withdrawal that stands: its latest date, and when it was recorded (aware UTC)."""

    day: date
    at: datetime


Refusals = Mapping[str, Refusal]
"""What stands, by giver, scope and lead."""


class Agreements(Kept):
    """Every consent of a child's work as it was told, and the refusals that stand (worked out from them)."""

    consents: dict[str, tuple[Consent, ...]] = Field(default_factory=dict)
    refusals: dict[str, Refusal] = Field(default_factory=dict)

    def after(self, event: ConsentChanged, at: datetime) -> "Agreements":
        """Return what stands after somebody's decision, recorded at that time; itself if nothing changes."""
        return self._told(event.consent_id, _consent(event, at))

    def after_referral(self, referral_id: str, agreed_on: date | None, at: datetime) -> "Agreements":
        """Return what stands after a referral that the child agreed to that day; undated it ends nothing."""
        if agreed_on is None:
            return self
        word = Consent(day=agreed_on, at=at, giver="child", scope=EVERYTHING, given=True, by_referral=True)
        return self._told(record_of_referral(referral_id), word)

    def with_record(self, record_id: str, contents: tuple[Consent, ...]) -> "Agreements":
        """Return what stands when this is all that a record ever said; itself if nothing changes."""
        known = self.consents.get(record_id, ())
        return self if known == contents else self._with({**self.consents, record_id: contents})

    def of_giver(self, giver: str, *, given: bool) -> dict[str, Consent]:
        """Return what this giver agreed to about everything, or refused and stands refused, by record."""
        words = {name: word for name, contents in self.consents.items() if (word := content_of(contents))}
        agreed = [word for word in words.values() if word.given]
        return {
            name: word
            for name, word in words.items()
            if (word.giver, word.scope, word.lead_id, word.given) == (giver, EVERYTHING, None, given)
            and (given or not any(_ends(one, word) for one in agreed))
        }

    def refused(self, giver: str, scopes: Iterable[str], lead_id: str | None = None) -> bool:
        """Whether one of these scopes is refused by this giver, about everybody or about this lead."""
        return bool(self.refusals) and any(_key(giver, scope, lead_id) in self.refusals for scope in scopes)

    def refusal(self, giver: str, scope: str, lead_id: str | None = None) -> Refusal | None:
        """Return the refusal of this giver and scope that stands, if one does."""
        return self.refusals.get(_key(giver, scope, lead_id))

    @property
    def child_withdrew(self) -> bool:
        """Whether the child's own withdrawal from everything stands."""
        return self.refused("child", (EVERYTHING,))

    def still_refused(self, event: ConsentChanged) -> bool:
        """Whether an agreement ended nothing: it is older than a refusal, or another holder's."""
        return event.decision == "given" and self.refused(event.given_by, (event.scope,), event.lead_id)

    def is_overtaken(self, event: ConsentChanged) -> bool:
        """Whether a refusal changes nothing, a later agreement being known already: a person is told."""
        return event.decision != "given" and not self.refused(event.given_by, (event.scope,), event.lead_id)

    def child_agreed_since(self, day: date) -> bool:
        """Whether the child's own agreement to everything was given on that day or later, and stands."""
        given = (
            word
            for word in words_of(self.consents)
            if word.giver == "child" and word.scope == EVERYTHING and word.lead_id is None and word.given
        )
        return not self.child_withdrew and any(word.said_on >= day for word in given)

    def before(self, is_before: Callable[[datetime], bool]) -> "Agreements":
        """Return what stood on the consents that were recorded before a moment."""
        consents = {
            key: tuple(word for word in contents if is_before(word.at))
            for key, contents in self.consents.items()
        }
        return Agreements(consents=consents, refusals=_standing(words_of(consents)))

    def unsettled_until(self, giver: str, scopes: tuple[str, ...]) -> datetime | None:
        """When this giver's refusals of these scopes about everybody were last told or ended (aware UTC).

        None if there never was one. What was decided until then was decided before, or during, a refusal.
        """
        records = [
            [word for word in contents if word.giver == giver and word.lead_id is None]
            for contents in self.consents.values()
        ]
        given = [
            since_it_opened(word, contents)
            for contents in records
            for word in contents
            if word.given and word.counts
        ]
        found: list[datetime] = []
        for contents in records:
            for refusal in (word for word in contents if not word.given and word.scope in scopes):
                corrected = [word.at for word in contents if word.given and word.at > refusal.at]
                ended = [word.at for word in given if _ends(word, refusal)]
                found.append(min([*corrected, *ended], default=refusal.at))
        return max(found, default=None)

    def holder_is_not_named(self, record_id: str) -> bool:
        """Whether a holder's later agreement ends no refusal only because one of the two names no holder."""
        agreement = content_of(self.consents.get(record_id, ()))
        if agreement is None or agreement.giver != "pr_holder" or not agreement.given:
            return False
        return any(
            None in (agreement.holder_id, refusal.holder_id) and not refusal.is_later_than(agreement)
            for refusal in self.of_giver("pr_holder", given=False).values()
        )

    def _told(self, record_id: str, word: Consent) -> "Agreements":
        consents = after_telling(self.consents, record_id, word)
        return self if consents == self.consents else self._with(consents)

    def _with(self, consents: dict[str, tuple[Consent, ...]]) -> "Agreements":
        return Agreements(consents=consents, refusals=_standing(words_of(consents)))


def record_of_referral(referral_id: str) -> str:
    """Return the id under which what a referral says of the child's agreement is kept."""
    return _REFERRAL + referral_id


def is_about_everything(event: ConsentChanged) -> bool:
    """Whether it is about the whole of the work and not about a part of it or one person."""
    return event.scope == EVERYTHING and event.lead_id is None


def is_withdrawal(event: ConsentChanged) -> bool:
    """Whether the child takes back everything; to refuse is to withdraw."""
    return event.given_by == "child" and is_about_everything(event) and event.decision != "given"


def _consent(event: ConsentChanged, at: datetime) -> Consent:
    return Consent(
        day=event.date,
        at=at,
        giver=event.given_by,
        holder_id=event.holder_id,
        scope=event.scope,
        lead_id=event.lead_id,
        given=event.decision == "given",
    )


def _standing(words: list[Consent]) -> dict[str, Refusal]:
    """Return the refusals that no later agreement ended."""
    given = [word for word in words if word.given]
    standing: dict[str, Refusal] = {}
    for word in words:
        if word.given or any(_ends(agreement, word) for agreement in given):
            continue
        key = _key(word.giver, word.scope, word.lead_id)
        known = standing.get(key)
        refusal = Refusal(day=word.said_on, at=word.at)
        if known is not None:
            refusal = Refusal(day=max(known.day, refusal.day), at=max(known.at, refusal.at))
        standing[key] = refusal
    return standing


def _ends(agreement: Consent, refusal: Consent) -> bool:
    if (agreement.giver, agreement.lead_id) != (refusal.giver, refusal.lead_id):
        return False
    if agreement.giver == "pr_holder" and not _is_one_holder(agreement, refusal):
        return False
    if agreement.scope not in (EVERYTHING, refusal.scope):
        return False
    if agreement.by_referral:
        return agreement.said_on > refusal.said_on and agreement.at >= refusal.at
    return not refusal.is_later_than(agreement)


def _is_one_holder(one: Consent, other: Consent) -> bool:
    return one.holder_id is not None and one.holder_id == other.holder_id


def _key(giver: str, scope: str, lead_id: str | None) -> str:
    return f"{giver} {scope} {lead_id or ''}"
