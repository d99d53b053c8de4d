"""Deterministic references."""

from pydantic import TypeAdapter

from services.plan_sync.references import entry_reference, reference
from shared.contracts.fields import Id


def test_reference_of_an_entry_names_plan_version_commitment_and_target() -> None:
    """A worker who sees it can tell where it comes from; the two targets have different ones."""
    assert entry_reference("PL-1", 2, "CM-31", "care_plan") == "PL-1-v2-CM-31-cp"
    assert entry_reference("PL-1", 2, "CM-31", "pathway_plan") == "PL-1-v2-CM-31-pp"


def test_long_or_strange_parts_become_a_hash_that_fits() -> None:
    """Always an `Id` of the contract, always the same, different for different facts."""
    long = ["x" * 64, "y" * 64]
    for parts in (long, ["task code with blanks", "A"], ["n", ""]):
        made = reference(*parts)
        assert TypeAdapter(Id).validate_python(made) == made
        assert made == reference(*parts)
    assert reference(*long) != reference(*reversed(long))
