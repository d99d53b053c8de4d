"""The versions of a lead's record, told in any order. Pure (DOMAIN 4).

A version leaves out what it does not know: a flag that an earlier version set stands until a later one says
otherwise, whichever of them is told first. A version far beyond the others is a typing error: it does not
silence what is recorded later.
"""

from datetime import UTC, datetime

from pydantic import Field

from shared.contracts.case_search import LeadRecorded
from shared.effects import Kept
from shared.rules.versions import newest_first

FLAGS = (
    "is_child",
    "looked_after_elsewhere",
    "abroad",
    "in_prison",
    "deceased",
    "adopted_sibling",
    "putative",
)

PARTNERS = frozenset({"partner_of", "former_partner_of"})
"""Relations of one lead to another by which an order may name the one: the partner of a parent."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class LeadTold(Kept):
    """One version of a lead's record; `at` is the earliest time at which it was told so (aware UTC)."""

    version: int
    at: datetime
    relationship: str
    side: str | None = None
    flags: dict[str, bool] = Field(default_factory=dict)
    partners: tuple[str, ...] = ()


class LeadVersions(Kept):
    """Every version of a lead's record, oldest first; none before the record arrives."""

    told: tuple[LeadTold, ...] = ()

    @property
    def is_recorded(self) -> bool:
        """Whether the lead's record has arrived."""
        return bool(self.told)

    @property
    def relationships(self) -> tuple[str, ...]:
        """Every relationship it was ever recorded with, the present one last."""
        words = dict.fromkeys(one.relationship for one in self.told)
        earlier = tuple(word for word in words if word != self.relationship)
        return (*earlier, self.relationship) if words else ()

    @property
    def relationship(self) -> str:
        """The present relationship; `unknown` before the lead's record has arrived."""
        return self.told[-1].relationship if self.told else "unknown"

    @property
    def related_since(self) -> datetime:
        """When the present relationship was first recorded, since it was last another one (aware UTC)."""
        since = _NEVER
        for version in reversed(self.told):
            if version.relationship != self.relationship:
                break
            since = version.at
        return since

    @property
    def partners(self) -> tuple[str, ...]:
        """The leads whose partner, or former partner, any version says that this person is."""
        return tuple(dict.fromkeys(lead_id for one in self.told for lead_id in one.partners))

    @property
    def side(self) -> str | None:
        """The side of the family, by the newest version."""
        return self.told[-1].side if self.told else None

    @property
    def flags(self) -> tuple[str, ...]:
        """What is known to be so of the person: of each flag the newest version that speaks of it."""
        known: dict[str, bool] = {}
        for version in self.told:
            known |= version.flags
        return tuple(flag for flag in FLAGS if known.get(flag))


def lead_told(known: LeadVersions, event: LeadRecorded, at: datetime) -> LeadVersions:
    """Return the versions after one was told; equal to those before when it says nothing new."""
    flags = {flag: value for flag in FLAGS if (value := getattr(event, flag)) is not None}
    new = LeadTold(
        version=event.version,
        at=at,
        relationship=event.relationship,
        side=event.side,
        flags=flags,
        partners=tuple(one.lead_id for one in event.related_to or () if one.relation in PARTNERS),
    )
    same = [one for one in known.told if one.model_copy(update={"at": at}) == new]
    if same and same[0].at <= at:
        return known
    versions = sorted((*(one for one in known.told if one not in same), new), key=_weight)
    return LeadVersions(told=tuple(reversed(newest_first(versions))))


def _weight(told: LeadTold) -> tuple[int, str]:
    """Of versions of one number and moment the one that sets more flags counts, whichever is told first."""
    return sum(told.flags.values()), told.model_dump_json()
