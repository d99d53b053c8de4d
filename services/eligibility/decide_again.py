"""A named person's decision on a referral that was decided before: which stands, and what it lets go on.

Of two decisions the later stands (DOMAIN 4). An acceptance that answers a freeze or a pause, recorded after
it began, is the decision that these facts needed (gate G1).
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from services.eligibility.acceptance import acceptance, with_position_decided
from services.eligibility.grounds import FINAL
from services.eligibility.journey import lift
from services.eligibility.position import effective_position, position_stands
from services.eligibility.state import Decided, Eligibility, Hold, Referral
from services.eligibility.turn import Turn, in_turn, task
from services.eligibility.waiting import is_reason
from shared.clock import london_date
from shared.contracts.case_system import ReferralDecided
from shared.effects import Decision, Effect, Note
from shared.rules.words import after_telling, is_known

A_PERSONS: Final[tuple[Hold, ...]] = ("record", "eligibility", "worker", "parental-responsibility")
"""Holds that a named person may let go; what the child, the authority or a birthday holds is not theirs."""


def decided_in(event: ReferralDecided, at: datetime) -> Decided:
    """Return the decision as a word of its record."""
    return Decided(
        day=event.decided_on,
        at=at,
        referral_id=event.referral_id,
        decision=event.decision,
        by=event.by,
        reason_code=event.reason_code,
    )


def is_repeated(state: Eligibility, event: ReferralDecided, word: Decided) -> bool:
    """Tell whether the same record said the same before; without an id of its own nobody can tell."""
    return event.decision_id is not None and is_known(state.decisions, event.decision_id, word)


def with_decision(state: Eligibility, event: ReferralDecided, word: Decided) -> Eligibility:
    """Keep a decision by its record."""
    if event.decision_id is None:
        return state
    decisions = after_telling(state.decisions, event.decision_id, word)
    return state.model_copy(update={"decisions": decisions})


def does_not_stand(referral: Referral, word: Decided) -> str | None:
    """Why a decision changes nothing, as the code of a task: it is dated ahead, or older than another."""
    if not word.counts:
        return "word-dated-ahead"
    known = referral.decided
    older = known is not None and known.decision != word.decision and not word.is_later_than(known)
    return "older-word-told-late" if older else None


def stood(before: Eligibility, decision: Decision[Eligibility], word: Decided) -> Decision[Eligibility]:
    """Keep the word that was carried out last on its referral."""
    referral, known = decision.state.referral, before.referral
    if referral is None or known is None or not _was_carried_out(known, referral, decision.state, before):
        return decision
    if known.decided is not None and not word.is_later_than(known.decided):
        return decision
    kept = referral.model_copy(update={"decided": word})
    return replace(decision, state=decision.state.model_copy(update={"referral": kept}))


def _was_carried_out(known: Referral, now: Referral, state: Eligibility, before: Eligibility) -> bool:
    if (known.status, known.basis) != (now.status, now.basis):
        return True
    return state.place != before.place or state.closed_for != before.closed_for


def accept_again(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn
) -> Decision[Eligibility]:
    """Let a journey go on that was held because a person had to look; else it is a repeat."""
    word = decided_in(event, turn.ctx.recorded_at)
    if event.by is not None and any(_knew_nothing_of(word, held) for held in _held_since(state)):
        return not_carried_out(state, referral, event, turn, "decided-before-the-facts")
    doubts = [who for who in A_PERSONS if _may_let_go(state, turn, who)]
    if not doubts or event.by is None:
        return Decision(state, (note("decision-repeated", event),))
    if _is_against_the_policy(state, doubts) and not is_reason(event.reason_code):
        return not_carried_out(state, referral, event, turn, "decided-without-a-reason")
    update = {"basis": state.last, "had_worker": turn.has_worker(state)}
    decided = with_position_decided(state, turn).model_copy(update=update)
    now = state.model_copy(update={"referral": decided})
    lifted = in_turn(now, turn, *(partial(_lift, who=who) for who in doubts))
    again: tuple[Effect, ...] = ()
    if "record" in doubts or "eligibility" in doubts:
        again = (acceptance(now, turn, event.by, event.reason_code),)
    return Decision(lifted.state, (who_decided(state, event, turn), *again, *lifted.effects))


def _lift(state: Eligibility, turn: Turn, who: Hold) -> Decision[Eligibility]:
    return lift(state, turn, who, "decided-by-person")


def _held_since(state: Eligibility) -> list[datetime]:
    """When each of the holds began that a named person may let go (aware UTC)."""
    return [held.at for who in A_PERSONS if (held := state.held.get(who)) is not None]


def _knew_nothing_of(word: Decided, held: datetime) -> bool:
    """Whether a decision that was recorded after a hold began was taken on a day before it."""
    return word.at > held and word.said_on < london_date(held)


def _may_let_go(state: Eligibility, turn: Turn, who: Hold) -> bool:
    """Tell whether this hold is a person's to decide, and their decision was recorded after it began."""
    held, last = state.held.get(who), state.last
    if held is None or last is None or turn.ctx.recorded_at <= held.at:
        return False
    if who == "eligibility":
        return last.reason not in FINAL
    return who != "parental-responsibility" or position_stands(state, turn).verdict == "a-person-decides"


def _is_against_the_policy(state: Eligibility, doubts: list[Hold]) -> bool:
    basis = state.referral.basis if state.referral else None
    if state.last is None or state.last.outcome != "not_eligible":
        return False
    return "eligibility" in doubts or basis is None or basis.outcome != "not_eligible"


def not_carried_out(
    state: Eligibility, referral: Referral, event: ReferralDecided, turn: Turn, obstacle: str
) -> Decision[Eligibility]:
    """Tell once why a decision was not carried out; the referral stays as it was."""
    told = f"{event.decision}-{obstacle}"
    kept = note("decision-not-carried-out", event, obstacle=obstacle)
    if referral.told == told:
        return Decision(state, (kept,))
    state = state.model_copy(update={"referral": referral.model_copy(update={"told": told})})
    once = replace(turn, cause=f"{turn.cause}-{told}")
    ask = task(state, once, "decision-not-carried-out", ("coordinator", "manager"), reason=obstacle)
    return Decision(state, (ask, kept))


def who_decided(state: Eligibility, event: ReferralDecided, turn: Turn) -> Note:
    """Keep who decided and why, and on what: that is the decision that a doubtful case needed."""
    last = state.last
    basis = {"outcome": last.outcome, "reason": last.leading} if last else {}
    if event.reason_code is not None:
        basis["why"] = event.reason_code
    if position_stands(state, turn).verdict == "a-person-decides":
        basis["position"] = effective_position(state, turn).position
    return Note(f"decided-{event.decision}", {"referral_id": event.referral_id, "by": event.by, **basis})


def note(code: str, event: ReferralDecided, **more: str) -> Note:
    """Put what became of a decision into the audit."""
    return Note(code, {"referral_id": event.referral_id, "decision": event.decision, "by": event.by, **more})
