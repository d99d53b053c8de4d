"""The first load: records as `case.child.changed.v1`, throttled, each batch confirmed before the next.

At least once, with ids made of child and version: a repetition does no harm. The broker away: it waits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from deploy.imports.progress import Progress
from deploy.publishing import Steady
from shared.bus.base import Message
from shared.contracts.case_child import ChildChanged
from shared.contracts.envelope import Envelope
from shared.contracts.records import ChildRecord
from shared.references import reference


def message_of(line: bytes, source: str) -> Message:
    """Wrap one record; the same record always makes the same message."""
    record = ChildRecord.model_validate_json(line)
    event_id = reference("import", record.child_id, record.record_version)
    envelope = Envelope(
        id=event_id,
        source=source,
        type=ChildChanged.TYPE,
        subject=record.child_id,
        time=record.as_of,
        datacontenttype="application/json",
        data=record.model_dump(mode="json", by_alias=True),
        correlationid=event_id,
    )
    return Message(event_id, ChildChanged.TYPE, envelope.body())


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """Sends records as they are in a file, by way of a steady publisher to the case system's exchange."""

    to: Steady
    source: str

    async def send(self, lines: Iterable[bytes], progress: Progress, sent_now: Callable[[int], None]) -> int:
        """Send what was not sent before, until the end or a stop; returns how many the broker has in all."""
        sent = progress.sent()
        rest = islice(lines, sent, None)
        sent_now(sent)
        while batch := [message_of(line, self.source) for line in islice(rest, self.to.at_once)]:
            if not await self.to.confirmed(batch):
                return sent
            sent += len(batch)
            progress.keep(sent)
            sent_now(sent)
            if not await self.to.pause():
                return sent
        progress.done()
        return sent
