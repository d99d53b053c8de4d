"""What a policy asks, in plain English: one sentence for each kind of criterion, made from its parameters."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, get_args

from pydantic import BaseModel

from services.eligibility.policies.criteria import (
    AgeRange,
    AllocatedWorker,
    CareLeaver,
    CareLeaverParent,
    Criterion,
    InCare,
    InCareOrSupportedLeaver,
    ListedService,
    NoAdoptionPlanned,
    PlanOfPermanence,
    PlanOutsideFamily,
    TimeInCare,
)
from shared.contracts.lifelong_links import Truth

PLANS: Final[Mapping[str, str]] = {
    "REMAINSUP": "staying at home with support",
    "RETURN1M": "a return home within a month",
    "RETURN6M": "a return home within six months",
    "RETURNEV": "a return home in the end",
    "LTRELFR": "a home with relatives or friends for long",
    "LTFOST18": "foster care to 18",
    "RESPLMT": "a residential placement",
    "SUPPLIV": "supported living",
    "ADOPTION": "adoption",
    "OTHERPLN": "another plan",
}
"""The SSD's permanence plans in words (DOMAIN 2.2)."""

_KINSHIP: Final[Mapping[Truth, str]] = {
    "met": "a home with relatives or friends is not within the family",
    "not_met": "a home with relatives or friends is within the family",
    "unknown": "about a home with relatives or friends a person decides",
}
_PARENTS: Final[Mapping[Truth, str]] = {
    "met": "a placement with parents under a care order is not within the family",
    "not_met": "a placement with parents under a care order is within the family",
    "unknown": "about a placement with parents under a care order a person decides",
}


def sentence(criterion: Criterion) -> str:
    """Say what a criterion asks, with its parameters."""
    return SENTENCES[type(criterion)](criterion)


def _plan_outside_family(rule: PlanOutsideFamily) -> str:
    return (
        "There is no plan to live within the family and none to be adopted "
        f"({_KINSHIP[rule.kinship]}; {_PARENTS[rule.placed_with_parents]}); nobody plans a home for an adult."
    )


def _no_adoption_planned(rule: NoAdoptionPlanned) -> str:
    then = "a person decides" if rule.adoption_planned == "unknown" else "this is not met"
    return (
        f"Adoption is not planned: where a plan, a decision, an order or the placement speaks of it {then}, "
        "and while nothing is settled (proceedings, remand, an emergency) a person decides; "
        "nobody can adopt an adult."
    )


def _plan_of_permanence(rule: PlanOfPermanence) -> str:
    told = f"A plan of permanence is agreed: {any_of(PLANS[key] for key in rule.counts)}"
    if rule.does_not_count:
        told += f"; {any_of(PLANS[key] for key in rule.does_not_count)} is none"
    return f"{told}; about any other plan a person decides."


def _in_care(_rule: InCare) -> str:
    return "The child is in care; short breaks are not care."


def _care_leaver(rule: CareLeaver) -> str:
    return f"The young person is a care leaver: {any_of(plain(one) for one in rule.categories)}."


def _allocated_worker(rule: AllocatedWorker) -> str:
    return f"The child or young person has an allocated {_workers(rule.worker_roles)}."


def _in_care_or_supported_leaver(rule: InCareOrSupportedLeaver) -> str:
    workers = _workers(rule.worker_roles)
    if rule.worker_needed_in_care:
        return (
            f"The child is in care (short breaks are not) or a care leaver, and has an allocated {workers}."
        )
    return f"The child is in care (short breaks are not), or is a care leaver with an allocated {workers}."


def _age_range(rule: AgeRange) -> str:
    if rule.limit is None:
        return f"The child or young person is {rule.from_age} or older."
    since = f"{rule.from_age} or older and " if rule.from_age else ""
    return f"The child or young person is {since}{_until(rule.limit, included=rule.limit_included)}."


def _time_in_care(rule: TimeInCare) -> str:
    time = months_in_words(rule.less_than_months)
    return f"The child has been in care for less than {time}, counted from the start of this period."


def _care_leaver_parent(rule: CareLeaverParent) -> str:
    until = _until(rule.age_limit, included=rule.age_limit_included)
    return (
        f"The young person is a care leaver and a parent, {until}, who lost a child through care proceedings "
        f"and works with {any_of(_service(one) for one in rule.partner_services)}."
    )


SENTENCES: Final[Mapping[type[BaseModel], Callable[[Any], str]]] = {
    PlanOutsideFamily: _plan_outside_family,
    NoAdoptionPlanned: _no_adoption_planned,
    PlanOfPermanence: _plan_of_permanence,
    InCare: _in_care,
    CareLeaver: _care_leaver,
    AllocatedWorker: _allocated_worker,
    InCareOrSupportedLeaver: _in_care_or_supported_leaver,
    AgeRange: _age_range,
    TimeInCare: _time_in_care,
    CareLeaverParent: _care_leaver_parent,
}
"""Which function says what a kind of criterion asks."""

KINDS_OF_CRITERION: Final[Mapping[str, type[BaseModel]]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in SENTENCES
}
"""The kinds by the names that policies use."""


def any_of(words: Iterable[str]) -> str:
    """Join alternatives: "a, b or c"."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def plain(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ").replace("-", " ")


def day_in_words(day: date) -> str:
    """Return a date as it is written in a letter: 1 April 2026."""
    return f"{day.day} {day:%B %Y}"


def months_in_words(count: int) -> str:
    """Return a number of months as years and months: "3 years", "1 year and 6 months", "no time" for none."""
    parts = [
        f"{number} {unit}{'s' * (number > 1)}"
        for number, unit in zip(divmod(count, 12), ("year", "month"), strict=True)
        if number
    ]
    return " and ".join(parts) or "no time"


def _workers(roles: Iterable[str]) -> str:
    return any_of("IRO" if role == "iro" else plain(role) for role in roles)


def _until(limit: int, *, included: bool) -> str:
    return f"{limit} or younger" if included else f"under {limit}"


def _service(row: ListedService) -> str:
    dates = [f"from {day_in_words(row.from_)}"] if row.from_ else []
    dates += [f"until {day_in_words(row.to)}"] if row.to else []
    return _name(row.service) + (f" ({' '.join(dates)})" if dates else "")


def _name(service: str) -> str:
    words = plain(service).split()
    return " ".join(word if word in {"and", "for", "of", "the"} else word.capitalize() for word in words)
