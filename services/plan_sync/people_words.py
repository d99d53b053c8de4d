"""What is told of the people around the child: orders, wishes, who is who, checks. Pure.

`shared/rules/people.py` keeps it as in family finding and conference; here it decides whose promises may be
written, at once and for what stands already (hard case 61).
"""

from dataclasses import replace
from typing import TypeVar

from services.plan_sync.settle import settle
from services.plan_sync.state import PlanSync
from services.plan_sync.stops import on_consent_changed
from shared.contracts.case_search import CheckRecorded
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import WordForwarded
from shared.effects import Context, Decision
from shared.rules.concerns import check_word
from shared.rules.words import after_telling

E = TypeVar("E", bound=Event)


def on_people_word(state: PlanSync, event: Event, ctx: Context) -> Decision[PlanSync]:
    """Keep an order, a wish, a lead, a check or who is who, and work out what may be written now."""
    people, checks = state.people.after(event, ctx.recorded_at), state.checks
    if isinstance(event, CheckRecorded):
        checks = after_telling(checks, event.check_id, check_word(event, ctx.recorded_at))
    if (people, checks) == (state.people, state.checks):
        return Decision(state)
    return settle(state.model_copy(update={"people": people, "checks": checks}), ctx)


def on_word_forwarded(state: PlanSync, event: WordForwarded, ctx: Context) -> Decision[PlanSync]:
    """Take what was told of a record that was merged away as told of this one, when it was told first."""
    then = replace(ctx, event_time=event.told_at)
    if event.consent is not None:
        return on_consent_changed(state, _about(event.consent, state.child_id), then)
    for inner in (event.restriction, event.views, event.check, event.merge):
        if inner is not None:
            return on_people_word(state, _about(inner, state.child_id), then)
    return Decision(state)


def _about(inner: E, child_id: str) -> E:
    return inner.model_copy(update={"child_id": child_id})
