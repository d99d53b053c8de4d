"""What the child and the leads agreed to, as far as a conference needs it (DOMAIN 3; hard case 14).

A refusal counts at once, whatever its day. Agreement lifts it only when given on that day or later.
Positions of those with parental responsibility and of the authority reach us as frozen journeys and closed
gates.
"""

from datetime import date

from services.conference.state import Conferences
from shared.contracts.case_child import ConsentChanged

SCOPES = ("all", "contact", "attend")
"""Agreements without which nobody can be brought together."""


def refuses(state: Conferences, giver: str, lead_id: str | None = None) -> bool:
    """Whether the child (about everybody, or this lead) or this lead refused to contact or to attend."""
    return any(_key(giver, scope, lead_id) in state.refusals for scope in SCOPES)


def is_withdrawal(event: ConsentChanged) -> bool:
    """Whether the child takes back everything."""
    return _is_about_everything(event) and event.decision in ("withdrawn", "refused")


def is_return(state: Conferences, event: ConsentChanged) -> bool:
    """Whether the child agrees to everything, and not before an earlier withdrawal."""
    later = state.withdrawn_on is None or event.date >= state.withdrawn_on
    return _is_about_everything(event) and event.decision == "given" and later


def with_consent(state: Conferences, event: ConsentChanged) -> Conferences:
    """The document with this decision; agreement to everything lifts the giver's narrower refusals too."""
    refusals = dict(state.refusals)
    if event.decision == "given":
        scopes = SCOPES if event.scope == "all" else (event.scope,)
        for key in (_key(event.given_by, scope, event.lead_id) for scope in scopes):
            if refusals.get(key, date.min) <= event.date:
                refusals.pop(key, None)
    else:
        key = _key(event.given_by, event.scope, event.lead_id)
        refusals[key] = max(event.date, refusals.get(key, event.date))
    return state.model_copy(update={"refusals": refusals})


def _is_about_everything(event: ConsentChanged) -> bool:
    return event.given_by == "child" and event.scope == "all" and event.lead_id is None


def _key(giver: str, scope: str, lead_id: str | None) -> str:
    return f"{giver} {scope} {lead_id or ''}"
