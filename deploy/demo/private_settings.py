"""The settings of a private world: a TOML file and a folder of secrets, as an operator would keep them."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from deploy.sandbox.tracker_home import Account
from shared.config import PREFIX, Settings, load

SettingValue = str | int | float


def places(directory: Path) -> dict[str, str]:
    """Return the variables that point to a world's settings and secrets."""
    return {
        f"{PREFIX}CONFIG": str(directory / "settings.toml"),
        f"{PREFIX}SECRETS_DIR": str(directory / "secrets"),
    }


def write_settings(
    directory: Path, broker_url: str, case_system_url: str, plugin: Account, more: Mapping[str, SettingValue]
) -> None:
    """Write settings and secrets for services that keep their SQLite journals in this directory."""
    password = urlsplit(broker_url).password
    settings: dict[str, SettingValue] = {
        "database_url": f"sqlite:///{directory / 'journals' / 'data'}",
        "broker_url": broker_url.replace(f":{password}@", "@"),
        "case_system_url": case_system_url,
        "case_system_user": plugin.username,
        **more,
    }
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in settings.items()]
    (directory / "settings.toml").write_text("".join(lines))
    secrets = directory / "secrets"
    secrets.mkdir(mode=0o700)
    _write_secret(secrets / "ll_case_system_secret", plugin.password)
    if password:
        _write_secret(secrets / "ll_broker_password", password)


def _write_secret(file: Path, secret: str) -> None:
    file.touch(mode=0o600)
    file.write_text(secret)


def read_settings(directory: Path) -> Settings:
    """Read the settings of a world, and of nothing else that this process may have been given."""
    with _only_these(places(directory)):
        return load()


@contextmanager
def _only_these(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    for name in before:
        del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]
        os.environ.update(before)
