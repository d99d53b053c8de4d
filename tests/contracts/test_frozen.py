"""The contract of today against its frozen copy: a published `.v1` never breaks those who use it."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.export import export
from tests.contracts.compatibility import changes

FROZEN = Path(__file__).parent / "frozen"

WHEN_BREAKING = """
  A published .v1 keeps its promise. Put the old shape back, or add the new one as `.v2` beside it (model,
  example, handlers) and keep .v1 until nobody sends or reads it any more."""

WHEN_ADDITIVE = """
  Nothing here breaks anybody. If it is meant, write it into CHANGELOG.md and refresh the frozen copy:
    .venv/bin/lifelong-links contracts export tests/contracts/frozen"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract, exported now."""
    directory = tmp_path_factory.mktemp("contract")
    export(directory)
    return directory


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _names(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*.json")}


def test_no_event_that_was_published_is_gone(fresh: Path) -> None:
    """Every file of the frozen contract is still exported."""
    gone = sorted(_names(FROZEN) - _names(fresh))
    assert not gone, f"no longer in the contract: {', '.join(gone)}{WHEN_BREAKING}"


@pytest.mark.parametrize("name", sorted(name for name in _names(FROZEN) if name.startswith("schemas/")))
def test_no_published_schema_has_a_breaking_change(fresh: Path, name: str) -> None:
    """What an event's frozen schema accepts or promises still holds."""
    published = not name.startswith("schemas/case.")
    found = changes(_read(FROZEN / name), _read(fresh / name))
    breaking = [f"\n  {name}: {one}" for one in found if one.breaks(published=published)]
    assert not breaking, "".join(breaking) + WHEN_BREAKING


def test_a_difference_that_breaks_nobody_is_made_knowingly(fresh: Path) -> None:
    """The frozen copy is byte for byte what is exported now."""
    names = sorted(_names(fresh) | _names(FROZEN))
    different = [name for name in names if not _same(FROZEN / name, fresh / name)]
    assert not different, f"differs from the frozen copy: {', '.join(different)}{WHEN_ADDITIVE}"


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.read_bytes() == other.read_bytes()
