"""Properties that hold for every record: Kleene logic, purity, order, and no flip but through a new fact."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.eligibility.finding import MET, NOT_MET, UNKNOWN, all_met, any_met
from services.eligibility.screening import screen
from shared.contracts.lifelong_links import Truth
from shared.contracts.records import ChildRecord
from shared.rules import codes
from tests.unit.eligibility.children import LEEDS, ON, judged

TRUTHS: tuple[Truth, ...] = (MET, NOT_MET, UNKNOWN)
DAYS = st.sampled_from(["2020-01-01", "2026-11-20", "2026-11-21", "2026-11-22", None])
FLAGS = st.sampled_from([True, False, None])
KEYS = (
    *sorted(codes.PLAN_IN_FAMILY | codes.PLAN_OUTSIDE_FAMILY),
    "ADOPTION",
    "LTRELFR",
    "OTHERPLN",
    "NEWKEY",
)


def of(known: frozenset[str], *others: str | None) -> st.SearchStrategy[str | None]:
    """A code of a family, or one of the others."""
    return st.sampled_from([*sorted(known), *others])


def rows(field: str, *values: str) -> st.SearchStrategy[Any]:
    """Workers or services, none, or not known."""
    row = st.fixed_dictionaries({field: st.sampled_from(values), "from": DAYS, "to": DAYS})
    return st.none() | st.lists(row, max_size=2)


CARE = st.fixed_dictionaries(
    {
        "period_started": DAYS,
        "period_ended": st.none() | DAYS,
        "reason_ceased": of(codes.REASON_CEASED, "E99", None),
        "legal_status": of(codes.LEGAL_STATUS, "X9", None),
        "placement": of(codes.PLACEMENT, "X9", None),
    }
)
RECORDS = st.fixed_dictionaries(
    {
        "child_id": st.just("C1"),
        "record_version": st.just(1),
        "as_of": st.just("2026-11-20T09:00:00Z"),
        "date_of_birth": st.sampled_from(
            ["2001-11-21", "2001-11-22", "2008-11-22", "2009-06-01", "2023-01-01"]
        ),
        "date_of_birth_disputed": FLAGS,
        "date_of_death": st.sampled_from([None, None, None, "2026-01-01"]),
        "jurisdiction": st.sampled_from([None, "england", "england", "wales", "mars"]),
        "care": st.none() | CARE,
        "care_leaver": of(codes.LEFT_CARE, "eligible", "none", "x", None),
        "permanence_plan": st.none() | st.lists(st.sampled_from(KEYS), max_size=3),
        "adoption": st.none()
        | st.fixed_dictionaries(
            {
                "decision_date": DAYS,
                "decision_reversed_date": DAYS,
                "placed_date": DAYS,
                "placed_ceased_date": DAYS,
            }
        ),
        "workers": rows("role", "social_worker", "iro", "stranger"),
        "parent": st.none()
        | st.fixed_dictionaries({"is_parent": FLAGS, "child_lost_in_care_proceedings": FLAGS}),
        "services": rows("service", "futures", "other"),
    }
)
TOP_FIELDS = ("care", "care_leaver", "permanence_plan", "adoption", "workers", "parent", "services")


def read(data: dict[str, Any]) -> ChildRecord:
    """A record of invented data."""
    workers = data["workers"]
    named = None if workers is None else [{"worker_id": "W1", **one} for one in workers]
    return ChildRecord.model_validate({**data, "workers": named})


def test_kleene_logic_never_takes_back_an_answer() -> None:
    """Filling in an unknown leaves every settled AND and OR as it was."""
    settled: tuple[Truth, ...] = (MET, NOT_MET)
    for one, two, filled in product(TRUTHS, TRUTHS, settled):
        for join in (all_met, any_met):
            assert join((one, two, UNKNOWN)) in (UNKNOWN, join((one, two, filled)))


@settings(max_examples=40)
@given(RECORDS)
def test_screening_is_total_and_pure(data: dict[str, Any]) -> None:
    """Any codes and dates: one of three outcomes, the same twice, and the record untouched."""
    record = read(data)
    before = record.model_copy(deep=True)
    said = screen(record, LEEDS, ON)
    assert said == screen(record, LEEDS, ON)
    assert record == before
    assert said.outcome in ("eligible", "not_eligible", "needs_decision")
    assert (said.readings is None) == (not said.criteria)


@settings(max_examples=40)
@given(RECORDS, RECORDS, st.sampled_from(TOP_FIELDS))
def test_filling_in_an_unknown_flips_an_outcome_only_through_the_new_fact(
    data: dict[str, Any], other: dict[str, Any], field: str
) -> None:
    """From eligible to not eligible only where the new fact itself is the evidence or ends the matter."""
    without, filled = judged(read({**data, field: None})), judged(read({**data, field: other[field]}))
    if without.outcome != "eligible" or filled.outcome != "not_eligible" or not filled.findings:
        return
    against = [one for one in filled.findings.values() if one.result == NOT_MET]
    assert any(name.split(".")[0] == field for one in against for name, _ in one.evidence)


@settings(max_examples=40)
@given(RECORDS, st.sampled_from(["permanence_plan", "workers", "services"]))
def test_the_order_of_rows_and_keys_does_not_matter(data: dict[str, Any], field: str) -> None:
    """Results and outcome are the same when a list is turned round."""
    turned = {**data, field: data[field][::-1] if data[field] else data[field]}
    one, two = judged(read(data)), judged(read(turned))
    assert (one.outcome, one.reason, one.readings) == (two.outcome, two.reason, two.readings)
    assert {n: f.result for n, f in one.findings.items()} == {n: f.result for n, f in two.findings.items()}


@settings(max_examples=40)
@given(RECORDS)
def test_the_outcome_is_that_of_the_two_readings_spelt_out(data: dict[str, Any]) -> None:
    """Routes in the policy file mean R1 = (B1 and B2) or B3 and R2 = B1 and (B2 or B3)."""
    found = judged(read(data))
    if found.readings is None:
        return
    b1, b2, b3 = (found.findings[name].result for name in ("B1", "B2", "B3"))
    assert found.readings.R1 == any_met((all_met((b1, b2)), b3))
    assert found.readings.R2 == all_met((b1, any_met((b2, b3))))


def test_every_criterion_can_be_met_not_met_and_unknown() -> None:
    """No answer is out of reach."""
    plain = {
        "child_id": "C1",
        "record_version": 1,
        "as_of": "2026-11-20T09:00:00Z",
        "date_of_birth": "2005-01-01",
    }
    leaver: dict[str, Any] = {
        **plain,
        "care": {},
        "care_leaver": "qualifying",
        "workers": [{"role": "social_worker"}],
        "parent": {"is_parent": True, "child_lost_in_care_proceedings": True},
        "services": [{"service": "futures"}],
    }
    nobody = {**leaver, "date_of_birth": "2015-01-01", "permanence_plan": ["ADOPTION"], "care_leaver": "none"}
    unknown = {**plain, "date_of_birth": "2015-01-01", "workers": None}
    for data, result in ((leaver, MET), (nobody, NOT_MET), (unknown, UNKNOWN)):
        assert {one.result for one in judged(read(data)).findings.values()} == {result}
