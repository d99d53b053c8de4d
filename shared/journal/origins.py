"""Who may say what: by which exchange an event came, and which source its envelope names.

Whoever may publish on an exchange may say what belongs there, and nothing else. Events of ours count when
they came by our exchange and name a service of this authority as their source; every other event counts when
it came by the case system's exchange and its source is listed (`LL_SOURCES`). The broker vouches for the
exchange, and nobody vouches for the source: it keeps apart systems that mean well, not those that lie.
"""

import hashlib
import re
from collections.abc import Collection
from typing import Final

import structlog

from shared.bus.topology import CASE_EXCHANGE, OUR_EXCHANGE
from shared.contracts.envelope import OUR_SYSTEM, Envelope

log = structlog.get_logger(__name__)

FOREIGN_EXCHANGE: Final = "foreign-exchange"
"""The event came by another exchange than its type belongs to."""
FOREIGN_SOURCE: Final = "foreign-source"
"""The event names a source that is not listed, or, when it is of our types, none of our services."""

_OURS = f"{OUR_SYSTEM}."
_URN = re.compile(r"urn:la:[A-Z]\d{8}(:[a-z-]{1,40}){1,2}")
_MOST_TOLD = 1000


class Origins:
    """What one process takes from whom; remembers which strangers it has told of."""

    def __init__(self, authority: str, sources: Collection[str]) -> None:
        """`sources` are those of the case system; what our own `import` publishes counts besides."""
        self._listed = frozenset(sources) | {f"urn:la:{authority}:import"}
        self._our_sources = f"urn:la:{authority}:{OUR_SYSTEM}:"
        self._told: set[tuple[str, str]] = set()

    def refusal(self, envelope: Envelope, exchange: str) -> str | None:
        """Return why an event that came by this exchange does not count; None when it does."""
        ours = is_ours(envelope)
        if exchange != (OUR_EXCHANGE if ours else CASE_EXCHANGE):
            return FOREIGN_EXCHANGE
        source = envelope.source
        known = source.startswith(self._our_sources) if ours else source in self._listed
        return None if known else FOREIGN_SOURCE

    def refusal_of_replay(self, envelope: Envelope, exchange: str) -> str | None:
        """Return why an operator may not have this event taken in after all; None when that is possible.

        An operator may vouch for an event of a listed source that was put into a queue by hand; nobody may
        vouch for one of ours that came by another exchange than ours, for we never publish there.
        """
        return self.refusal(envelope, exchange if is_ours(envelope) else CASE_EXCHANGE)

    def tell(self, service: str, envelope: Envelope, reason: str) -> None:
        """Log that a source is refused: once per source, reason and process, and nothing of the event.

        A source that could be anything, a name included, is logged as a hash; `dead show` tells it in full.
        """
        stranger = (envelope.source, reason)
        if stranger in self._told or len(self._told) >= _MOST_TOLD:
            return
        self._told.add(stranger)
        log.warning("event-refused", service=service, reason_code=reason, source=shown(envelope.source))


def is_ours(envelope: Envelope) -> bool:
    """Whether an event is of the types that our services say."""
    return envelope.type.startswith(_OURS)


def shown(source: str) -> str:
    """A source as it may be logged: in full when it has the form of an authority's, else a hash of it."""
    if _URN.fullmatch(source):
        return source
    return f"hashed:{hashlib.blake2b(source.encode(), digest_size=8).hexdigest()}"
