"""What makes two messages with one id the same event: their type, subject and data, as canonical JSON.

Time and headers do not count: a sender that repeats itself may stamp them anew.
"""

import hashlib
from typing import Final, TypeAlias

from pydantic_core import to_json

from shared.contracts.envelope import Envelope

DIGEST_BYTES: Final = 16

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"


def digest_of(envelope: Envelope) -> bytes:
    """The digest of an event's content, whatever the order of its keys and the space between them."""
    content = to_json((envelope.type, envelope.subject, _ordered(envelope.data)))
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()


def _ordered(value: Json) -> Json:
    """The same JSON with the keys of every object in order: the encoder keeps the order that it finds."""
    if type(value) is dict:
        return {key: _ordered(value[key]) for key in sorted(value)}
    if type(value) is list:
        return [_ordered(one) for one in value]
    return value
