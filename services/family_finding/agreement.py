"""What the child, those with parental responsibility and the leads agreed to (DOMAIN 3).

Hard cases 14 and 15. Withdrawal by the child stops everything; only a later `given` lifts it. A veto about
one lead needs no reason and is lifted by a later wish. The later word counts: for wishes the later day.
"""

from collections.abc import Iterable

from services.family_finding.same_person import same_person
from services.family_finding.state import Agreement, Search, Wish
from shared.contracts.case_child import ConsentChanged, ViewsRecorded

NARROWER = ("search", "contact", "attend", "share")
WANTED = frozenset({"yes", "message_only"})
NOT_CONVEYED = frozenset({"PN4", "PN7"})
"""Participation codes that say that no views were conveyed: they do not count as views."""


def agreement_key(given_by: str, scope: str, lead_id: str | None = None) -> str:
    """The name of one agreement: who gives it, to what, about whom."""
    return f"{given_by} {scope} {lead_id or ''}"


def refused(search: Search, given_by: str, scopes: Iterable[str], lead_id: str | None = None) -> bool:
    """Whether one of these scopes was refused or withdrawn and not given since."""
    if not search.agreements:
        return False
    kept = (search.agreements.get(agreement_key(given_by, scope, lead_id)) for scope in scopes)
    return any(agreement is not None and agreement.decision != "given" for agreement in kept)


def with_agreement(search: Search, event: ConsentChanged, agreement: Agreement) -> Search:
    """The search with this decision; `given` for everything also lifts the giver's earlier, narrower no."""
    lifts = event.scope == "all" and event.decision == "given"
    narrower = {agreement_key(event.given_by, scope, event.lead_id) for scope in NARROWER if lifts}
    kept = {
        key: one
        for key, one in search.agreements.items()
        if key not in narrower or one.day > agreement.day or one.at > agreement.at
    }
    key = agreement_key(event.given_by, event.scope, event.lead_id)
    return search.model_copy(update={"agreements": {**kept, key: agreement}})


def child_withdrew(search: Search) -> bool:
    """Whether the child withdrew or refused everything, or the search."""
    return refused(search, "child", ("all", "search"))


def contact_refused(search: Search, lead_id: str) -> str | None:
    """Who refused contact, with everybody or with this person, and did not give it since."""
    if refused(search, "child", ("contact",)):
        return "child-withdrew-contact"
    for giver, reason in (("pr_holder", "pr-holder-refused"), ("authority", "authority-refused")):
        if refused(search, giver, ("contact",)) or any(
            refused(search, giver, ("all", "search", "contact"), member)
            for member in same_person(search, lead_id)
        ):
            return reason
    return None


def last_wish(search: Search, lead_id: str) -> Wish | None:
    """The child's last word about a lead."""
    return max(search.wishes.get(lead_id, ()), key=lambda wish: (wish.day, wish.at), default=None)


def child_vetoes(search: Search, lead_id: str) -> bool:
    """Whether the child said no to this person, as a wish or by withdrawing agreement about them."""
    wish = last_wish(search, lead_id)
    return (wish is not None and wish.wish == "no") or refused(
        search, "child", ("all", "search", "contact"), lead_id
    )


def child_wants(search: Search, lead_id: str) -> bool | None:
    """Whether the child's own last words want this person approached; None when there are none that count.

    `not_now` and `find_out_only` are no; a wish from before everything stopped must be said again.
    """
    wishes = [last_wish(search, member) for member in same_person(search, lead_id)]
    if any(wish is not None and wish.wish not in WANTED for wish in wishes):
        return False
    return True if wishes[0] is not None and wishes[0].fresh else None


def with_wish(search: Search, event: ViewsRecorded, wish: Wish) -> Search:
    """The search with this view about a lead; a corrected view replaces itself."""
    lead_id = event.lead_id or ""
    others = tuple(kept for kept in search.wishes.get(lead_id, ()) if kept.view_id != wish.view_id)
    return search.model_copy(update={"wishes": {**search.wishes, lead_id: (*others, wish)}})


def conveys_a_wish(event: ViewsRecorded) -> bool:
    """Whether the view says something about a lead that counts; a no always does."""
    conveyed = event.participation not in NOT_CONVEYED
    return event.lead_id is not None and event.wish is not None and (conveyed or event.wish == "no")
