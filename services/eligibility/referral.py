"""A referral: who may make it, what it needs, what ends it (DOMAIN 1 steps 1-2; hard cases 3, 4, 16, 59).

It needs the child's own agreement, under 18 the position of those with parental responsibility, and a
screening. What it waits for (`waiting.py`) is worked out anew whenever a fact changes; people are told when
that changes.
"""

from services.eligibility.policies.book import PolicyBook
from services.eligibility.position import effective_position
from services.eligibility.referral_form import form_of, with_words_of
from services.eligibility.state import Eligibility, Referral
from services.eligibility.turn import Turn, in_turn, is_adult, own_worker, task, tell_once, turn_of
from services.eligibility.waiting import (
    ASKED,
    MAY_BE_DECIDED,
    NEEDS_A_REASON,
    OTHERS_TOLD,
    POSITION_OPEN,
    Waiting,
    waits_for,
)
from shared.contracts.case_system import ReferralMade
from shared.contracts.lifelong_links import ReferralDeclined
from shared.effects import Context, Decision, Effect, Emit, Note
from shared.errors import TooEarly
from shared.rules.tasks import About
from shared.rules.words import after_telling, is_ahead


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
    taken = _with_referral(state, event, ctx)
    if not event.child_agreement.given:
        return decline(taken, "child-has-not-agreed")
    return in_turn(taken, turn, note_position, tell_of_the_form, follow)


def follow(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Work out what an undecided referral waits for now, and tell people when that changed."""
    referral = state.referral
    if referral is None or state.last is None or not state.referral_is_pending:
        return Decision(state)
    waiting = waits_for(state, turn)
    if waiting.what == referral.waits_for:
        return Decision(state)
    silent = waiting.what in MAY_BE_DECIDED - NEEDS_A_REASON and _keeps_its_turn(state, referral, waiting)
    update = {"waits_for": waiting.what, "told": None}
    state = state.model_copy(update={"referral": referral.model_copy(update=update)})
    return Decision(state, () if silent else (_ask(state, turn, waiting),))


def _keeps_its_turn(state: Eligibility, referral: Referral, waiting: Waiting) -> bool:
    """Tell whether it goes on waiting on the list, and people need not hear what it waits for now.

    They do when their decision could not be carried out, and where no line brings its turn: that nothing
    stops it any more, or what the position now leaves to a person. Eligibility has tasks of its own.
    """
    if referral.status != "waitlisted":
        return False
    if referral.waits_for in ("not-eligible", "over"):
        return True
    stopped = referral.waits_for is not None and referral.waits_for not in MAY_BE_DECIDED
    no_news = not stopped and waiting.what not in POSITION_OPEN
    return referral.told is None and (state.place is not None or no_news)


def decline(state: Eligibility, reason: str, decided_by: str | None = None) -> Decision[Eligibility]:
    """End the current referral with a reason, and who decided if a person did; a later one may be made."""
    if state.referral is None:
        return Decision(state)
    referral = state.referral.model_copy(update={"status": "declined", "waits_for": None})
    declined = ReferralDeclined(
        child_id=state.child_id,
        referral_id=referral.referral_id,
        reason_code=reason,
        decided_by=decided_by,
    )
    return Decision(state.model_copy(update={"referral": referral}), (Emit(declined),))


def note_position(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Put into the audit where those with parental responsibility stand."""
    position = effective_position(state, turn)
    return Decision(state, (Note("parental-responsibility", position.model_dump(mode="json")),))


def tell_of_the_form(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Tell people once of a day on the form that lies ahead, and of a holder whom it does not name."""
    referral, form = state.referral, state.form
    if referral is None or form is None:
        return Decision(state)
    told = Decision(state)
    if is_ahead(form.parental_responsibility.date, form.at):
        about = About(f"holder-{referral.referral_id}", referral_id=referral.referral_id)
        told = tell_once(state, "word-dated-ahead", (own_worker(state, turn.today),), about)
    named = tell_of_the_holder(told.state, turn, f"holder {referral.referral_id}")
    return Decision(named.state, (*told.effects, *named.effects))


def tell_of_the_holder(state: Eligibility, turn: Turn, record_id: str) -> Decision[Eligibility]:
    """Ask once which holder agreed, where only because of that a refusal stands (hard case 73)."""
    if is_adult(state, turn.today) or not state.agreements.holder_is_not_named(record_id):
        return Decision(state)
    referral_id = state.referral.referral_id if state.referral else None
    about = About(record_id.replace(" ", "-"), referral_id=referral_id)
    return tell_once(state, "holder-not-named", (own_worker(state, turn.today),), about)


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
    earlier = (state.referral.referral_id,) if state.referral else ()
    current = state.model_copy(
        update={
            "referral": Referral(referral_id=event.referral_id, status="open"),
            "earlier_referrals": (*state.earlier_referrals, *earlier),
            "closed_for": None,
        }
    )
    return with_form(current, event, ctx)


def with_form(state: Eligibility, event: ReferralMade, ctx: Context) -> Eligibility:
    """Keep what a referral's form says; the same state when it says nothing new."""
    forms = after_telling(state.forms, event.referral_id, form_of(event, ctx.recorded_at))
    if forms == state.forms:
        return state
    agreements = with_words_of(state.agreements, event.referral_id, forms[event.referral_id])
    return state.model_copy(update={"forms": forms, "agreements": agreements})


def _ask(state: Eligibility, turn: Turn, waiting: Waiting) -> Effect:
    code = "decide-the-referral" if waiting.what in ASKED else "referral-waits"
    people = OTHERS_TOLD[waiting.what]
    if waiting.what not in ASKED:
        people = (own_worker(state, turn.today), *people)
    return task(state, turn, code, people, reason=waiting.reason, missing=waiting.missing)
