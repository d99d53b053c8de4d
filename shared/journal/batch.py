"""A batch: what one transaction does with new events and with those that waited."""

from collections.abc import Collection, Sequence
from datetime import datetime

from shared.contracts.envelope import Envelope, Event
from shared.journal.loading import Facts, needs_loading
from shared.journal.model import HELD, REMINDER, Changes, InboxRow, Key, Snapshot
from shared.journal.refusals import Refusal, other_content, own_id
from shared.journal.settle import Settler, Settling


class LookAgain(Exception):
    """Rows under these keys must be read before the batch can be decided; nothing has happened yet."""

    def __init__(self, keys: Sequence[Key]) -> None:
        """Keep the keys."""
        super().__init__(len(keys))
        self.keys = keys


class Batch(Settling):
    """New events come in by `arrive`, waiting ones by `resume`; `close` gives the changes."""

    def __init__(
        self,
        settler: Settler,
        snapshot: Snapshot,
        now: datetime,
        facts: Facts | None = None,
        *,
        looked_for: Collection[Key] = (),
    ) -> None:
        """Start from what the transaction has read; `now` is aware UTC and the same for all.

        `looked_for` are the keys for which an earlier try raised LookAgain.
        """
        super().__init__(settler, snapshot, now, facts or {})
        self._seen = dict(snapshot.seen)
        self._looked_for = frozenset(looked_for)
        self._unread: list[Key] = []
        self._lines: dict[str, list[InboxRow]] = {}
        for row in snapshot.rows:
            kind = self._early if row.status == "early" else self._lines
            kind.setdefault(row.child, []).append(row)

    def close(self) -> Changes:
        """Return what the transaction writes; raises LookAgain when more must be read for that."""
        if self._unread:
            raise LookAgain(self._unread)
        return super().close()

    def arrive(self, envelope: Envelope, body: bytes, digest: bytes | None = None) -> None:
        """Take a new event: settle it at once when nothing of its child is in the way.

        `digest` is that of its content; without one, whatever comes under a known id is a repetition.
        """
        key = (envelope.source, envelope.id)
        if (known := self._seen.get(key)) is not None:
            self._come_again(known, envelope, body, digest)
            return
        row = InboxRow(*key, envelope.type, envelope.subject, "waiting", self._micros, self._micros)
        row.document, row.digest = body, digest
        self._insert(row)
        handler = self._settler.handlers.get(envelope.type)
        if handler is None:
            self._finish(row, "ignored", "unknown-type")
        elif row.child in self._blocked and not handler.overtakes:
            row.due_at = HELD
            self._count(row.type, "waiting")
        elif (ahead := self._ahead(row)) is not None:
            self._wait_behind(row, ahead)
        elif needs_loading(handler, envelope):
            self._load_first(row)
        else:
            self._settle(row, handler, envelope)

    def _insert(self, row: InboxRow) -> None:
        self._seen[row.key] = row
        self.changes.inserted.append(row)

    def _come_again(self, known: InboxRow, envelope: Envelope, body: bytes, digest: bytes | None) -> None:
        """A repetition is settled already; another event under its id is kept for a person (hard case 80)."""
        if digest is None or known.digest is None or digest == known.digest:
            self._count(envelope.type, "duplicate")
            return
        other = other_content(envelope, body, digest, self._micros)
        replayed = (envelope.source, own_id(envelope, digest))
        keys = {*other.places, replayed} - self._seen.keys()
        if keys - self._looked_for:
            self._unread += keys
        elif replayed in self._seen:
            self._count(envelope.type, "duplicate")
        elif self.refuse(other):
            self._apply.audit(other.row, "refused", {"error": other.row.error, "id": envelope.id})

    def _load_first(self, row: InboxRow) -> None:
        """Leave it to the backlog: at the head of the line, or out of a line that it overtakes."""
        if row.child in self._blocked:
            row.status = "early"
            self._early.setdefault(row.child, []).append(row)
        self._blocked.add(row.child)
        self._count(row.type, row.status)

    def arrive_event(self, event: Event, *, source: str, event_id: str) -> None:
        """Take an event that this process made itself (the result of a write)."""
        envelope = Envelope.model_construct(
            id=event_id,
            source=source,
            type=event.TYPE,
            subject=event.child_id,
            time=self._now,
            data=event.model_dump(mode="json"),
        )
        self.arrive(envelope, envelope.body())

    def refuse(self, refusal: Refusal) -> bool:
        """Keep a message that is not taken in, for an operator to look at; False when it is not kept anew."""
        row = refusal.row
        for key in refusal.places:
            known = self._seen.get(key)
            if known is None:
                row.source, row.event_id = key
                self._insert(row)
                self._count("invalid", "invalid")
                return True
            if known.digest == row.digest:
                self._count("invalid", "duplicate")
                return False
        self._count_on(self._seen[refusal.places[-1]], row)
        return False

    def _count_on(self, kept: InboxRow, row: InboxRow) -> None:
        """One more of a stranger whose places are taken: the last row that is kept counts it."""
        kept.attempts += 1
        kept.error, kept.finished_at = row.error, self._micros
        kept.document = kept.document or b""  # that there is one, not which
        self._update(kept)
        self._count("invalid", "refused")

    def resume(self, child: str, limit: int) -> None:
        """Settle what waits for a child: its line from the oldest, due reminders, what came too early."""
        self._resume_line(child, limit)
        for row in self._early.get(child, [])[:]:
            if row.status == "early" and row.due_at <= self._micros and self._try_early(row, timed=True):
                self._retry_early(child)

    def _resume_line(self, child: str, limit: int) -> None:
        rows = self._lines.get(child, [])
        line = [row for row in rows if row.status in ("waiting", "parked")]
        for position, row in enumerate(line[:limit]):
            if row.due_at > self._micros and row.due_at != HELD:
                return self._postpone(child)
            if row.status == "parked" or not self._resume_row(row):
                return self._postpone(child)
            if position + 1 < len(line):
                self._promote(line[position + 1])
        if len(line) > limit:
            return None
        self._blocked.discard(child)
        for row in [row for row in rows if row.status == "scheduled" and row.due_at <= self._micros]:
            if not self._taken_back(row) and not self._resume_row(row):
                return None
        return None

    def _wait_behind(self, row: InboxRow, ahead: InboxRow) -> None:
        """Head of the child's line, for as long as one of its type that came before it is not decided."""
        row.status, row.error, row.due_at = "waiting", "behind-another", ahead.due_at
        self._blocked.add(row.child)
        self._update(row)
        if row.seq is None:
            self._count(row.type, "waiting")

    def _taken_back(self, reminder: InboxRow) -> bool:
        """Whether an event that has just been settled has moved or forgotten a reminder."""
        name = reminder.type.removeprefix(REMINDER)
        return self.changes.reminders.get((reminder.child, name), reminder.due_at) != reminder.due_at

    def _promote(self, row: InboxRow) -> None:
        row.due_at = self._micros
        self._update(row)

    def _postpone(self, child: str) -> None:
        """A reminder that is due behind a head that does not move is looked at again later, not at once."""
        for row in self._lines.get(child, ()):
            if row.status == "scheduled" and row.due_at <= self._micros:
                row.due_at = self._settler.retry.due_at(self._micros, 6)
                self._update(row)

    def _resume_row(self, row: InboxRow) -> bool:
        handler = self._handler(row)
        if handler is None:
            self._finish(row, "ignored", "unknown-type")
            return True
        if (ahead := self._ahead(row)) is not None:
            self._wait_behind(row, ahead)
            return False
        try:
            ready = self._ready(row, handler)
        except Exception as fault:  # noqa: BLE001 - every fault is recorded on its row and tried again
            return self._fault(row, handler, fault)
        return ready is not None and self._settle(row, handler, *ready)
