"""Where those with parental responsibility stand (DOMAIN 1 step 2; hard cases 4, 16, 17)."""

from services.eligibility.on_day import ChildOnDay
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn
from shared.clock import age_on
from shared.codes import ADULT, CARE_ORDERS
from shared.contracts.case_system import ConsentChanged, ParentalResponsibility
from shared.errors import TooEarly


def effective_position(state: Eligibility, turn: Turn) -> ParentalResponsibility:
    """Return the position that counts today; from 18 on nobody holds parental responsibility any more."""
    if state.referral is None or state.record is None:
        raise TooEarly(awaits="referral")
    stated = state.referral.parental_responsibility
    if age_on(state.record.date_of_birth, turn.today) >= ADULT:
        return ParentalResponsibility(position="not_needed", date=stated.date)
    return stated


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
