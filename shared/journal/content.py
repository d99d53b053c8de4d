"""What makes two messages with one id the same event: their type, subject and data, as canonical JSON.

Time and headers do not count: a sender that repeats itself may stamp them anew.
"""

import hashlib
import json
from typing import Final

from shared.contracts.envelope import Envelope

DIGEST_BYTES: Final = 16

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def digest_of(envelope: Envelope) -> bytes:
    """The digest of an event's content, whatever the order of its keys and the space between them."""
    content = _canonical((envelope.type, envelope.subject, envelope.data)).encode()
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()
