"""Documents encrypted at rest: AES-256-GCM, bound to their row, with keys that rotate by re-wrapping.

A *master key* comes from a file or the environment and never touches the database. It wraps *data keys*,
which are kept in the database and encrypt the documents; rotating the master key re-wraps the data keys
and leaves the documents as they are.
Layout of a document: key id (4 bytes), nonce (12 bytes), ciphertext and tag.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import ConfigurationError, KeyUnavailable

KEY_BYTES = 32
_ID, _NONCE = 4, 12


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key; `name` is a fingerprint that may be shown."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """A fingerprint that tells keys apart and gives nothing away."""
        return hashlib.sha256(b"lifelong-links master key" + self.secret).hexdigest()[:16]

    def wrap(self, data_key: bytes) -> bytes:
        """Encrypt a data key for keeping in the database."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self.secret).encrypt(nonce, data_key, self.name.encode())

    def unwrap(self, wrapped: bytes) -> bytes:
        """Decrypt a data key; raises KeyUnavailable when this is not the key that wrapped it."""
        try:
            return AESGCM(self.secret).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], self.name.encode())
        except InvalidTag:
            msg = f"master key {self.name} does not open this journal's data keys; give the right one"
            raise KeyUnavailable(msg) from None


def new_master_key() -> str:
    """Make a master key in the form in which settings hold it (base64 of 32 random bytes)."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def master_keys(text: str) -> tuple[MasterKey, ...]:
    """Read master keys, one a line, the current one first; raises ConfigurationError."""
    keys = []
    for line in text.split():
        try:
            secret = base64.b64decode(line, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES:
            msg = "LL_MASTER_KEY must hold base64 of 32 bytes, one key a line; `lifelong-links key` makes one"
            raise ConfigurationError(msg)
        keys.append(MasterKey(secret))
    if not keys:
        msg = "LL_MASTER_KEY is empty; `lifelong-links key` makes one"
        raise ConfigurationError(msg)
    return tuple(keys)


class Keyring:
    """The data keys of one journal; encrypts with the newest, decrypts with any."""

    def __init__(self, data_keys: Mapping[int, bytes]) -> None:
        """Take the unwrapped data keys by id; the highest id is the newest."""
        self._ciphers = {key_id: AESGCM(secret) for key_id, secret in data_keys.items()}
        newest = max(data_keys)
        self._newest = self._ciphers[newest]
        self._prefix = newest.to_bytes(_ID, "big")

    def encrypt(self, document: bytes, row: str) -> bytes:
        """Encrypt a document for one row; it opens for no other row."""
        nonce = os.urandom(_NONCE)
        return self._prefix + nonce + self._newest.encrypt(nonce, document, row.encode())

    def decrypt(self, stored: bytes, row: str) -> bytes:
        """Decrypt a document of that row; raises KeyUnavailable when key or row are not the right ones."""
        key_id = int.from_bytes(stored[:_ID], "big")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            msg = f"data key {key_id} is not in this journal; restore its keys table"
            raise KeyUnavailable(msg)
        try:
            return cipher.decrypt(stored[_ID : _ID + _NONCE], stored[_ID + _NONCE :], row.encode())
        except InvalidTag:
            msg = f"a document does not open with data key {key_id} for its row; it was moved or damaged"
            raise KeyUnavailable(msg) from None
