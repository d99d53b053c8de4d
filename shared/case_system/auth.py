"""How the plugin identifies itself to the case system: HTTP basic or bearer.

The secret is held so that no representation, log line or traceback of these objects shows it.
"""

import base64
from collections.abc import Generator
from typing import Self

import httpx
from pydantic import SecretStr

from shared.errors import ConfigurationError


class Credentials(httpx.Auth):
    """Sends one `Authorization` header with every request."""

    def __init__(self, scheme: str, value: SecretStr) -> None:
        """Keep the scheme and the credential that follows it; it must fit into a header."""
        if not value.get_secret_value().isascii() or not value.get_secret_value().isprintable():
            raise ConfigurationError("LL_CASE_SYSTEM_SECRET: only printable ASCII characters can be sent")
        self._scheme = scheme
        self._value = value

    @classmethod
    def basic(cls, user: str, secret: SecretStr) -> Self:
        """Log in by user name and password."""
        if ":" in user:
            raise ConfigurationError("LL_CASE_SYSTEM_USER: a colon cannot be part of a user name")
        pair = f"{user}:{secret.get_secret_value()}".encode()
        return cls("Basic", SecretStr(base64.b64encode(pair).decode()))

    @classmethod
    def bearer(cls, secret: SecretStr) -> Self:
        """Present a token."""
        return cls("Bearer", secret)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the header into the request."""
        request.headers["Authorization"] = f"{self._scheme} {self._value.get_secret_value()}"
        yield request

    def __repr__(self) -> str:
        return f"Credentials({self._scheme.lower()})"


def credentials(user: str | None, secret: SecretStr) -> Credentials:
    """Choose the scheme: with a user name it is a password, without one a token."""
    if not secret.get_secret_value():
        raise ConfigurationError("LL_CASE_SYSTEM_SECRET: it is empty")
    return Credentials.basic(user, secret) if user else Credentials.bearer(secret)
