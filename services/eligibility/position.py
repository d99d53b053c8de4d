"""Where those with parental responsibility stand, and what that means (DOMAIN 1 step 2).

| Age | Legal status | given | not needed | refused | not found, not sought |
|---|---|---|---|---|---|
| 18 and over | any | settled | settled | settled | settled |
| 16 and 17 | any | settled | settled | a person decides | a person decides |
| under 16 | C1 C2 E1: the authority's too | settled | settled | the authority decides | a person decides |
| under 16 | V2 (s20), other, not known | settled | a person decides | blocked | a person decides |

At 16 and 17 the young person's own agreement carries it. Where the authority holds it, its own decision, with
reasons, settles a refusal; elsewhere a refusal stands until the holder takes it back. Nobody with parental
responsibility is ever told by software: who was not sought may be one who must not know. Under a policy that
needs a holder's consent only `given` settles it, or the authority's own word where it holds it. Hard cases 4,
16 and 17.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from services.eligibility.on_day import ChildOnDay
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn
from services.eligibility.turning_points import CONSENT_AGE
from shared.clock import age_on
from shared.contracts.case_system import ConsentChanged, ParentalResponsibility
from shared.contracts.records import period_is_current
from shared.errors import TooEarly
from shared.rules.agreement import EVERYTHING
from shared.rules.codes import ADULT, CARE_ORDERS, LEGAL_STATUS

Position = Literal["given", "refused", "not_sought", "not_found", "not_needed"]
AgeGroup = Literal["adult", "16-17", "under-16"]
Verdict = Literal["settled", "a-person-decides", "blocked"]


class Standing(NamedTuple):
    """What a position means on a day; the reason is a code, of the hold or of what a referral waits for."""

    verdict: Verdict
    reason: str = "pr-settled"


_SETTLED: Final = Standing("settled")
_UNSETTLED: Final[Mapping[Position, Standing]] = {
    "not_sought": Standing("a-person-decides", "pr-not-sought"),
    "not_found": Standing("a-person-decides", "pr-not-found"),
}
_AUTHORITY_DECIDES: Final = Standing("blocked", "pr-refused")
_HOLDER_DECIDES: Final = Standing("blocked", "pr-refused-holder-decides")
_CONSENT_NEEDED: Final = Standing("blocked", "pr-consent-needed")

_WITHOUT_AUTHORITY: Final[Mapping[Position, Standing]] = {
    **_UNSETTLED,
    "not_needed": Standing("a-person-decides", "pr-said-not-needed"),
    "refused": _HOLDER_DECIDES,
}
RULES: Final[Mapping[tuple[AgeGroup, bool], Mapping[Position, Standing]]] = {
    ("16-17", True): {**_UNSETTLED, "refused": Standing("a-person-decides", "pr-refused-at-16")},
    ("16-17", False): {**_UNSETTLED, "refused": Standing("a-person-decides", "pr-refused-at-16")},
    ("under-16", True): {**_UNSETTLED, "refused": _AUTHORITY_DECIDES},
    ("under-16", False): _WITHOUT_AUTHORITY,
}
"""By age, and whether the authority holds parental responsibility; what is not named is settled."""


def standing(
    position: Position, age: AgeGroup, *, authority_holds: bool, authority_says: bool, consent_needed: bool
) -> Standing:
    """Say what a position means. `authority_says`: the authority decided in the place of a holder.

    `consent_needed` is the policy's: under 18 nothing but consent settles it.
    """
    if age == "adult" or position == "given":
        return _SETTLED
    if authority_says and authority_holds and position == "not_needed":
        return _SETTLED
    if not consent_needed:
        return RULES[age, authority_holds].get(position, _SETTLED)
    if position == "refused":
        return _AUTHORITY_DECIDES if authority_holds else _HOLDER_DECIDES
    return _CONSENT_NEEDED


def position_stands(state: Eligibility, turn: Turn) -> Standing:
    """Say what the position of today means; what a named person decided of it is settled."""
    return _position_stands(state, turn, authority_holds=authority_may_decide(state, turn))


def is_only_unclear(state: Eligibility, turn: Turn) -> bool:
    """Tell whether nothing but an unknown legal status unsettles the position.

    A fact that is only missing stops no work that is under way: see `journey.AGAINST`.
    """
    if state.record is None:
        return True
    on_day = ChildOnDay(state.record, turn.today)
    is_known = state.record.care is not None and (
        on_day.legal_status in LEGAL_STATUS or not period_is_current(state.record.care, turn.today)
    )
    return not is_known and _position_stands(state, turn, authority_holds=True).verdict == "settled"


def _position_stands(state: Eligibility, turn: Turn, *, authority_holds: bool) -> Standing:
    found = _position_means(state, turn, authority_holds=authority_holds)
    if found.verdict != "a-person-decides" or state.referral is None:
        return found
    position = _position(state, turn, authority_holds=authority_holds).position
    return _SETTLED if state.referral.position_decided == position else found


def _position_means(state: Eligibility, turn: Turn, *, authority_holds: bool) -> Standing:
    if state.referral is None:
        raise TooEarly(awaits="referral")
    return standing(
        _position(state, turn, authority_holds=authority_holds).position,
        age_group(state, turn),
        authority_holds=authority_holds,
        authority_says=state.referral.position_by_authority,
        consent_needed=turn.policy.referral.holder_consent_needed,
    )


def effective_position(state: Eligibility, turn: Turn) -> ParentalResponsibility:
    """Return the position that counts today; from 18 on nobody holds parental responsibility any more.

    What the authority said in the place of a holder counts while it holds parental responsibility itself:
    after that, a holder's refusal that was never taken back counts again.
    """
    return _position(state, turn, authority_holds=authority_may_decide(state, turn))


def _position(state: Eligibility, turn: Turn, *, authority_holds: bool) -> ParentalResponsibility:
    if state.referral is None or state.record is None:
        raise TooEarly(awaits="referral")
    stated = state.referral.parental_responsibility
    if age_group(state, turn) == "adult":
        return ParentalResponsibility(position="not_needed", date=stated.date)
    refusal = state.agreements.refusal("pr_holder", EVERYTHING)
    if state.referral.position_by_authority and refusal and not authority_holds:
        return ParentalResponsibility(position="refused", date=refusal.day)
    return stated


def position_accepted(state: Eligibility, turn: Turn) -> ParentalResponsibility:
    """Return the position with which a referral is accepted (gate G1).

    What a named person decided needs nobody's word; that a holder was not found stays said.
    """
    position, holds = effective_position(state, turn), authority_may_decide(state, turn)
    by_a_person = _position_means(state, turn, authority_holds=holds).verdict == "a-person-decides"
    if by_a_person and (position.position != "not_found" or age_group(state, turn) != "under-16"):
        return ParentalResponsibility(position="not_needed", date=turn.today)
    return position


def position_after(event: ConsentChanged) -> ParentalResponsibility:
    """Return the position once a holder, or the authority in their place, has decided."""
    if event.decision != "given":
        return ParentalResponsibility(position="refused", date=event.date)
    given_by_holder = event.given_by == "pr_holder"
    return ParentalResponsibility(position="given" if given_by_holder else "not_needed", date=event.date)


def authority_may_decide(state: Eligibility, turn: Turn) -> bool:
    """Tell whether the authority itself holds parental responsibility: under a care or placement order."""
    if state.record is None:
        return False
    return ChildOnDay(state.record, turn.today).legal_status in CARE_ORDERS


def authority_refuses(state: Eligibility) -> bool:
    """Tell whether the authority's own refusal stands; it is about the work and ends at no birthday."""
    return state.agreements.refused("authority", (EVERYTHING,))


def age_group(state: Eligibility, turn: Turn) -> AgeGroup:
    """Return which rule of parental responsibility the child's age brings today."""
    if state.record is None:
        raise TooEarly(awaits="child-record")
    age = age_on(state.record.date_of_birth, turn.today)
    if age >= ADULT:
        return "adult"
    return "16-17" if age >= CONSENT_AGE else "under-16"
