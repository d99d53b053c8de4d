"""A referral that is told again: what its form now says against the work counts at once (DOMAIN 3).

The child has not agreed after all, somebody with parental responsibility refuses, or the talk with the
reviewing officer is recorded. It opens nothing else: what was refused ends by the word of those who refused
(`shared/rules/agreement.py`). An older telling changes nothing.
"""

from datetime import date
from typing import Literal

from services.eligibility.agreement import on_consent_changed
from services.eligibility.policies.book import PolicyBook
from services.eligibility.referral import follow, on_referral_made
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import turn_of
from shared.clock import london_date
from shared.contracts.case_system import ConsentChanged, ReferralMade
from shared.effects import Context, Decision, Effect, Note


def on_referral_told(
    state: Eligibility, event: ReferralMade, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take a referral in, or what is new in one that is known; raises as `on_referral_made` does."""
    referral = state.referral
    if event.referral_id in state.earlier_referrals:
        return Decision(state, (_repeated(event),))
    if referral is None or referral.referral_id != event.referral_id:
        return on_referral_made(state, event, ctx, book=book)
    news = _news(state, referral, event, ctx)
    if not news:
        return Decision(state, (_repeated(event),))
    known = referral.model_copy(update={**news, "made_at": ctx.event_time})
    state, effects = state.model_copy(update={"referral": known}), [_repeated(event)]
    for word in _taken_back(referral, event, ctx):
        decision = on_consent_changed(state, word, ctx, book=book)
        state, effects = decision.state, [*effects, *decision.effects]
    followed = follow(state, turn_of(book, ctx, ctx.event_id))
    return Decision(followed.state, (*effects, *followed.effects))


def _news(state: Eligibility, referral: Referral, event: ReferralMade, ctx: Context) -> dict[str, object]:
    """Return what the form says otherwise than before, of a referral that is not over."""
    is_older = referral.made_at is not None and ctx.event_time < referral.made_at
    if is_older or not (state.referral_is_pending or state.under_way):
        return {}
    position = event.parental_responsibility.position
    said: dict[str, object] = {"agreed": event.child_agreement.given, "position_stated": position}
    if state.referral_is_pending and event.discussed_with_iro is not None:
        said["discussed_with_iro"] = event.discussed_with_iro
    return {name: value for name, value in said.items() if getattr(referral, name) != value}


def _taken_back(referral: Referral, event: ReferralMade, ctx: Context) -> list[ConsentChanged]:
    """Return the refusals that the form did not state before, as if they had been told by themselves."""
    agreement, position = event.child_agreement, event.parental_responsibility
    words = []
    if referral.agreed and not agreement.given:
        words.append(_refusal(event, "child", agreement.date or london_date(ctx.event_time)))
    if referral.position_stated != "refused" and position.position == "refused":
        words.append(_refusal(event, "pr_holder", position.date or london_date(ctx.event_time)))
    return words


def _refusal(event: ReferralMade, giver: Literal["child", "pr_holder"], day: date) -> ConsentChanged:
    return ConsentChanged(
        child_id=event.child_id,
        consent_id=event.referral_id,
        given_by=giver,
        scope="all",
        decision="refused",
        date=day,
    )


def _repeated(event: ReferralMade) -> Effect:
    return Note("referral-repeated", {"referral_id": event.referral_id})
