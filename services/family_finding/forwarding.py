"""What is told of a record that was merged away goes on to the record that was kept (hard case 68). Pure.

What closes something is told on at once: at the merge everything that stands, later each word as it comes. Of
anything else a worker of the kept record is told, once for each kind. A word that came by a record is never
told back to it, so that merges in a circle end.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.family_finding.lead_decisions import on_check_recorded, on_merge_decided
from services.family_finding.picture import Picture
from services.family_finding.register import contact_word
from services.family_finding.retelling import standing_words
from services.family_finding.settle import settle
from services.family_finding.state import Search
from services.family_finding.word_decisions import (
    on_consent_changed,
    on_restriction_recorded,
    on_views_recorded,
)
from shared.contracts.case_child import ConsentChanged, ViewsRecorded
from shared.contracts.case_search import CheckRecorded, ContactRecorded, LeadMergeDecided, RestrictionRecorded
from shared.contracts.envelope import Event
from shared.contracts.our_search import WordForwarded
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.rules.tasks import About, raise_task
from shared.rules.views import wish_in
from shared.rules.words import after_telling

Decide = Callable[[Search, Any, Context], Decision[Search]]

WORDS: dict[type[Event], str] = {
    RestrictionRecorded: "restriction",
    ConsentChanged: "consent",
    ViewsRecorded: "views",
    CheckRecorded: "check",
    ContactRecorded: "contact",
    LeadMergeDecided: "merge",
}
"""The field of `word.forwarded` for each kind of word."""

_CLOSING_OUTCOMES = ("unsure", "declined", "wrong_person", "deceased")
_REGISTERS = ("checks", "contacts", "steps", "people", "records")


def telling_on(decide: Decide) -> Decide:
    """Return a handler that also tells on what it heard of a record that was merged away."""

    def decided(state: Search, event: Event, ctx: Context) -> Decision[Search]:
        decision = decide(state, event, ctx)
        kept = decision.state.journey.kept_records(state.child_id)
        if not kept or not _is_new(state, decision.state):
            return decision
        return _told_on(decision, event, ctx, kept)

    return decided


def _told_on(
    decision: Decision[Search], event: Event, ctx: Context, kept: tuple[str, ...]
) -> Decision[Search]:
    path: tuple[str, ...] = ()
    at = ctx.recorded_at
    word: Event | None = event
    if isinstance(event, WordForwarded):
        path, at, word = event.retired_ids, min(event.told_at, ctx.now), word_in(event)
    if word is not None and closes(word):
        effects = [_forwarded(decision.state, word, at, one, path) for one in kept if one not in path]
        return Decision(decision.state, (*decision.effects, *effects))
    kind = event.TYPE.split(".")[1]
    if kind in decision.state.told_on:
        return decision
    state = decision.state.model_copy(update={"told_on": (*decision.state.told_on, kind)})
    about = About(f"{state.child_id}-{kind}", reason=kind)
    tasks = [raise_task(one, "told-under-retired-record", ("social_worker",), about) for one in kept]
    return Decision(state, (*decision.effects, *tasks))


def _is_new(before: Search, after: Search) -> bool:
    """Whether an event said anything new."""
    agreements = (before.journey.agreements, after.journey.agreements)
    return agreements[0] != agreements[1] or any(
        getattr(before, name) != getattr(after, name) for name in _REGISTERS
    )


def word_in(event: WordForwarded) -> Event | None:
    """Return the word that was told on."""
    words = (getattr(event, name) for name in WORDS.values())
    return next((word for word in words if isinstance(word, Event)), None)


def closes(word: Event) -> bool:
    """Whether a word keeps something or somebody from the child."""
    match word:
        case RestrictionRecorded():
            found = word.ended in (None, False)
        case ConsentChanged():
            found = word.decision != "given"
        case ViewsRecorded():
            found = wish_in(word) not in (None, "yes")
        case CheckRecorded():
            found = word.result == "concern"
        case ContactRecorded():
            found = word.outcome in _CLOSING_OUTCOMES
        case LeadMergeDecided():
            found = word.decision == "merge"
        case _:
            found = False
    return found


def _forwarded(search: Search, word: Event, at: datetime, kept_id: str, path: tuple[str, ...]) -> Effect:
    inner = word.model_copy(update={"child_id": kept_id})
    return Emit(
        WordForwarded.model_validate(
            {
                "child_id": kept_id,
                "retired_ids": (*path, search.child_id),
                "told_at": at,
                WORDS[type(word)]: inner,
            }
        )
    )


def everything_standing(search: Search) -> tuple[Effect, ...]:
    """Tell on, when a record is merged away, everything that stands against anything under it."""
    words = tuple(standing_words(search, Picture(search)))
    return tuple(
        _forwarded(search, word, at, kept_id, ())
        for kept_id in search.journey.kept_records(search.child_id)
        for at, word in words
    )


def on_word_forwarded(state: Search, event: WordForwarded, ctx: Context) -> Decision[Search]:
    """A word told of a record that was merged into this one counts as if it had been told of this one."""
    word = word_in(event)
    if word is None:
        return Decision(state, (Note("forwarded-nothing", {"retired_ids": event.retired_ids}),))
    told = replace(ctx, event_time=event.told_at)
    return HANDLERS[type(word)](state, word.model_copy(update={"child_id": state.child_id}), told)


def _keep_contact(state: Search, event: ContactRecorded, ctx: Context) -> Decision[Search]:
    """Keep a contact made under the other record: its gates were looked at there, and open none here."""
    word = contact_word(event, ctx.recorded_at)
    contacts = after_telling(state.contacts, event.contact_id, word)
    return settle(state.model_copy(update={"contacts": contacts}), ctx)


HANDLERS: dict[type[Event], Decide] = {
    RestrictionRecorded: on_restriction_recorded,
    ConsentChanged: on_consent_changed,
    ViewsRecorded: on_views_recorded,
    CheckRecorded: on_check_recorded,
    ContactRecorded: _keep_contact,
    LeadMergeDecided: on_merge_decided,
}
