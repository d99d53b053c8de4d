"""References and task ids: deterministic, and they fit the contract."""

from pydantic import TypeAdapter

from shared.contracts.fields import Code, Id
from shared.contracts.our_meeting import TaskRaised
from shared.references import LONGEST_CODE, reference
from shared.rules.tasks import About, raise_task


def test_long_or_strange_parts_become_a_hash_that_fits() -> None:
    """Always an `Id` of the contract, always the same, different for different facts."""
    long = ["x" * 64, "y" * 64]
    for parts in (long, ["task code with blanks", "A"], ["n", ""]):
        made = reference(*parts)
        assert TypeAdapter(Id).validate_python(made) == made
        assert made == reference(*parts)
    assert reference(*long) != reference(*reversed(long))
    short = reference("review", "P" * 64, longest=LONGEST_CODE)
    assert TypeAdapter(Code).validate_python(short) == short


def test_the_same_fact_has_the_same_task_id() -> None:
    """Ids fit the contract and differ between children, codes and facts."""
    facts = [("C1", "L1"), ("C1", "L1"), ("C2", "L1"), ("C1", "L" * 64), ("C1", "M" * 64)]
    ids = [
        event.task_id
        for child, fact in facts
        if isinstance(
            event := raise_task(child, "lead-deceased", ("manager",), About(fact)).event, TaskRaised
        )
    ]
    assert ids[0] == ids[1] == "lead-deceased-C1-L1"
    assert len(set(ids)) == 4
    assert all(TypeAdapter(Id).validate_python(one) for one in ids)
