"""The handlers for what starts, stops and ends the work: a stop reaches every conference. Pure."""

from services.conference.halts import proposals_withdrawn, with_journey
from services.conference.settle import settled
from services.conference.state import Conferences
from shared.contracts.case_child import ConsentChanged, PersonMerged, PersonUnmerged
from shared.contracts.envelope import Event
from shared.contracts.our_search import JourneyClosed, JourneyFrozen, JourneyResumed, ReferralAccepted
from shared.effects import Context, Decision, Note


def on_referral_accepted(state: Conferences, event: ReferralAccepted, ctx: Context) -> Decision[Conferences]:
    """Work may begin, unless something else stops it; one that a closing overtook brings no agreement."""
    after = with_journey(state, event, ctx)
    agreed = {event.referral_id} if event.child_agreed else set()
    named = {event.coordinator_id} if event.coordinator_id else set()
    update = {
        "agreed_referrals": tuple(sorted({*state.agreed_referrals, *agreed})),
        "coordinators": tuple(sorted({*state.coordinators, *named})),
    }
    return _moved(state, after.model_copy(update=update), event, ctx)


def on_journey_frozen(state: Conferences, event: JourneyFrozen, ctx: Context) -> Decision[Conferences]:
    """Booked conferences conflict, nothing is proposed, nothing is lost (hard case 7).

    A pause only rests what is booked: it goes on by itself when the journey resumes.
    """
    return _moved(state, with_journey(state, event, ctx), event, ctx)


def on_journey_resumed(state: Conferences, event: JourneyResumed, ctx: Context) -> Decision[Conferences]:
    """Work goes on; what a freeze stopped is arranged anew, and gates need fresh checks (hard case 8)."""
    return _moved(state, with_journey(state, event, ctx), event, ctx)


def on_journey_closed(state: Conferences, event: JourneyClosed, ctx: Context) -> Decision[Conferences]:
    """What is not held yet will not be; a later accepted referral may begin anew."""
    return _moved(state, with_journey(state, event, ctx), event, ctx)


def on_consent_changed(state: Conferences, event: ConsentChanged, ctx: Context) -> Decision[Conferences]:
    """The child's withdrawal ends every conference at once and once; agreement opens again (hard case 14)."""
    return _moved(state, with_journey(state, event, ctx), event, ctx)


def on_person_merged(
    state: Conferences, event: PersonMerged | PersonUnmerged, ctx: Context
) -> Decision[Conferences]:
    """The retired record ends. On the kept one a booked conference must be arranged anew.

    The other record may hold orders that this one does not know yet.
    """
    return _moved(state, with_journey(state, event, ctx), event, ctx)


def _moved(before: Conferences, after: Conferences, event: Event, ctx: Context) -> Decision[Conferences]:
    if after == before:
        return Decision(before, (Note("nothing-new", {"type": event.TYPE}),))
    return settled(proposals_withdrawn(before, after), ctx)
