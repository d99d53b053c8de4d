"""Documents at rest: bound to their row, opened by the right key only, rotated by re-wrapping."""

import base64

import pytest

from shared.errors import ConfigurationError, KeyUnavailable
from shared.storage.encryption import Keyring, MasterKey, master_keys, new_master_key

OLD, NEW = bytes(32), bytes([1]) * 32


def test_a_document_opens_for_its_own_row_only() -> None:
    """A document that was moved to another child's row does not open."""
    ring = Keyring({1: OLD})
    sealed = ring.encrypt(b"facts", "state/CH-1")
    assert ring.decrypt(sealed, "state/CH-1") == b"facts"
    with pytest.raises(KeyUnavailable):
        ring.decrypt(sealed, "state/CH-2")


def test_a_damaged_document_does_not_open() -> None:
    """One changed bit is noticed."""
    ring = Keyring({1: OLD})
    sealed = bytearray(ring.encrypt(b"facts", "row"))
    sealed[-1] ^= 1
    with pytest.raises(KeyUnavailable):
        ring.decrypt(bytes(sealed), "row")


def test_nothing_of_a_document_can_be_read_without_the_key() -> None:
    """The stored bytes hold no part of the text, and equal texts look different."""
    ring = Keyring({1: OLD})
    first, second = (ring.encrypt(b"a name that nobody may read", "row") for _ in range(2))
    assert b"name" not in first
    assert first != second


def test_the_newest_key_seals_and_every_key_opens() -> None:
    """After a new data key was added, older documents still open."""
    sealed = Keyring({1: OLD}).encrypt(b"facts", "row")
    both = Keyring({1: OLD, 2: NEW})
    assert both.decrypt(sealed, "row") == b"facts"
    with pytest.raises(KeyUnavailable, match="data key 2"):
        Keyring({1: OLD}).decrypt(both.encrypt(b"facts", "row"), "row")


def test_a_data_key_is_unwrapped_by_the_key_that_wrapped_it() -> None:
    """Another master key says which one it is and that it does not fit."""
    old, new = MasterKey(OLD), MasterKey(NEW)
    assert old.unwrap(old.wrap(b"data key")) == b"data key"
    with pytest.raises(KeyUnavailable, match=new.name):
        new.unwrap(old.wrap(b"data key"))


def test_several_keys_are_read_the_current_one_first() -> None:
    """Rotation: the new key on the first line, the old one below."""
    lines = [new_master_key(), new_master_key()]
    first, second = master_keys("\n".join(lines))
    assert (first.secret, second.secret) == tuple(base64.b64decode(line) for line in lines)


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_wrong_key_is_refused_without_showing_it(text: str) -> None:
    """The message names the setting and not the value."""
    with pytest.raises(ConfigurationError, match="LL_MASTER_KEY") as refused:
        master_keys(text)
    assert not text or text not in str(refused.value)


def test_a_key_never_shows_itself() -> None:
    """Neither its representation nor its name gives the secret away."""
    key = MasterKey(NEW)
    assert base64.b64encode(NEW).decode() not in f"{key!r} {key.name}"
    assert NEW.hex() not in f"{key!r} {key.name}"
