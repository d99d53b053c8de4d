"""A referral that is told again: what its form now says against the work counts at once (DOMAIN 3).

The child has not agreed after all, somebody with parental responsibility refuses, or the talk with the
reviewing officer is recorded: `referral_form.py` says what the form means, in whatever order it is told.
"""

from services.eligibility.agreement import hear
from services.eligibility.policies.book import PolicyBook
from services.eligibility.referral import follow, on_referral_made, tell_of_the_form, with_form
from services.eligibility.state import Eligibility
from services.eligibility.turn import in_turn, turn_of
from shared.contracts.case_system import ReferralMade
from shared.effects import Context, Decision, Note


def on_referral_told(
    state: Eligibility, event: ReferralMade, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take a referral in, or what is new in one that is known; raises as `on_referral_made` does."""
    repeated = Note("referral-repeated", {"referral_id": event.referral_id})
    is_current = state.referral is not None and state.referral.referral_id == event.referral_id
    if not is_current and event.referral_id not in state.earlier_referrals:
        return on_referral_made(state, event, ctx, book=book)
    now = with_form(state, event, ctx) if event.referral_id in state.forms else state
    if now is state:
        return Decision(state, (repeated,))
    turn = turn_of(book, ctx, ctx.event_id)
    heard = hear(state, now, turn)
    followed = in_turn(heard.state, turn, tell_of_the_form, follow)
    return Decision(followed.state, (repeated, *heard.effects, *followed.effects))
