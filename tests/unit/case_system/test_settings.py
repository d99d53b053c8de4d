"""Credentials and mapping files: what is wrong is said in one line, and no secret is ever shown."""

import base64
import re
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from shared.case_system.adapters import Connection, open_case_system
from shared.case_system.auth import credentials
from shared.case_system.mapping import SHIPPED, Keys, load_mapping
from shared.contracts.case_system import CASE_EVENTS
from shared.errors import ConfigurationError

SECRET = "correct horse battery"


def header(user: str | None) -> str:
    """Return the header that is sent with these credentials."""
    request = next(credentials(user, SecretStr(SECRET)).auth_flow(httpx.Request("GET", "http://host/")))
    return request.headers["Authorization"]


def test_a_user_and_a_password_make_basic() -> None:
    """With a user name the secret is a password."""
    assert header("plugin") == "Basic " + base64.b64encode(f"plugin:{SECRET}".encode()).decode()


def test_a_secret_alone_makes_bearer() -> None:
    """Without a user name the secret is a token."""
    assert header(None) == f"Bearer {SECRET}"


async def test_no_representation_shows_the_secret() -> None:
    """Neither the credentials, nor the settings, nor the adapter tell the secret, plain or encoded."""
    connection = Connection(base_url="http://host/", user="plugin", secret=SecretStr(SECRET))
    adapter = open_case_system(connection)
    known = credentials("plugin", connection.secret)
    told = " ".join(repr(one) + str(one) for one in (known, connection, adapter, vars(known), vars(adapter)))
    assert SECRET not in told
    assert base64.b64encode(f"plugin:{SECRET}".encode()).decode() not in told
    await adapter.close()


@pytest.mark.parametrize(
    ("user", "secret"), [("pl:ugin", SECRET), (None, "tok\nen"), (None, "töken"), ("plugin", "")]
)
def test_credentials_that_cannot_be_sent_are_refused(user: str | None, secret: str) -> None:
    """A colon in a name or a line end in a token would send something else than was meant."""
    with pytest.raises(ConfigurationError, match="LL_CASE_SYSTEM_"):
        credentials(user, SecretStr(secret))


def test_a_timeout_of_nothing_is_refused() -> None:
    """Every call has a time-out, and it is longer than nothing."""
    with pytest.raises(ConfigurationError, match="LL_CASE_SYSTEM_TIMEOUT"):
        open_case_system(Connection(base_url="http://host/", secret=SecretStr(SECRET), timeout=0))


def test_the_shipped_mapping_serves_every_event_of_the_contract() -> None:
    """Each field that an event cannot do without comes from somewhere, whichever class it is about."""
    mapping = load_mapping(SHIPPED / "roundup.toml")
    served = [mapping.classes[name] for name in mapping.events]
    for event in CASE_EVENTS:
        needed = {info.alias or name for name, info in event.model_fields.items() if info.is_required()}
        assert any(
            needed
            <= {
                field.split(".")[0]
                for field in (*one.names, *one.moments, *one.codes, *one.rows, *one.always, *one.references)
            }
            for one in served
        ), event.TYPE


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("keys = [", "not TOML"),
        ("[classes]", "keys"),
        ('[keys]\nprefix="L"\nfits="["\n[classes]', "keys.fits"),
        (
            '[keys]\nprefix="L"\nfits="x"\n[classes.note]\nrecord="n"\nkey="k"\nfeilds={}',
            "classes.note.feilds",
        ),
        ('[keys]\nprefix="L"\nfits="x"\n[classes.note]\nrecord="n"\nkey="k"', "classes.worker: no record"),
    ],
)
def test_a_wrong_mapping_file_names_the_place(tmp_path: Path, text: str, place: str) -> None:
    """A slip in a mapping file is told by file and place."""
    file = tmp_path / "authority.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=re.escape(place)) as fault:
        load_mapping(file)
    assert str(file) in str(fault.value)


def test_a_missing_mapping_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is told."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")


def test_a_reference_becomes_a_key_and_comes_back() -> None:
    """Our items are told from a worker's own by their key, and our reference is read out of it."""
    keys = Keys(prefix="LL-", fits="[a-z0-9-]{1,20}")
    assert keys.reference(keys.key("plan-1-v1")) == "plan-1-v1"
    assert keys.reference("EN-4711") is None
    assert keys.reference(None) is None


def test_a_reference_that_does_not_fit_has_always_the_same_key() -> None:
    """Longer references than a case system takes are stored as their hash, so that they still are unique."""
    keys = Keys(prefix="LL-", fits="[a-z0-9-]{1,20}")
    first, second = keys.key("plan/1"), keys.key("plan/2")
    assert first == keys.key("plan/1") != second
    assert len(first) == len("LL-") + 32
