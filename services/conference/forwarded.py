"""What was told under a record that was merged away, told on by family finding (hard case 68). Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.conference.journey import on_consent_changed
from services.conference.lead_decisions import on_check_recorded, on_told, on_views_recorded
from services.conference.state import Conferences
from shared.contracts.envelope import Event
from shared.contracts.our_search import WordForwarded
from shared.effects import Context, Decision, Effect, Note

Handle = Callable[[Conferences, Any, Context], Decision[Conferences]]
"""Each handler takes its own kind of event."""


def on_word_forwarded(state: Conferences, event: WordForwarded, ctx: Context) -> Decision[Conferences]:
    """Handle the word as if it had been told of this child, at the time when it was first told."""
    then = replace(ctx, event_time=event.told_at)
    effects: list[Effect] = []
    handlers: tuple[tuple[Event | None, Handle], ...] = (
        (event.restriction, on_told),
        (event.merge, on_told),
        (event.consent, on_consent_changed),
        (event.views, on_views_recorded),
        (event.check, on_check_recorded),
    )
    for word, handle in handlers:
        if word is not None:
            decision = handle(state, word.model_copy(update={"child_id": state.child_id}), then)
            state = decision.state
            effects += decision.effects
    return Decision(state, tuple(effects) or (Note("nothing-new", {"type": event.TYPE}),))
