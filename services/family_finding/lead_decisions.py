"""The handlers about leads: their records, checks, and who is who. Pure."""

from itertools import pairwise

from services.family_finding.matching import pair, suggestions
from services.family_finding.picture import Picture
from services.family_finding.register import CheckWord, check_word
from services.family_finding.settle import settle
from services.family_finding.state import Lead, Likeness, Search
from services.family_finding.told import dated_ahead, told_late
from shared.contracts.case_search import CheckRecorded, LeadMergeDecided, LeadRecorded
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.rules.leads import LeadVersions
from shared.rules.tasks import About, raise_task
from shared.rules.versions import is_far
from shared.rules.words import Word, after_telling, is_known


def on_lead_recorded(state: Search, event: LeadRecorded, ctx: Context) -> Decision[Search]:
    """The lead is registered with every gate closed, and compared with the child's other leads.

    `ctx.facts` is the lead's `Likeness`, or None when the case system refuses to say who it is. A corrected
    identity (relationship, or what kind of person it is) makes checks of identity and approval stale.
    """
    lead = state.leads.get(event.lead_id, Lead())
    if isinstance(ctx.facts, Likeness):
        lead = lead.model_copy(update={"likeness": ctx.facts})
    people = state.people.after(event, ctx.recorded_at)
    after = state.model_copy(update={"people": people}).with_lead(event.lead_id, lead)
    before = _far_versions(state.people.leads.get(event.lead_id))
    far = _far_versions(people.leads[event.lead_id])
    tasks = [_beyond_reason(state.child_id, event.lead_id, version) for version in sorted(far - before)]
    found = suggestions(after, event.lead_id)
    suggested = (*state.suggested, *(pair(*match.lead_ids) for match in found))
    after = after.model_copy(update={"suggested": suggested})
    return settle(after, ctx, *tasks, *(Emit(match) for match in found))


def _far_versions(versions: LeadVersions | None) -> set[int]:
    """Return the versions of a lead's record that lie beyond reason above the one before."""
    numbers = sorted(told.version for told in versions.told) if versions else []
    return {after for before, after in pairwise(numbers) if is_far(after, before)}


def _beyond_reason(child_id: str, lead_id: str, version: int) -> Effect:
    about = About(f"{lead_id}-{version}", lead_id=lead_id)
    return raise_task(child_id, "version-beyond-reason", ("social_worker",), about)


def on_check_recorded(state: Search, event: CheckRecorded, ctx: Context) -> Decision[Search]:
    """A check is kept, even before its lead; whether it counts follows from everything known."""
    word = check_word(event, ctx.recorded_at)
    known = is_known(state.checks, event.check_id, word)
    checks = after_telling(state.checks, event.check_id, word)
    people = state.people.after(event, ctx.recorded_at)
    after = state.model_copy(update={"checks": checks, "people": people})
    picture = Picture(after)
    effects = () if known else _about_check(picture, event.check_id, word)
    return settle(after, ctx, *effects, picture=picture)


def _about_check(picture: Picture, check_id: str, word: CheckWord) -> tuple[Effect, ...]:
    child_id, record = picture.search.child_id, f"check {check_id}"
    ahead = dated_ahead(child_id, record, word, word.lead_id)
    if word.result == "concern":
        is_last_word = len(picture.search.checks[check_id]) == 1
        stands = word.key in picture.concerns(word.lead_id)
        return ahead if stands or not is_last_word else (*ahead, *told_late(child_id, record, word.lead_id))
    if word.result != "clear":
        return ahead
    if not picture.may_sign(word):
        about = About(check_id, lead_id=word.lead_id, reason=word.role, missing=(word.check,))
        task = raise_task(child_id, "check-needs-another-role", ("social_worker", "manager"), about)
        return (*ahead, task)
    if picture.is_stale(word):
        detail = {"check_id": check_id, "gate": word.gate, "check": word.check}
        return (*ahead, Note("check-from-before-a-change", detail))
    return ahead


def on_merge_decided(state: Search, event: LeadMergeDecided, ctx: Context) -> Decision[Search]:
    """Merged leads share whatever bars either; merging and unmerging both make identity stale (hard case 26).

    It is kept even before the leads are known. An older merge told late joins nobody, and is told.
    """
    people = state.people.after(event, ctx.recorded_at)
    after = state.model_copy(update={"people": people})
    if {key: len(told) for key, told in people.joined.items()} == {
        key: len(told) for key, told in state.people.joined.items()
    }:
        return settle(after, ctx)
    picture = Picture(after)
    first, *others = event.lead_ids
    record = f"lead-merge {event.decision_id or '.'.join(sorted(event.lead_ids))}"
    effects = list(dated_ahead(state.child_id, record, Word(day=event.date, at=ctx.recorded_at), first))
    if event.decision == "merge" and not set(others) <= set(picture.same(first)):
        effects += told_late(state.child_id, record, first)
    return settle(after, ctx, *effects, picture=picture)
