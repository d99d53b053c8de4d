"""What the child wants of each lead, and who refused contact (DOMAIN 3; hard cases 14 and 15).

Agreement as such is `shared/rules/agreement.py`. A veto about one lead needs no reason and is lifted by a
later wish. Of the child's wishes the last word counts: the one of the later day, on the same day that of the
later event, whichever is told first.
"""

from services.family_finding.same_person import same_person
from services.family_finding.state import Search, Wish

WANTED = frozenset({"yes", "message_only"})
ABOUT_CONTACT = ("all", "search", "contact")
"""Agreements about one person without which nobody is in touch with that person."""


def contact_refused(search: Search, lead_id: str) -> str | None:
    """Who refused contact, with everybody or with this person, and did not give it since."""
    agreements = search.journey.agreements
    if agreements.refused("child", ("contact",)):
        return "child-withdrew-contact"
    for giver, reason in (("pr_holder", "pr-holder-refused"), ("authority", "authority-refused")):
        if agreements.refused(giver, ("contact",)) or any(
            agreements.refused(giver, ABOUT_CONTACT, member) for member in same_person(search, lead_id)
        ):
            return reason
    return None


def last_wish(search: Search, lead_id: str) -> Wish | None:
    """The child's last word about a lead."""
    return max(search.wishes.get(lead_id, ()), key=lambda wish: (wish.day, wish.at), default=None)


def child_vetoes(search: Search, lead_id: str) -> bool:
    """Whether the child said no to this person, as a wish or by withdrawing agreement about them."""
    wish = last_wish(search, lead_id)
    return (wish is not None and wish.wish == "no") or search.journey.agreements.refused(
        "child", ABOUT_CONTACT, lead_id
    )


def child_wants(search: Search, lead_id: str) -> bool | None:
    """Whether the child's own last words want this person approached; None when there are none that count.

    `not_now` and `find_out_only` are no; a wish from before everything stopped must be said again.
    """
    wishes = [last_wish(search, member) for member in same_person(search, lead_id)]
    if any(wish is not None and wish.wish not in WANTED for wish in wishes):
        return False
    return True if wishes[0] is not None and wishes[0].fresh else None


def with_wish(search: Search, lead_id: str, wish: Wish) -> Search:
    """The search with this view about a lead; a corrected view replaces itself."""
    others = tuple(kept for kept in search.wishes.get(lead_id, ()) if kept.view_id != wish.view_id)
    return search.model_copy(update={"wishes": {**search.wishes, lead_id: (*others, wish)}})


def without_view(search: Search, view_id: str, but: str | None) -> Search:
    """The search with no wish from this view, save about one lead: a correction leaves nothing elsewhere."""
    for lead_id, said in search.wishes.items():
        left = tuple(wish for wish in said if wish.view_id != view_id)
        if lead_id == but or len(left) == len(said):
            continue
        search = search.model_copy(update={"wishes": {**search.wishes, lead_id: left}})
        if lead_id in search.leads:
            asked = search.lead(lead_id).model_copy(update={"asked_again": False})
            search = search.with_lead(lead_id, asked)
    return search
