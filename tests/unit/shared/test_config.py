"""Settings: where they come from, and one clear line for each wrong one."""

from pathlib import Path
from typing import Any

import pytest

from shared import runtime
from shared.bus.topology import topology
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
        ("LL_SOURCES", "urn:a,,urn:b"),
        ("LL_SOURCES", "the case system"),
        ("LL_SOURCES", "urn:lifelong-links:refused:case"),
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


def test_the_case_system_speaks_under_listed_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default under one that is named after the authority; a list takes its place."""
    monkeypatch.setenv("LL_AUTHORITY", "E06000056")
    assert load().case_sources == {"urn:la:E06000056:case-system"}
    monkeypatch.setenv("LL_SOURCES", "urn:vendor:records , https://record.example/events")
    assert load().case_sources == {"urn:vendor:records", "https://record.example/events"}


def test_no_source_at_all_is_a_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list would refuse every event of the case system."""
    monkeypatch.setenv("LL_SOURCES", "")
    with pytest.raises(ConfigurationError, match="LL_SOURCES"):
        load()


def test_a_setting_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip of the pen must not leave a default in force."""
    monkeypatch.setenv("LL_PREFTCH", "3")
    with pytest.raises(ConfigurationError, match="LL_PREFTCH is not a setting"):
        load()


def test_a_slip_in_small_letters_is_a_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables count in either case of letters, so both are looked at."""
    monkeypatch.setenv("ll_batch", "7")
    assert load().batch == 7
    monkeypatch.setenv("ll_bacth", "7")
    with pytest.raises(ConfigurationError, match="ll_bacth is not a setting"):
        load()


def test_a_file_with_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    """The same in the TOML file, which the line names."""
    (tmp_path / "lifelong-links.toml").write_text("preftch = 1\n")
    with pytest.raises(ConfigurationError, match=r"preftch in lifelong-links\.toml is not a setting"):
        load()


def test_a_secret_that_nobody_asks_for_is_refused(tmp_path: Path) -> None:
    """A file with a slip in its name would leave a secret unset; files of others are none of our business."""
    (tmp_path / "postgres_password").write_bytes(b"\xff")
    load()
    (tmp_path / "ll_mastr_key").write_text(SECRET)
    with pytest.raises(ConfigurationError, match="ll_mastr_key is not a setting") as refused:
        load()
    assert SECRET not in str(refused.value)


def test_a_secret_that_is_no_text_is_named(tmp_path: Path) -> None:
    """By its setting and its file."""
    (tmp_path / "ll_master_key").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"LL_MASTER_KEY: the file .*ll_master_key cannot be read"):
        load()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"prefetch = \n", "is not a TOML file"),
        (b"prefetch = 1\nprefetch = 2\n", "is not a TOML file"),
        (b"\xff\xfe", "cannot be read as text"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, fault: str) -> None:
    """One line, with the place where it breaks off."""
    (tmp_path / "lifelong-links.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"LL_CONFIG: lifelong-links.toml {fault}") as refused:
        load()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("place", ["LL_CONFIG", "LL_SECRETS_DIR"])
def test_a_named_place_must_be_there(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is named and missing is not passed over."""
    monkeypatch.setenv(place, str(tmp_path / "missing"))
    with pytest.raises(ConfigurationError, match=f"{place} names .*missing, which is not there"):
        load()


def test_a_wrong_value_in_a_file_is_named_like_its_variable(tmp_path: Path) -> None:
    """And the value itself is not repeated, for it may be a secret in the wrong line."""
    (tmp_path / "lifelong-links.toml").write_text(f'batch = "{SECRET}"\n')
    with pytest.raises(ConfigurationError, match="LL_BATCH: ") as refused:
        load()
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"broker_url": "http://127.0.0.1/"}, "LL_BROKER_URL"),
        ({"broker_url": f"amqp://user:{SECRET}@127.0.0.1:port/"}, "LL_BROKER_URL"),
        ({"broker_url": "amqp://"}, "LL_BROKER_URL"),
        ({"database_url": "no address"}, "LL_DATABASE_URL"),
        ({"database_url": f"postgresql://user:{SECRET}@127.0.0.1:port/x"}, "LL_DATABASE_URL"),
        ({"database_url": "oracle://127.0.0.1/x"}, "LL_DATABASE_URL"),
        ({"database_url": "postgresql://user@127.0.0.1/x"}, "LL_MASTER_KEY"),
        ({"master_key": SECRET}, "LL_MASTER_KEY"),
    ],
)
def test_an_address_or_a_key_that_cannot_be_used_is_named(settings: dict[str, Any], named: str) -> None:
    """As soon as it is needed, and before anything is opened; its secret is not repeated."""
    found = load(**settings)
    with pytest.raises(ConfigurationError, match=named) as refused:
        _use(found)
    assert SECRET not in str(refused.value)


def _use(settings: Settings) -> None:
    runtime.where(settings, "conference")
    runtime.masters(settings)
    runtime.open_bus(settings, topology([]))


def test_passwords_may_be_kept_apart_from_addresses() -> None:
    """They are put together only where a connection is opened."""
    found = load(database_url="postgresql://user@127.0.0.1/x", database_password=SECRET)
    place = runtime.where(found, "conference")
    assert place.url.password == SECRET
    assert SECRET not in f"{place} {place.url}"


def test_on_sqlite_a_master_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """Beside the journals, readable by nobody else."""
    found = load(database_url=f"sqlite:///{tmp_path}/journals/data")
    made = runtime.masters(found)
    assert runtime.masters(found) == made
    assert (tmp_path / "journals" / "master.key").stat().st_mode & 0o077 == 0


def test_no_secret_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses with passwords and keys stay out of every representation."""
    monkeypatch.setenv("LL_BROKER_URL", f"amqp://user:{SECRET}@127.0.0.1/")
    monkeypatch.setenv("LL_DATABASE_URL", f"postgresql://user:{SECRET}@127.0.0.1/db")
    monkeypatch.setenv("LL_MASTER_KEY", SECRET)
    monkeypatch.setenv("LL_CASE_SYSTEM_SECRET", SECRET)
    found = load()
    assert SECRET not in f"{found!r} {found} {found.model_dump()}"
