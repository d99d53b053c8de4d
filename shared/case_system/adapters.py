"""Opens the case system that the settings name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from shared.case_system.auth import credentials
from shared.case_system.client import CaseClient, Phrases
from shared.case_system.mapping import SHIPPED, load_mapping
from shared.case_system.port import CaseSystem
from shared.case_system.roundup import Roundup
from shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where a case system is and how the plugin logs in.

    With `user` the secret is a password (HTTP basic), without it a bearer token. `mapping` is the authority's
    own mapping file instead of the shipped one. `timeout` binds a whole call, in seconds. `public_url`
    is the address by which the case system knows itself, when it is reached at another.
    """

    base_url: str
    secret: SecretStr
    user: str | None = None
    kind: Literal["roundup"] = "roundup"
    mapping: Path | None = None
    timeout: float = 10.0
    public_url: str | None = None


def open_case_system(connection: Connection) -> CaseSystem:
    """Return the adapter, ready for use; nothing is sent yet. Raises ConfigurationError."""
    if connection.timeout <= 0:
        raise ConfigurationError("LL_CASE_SYSTEM_TIMEOUT: needs a number of seconds above 0")
    names = load_mapping(connection.mapping or SHIPPED / f"{connection.kind}.toml")
    client = CaseClient(
        connection.base_url,
        credentials(connection.user, connection.secret),
        timeout=connection.timeout,
        public_url=connection.public_url,
        phrases=Phrases(names.answers.unavailable, names.answers.misconfigured),
    )
    return Roundup(client, names)
