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
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from services.eligibility.on_day import ChildOnDay
from services.eligibility.referral_form import PositionSaid, position_in
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn
from services.eligibility.turning_points import CONSENT_AGE
from shared.clock import age_on
from shared.contracts.case_system import ParentalResponsibility
from shared.contracts.records import period_is_current
from shared.errors import TooEarly
from shared.rules.agreement import EVERYTHING, Consent
from shared.rules.codes import ADULT, CARE_ORDERS, LEGAL_STATUS
from shared.rules.words import latest

Position = Literal["given", "refused", "not_sought", "not_found", "not_needed"]
AgeGroup = Literal["adult", "16-17", "under-16"]
Verdict = Literal["settled", "a-person-decides", "blocked"]


class Standing(NamedTuple):
    """What a position means on a day; the reason is a code, of the hold or of what a referral waits for."""

    verdict: Verdict
    reason: str = "pr-settled"


NOBODY_ASKED: Final = PositionSaid(
    at=datetime.min.replace(tzinfo=UTC), position=ParentalResponsibility(position="not_sought")
)
"""Where no word that counts is known."""

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

    A fact that is only missing asks for a pause at most: see `grounds.py`.
    """
    if state.record is None:
        return True
    on_day = ChildOnDay(state.record, turn.today)
    is_known = state.record.care is not None and (
        on_day.legal_status in LEGAL_STATUS or not period_is_current(state.record.care, turn.today)
    )
    return not is_known and _position_stands(state, turn, authority_holds=True).verdict == "settled"


def _position_stands(state: Eligibility, turn: Turn, *, authority_holds: bool) -> Standing:
    means = _position_means(state, turn, authority_holds=authority_holds)
    if means.verdict != "a-person-decides" or state.referral is None:
        return means
    said = position_to_decide(state, turn)
    return _SETTLED if state.referral.position_decided == said else means


def _position_means(state: Eligibility, turn: Turn, *, authority_holds: bool) -> Standing:
    position, authority_says = _position(state, turn, authority_holds=authority_holds)
    return standing(
        position.position,
        age_group(state, turn),
        authority_holds=authority_holds,
        authority_says=authority_says,
        consent_needed=turn.policy.referral.holder_consent_needed,
    )


def effective_position(state: Eligibility, turn: Turn) -> ParentalResponsibility:
    """Return the position that counts today; from 18 on nobody holds parental responsibility any more.

    Any holder's refusal that stands makes it refused: no other holder's agreement lifts it (hard case 73).
    What the authority said in the place of a holder counts while it holds parental responsibility itself.
    """
    return _position(state, turn, authority_holds=authority_may_decide(state, turn))[0]


def position_to_decide(state: Eligibility, turn: Turn) -> str:
    """Return the position, and whose refusals make it, as a named person decides on it: a new one is news."""
    refusals = sorted(state.agreements.of_giver("pr_holder", given=False))
    return " ".join((effective_position(state, turn).position, *refusals))


def position_since(state: Eligibility) -> datetime:
    """Return when the position was last said otherwise: who decided before did not know of it (aware UTC)."""
    refusal = state.agreements.refusal("pr_holder", EVERYTHING)
    said = _last_said(state).at
    return said if refusal is None else max(said, refusal.at)


def _position(
    state: Eligibility, turn: Turn, *, authority_holds: bool
) -> tuple[ParentalResponsibility, bool]:
    """The position, and whether it is the authority's word in the place of a holder."""
    if state.referral is None or state.record is None:
        raise TooEarly(awaits="referral")
    said = _last_said(state)
    if age_group(state, turn) == "adult":
        return ParentalResponsibility(position="not_needed", date=said.position.date), False
    refusal = state.agreements.refusal("pr_holder", EVERYTHING)
    decided = _said_by_authority(state) if authority_holds else None
    if refusal is not None:
        if decided is None or decided.said_on < refusal.day or decided.at <= refusal.at:
            return ParentalResponsibility(position="refused", date=refusal.day), False
    elif decided is None or said.position.position == "given" or said.is_later_than(decided):
        return said.position, False
    return ParentalResponsibility(position="not_needed", date=decided.day), True


def _last_said(state: Eligibility) -> PositionSaid:
    """The last word of the referral's form or of a holder who agreed; without one nobody was asked."""
    words = [
        PositionSaid(day=one.day, at=one.at, position=ParentalResponsibility(position="given", date=one.day))
        for one in state.agreements.of_giver("pr_holder", given=True).values()
    ]
    stated = position_in(state.contents)
    if stated is not None and stated.position.position not in ("given", "refused"):
        words.append(stated)
    return latest(words) or stated or NOBODY_ASKED


def _said_by_authority(state: Eligibility) -> Consent | None:
    """What the authority decided in a holder's place, while it held parental responsibility itself."""
    given = state.agreements.of_giver("authority", given=True)
    return latest(word for name, word in given.items() if name not in state.without_responsibility)


def position_accepted(state: Eligibility, turn: Turn) -> ParentalResponsibility:
    """Return the position with which a referral is accepted (gate G1).

    What a named person decided needs nobody's word; that a holder was not found stays said.
    """
    position, holds = effective_position(state, turn), authority_may_decide(state, turn)
    by_a_person = _position_means(state, turn, authority_holds=holds).verdict == "a-person-decides"
    if by_a_person and (position.position != "not_found" or age_group(state, turn) != "under-16"):
        return ParentalResponsibility(position="not_needed", date=turn.today)
    return position


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
