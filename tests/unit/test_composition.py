"""What the composition root gives to every service."""

from pathlib import Path

import pytest

from deploy.composition import all_services
from shared.config import load
from shared.errors import ConfigurationError
from shared.rules.practice import DEFAULT


def test_every_service_has_the_practice_of_the_authority(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One file, read once, the same for all; what it leaves out stays as it is."""
    file = tmp_path / "practice.toml"
    file.write_text("handover_working_days = 10\n")
    monkeypatch.setenv("LL_PRACTICE", str(file))
    expected = DEFAULT.model_copy(update={"handover_working_days": 10})
    assert {service.practice for service in all_services(load())} == {expected}


def test_a_wrong_choice_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing starts with a choice that nobody made."""
    file = tmp_path / "practice.toml"
    file.write_text('unknown_author = "perhaps"\n')
    monkeypatch.setenv("LL_PRACTICE", str(file))
    with pytest.raises(ConfigurationError, match="unknown_author"):
        all_services(load())
