"""A screening explained: one short paragraph that a social worker understands.

What decides comes first, what does not matter to the outcome is left out, and no fact is told twice. Facts
are codes, dates and numbers with their words; no name is among them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.plan_sync.phrases import begun, filled, joined, plain, readable, said, worded
from shared.clock import age_on, london_date
from shared.contracts.our_search import EligibilityScreened
from shared.rules import codes

Said = Mapping[str, Any]
CARE_LEAVER = 16
PARENTS_ROUTE = "care-leaver-parent"
FROM_16 = frozenset({"care_leaver", "parent.is_parent", "parent.child_lost_in_care_proceedings", "services"})
"""What the policies ask of care leavers only."""


class ScreeningWords(BaseModel):
    """The words of the paragraph.

    `criteria` has what each kind of criterion asks for, `facts` how a field is told, `values` what its codes
    mean, `advice` what is worth saying of a reason although another one leads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    opening: dict[str, str]
    basis: str
    age: str
    age_of_one_day: str
    same_day: str
    previous: str
    because: str
    first: dict[str, str]
    further: dict[str, str]
    differ: str
    missing: str
    met: str
    criterion: str
    readings: dict[str, str]
    authorities: dict[str, str]
    criteria: dict[str, str]
    facts: dict[str, str]
    values: dict[str, dict[str, str]]
    advice: dict[str, str]

    def sentences(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Yield every sentence with its place, and the facts that it may speak of."""
        known = {
            "basis": {"authority", "policy", "screened_on", "as_of", "age"},
            "age": {"days"},
            "previous": {"previous"},
            "because": {"reason"},
            "differ": {"R1", "R2"},
            "missing": {"missing"},
            "met": {"met"},
            "criterion": {"name"},
        }
        for place, facts in known.items():
            yield place, getattr(self, place), frozenset(facts)
        for group in ("first", "further"):
            for result, sentence in getattr(self, group).items():
                yield f"{group}.{result}", sentence, frozenset({"label", "reason"})
        for field, sentence in self.facts.items():
            yield f"facts.{field}", sentence, frozenset({"value"})


def is_under_16(born: date | None, today: date) -> bool:
    """Whether a child is known to be too young to be a care leaver in law on that day."""
    return born is not None and age_on(born, today) < CARE_LEAVER


def askable(missing: Iterable[str], *, under_16: bool) -> list[str]:
    """Return what may be asked for: nobody under 16 is asked about being a parent or a care leaver."""
    return [one for one in missing if not (under_16 and one in FROM_16)]


def told(event: EligibilityScreened, born: date | None = None) -> dict[str, Any]:
    """Return what the note says of a screening, as it is kept until it is written."""
    under_16 = is_under_16(born, event.screened_on)
    return {
        "outcome": event.outcome,
        "previous": event.previous_outcome,
        "reason_code": event.leading_reason or event.reason_code,
        "next_action": event.next_action,
        "policy": event.policy.model_dump(),
        "as_of": london_date(event.as_of).isoformat(),
        "screened_on": event.screened_on.isoformat(),
        "criteria": [
            one.model_dump(mode="json", exclude={"evidence": {"__all__": {"as_of"}}})
            for one in event.criteria
            if not (under_16 and one.kind == PARENTS_ROUTE)
        ],
        "readings": event.readings.model_dump() if event.readings else None,
        "missing": askable(event.missing, under_16=under_16),
        "remarks": list(event.remarks),
    }


class Paragraph:
    """One paragraph in the making: it remembers which facts and reasons it has told."""

    def __init__(
        self, words: ScreeningWords, reasons: Mapping[str, str], missing: Mapping[str, str], screening: Said
    ) -> None:
        self._words = words
        self._reasons = reasons
        self._missing = missing
        self._screening: Said = {"criteria": (), **screening}
        self._facts_told: set[tuple[str, Any]] = set()

    def text(self, previous: str) -> str:
        """Return the paragraph; `previous` is the outcome before this one in words, if there was one."""
        words, screening = self._words, self._screening
        missing = screening.get("missing", ())
        facts = {
            **self._basis(),
            "previous": previous,
            "missing": joined(worded(self._missing, one) for one in missing) if len(missing) > 1 else "",
        }
        return joined(
            (
                f"{worded(words.opening, screening['outcome'])} {said((words.basis,), facts)}".strip(),
                said((words.previous,), facts),
                *self._against(),
                self._two_readings(),
                said((words.missing,), facts),
                *self._advice(),
                self._met(),
            ),
            " ",
        )

    def _basis(self) -> dict[str, str]:
        words, screening = self._words, self._screening
        policy = screening["policy"]
        on, as_of = (date.fromisoformat(screening[name]) for name in ("screened_on", "as_of"))
        days = max((on - as_of).days, 0)
        age = {0: words.same_day, 1: words.age_of_one_day}.get(days, filled(words.age, {"days": str(days)}))
        return {
            "authority": words.authorities.get(policy["authority"], policy["authority"]),
            "policy": policy["version"],
            "screened_on": plain(screening["screened_on"]),
            "as_of": plain(screening["as_of"]),
            "age": age,
        }

    def _against(self) -> Iterator[str]:
        """What stands in the way, the leading reason first; each reason once."""
        leading = self._screening["reason_code"]
        reasons: dict[str, Said] = {}
        for one in self._obstacles():
            reasons.setdefault(one["reason_code"], one)
        if leading not in reasons and not (self._screening.get("criteria") and _is_a_sum(leading)):
            yield filled(self._words.because, {"reason": begun(worded(self._reasons, leading))})
        sentences = self._words.first
        for one in sorted(reasons.values(), key=lambda one: one["reason_code"] != leading):
            brief = sentences is self._words.further and one["result"] == "not_met"
            reason = self._reason(one) if brief else self._with_facts(one)
            yield filled(sentences[one["result"]], {"label": self._label(one), "reason": reason})
            sentences = self._words.further

    def _obstacles(self) -> list[Said]:
        wanted = in_the_way(self._screening["outcome"], self._screening.get("readings"))
        return [one for result in wanted for one in self._screening["criteria"] if one["result"] == result]

    def _two_readings(self) -> str:
        readings = self._screening.get("readings")
        if not readings or readings["R1"] == readings["R2"]:
            return ""
        facts = {name: worded(self._words.readings, result) for name, result in readings.items()}
        return filled(self._words.differ, facts)

    def _advice(self) -> Iterator[str]:
        leading, advice = self._screening["reason_code"], self._words.advice
        found = (one["reason_code"] for one in self._screening["criteria"] if one["result"] != "met")
        yield from (advice[one] for one in dict.fromkeys(found) if one in advice and one != leading)

    def _met(self) -> str:
        if self._screening["outcome"] == "not_eligible":
            return ""
        met = joined(
            (self._with_facts(one) for one in self._screening["criteria"] if one["result"] == "met"), "; "
        )
        return said((self._words.met,), {"met": met})

    def _label(self, one: Said) -> str:
        name = filled(self._words.criterion, {"name": one["criterion"]})
        return self._words.criteria.get(one.get("kind") or "", name)

    def _reason(self, one: Said) -> str:
        return worded(self._reasons, one["reason_code"])

    def _with_facts(self, one: Said) -> str:
        reason = self._reason(one)
        facts = joined(self._facts(one.get("evidence", ())))
        return f"{reason} ({facts})" if facts else reason

    def _facts(self, evidence: Iterable[Said]) -> Iterator[str]:
        fields: dict[str, list[str]] = {}
        for fact in evidence:
            field, value = fact["field"], fact.get("value")
            if value not in (None, codes.UNRECOGNISED) and (field, value) not in self._facts_told:
                self._facts_told.add((field, value))
                fields.setdefault(field, []).append(self._value(field, value))
        for field, values in fields.items():
            sentence = self._words.facts.get(field, f"{readable(field)} {{value}}")
            yield filled(sentence, {"value": joined(values)})

    def _value(self, field: str, value: object) -> str:
        meaning = self._words.values.get(field, {}).get(str(value))
        if meaning is None:
            return readable(plain(value))
        return meaning


def in_the_way(outcome: str, readings: Mapping[str, str] | None) -> tuple[str, ...]:
    """Return the results of criteria that stand in the way: those on which the readings rest."""
    if outcome == "eligible":
        return ()
    if outcome == "not_eligible":
        return ("not_met",)
    results = set(readings.values()) if readings else {"unknown"}
    return tuple(one for one in ("unknown", "not_met") if one in results)


def _is_a_sum(reason_code: str) -> bool:
    """Reasons that only sum up the criteria, or the readings, which have sentences of their own."""
    return reason_code.startswith("criteria-") or reason_code == "readings-differ"
