"""Settings: from the environment (`LL_...`), a folder of secrets and a TOML file, in that order of weight.

A secret is best kept as a file named like its variable in lower case (`ll_master_key`) in `LL_SECRETS_DIR`.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from shared.errors import ConfigurationError

PREFIX = "LL_"
AUTHORITY = re.compile(r"^[A-Z]\d{8}$")
"""An authority's code of the Office for National Statistics."""
_PLACES = ("LL_CONFIG", "LL_SECRETS_DIR")
_SOURCE = re.compile(r"(?!urn:lifelong-links:)[\x21-\x7e]{1,200}")


class Settings(BaseSettings):
    """Every setting, with its default and what it does; `deploy/reference.md` lists them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", hide_input_in_errors=True)

    authority: str = Field("E08000035", pattern=AUTHORITY.pattern, description="ONS code of the authority.")
    policy: str = Field(
        "leeds",
        description="Eligibility policy: a shipped name, or the path of a TOML file or of a folder with the "
        "policy's versions.",
    )
    practice: Path | None = Field(
        None,
        description="A TOML file of choices that the rules leave to the authority (hand-over, own consent at "
        "18, who decides, reviews): see the table of choices.",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///.lifelong-links/data"),
        description="Journals: `sqlite:///FOLDER` (one process) or `postgresql://USER@HOST/NAME`.",
    )
    database_password: SecretStr | None = Field(
        None, description="Password for `LL_DATABASE_URL`, kept apart from it."
    )
    broker_url: SecretStr = Field(
        SecretStr("memory://"),
        description="`amqp://USER@HOST/VHOST`, `amqps://...`, or `memory://` (in-process).",
    )
    broker_password: SecretStr | None = Field(
        None, description="Password for `LL_BROKER_URL`, kept apart from it."
    )
    master_key: SecretStr | None = Field(
        None,
        description="Key that protects the journals' data keys: base64 of 32 bytes; further lines are older "
        "keys. On SQLite one is made beside the journals when there is none.",
    )
    sources: str | None = Field(
        None,
        description="Names (CloudEvents `source`, commas between) under which the case system speaks; by "
        "default `urn:la:<LL_AUTHORITY>:case-system`. What another source says on `case.events` is kept for "
        "an operator and not acted on. What `import --publish` sends for `LL_AUTHORITY` always counts.",
    )
    case_system: Literal["roundup"] = Field("roundup", description="Which adapter speaks to the case system.")
    case_system_url: str = Field("http://127.0.0.1:8917/record/", description="Address of the case system.")
    case_system_user: str = Field(
        "lifelong-links", description="The plugin's own account in the case system."
    )
    case_system_secret: SecretStr | None = Field(None, description="Password or token of that account.")
    case_system_mapping: Path | None = Field(
        None, description="TOML file with the authority's own field names."
    )
    case_system_timeout: float = Field(10.0, gt=0, le=120, description="Seconds that one call may take.")
    prefetch: int = Field(
        400, ge=1, le=5000, description="Messages that the broker hands out before an acknowledgement."
    )
    batch: int = Field(400, ge=1, le=1000, description="Most events that go into one transaction.")
    retry_first: float = Field(
        1.0, gt=0, description="Seconds before the first repetition; each later wait doubles."
    )
    retry_cap: float = Field(900.0, gt=0, description="Longest wait between repetitions in seconds.")
    health_host: str = Field("127.0.0.1", description="Where /live, /ready and /metrics listen.")
    health_port: int = Field(0, ge=0, le=65535, description="Their port; 0 turns them off.")
    lag: float = Field(
        300.0, gt=0, description="Seconds that an event may be unfinished before /ready says no."
    )
    traces_endpoint: str | None = Field(
        None, pattern=r"^https?://\S+$", description="OTLP over HTTP address for traces (extra `otel`)."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least level that is logged."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before secrets before file; no .env file is read."""
        del dotenv_settings, file_secret_settings
        folder, file = _secrets_folder(os.environ), _file(os.environ)
        secrets = (
            [SecretsSettingsSource(settings_cls, secrets_dir=folder, env_prefix=PREFIX)]
            if folder.is_dir()
            else []
        )
        files = [TomlConfigSettingsSource(settings_cls, file)] if file.is_file() else []
        return (init_settings, env_settings, *secrets, *files)

    @field_validator("sources")
    @classmethod
    def _names_of_sources(cls, names: str | None) -> str | None:
        if names is not None and not all(_SOURCE.fullmatch(name) for name in _split(names)):
            msg = (
                "names with commas between, each without a space and not one of ours (urn:lifelong-links:...)"
            )
            raise ValueError(msg)
        return names

    @property
    def case_sources(self) -> frozenset[str]:
        """The sources whose events count when they come by the case system's exchange."""
        if self.sources is None:
            return frozenset({f"urn:la:{self.authority}:case-system"})
        return frozenset(_split(self.sources))

    @property
    def data_folder(self) -> Path:
        """Where SQLite journals and their key are."""
        return Path(self.database_url.get_secret_value().removeprefix("sqlite:///"))


def load(
    environment: Mapping[str, str] | None = None,
    **overrides: Any,  # noqa: ANN401 - any setting
) -> Settings:
    """Read the settings; raises ConfigurationError whose one line names the setting and what is wrong."""
    names = environment if environment is not None else os.environ
    for name in sorted(names):
        _insist_on_known(name, name)
    for place, is_there in (("LL_CONFIG", Path.is_file), ("LL_SECRETS_DIR", Path.is_dir)):
        if place in names and not is_there(Path(names[place])):
            msg = f"{place} names {names[place]}, which is not there"
            raise ConfigurationError(msg)
    _check_secrets(_secrets_folder(names))
    _check_file(_file(names))
    try:
        return Settings(**overrides)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        setting = f"{PREFIX}{'_'.join(str(part) for part in first['loc'])}".upper()
        msg = f"{setting}: {first['msg']}; `lifelong-links settings` says what it takes"
        raise ConfigurationError(msg) from None


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def _secrets_folder(names: Mapping[str, str]) -> Path:
    return Path(names.get("LL_SECRETS_DIR", "/run/secrets"))


def _file(names: Mapping[str, str]) -> Path:
    return Path(names.get("LL_CONFIG", "lifelong-links.toml"))


def _insist_on_known(name: str, shown: str) -> None:
    """A slip of the pen, in either case of letters, must not leave a default in force."""
    known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields} | set(_PLACES)
    if name.upper().startswith(PREFIX) and name.upper() not in known:
        msg = f"{shown} is not a setting; `lifelong-links settings` lists them"
        raise ConfigurationError(msg)


def _check_secrets(folder: Path) -> None:
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not file.name.upper().startswith(PREFIX):
            continue
        _insist_on_known(file.name, str(file))
        try:
            file.read_text()
        except (OSError, UnicodeDecodeError):
            msg = f"{file.name.upper()}: the file {file} cannot be read as text"
            raise ConfigurationError(msg) from None


def _check_file(file: Path) -> None:
    if not file.is_file():
        return
    try:
        settings = tomllib.loads(file.read_text())
    except tomllib.TOMLDecodeError as fault:
        msg = f"LL_CONFIG: {file} is not a TOML file: {fault}"
        raise ConfigurationError(msg) from None
    except (OSError, UnicodeDecodeError):
        msg = f"LL_CONFIG: {file} cannot be read as text"
        raise ConfigurationError(msg) from None
    for name in settings:
        _insist_on_known(f"{PREFIX}{name}", f"{name} in {file}")
