"""References of entries."""

from services.plan_sync.references import entry_reference


def test_reference_of_an_entry_names_plan_version_commitment_and_target() -> None:
    """A worker who sees it can tell where it comes from; the two targets have different ones."""
    assert entry_reference("CH-1", "PL-1", 2, "CM-31", "care_plan") == "CH-1:PL-1-v2-CM-31-cp"
    assert entry_reference("CH-1", "PL-1", 2, "CM-31", "pathway_plan") == "CH-1:PL-1-v2-CM-31-pp"
