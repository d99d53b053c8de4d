"""Which decision on a plan stands, whatever order decisions are told in (DOMAIN 4; hard case 64). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.plan_sync.plan_words import Decided
from services.plan_sync.state import Plan
from shared.rules.words import after_telling, content_of, latest


@dataclass(frozen=True, slots=True)
class Stands:
    """The decision that stands (`key` tells it from others), and words that count beside it.

    `beside` are those of the same moment, and those dated ahead since: what they decline is declined.
    """

    key: str
    word: Decided
    beside: tuple[Decided, ...] = ()


def told(plan: Plan, record_id: str, word: Decided) -> Plan:
    """Return the plan after a decision was told; the same when it says nothing new.

    A decision told again may have found a section that was not there before.
    """
    decided = after_telling(plan.decided, record_id, word)
    contents = tuple(
        one.model_copy(update={"bases": {**word.bases, **one.bases}}) if one.says_the_same(word) else one
        for one in decided[record_id]
    )
    return plan.model_copy(update={"decided": {**decided, record_id: contents}})


def which_stands(plan: Plan) -> Stands | None:
    """Return the decision on the current version that stands; None where nobody has decided."""
    told = {
        name: [word for word in contents if word.version == plan.version]
        for name, contents in plan.decided.items()
    }
    dated = {name: content_of(one for one in words if not one.is_dated_ahead) for name, words in told.items()}
    word = latest(one for one in dated.values() if one is not None)
    if word is None:
        return None
    name = next(name for name, one in dated.items() if one is word)
    return Stands(
        f"{name}@{word.at.isoformat()}", word, _beside(word, (w for ws in told.values() for w in ws))
    )


def _beside(word: Decided, others: Iterable[Decided]) -> tuple[Decided, ...]:
    moment = _moment(word)
    return tuple(
        one
        for one in others
        if one is not word and (_moment(one) >= moment if one.is_dated_ahead else _moment(one) == moment)
    )


def _moment(word: Decided) -> tuple[date, datetime]:
    return word.said_on, word.at
