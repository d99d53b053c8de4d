"""What the child wants of each lead, and who refused contact or meeting (DOMAIN 3; hard cases 14 and 15).

Agreement as such is `shared/rules/agreement.py`. A veto about one lead needs no reason and is lifted by a
later wish. From 18 on nobody else's refusal on the child's behalf counts (`Journey.refused`).
"""

from collections.abc import Iterator
from datetime import date

from services.family_finding.picture import Picture
from services.family_finding.since import ABOUT_CONTACT
from services.family_finding.state import Search
from shared.rules.views import Wish

_OTHERS = ("pr_holder", "authority")
_ATTEND = ("attend",)
NO_MEETING = "child-wants-messages-only"
"""The child wants to write to this person: letters, and no invitation (DOMAIN 3)."""


def contact_refused(picture: Picture, lead_id: str, today: date) -> str | None:
    """Who refused contact, with everybody or with this person, and did not give it since."""
    journey = picture.search.journey
    if journey.refused("child", ("contact",), today):
        return "child-withdrew-contact"
    for giver, reason in zip(_OTHERS, ("pr-holder-refused", "authority-refused"), strict=True):
        if journey.refused(giver, ("contact",), today) or any(
            journey.refused(giver, ABOUT_CONTACT, today, member) for member in picture.same(lead_id)
        ):
            return reason
    return None


def meeting_refused(picture: Picture, lead_id: str, today: date) -> str | None:
    """Who refused that this person, or anybody, attends; or that the child wants to write only."""
    return next(_refusals_to_meet(picture, lead_id, today), None)


def _refusals_to_meet(picture: Picture, lead_id: str, today: date) -> Iterator[str]:
    journey, same = picture.search.journey, picture.same(lead_id)
    reasons = {"child": "child-will-not-attend", "pr_holder": "pr-holder-refused-attend"}
    for giver, reason in {**reasons, "authority": "authority-refused-attend"}.items():
        if journey.refused(giver, _ATTEND, today) or any(
            journey.refused(giver, _ATTEND, today, member) for member in same
        ):
            yield reason
    if any(journey.refused("lead", _ATTEND, today, member) for member in same):
        yield "lead-will-not-attend"
    if picture.wants_messages_only(lead_id):
        yield NO_MEETING


def last_wish(search: Search, lead_id: str) -> Wish | None:
    """The child's last word about a lead."""
    return Picture(search).wish(lead_id)


def child_vetoes(search: Search, lead_id: str) -> bool:
    """Whether the child said no to this person, as a wish or by withdrawing agreement about them."""
    return is_vetoed(Picture(search), lead_id)


def is_vetoed(picture: Picture, lead_id: str) -> bool:
    """Whether the child said no to this lead."""
    wish = picture.wish(lead_id)
    if wish is not None and wish.wish == "no":
        return True
    return picture.search.journey.agreements.refused("child", ABOUT_CONTACT, lead_id)
