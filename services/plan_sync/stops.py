"""What stops everything outbound at once, and what opens it again: the child's wish above all.

Which event stops what is `shared/rules/journey.py`; beside that a child who no longer wants anything
shared (scope `share`) stops what is not written yet. What was approved before a stop is not written after it:
a worker decides again. A pause is no such stop: what was approved is taken back and goes on by itself.
"""

from datetime import datetime

from services.plan_sync.notices import note
from services.plan_sync.settle import settle
from services.plan_sync.state import SHARING, PlanSync
from services.plan_sync.writing import after
from shared.contracts.case_child import ConsentChanged, PersonMerged, PersonUnmerged
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Context, Decision, Effect, Note
from shared.rules.agreement import Agreements, is_withdrawal
from shared.rules.journey import Moment

AGAINST_THE_POLICY = "against-the-policy"
"""The referral was accepted by a named person although the policy says no (DOMAIN 10)."""


def moved(state: PlanSync, event: Event, ctx: Context) -> Decision[PlanSync]:
    """Take in what an event means for the journey: take back what it stops, go on with what it opens."""
    after_it = state.model_copy(update={"journey": state.journey.after(event, ctx.recorded_at)})
    cuts = [one for one in (state.decide_after, _cut(state, after_it, event, ctx.recorded_at)) if one]
    latest = max(cuts, default=None)
    if latest != state.decide_after:
        after_it = after_it.model_copy(update={"decide_after": latest})
    return settle(after_it, ctx)


def on_consent_changed(state: PlanSync, event: ConsentChanged, ctx: Context) -> Decision[PlanSync]:
    """The child's own withdrawal stops at once; what the record says of it is written once."""
    done = moved(state, event, ctx)
    before, now = state.journey.agreements, done.state.journey.agreements
    if now.still_refused(event):
        return after([Note("agreement-older-than-refusal", {"consent_id": event.consent_id})], done)
    code = _changed_for_the_child(before, now, event)
    told = [note(state.child_id, code, event.consent_id, date=event.date.isoformat())] if code else []
    return after(told, done)


def _changed_for_the_child(before: Agreements, now: Agreements, event: ConsentChanged) -> str | None:
    """What the record says of the child's own word, when it changed what may be written."""
    if before.child_withdrew != now.child_withdrew:
        if not is_withdrawal(event):
            return "child-agreed-again"
        return "child-refused" if event.decision == "refused" else "child-withdrew"
    shared, shares = (not one.refused("child", SHARING) for one in (before, now))
    if shared == shares or now.child_withdrew:
        return None
    return "child-shares-again" if shares else "child-shares-nothing"


def on_journey_frozen(state: PlanSync, event: JourneyFrozen, ctx: Context) -> Decision[PlanSync]:
    """A freeze stops everything outbound; nothing is lost. A withdrawal has been told of already."""
    code = "journey-paused" if event.pause else "journey-frozen"
    told = [] if event.reason_code == "child-withdrew" else [_told(code, event, ctx)]
    return after(told, moved(state, event, ctx))


def on_journey_closed(state: PlanSync, event: JourneyClosed, ctx: Context) -> Decision[PlanSync]:
    """A closed journey stops everything outbound until a later referral is accepted."""
    return after([_told("journey-closed", event, ctx)], moved(state, event, ctx))


def on_journey_resumed(state: PlanSync, event: JourneyResumed, ctx: Context) -> Decision[PlanSync]:
    """The freeze is taken back; a child's withdrawal or a closing is not lifted by it."""
    code = "journey-goes-on" if state.journey.phase == "paused" else "journey-resumed"
    return after([_told(code, event, ctx)], moved(state, event, ctx))


def on_referral_accepted(state: PlanSync, event: ReferralAccepted, ctx: Context) -> Decision[PlanSync]:
    """A newly accepted referral opens a closed journey; its coordinator does not decide the plan."""
    overruled = event.outcome == "not_eligible"
    told = note(
        state.child_id,
        "referral-accepted",
        event.referral_id,
        ctx.event_id,
        referral_id=event.referral_id,
        reason_code=AGAINST_THE_POLICY if overruled else None,
        decided_by=event.accepted_by,
        grounds=event.reason_code if overruled else None,
    )
    if event.coordinator_id is not None:
        since = min(state.coordinators.get(event.coordinator_id, ctx.recorded_at), ctx.recorded_at)
        known = {**state.coordinators, event.coordinator_id: since}
        state = state.model_copy(update={"coordinators": known})
    return after([told], moved(state, event, ctx))


def on_person_merged(state: PlanSync, event: PersonMerged, ctx: Context) -> Decision[PlanSync]:
    """The retired record's outbound stops for good; on the kept one a person looks before any writing.

    A merge told again, or of a record into itself, changes nothing.
    """
    done = moved(state, event, ctx)
    is_news = done.state.journey.merges != state.journey.merges
    if state.child_id == event.retired_id or not is_news:
        return done
    return after([note(state.child_id, "record-merged", event.kept_id, event.retired_id)], done)


def on_person_unmerged(state: PlanSync, event: PersonUnmerged, ctx: Context) -> Decision[PlanSync]:
    """The records are two again: nothing is written until a named person has decided again."""
    return moved(state, event, ctx)


def _cut(before: PlanSync, now: PlanSync, event: Event, at: datetime) -> datetime | None:
    """Up to when decisions are from before a stop, or from during one, by this event."""
    stops = isinstance(event, JourneyClosed) or (isinstance(event, JourneyFrozen) and not event.pause)
    if stops and isinstance(event, JourneyClosed | JourneyFrozen):
        return _stop_told(before, Moment(number=event.number, at=at))
    is_merge = isinstance(event, PersonMerged | PersonUnmerged)
    if is_merge and now.journey.merges != before.journey.merges:
        return at
    return at if (before.stopped is None) != (now.stopped is None) else None


def _stop_told(before: PlanSync, moment: Moment) -> datetime | None:
    """A stop that is told after it ended still came between; one told again stops nothing anew."""
    if before.journey.stop == moment:
        return None
    if moment.is_before(before.journey.go):
        return before.journey.go.at if before.journey.go else None
    return moment.at


def _told(code: str, event: JourneyFrozen | JourneyClosed | JourneyResumed, ctx: Context) -> Effect:
    return note(event.child_id, code, ctx.event_id, reason_code=event.reason_code)
