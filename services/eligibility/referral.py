"""A referral: who may make it, what it needs, what ends it (DOMAIN 1 steps 1-2; hard cases 3, 4, 16, 59).

It needs the child's own agreement, under 18 the position of those with parental responsibility, and a
screening. What it waits for (`waiting.py`) is worked out anew whenever a fact changes; people are told when
that changes.
"""

from services.eligibility.journey import FINAL
from services.eligibility.policies.book import PolicyBook
from services.eligibility.position import effective_position
from services.eligibility.state import Eligibility, LastScreening, PositionSaid, Referral
from services.eligibility.turn import Turn, in_turn, own_worker, task, turn_of
from services.eligibility.waiting import MAY_BE_DECIDED, OTHERS_TOLD, POSITION_OPEN, Waiting, waits_for
from shared.clock import age_on, london_date
from shared.contracts.case_system import ConsentChanged, ParentalResponsibility, ReferralMade
from shared.contracts.lifelong_links import ReferralDeclined
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly
from shared.rules.agreement import EVERYTHING


def on_referral_made(
    state: Eligibility, event: ReferralMade, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Take a new referral in: decline it at once or let it wait for a decision.

    Raises TooEarly while the child's record has not arrived. One that is known: `told_again.py`.
    """
    turn = turn_of(book, ctx, event.referral_id)
    if reason := _not_taken_in(state, event, turn):
        return _turn_away(state, event, reason, turn)
    if state.last is None:
        raise TooEarly(awaits="child-record")
    last, state = state.last, _with_referral(state, event, ctx)
    if not event.child_agreement.given:
        return decline(state, "child-has-not-agreed")
    if last.outcome == "not_eligible":
        return decline(state, last.leading)
    return in_turn(state, turn, note_position, follow)


def follow(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Work out what an undecided referral waits for now, and tell people when that changed."""
    referral = state.referral
    if referral is None or state.last is None or not state.referral_is_pending:
        return Decision(state)
    if over := _is_over(state.last, state, turn):
        return decline(state, over)
    waiting = waits_for(state, turn)
    if waiting.what == referral.waits_for:
        return Decision(state)
    silent = waiting.what in MAY_BE_DECIDED and _keeps_its_turn(state, referral, waiting)
    update = {"waits_for": waiting.what, "told": None}
    state = state.model_copy(update={"referral": referral.model_copy(update=update)})
    return Decision(state, () if silent else (_ask(state, turn, waiting),))


def _is_over(last: LastScreening, state: Eligibility, turn: Turn) -> str | None:
    """Say what ended the matter: a death or a transfer, or the birthday that closes all work, if one did."""
    if last.reason in FINAL:
        return last.reason
    ends, record = turn.policy.work_ends, state.record
    if ends is None or record is None or ends.work_in_hand != "close":
        return None
    return "work-ends" if age_on(record.date_of_birth, turn.today) >= ends.age else None


def _keeps_its_turn(state: Eligibility, referral: Referral, waiting: Waiting) -> bool:
    """Tell whether it goes on waiting on the list, and people need not hear what it waits for now.

    They do when their decision could not be carried out, and where no line brings its turn: that nothing
    stops it any more, or what the position now leaves to a person. Eligibility has tasks of its own.
    """
    if referral.status != "waitlisted":
        return False
    if referral.waits_for == "not-eligible":
        return True
    stopped = referral.waits_for is not None and referral.waits_for not in MAY_BE_DECIDED
    no_news = not stopped and waiting.what not in POSITION_OPEN
    return referral.told is None and (state.place is not None or no_news)


def decline(state: Eligibility, reason: str) -> Decision[Eligibility]:
    """End the current referral with a reason; a later one may be made."""
    if state.referral is None:
        return Decision(state)
    referral = state.referral.model_copy(update={"status": "declined", "waits_for": None})
    declined = ReferralDeclined(child_id=state.child_id, referral_id=referral.referral_id, reason_code=reason)
    return Decision(state.model_copy(update={"referral": referral}), (Emit(declined),))


def note_position(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Put into the audit where those with parental responsibility stand."""
    position = effective_position(state, turn)
    return Decision(state, (Note("parental-responsibility", position.model_dump(mode="json")),))


def _not_taken_in(state: Eligibility, event: ReferralMade, turn: Turn) -> str | None:
    """Why the referral never becomes the current one, if it does not."""
    admitted = turn.policy.referral.referred_by
    if state.retired:
        return "merged"
    if admitted and event.referred_by.role not in admitted:
        return "referrer-not-admitted"
    return "another-referral-is-open" if state.referral_is_pending or state.under_way else None


def _turn_away(state: Eligibility, event: ReferralMade, reason: str, turn: Turn) -> Decision[Eligibility]:
    seen = state.model_copy(update={"earlier_referrals": (*state.earlier_referrals, event.referral_id)})
    declined = ReferralDeclined(
        child_id=state.child_id,
        referral_id=event.referral_id,
        reason_code=reason,
        admitted=turn.policy.referral.referred_by if reason == "referrer-not-admitted" else (),
    )
    return Decision(seen, (Emit(declined),))


def _with_referral(state: Eligibility, event: ReferralMade, ctx: Context) -> Eligibility:
    """Make it the current one; an agreement given after a withdrawal takes the withdrawal back."""
    state = _with_holders_word(state, event, ctx)
    said = _position_said(state, event, ctx)
    referral = Referral(
        referral_id=event.referral_id,
        status="open",
        agreed_on=event.child_agreement.date,
        agreed=event.child_agreement.given,
        position_stated=event.parental_responsibility.position,
        parental_responsibility=said.position,
        position_by_authority=said.by_authority,
        discussed_with_iro=event.discussed_with_iro,
        made_at=ctx.event_time,
        coordinator_id=event.coordinator_id,
        objectives=event.objectives,
    )
    earlier = (state.referral.referral_id,) if state.referral else ()
    agreed_on = referral.agreed_on if event.child_agreement.given else None
    return state.model_copy(
        update={
            "referral": referral,
            "earlier_referrals": (*state.earlier_referrals, *earlier),
            "agreements": state.agreements.after_referral(event.referral_id, agreed_on, ctx.recorded_at),
            "closed_for": None,
        }
    )


def _with_holders_word(state: Eligibility, event: ReferralMade, ctx: Context) -> Eligibility:
    """Take the agreement or refusal that the referral states in, by the rule for consents.

    Without a date it counts as of the day on which the referral was made; what was given since is newer.
    """
    stated, said = event.parental_responsibility, state.position_said
    if stated.position not in ("given", "refused"):
        return state
    if said and said.at > ctx.event_time and said.position.position == "given":
        return state
    word = ConsentChanged(
        child_id=event.child_id,
        consent_id=event.referral_id,
        given_by="pr_holder",
        scope="all",
        decision=stated.position,
        date=stated.date or london_date(ctx.event_time),
    )
    return state.model_copy(update={"agreements": state.agreements.after(word, ctx.recorded_at)})


def _position_said(state: Eligibility, event: ReferralMade, ctx: Context) -> PositionSaid:
    """The last word: what was said after the referral was made, a refusal that stands, or what it states."""
    said = state.position_said
    if said and said.at > ctx.event_time:
        return said
    refusal = state.agreements.refusal("pr_holder", EVERYTHING)
    if refusal is not None:
        refused = ParentalResponsibility(position="refused", date=refusal.day)
        return PositionSaid(position=refused, at=refusal.at)
    return PositionSaid(position=event.parental_responsibility, at=ctx.event_time)


def _ask(state: Eligibility, turn: Turn, waiting: Waiting) -> Effect:
    code = "decide-the-referral" if waiting.what in MAY_BE_DECIDED else "referral-waits"
    people = OTHERS_TOLD[waiting.what]
    if waiting.what not in MAY_BE_DECIDED:
        people = (own_worker(state, turn.today), *people)
    return task(state, turn, code, people, reason=waiting.reason, missing=waiting.missing)
