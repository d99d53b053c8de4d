"""Messages that are not taken in: each becomes a row that an operator sees, replays or discards.

Such a row has a key of our own making. Under the key that the message claims, it could stand in the way of
the genuine event: whoever guesses an id could silence what is said under it later.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE
from shared.contracts.envelope import Envelope
from shared.journal.model import InboxRow, Key, stable_id
from shared.journal.origins import FOREIGN_SOURCE

OWN_KEYS: Final = "urn:lifelong-links:"
"""What the source of every such row begins with; no event that was taken in has one like it."""
SAME_ID: Final = "same-id-other-content"
"""An event was taken in under this source and id before, and it said something else."""

KEPT: Final = 20
"""Rows that are kept of what strangers send, per source: the first ones.

A stranger is most often a sender whose name nobody has listed yet, and may talk all night; or it is malice.
A few messages show an operator who it is and what it says, so those that came first are kept. How many more
came is counted on the last of them (`attempts`), and their sender must send them again once it is listed.
Sources share `_BUCKETS` such places, so that a name made up for each message fills no more than that."""
_BUCKETS: Final = 1024

_INVALID = f"{OWN_KEYS}invalid"
_REFUSED = f"{OWN_KEYS}refused"
_SAME_ID = f"{OWN_KEYS}same-id"
_EXCHANGES = {CASE_EXCHANGE: "case", OUR_EXCHANGE: "ours"}
_NAMES = {name: exchange for exchange, name in _EXCHANGES.items()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row, and the keys under which it may be kept: it takes the first that is free."""

    row: InboxRow
    places: tuple[Key, ...]


def unreadable(body: bytes, reason: str, exchange: str, received: int) -> Refusal:
    """A message that is no event: the same bytes are kept once, sealed, for an operator to look at."""
    key = (f"{_INVALID}:{_named(exchange)}", hashlib.sha256(body).hexdigest()[:32])
    return Refusal(_row(key, "invalid", "", reason, received, body), (key,))


def foreign(
    envelope: Envelope, body: bytes, digest: bytes, reason: str, exchange: str, received: int
) -> Refusal:
    """An event from where it may not come; of a source that may say nothing at all, `KEPT` rows are kept."""
    source = f"{_REFUSED}:{_named(exchange)}"
    itself = _itself(envelope, digest)
    if reason == FOREIGN_SOURCE:
        bucket = int(stable_id(envelope.source), 16) % _BUCKETS
        places = tuple((source, f"stranger-{bucket}.{place}") for place in range(KEPT))
    else:
        places = ((source, itself),)
    row = _row(places[0], envelope.type, envelope.subject, reason, received, body)
    row.digest = bytes.fromhex(itself)
    return Refusal(row, places)


def other_content(envelope: Envelope, body: bytes, digest: bytes, received: int) -> Refusal:
    """An event whose id was taken by another: it waits for a person, beside its child's line."""
    key = (_SAME_ID, _itself(envelope, digest))
    row = _row(key, envelope.type, envelope.subject, SAME_ID, received, body)
    row.digest = digest
    return Refusal(row, (key,))


def own_id(envelope: Envelope, digest: bytes) -> str:
    """The id under which an operator takes it in who wants both; nobody else has it."""
    return f"{envelope.id[:150]}.{digest.hex()}"


def exchange_of(row_source: str) -> str:
    """The exchange by which a refused message came; nothing when it was another, or is not known."""
    return _NAMES.get(row_source.removeprefix(OWN_KEYS).partition(":")[2], "")


def _row(key: Key, kind: str, child: str, reason: str, received: int, body: bytes) -> InboxRow:
    row = InboxRow(*key, kind, child, "invalid", received, received)
    row.finished_at, row.error, row.document = received, reason, body
    return row


def _named(exchange: str) -> str:
    return _EXCHANGES.get(exchange, "other")


def _itself(envelope: Envelope, digest: bytes) -> str:
    """What the same message has in common with its repetitions, and with no other message."""
    return stable_id(envelope.source, envelope.id, digest.hex())
