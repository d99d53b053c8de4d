"""The handlers for what people say: consents, the child's views and orders. Pure.

Each keeps the word and ends in `settle`. A word told again says nothing; one that is late or dated ahead is
told to a person, once for each record (DOMAIN 4).
"""

from services.family_finding.picture import Picture
from services.family_finding.settle import settle
from services.family_finding.state import Search
from services.family_finding.told import dated_ahead, told_late
from shared.contracts.case_child import ConsentChanged, ViewsRecorded
from shared.contracts.case_search import RestrictionRecorded
from shared.effects import Context, Decision, Effect, Note
from shared.rules.agreement import is_withdrawal
from shared.rules.restrictions import restriction_of
from shared.rules.tasks import About, raise_task
from shared.rules.views import wish_of
from shared.rules.words import Word, is_known


def on_consent_changed(state: Search, event: ConsentChanged, ctx: Context) -> Decision[Search]:
    """Withdrawal by the child stops everything at once; agreement opens it again (hard case 14)."""
    agreed = state.model_copy(update={"journey": state.journey.after(event, ctx.recorded_at)})
    before, after = state.journey.agreements, agreed.journey.agreements
    known = before.consents.get(event.consent_id, ())
    if len(after.consents[event.consent_id]) == len(known):
        return settle(agreed, ctx)
    effects = list(_about_consent(agreed, event))
    word = Word(day=event.date, at=ctx.recorded_at)
    effects += dated_ahead(state.child_id, f"consent {event.consent_id}", word, event.lead_id)
    if is_withdrawal(event) and after.child_withdrew and not before.child_withdrew:
        effects += _what_may_they_be_told(state, event)
    return settle(agreed, ctx, *effects)


def _about_consent(state: Search, event: ConsentChanged) -> tuple[Effect, ...]:
    agreements = state.journey.agreements
    if event.given_by == "lead" and event.lead_id is None:
        about = About(event.consent_id, reason=event.decision)
        return (raise_task(state.child_id, "consent-names-nobody", ("coordinator", "social_worker"), about),)
    if agreements.is_overtaken(event):
        return told_late(state.child_id, f"consent {event.consent_id}", event.lead_id)
    if not agreements.still_refused(event):
        return ()
    if event.given_by == "pr_holder" and event.holder_id is None:
        about = About(event.consent_id, lead_id=event.lead_id, reason=event.scope)
        return (raise_task(state.child_id, "holder-not-named", ("social_worker",), about),)
    return (Note("agreement-older-than-refusal", {"consent_id": event.consent_id}),)


def _what_may_they_be_told(state: Search, event: ConsentChanged) -> tuple[Effect, ...]:
    """People who heard from us may wonder: a worker asks the child what they may be told."""
    return tuple(
        raise_task(
            state.child_id,
            "ask-what-lead-may-be-told",
            ("coordinator", "social_worker"),
            About(f"{lead_id}-{event.date}", lead_id=lead_id, reason="child-withdrew"),
        )
        for lead_id in Picture(state).contacts_by_lead
    )


def on_views_recorded(state: Search, event: ViewsRecorded, ctx: Context) -> Decision[Search]:
    """The child's views: the stage is heard, and a wish about a lead counts.

    A no vetoes that person at every gate; a later yes lifts it (hard case 15). A no or not-now about the
    stage itself keeps it from being left and asks a worker to talk with the child.
    """
    word = wish_of(event, ctx.recorded_at)
    after = state.model_copy(update={"people": state.people.after(event, ctx.recorded_at)})
    if is_known(state.people.views, event.view_id, word):
        return settle(after, ctx)
    picture, record = Picture(after), f"view {event.view_id}"
    effects = list(dated_ahead(state.child_id, record, word, event.lead_id))
    if event.lead_id is None and word.wish in ("no", "not_now"):
        about = About(event.view_id, reason=event.stage)
        effects.append(
            raise_task(state.child_id, "child-is-not-ready", ("coordinator", "social_worker"), about)
        )
    elif word.wish == "no" and event.lead_id is not None:
        last = picture.wish(event.lead_id)
        if last is not None and not last.says_the_same(word):
            effects += told_late(state.child_id, record, event.lead_id)
    return settle(after, ctx, *effects, picture=picture)


def on_restriction_recorded(state: Search, event: RestrictionRecorded, ctx: Context) -> Decision[Search]:
    """A restriction is kept at once, even before its lead; any change re-closes the gates it touches."""
    word = restriction_of(event, ctx.recorded_at)
    after = state.model_copy(update={"people": state.people.after(event, ctx.recorded_at)})
    if is_known(state.people.orders, event.restriction_id, word):
        return settle(
            after, ctx, Note("restriction-says-nothing-new", {"restriction_id": event.restriction_id})
        )
    record = f"restriction {event.restriction_id}"
    return settle(after, ctx, *dated_ahead(state.child_id, record, word, word.lead_id))
