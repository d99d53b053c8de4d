"""What counts of the child's views, for every service (DOMAIN 3 and 7).

Participation codes say how views were conveyed. Where they were not, what is written beside them is not the
child's word, save a no: to stop needs no proof.
"""

from datetime import datetime

from shared.contracts.case_child import ViewsRecorded
from shared.rules.words import Word

NOT_CONVEYED = frozenset({"PN4", "PN7"})
"""Attended, or did not attend, and views were not conveyed."""

CAUTION = {"yes": 0, "message_only": 1, "find_out_only": 2, "not_now": 3, "no": 4}
"""How much a wish closes: of two of the same moment the more cautious stands."""


class Wish(Word):
    """What a view says of a wish: about one lead, or about a stage; None: it says no wish that counts.

    `conveyed` says whether these are the child's views at all.
    """

    lead_id: str | None = None
    stage: str
    wish: str | None = None
    conveyed: bool = True

    @property
    def caution(self) -> int:
        """How much it closes."""
        return CAUTION[self.wish] if self.wish else 0

    def opens_like(self, other: Word) -> bool:
        """Another stage or person beside the same wish is an edit; a no may always be said again."""
        return isinstance(other, Wish) and self.wish == other.wish and self.wish != "no"


def are_conveyed(event: ViewsRecorded) -> bool:
    """Whether these are the child's views."""
    return event.participation not in NOT_CONVEYED


def wish_in(event: ViewsRecorded) -> str | None:
    """The child's wish, when the view has one that counts."""
    return event.wish if are_conveyed(event) or event.wish == "no" else None


def wish_of(event: ViewsRecorded, at: datetime) -> Wish:
    """Return what a view says of a wish."""
    return Wish(
        day=event.date,
        at=at,
        lead_id=event.lead_id,
        stage=event.stage,
        wish=wish_in(event),
        conveyed=are_conveyed(event),
    )
