"""Comparing two policies over a file of records: how many children change outcome, which, and why."""

from collections.abc import Iterator

from services.eligibility.policies.book import load_book
from services.eligibility.policies.compare import Comparison, compare
from services.eligibility.policies.report import report
from shared.contracts.records import ChildRecord
from tests.unit.eligibility.children import LEEDS, ON, care_leaver, child, policy_with

KENT = load_book("kent").versions[0]


def some() -> Iterator[ChildRecord]:
    """Ten children: seven stay as they are, three do not."""
    for number in range(6):
        yield child(child_id=f"stays-{number}")
    yield child(child_id="adopted", permanence_plan=["ADOPTION"])
    yield care_leaver(child_id="left-1")
    yield care_leaver(child_id="left-2")
    yield care_leaver(child_id="no-adviser", workers=None, services=None, parent=None)


def found() -> Comparison:
    """Leeds against Kent."""
    return compare(some(), LEEDS, KENT, ON)


def test_children_are_counted_by_outcome_under_either_policy() -> None:
    """Those that stay, too."""
    comparison = found()
    assert (comparison.records, comparison.changed) == (10, 3)
    assert dict(comparison.outcomes) == {
        ("eligible", "eligible"): 6,
        ("not_eligible", "not_eligible"): 1,
        ("eligible", "not_eligible"): 2,
        ("needs_decision", "not_eligible"): 1,
    }


def test_those_that_change_are_named_by_what_is_said_first_of_them() -> None:
    """The reason under the one policy and under the other."""
    groups = [(change.before_reason, change.after_reason, ids) for change, ids in found().groups()]
    assert groups == [
        ("criteria-met", "care-ended", ["left-1", "left-2"]),
        ("workers-not-known", "care-ended", ["no-adviser"]),
    ]


def test_the_same_policy_changes_nobody() -> None:
    """Nor does another version that says the same."""
    assert compare(some(), LEEDS, policy_with(version="2027-1"), ON).changed == 0


def test_only_children_that_change_are_kept() -> None:
    """A file of any size is read once and forgotten."""
    many = compare((one for _ in range(300) for one in (child(),)), LEEDS, LEEDS, ON)
    assert (many.records, many.changes) == (300, {})


def test_a_program_gets_codes_counts_and_ids() -> None:
    """The same facts as the text."""
    data = found().as_data()
    assert data["policies"][1] == {"name": "kent", "authority": "E10000016", "version": "2026-1"}
    assert (data["on"], data["records"], data["changed"]) == ("2026-11-21", 10, 3)
    assert {"from": "eligible", "to": "not_eligible", "children": 2} in data["outcomes"]
    assert data["changes"][0] == {
        "from": "eligible",
        "from_reason": "criteria-met",
        "to": "not_eligible",
        "to_reason": "care-ended",
        "child_ids": ["left-1", "left-2"],
    }


def test_the_text_has_a_table_and_the_children_by_reason() -> None:
    """What changed is marked; a reason for which there are no words is told by its code."""
    reasons = {"workers-not-known": "it is not known who is allocated"}
    assert list(report(found(), reasons, 60)) == [
        "leeds 2026-1 and kent 2026-1 on 21 November 2026: 10 children, of whom 3 have another outcome.",
        "",
        "leeds 2026-1      kent 2026-1       children",
        "eligible          eligible                 6",
        "eligible          not eligible             2  changed",
        "needs a decision  not eligible             1  changed",
        "not eligible      not eligible             1",
        "",
        "eligible -> not eligible: 2 children",
        "  kent 2026-1: care ended",
        "    left-1 left-2",
        "",
        "needs a decision -> not eligible: 1 child",
        "  leeds 2026-1: it is not known who is allocated",
        "  kent 2026-1: care ended",
        "    no-adviser",
    ]


def test_long_lists_of_children_are_wrapped() -> None:
    """No line is longer than the terminal, and no id is torn."""
    leavers = (care_leaver(child_id=f"child-{number:03}") for number in range(100))
    lines = list(report(compare(leavers, LEEDS, KENT, ON), {}, 50))[7:]
    assert max(len(line) for line in lines) <= 50
    assert sum(len(line.split()) for line in lines) == 100


def test_an_empty_file_is_told_as_such() -> None:
    """No children, and none that changed."""
    assert next(iter(report(compare((), LEEDS, KENT, ON), {}, 80))).endswith(
        "0 children, of whom 0 have another outcome."
    )
