"""Two records that become one, and two again (DOMAIN 4; hard case 68). Pure.

A merge told again, or after it was taken back, says nothing new: `shared/rules/words.py`. The work of the
record that is retired ends; when the merge is taken back it is held until a named person has decided again.
"""

from services.eligibility.journey import close, hold
from services.eligibility.policies.book import PolicyBook
from services.eligibility.referral import decline
from services.eligibility.rescreen import look_again
from services.eligibility.state import Eligibility
from services.eligibility.turn import Turn, in_turn, task, tell_once, turn_of, worker_and_coordinator
from shared.contracts.case_child import PersonMerged, PersonUnmerged
from shared.effects import Context, Decision, Note
from shared.rules.journey import RecordMerge
from shared.rules.tasks import About
from shared.rules.words import after_telling, words_of


def on_person_merged(
    state: Eligibility, event: PersonMerged | PersonUnmerged, ctx: Context, *, book: PolicyBook
) -> Decision[Eligibility]:
    """Stop for the record that is retired, or hold it when it is taken back; ask people of the kept one."""
    turn = turn_of(book, ctx, event.retired_id)
    merged = isinstance(event, PersonMerged)
    if event.kept_id == event.retired_id:
        return _unclear(state, turn, "merged-into-itself") if merged else Decision(state)
    word = RecordMerge(at=ctx.recorded_at, kept_id=event.kept_id, retired_id=event.retired_id, merged=merged)
    pair = " ".join(sorted((event.kept_id, event.retired_id)))
    merges = after_telling(state.merges, pair, word)
    if merges == state.merges:
        return Decision(state)
    now = state.model_copy(update={"merges": merges})
    followed = _follow(state, now, turn, event.retired_id)
    if len({content.kept_id for content in merges[pair] if content.merged}) == 1:
        return followed
    circle = _unclear(followed.state, turn, "merged-in-a-circle")
    return Decision(circle.state, (*followed.effects, *circle.effects))


def _follow(before: Eligibility, now: Eligibility, turn: Turn, retired_id: str) -> Decision[Eligibility]:
    if now.retired:
        return Decision(now) if before.retired else _retire(now, turn)
    if before.retired or (retired_id == now.child_id and not _took_in(now) & {retired_id}):
        return _restore(now, turn)
    code = {True: "records-merged", False: "records-unmerged"}
    joined, were = retired_id in _took_in(now), retired_id in _took_in(before)
    if joined == were:
        return Decision(now)
    return Decision(now, (task(now, turn, code[joined], worker_and_coordinator(now, turn.today)),))


def _took_in(state: Eligibility) -> set[str]:
    return {one.retired_id for one in words_of(state.merges) if one.merged and one.kept_id == state.child_id}


def _retire(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    state = state.model_copy(update={"turning_point": None})
    if state.under_way:
        ended = close(state, turn, "merged")
    elif state.referral_is_pending:
        ended = decline(state, "merged")
    else:
        ended = Decision(state)
    return Decision(ended.state, (Note("record-retired"), *ended.effects))


def _restore(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    """Nobody knows what the other record's people did meanwhile: a named person decides again."""
    if state.closed_for == "merged":
        state = state.model_copy(update={"closed_for": None})
    held = hold(state, turn, "record", "record-unmerged")
    asked = held.effects
    if not state.under_way:
        asked = (task(state, turn, "records-unmerged", worker_and_coordinator(state, turn.today)),)
    looked = in_turn(held.state, turn, _look)
    return Decision(looked.state, (*asked, *looked.effects))


def _look(state: Eligibility, turn: Turn) -> Decision[Eligibility]:
    return Decision(state) if state.record is None else look_again(state, turn, state.record, always=False)


def _unclear(state: Eligibility, turn: Turn, reason: str) -> Decision[Eligibility]:
    about = About(f"{turn.cause}-{reason}", reason)
    return tell_once(state, "merge-unclear", worker_and_coordinator(state, turn.today), about)
