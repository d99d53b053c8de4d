"""What counts of the child's views, for every service (DOMAIN 3 and 7).

Participation codes say how views were conveyed. Where they were not, what is written beside them is not the
child's word, save a no: to stop needs no proof.
"""

from shared.contracts.case_child import ViewsRecorded

NOT_CONVEYED = frozenset({"PN4", "PN7"})
"""Attended, or did not attend, and views were not conveyed."""


def are_conveyed(event: ViewsRecorded) -> bool:
    """Whether these are the child's views."""
    return event.participation not in NOT_CONVEYED


def wish_in(event: ViewsRecorded) -> str | None:
    """The child's wish, when the view has one that counts."""
    return event.wish if are_conveyed(event) or event.wish == "no" else None
