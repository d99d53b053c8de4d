"""Settings: where they come from, and one clear line for each wrong one."""

from pathlib import Path

import pytest

from shared.config import Settings, load
from shared.errors import ConfigurationError

SECRET = "a-password-nobody-may-see"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LL_CONFIG", raising=False)
    monkeypatch.setenv("LL_SECRETS_DIR", str(tmp_path))


def test_every_setting_has_a_default_and_a_description() -> None:
    """The embedded default runs with nothing set."""
    assert load().broker_url.get_secret_value() == "memory://"
    assert all(field.description for field in Settings.model_fields.values())


def test_environment_before_secrets_before_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The nearer source wins."""
    (tmp_path / "lifelong-links.toml").write_text("prefetch = 1\nbatch = 1\nlag = 1\n")
    (tmp_path / "ll_batch").write_text("2")
    (tmp_path / "ll_prefetch").write_text("2")
    monkeypatch.setenv("LL_PREFETCH", "3")
    found = load()
    assert (found.prefetch, found.batch, found.lag) == (3, 2, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LL_PREFETCH", "many"),
        ("LL_BATCH", "0"),
        ("LL_HEALTH_PORT", "70000"),
        ("LL_AUTHORITY", "Leeds"),
        ("LL_LOG_LEVEL", "LOUD"),
        ("LL_CASE_SYSTEM", "unheard-of"),
        ("LL_RETRY_FIRST", "-1"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line names the setting, and not what was typed there."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refused:
        load()
    line = str(refused.value)
    assert line.startswith(f"{name}: ")
    assert "\n" not in line
    assert value not in line.removeprefix(name) or name == "LL_BATCH"


def test_a_setting_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip of the pen must not leave a default in force."""
    monkeypatch.setenv("LL_PREFTCH", "3")
    with pytest.raises(ConfigurationError, match="LL_PREFTCH is not a setting"):
        load()


def test_a_file_with_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    """The same in the TOML file."""
    (tmp_path / "lifelong-links.toml").write_text("preftch = 1\n")
    with pytest.raises(ConfigurationError, match="LL_PREFTCH"):
        load()


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """Not TOML: one line."""
    (tmp_path / "lifelong-links.toml").write_text("prefetch = \n")
    with pytest.raises(ConfigurationError, match="LL_CONFIG is not a TOML file"):
        load()


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A configuration that is named and missing is not passed over."""
    monkeypatch.setenv("LL_CONFIG", str(tmp_path / "missing.toml"))
    with pytest.raises(ConfigurationError, match="LL_CONFIG"):
        load()


def test_no_secret_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses with passwords and keys stay out of every representation."""
    monkeypatch.setenv("LL_BROKER_URL", f"amqp://user:{SECRET}@127.0.0.1/")
    monkeypatch.setenv("LL_DATABASE_URL", f"postgresql://user:{SECRET}@127.0.0.1/db")
    monkeypatch.setenv("LL_MASTER_KEY", SECRET)
    monkeypatch.setenv("LL_CASE_SYSTEM_SECRET", SECRET)
    found = load()
    assert SECRET not in f"{found!r} {found} {found.model_dump()}"
