"""Reads a message from the wire whatever its properties are.

pamqp refuses a property that it cannot decode (a text that is not UTF-8, a time beyond the calendar) and
aiormq then gives up the connection; the broker would deliver the message again on the next one, for ever.
Here such a property and those after it count as absent, and what is left is judged like any other message.
"""

import struct
from contextlib import suppress

from pamqp import decode
from pamqp.header import ContentHeader

_unmarshal = ContentHeader.unmarshal


def tolerate() -> None:
    """Make pamqp, in this process, never fail on a property or a routing key; safe to repeat."""
    ContentHeader.unmarshal = _read_properties  # type: ignore[assignment, method-assign] # no switch
    decode.METHODS["shortstr"] = _short_text


def _read_properties(header: ContentHeader, data: bytes) -> None:
    header.body_size = struct.unpack_from(">Q", data, 4)[0]
    with suppress(ValueError, OverflowError, OSError, IndexError):
        _unmarshal(header, data)


def _short_text(value: bytes) -> tuple[int, str]:
    end = 1 + value[0]
    return end, value[1:end].decode("utf-8", "replace")
