"""Agreement given, refused and withdrawn: by the child first of all (DOMAIN 3; hard cases 14, 16, 73).

Every word is kept by its record (`shared/rules/agreement.py`), and what it means for a referral or a journey
is worked out from all of them. What a lead says, or agreement to a part of the work or about one person, is
not about the referral: other services act on it.
"""

from dataclasses import replace

from services.eligibility.policies.book import PolicyBook
from services.eligibility.position import authority_may_decide, authority_refuses, effective_position
from services.eligibility.referral import follow, note_position, tell_of_the_holder
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn, turn_of
from services.eligibility.waiting import NEEDS_A_NAME
from shared.contracts.case_system import ConsentChanged
from shared.contracts.lifelong_links import WordForwarded
from shared.effects import Context, Decision, Effect, Note
from shared.rules.agreement import is_about_everything


def on_consent_changed(
    state: Eligibility, event: ConsentChanged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take in what the child, a holder of parental responsibility or the authority decided on everything."""
    if not is_about_everything(event) or event.given_by == "lead":
        return Decision(state)
    agreements = state.agreements.after(event, ctx.recorded_at)
    if agreements == state.agreements:
        return Decision(state)
    turn = turn_of(book, ctx, ctx.event_id)
    now = state.model_copy(update={"agreements": agreements})
    notes, now = _of_the_authority(now, event, turn)
    if now.retired:
        return Decision(now, notes)
    if agreements.still_refused(event):
        notes = (*notes, Note("agreement-older-than-refusal", {"consent_id": event.consent_id}))
    told = tell_of_the_holder(now, turn, event.consent_id)
    heard = hear(state, told.state, turn)
    followed = follow(heard.state, turn)
    return Decision(followed.state, (*notes, *told.effects, *heard.effects, *followed.effects))


def on_word_forwarded(
    state: Eligibility, event: WordForwarded, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take in agreement that was told of a record that was merged into this one, as of when it was told."""
    if event.consent is None:
        return Decision(state)
    consent = event.consent.model_copy(update={"child_id": state.child_id})
    return on_consent_changed(state, consent, replace(ctx, event_time=event.told_at), book=book)


def hear(before: Eligibility, now: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Note a new position of the holders; who was asked to decide on the one before is asked anew."""
    if now.referral is None or now.record is None or not (now.referral_is_pending or now.under_way):
        return Decision(now)
    if effective_position(before, turn) == effective_position(now, turn):
        return Decision(now)
    if now.referral.waits_for in NEEDS_A_NAME:
        asked_anew = now.referral.model_copy(update={"waits_for": None})
        now = now.model_copy(update={"referral": asked_anew})
    return note_position(now, turn)


def _of_the_authority(
    state: Eligibility, event: ConsentChanged, turn: Turn
) -> tuple[tuple[Effect, ...], Eligibility]:
    """Say what an agreement means beside the authority's own word.

    To agree in the place of a holder the authority must itself hold parental responsibility when it says so;
    without a record that shows later.
    """
    if event.decision != "given" or event.given_by == "child":
        return (), state
    if event.given_by == "pr_holder":
        stays = authority_refuses(state)
        return (Note("authority-refuses-still", {"consent_id": event.consent_id}),) if stays else (), state
    if state.record is None or authority_may_decide(state, turn):
        return (), state
    known = dict.fromkeys((*state.without_responsibility, event.consent_id))
    state = state.model_copy(update={"without_responsibility": tuple(known)})
    return (Note("authority-may-not-decide", {"consent_id": event.consent_id}),), state
