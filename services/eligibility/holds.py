"""What holds a journey beside the screening, worked out anew after every event about the child. Pure.

| Who or what | While | How |
|---|---|---|
| the child | the child's own withdrawal stands | freeze |
| authority | the authority's own refusal stands | freeze |
| parental-responsibility | a holder's position is not settled (`position.py`) | freeze |
| own-consent | 18, and no own agreement since the birthday (hard cases 4, 74) | pause |
| request | a rest that somebody asked for | pause |
| worker | nobody is allocated any more | pause, from the end of the hand-over a freeze |
| record | a merge of the record was taken back, and nobody has decided since | freeze |

The days on which time alone may change one of them are the reminder's (`days_to_look`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from services.eligibility.journey import hold, lift, put
from services.eligibility.position import authority_refuses, is_only_unclear, position_stands
from services.eligibility.referral_form import agreement_in
from services.eligibility.state import Eligibility, Held, Hold
from services.eligibility.turn import Turn, in_turn, is_adult, own_worker, tell_once
from shared.clock import birthday, london_date, working_days_after
from shared.effects import Decision
from shared.rules.codes import ADULT
from shared.rules.tasks import About
from shared.rules.words import words_of

OWN_CONSENT = "own-consent-needed"
NOBODY_ALLOCATED = "no-allocated-worker"
WORKERS_UNKNOWN = "workers-not-known"


def follow_holds(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Hold a journey under way for what holds it today, and let go what no longer does."""
    asked = _ask_for_own_consent(state, turn)
    if not asked.state.under_way:
        return asked
    steps = (_own_consent, _child, _authority, _holders, _rest, _worker)
    followed = in_turn(asked.state, turn, *steps)
    return Decision(followed.state, (*asked.effects, *followed.effects))


def needs_own_consent(state: Eligibility, turn: Turn) -> bool:
    """Whether the young person is 18 and their own agreement since then is not recorded (hard case 4)."""
    if state.record is None or not is_adult(state, turn.today):
        return False
    since = birthday(state.record.date_of_birth, ADULT)
    if state.agreements.child_agreed_since(since):
        return False
    form = agreement_in(state.contents)
    undated = form is not None and form.agreed_on is None and london_date(form.at) >= since
    return not undated


def days_to_look(state: Eligibility, turn: Turn) -> Iterator[date]:
    """Yield the days after today on which time alone may begin or end a hold."""
    for day in _days(state, turn):
        if day > turn.today:
            yield day


def _days(state: Eligibility, turn: Turn) -> Iterator[date]:
    for held in state.held.values():
        if held.freezes_on is not None:
            yield held.freezes_on
    if not (state.under_way or state.referral_is_pending) or state.record is None:
        return
    yield _asked_from(state.record.date_of_birth, turn)
    for rest in words_of(state.rests):
        yield rest.from_
        if rest.ends_on is not None:
            yield rest.ends_on


def _asked_from(born: date, turn: Turn) -> date:
    ahead = timedelta(days=turn.ctx.practice.own_consent_asked_days)
    return birthday(born, ADULT) - ahead


def _ask_for_own_consent(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Ask once, some weeks before the birthday, for the agreement that will be needed from then on."""
    record = state.record
    if record is None or not (state.under_way or state.referral_is_pending):
        return Decision(state)
    day = birthday(record.date_of_birth, ADULT)
    if not _asked_from(record.date_of_birth, turn) <= turn.today < day:
        return Decision(state)
    referral_id = state.referral.referral_id if state.referral else None
    about = About(day.isoformat(), referral_id=referral_id, due_on=day)
    return tell_once(state, "own-consent-to-ask", (own_worker(state, turn.today),), about)


def _own_consent(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    reason = OWN_CONSENT if needs_own_consent(state, turn) else None
    ended = "own-consent-given" if is_adult(state, turn.today) else "not-yet-18"
    return _held_while(state, turn, "own-consent", reason, ended)


def _child(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    return _held_while(
        state, turn, "child", "child-withdrew" if state.withdrawn else None, "child-agreed-again"
    )


def _authority(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    reason = "authority-refuses" if authority_refuses(state) else None
    return _held_while(state, turn, "authority", reason, "authority-agrees-again")


def _holders(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """A birthday, a new order or a corrected date of birth may settle the position or open it."""
    position = position_stands(state, turn)
    if position.verdict == "settled":
        ended = "turned-18" if is_adult(state, turn.today) else "pr-settled"
        return _held_while(state, turn, "parental-responsibility", None, ended)
    if is_only_unclear(state, turn):
        return Decision(state)
    return _held_while(state, turn, "parental-responsibility", position.reason, "pr-settled")


def _rest(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    rests = any(rest.holds(turn.today) for rest in words_of(state.rests))
    return _held_while(state, turn, "request", "paused-at-request" if rests else None, "pause-ended")


def _worker(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """A hand-over keeps everything for some working days; who was accepted without one waits for none."""
    referral, record = state.referral, state.record
    if referral is None or record is None:
        return Decision(state)
    if turn.has_worker(state):
        known = referral.model_copy(update={"had_worker": True})
        state = state.model_copy(update={"referral": known})
        return _held_while(state, turn, "worker", None, "worker-allocated")
    held = state.held.get("worker")
    if held is not None and (held.reason != WORKERS_UNKNOWN or record.workers is None):
        return _after_the_hand_over(state, turn, held)
    if not referral.had_worker:
        return Decision(state)
    turn = replace(turn, cause=f"{turn.cause}-worker")
    if record.workers is None:
        return hold(state, turn, "worker", WORKERS_UNKNOWN, pause=True)
    until = working_days_after(turn.today, turn.ctx.practice.handover_working_days)
    pause = until > turn.today
    begun = Held(reason=NOBODY_ALLOCATED, at=turn.ctx.now, pause=pause, freezes_on=until if pause else None)
    return put(state, turn, "worker", begun)


def _after_the_hand_over(state: Eligibility, turn: Turn, held: Held) -> Decision[Eligibility]:
    if held.freezes_on is None or turn.today < held.freezes_on:
        return Decision(state)
    turn = replace(turn, cause=f"{turn.cause}-worker")
    return put(state, turn, "worker", Held(reason=held.reason, at=turn.ctx.now))


_PAUSES: dict[Hold, str | None] = {"own-consent": "turned-18", "request": None}
"""Holds that only pause, and the task that says so where it is not `journey-paused`."""


def _held_while(
    state: Eligibility, turn: Turn, who: Hold, reason: str | None, lifted: str
) -> Decision[Eligibility]:
    if reason is None:
        return lift(state, turn, who, lifted)
    # A cause of its own: more than one hold may begin or end in one turn, and each has its task.
    turn = replace(turn, cause=f"{turn.cause}-{who}")
    return hold(state, turn, who, reason, pause=who in _PAUSES, code=_PAUSES.get(who))
