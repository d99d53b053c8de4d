"""Every error that the project raises on purpose.

LifelongLinksError
├── InvalidEvent            the message cannot be one of the contract: stored as invalid, never retried
├── TooEarly                what it speaks of is not known yet: set aside, tried again later
├── RetryLater              something outside is not ready: keeps its place in the child's order
│   └── BusUnavailable      the broker does not confirm; the outbox waits
├── CaseSystemError
│   ├── CaseSystemUnavailable   408, 425, 429, 5xx, time-outs, record locked: wait and try again
│   ├── CaseSystemConflict      409, 412: somebody else wrote; read again, never overwrite
│   ├── CaseSystemRefused       403 on one record, 422: a person must look
│   └── CaseSystemMisconfigured 401, 404 on a collection: an operator must look
├── ConfigurationError      a setting is wrong: one line that names it
├── PolicyError             a policy file is wrong: file, place and remedy
├── JournalBusy             another process owns this SQLite journal
└── KeyUnavailable          a document cannot be decrypted with the keys at hand

A message carries ids, codes and field names; never a value from a child's record.
"""


class LifelongLinksError(Exception):
    """Base of all; `code` is what logs, metrics and the journal record."""

    code = "error"


class InvalidEvent(LifelongLinksError):
    """The message is not an event of the contract; `reason` names place and kind of the fault."""

    code = "invalid"

    def __init__(self, *, reason: str) -> None:
        """Keep the reason, which holds no value of the message."""
        super().__init__(f"not an event of the contract ({reason})")
        self.reason = reason


class TooEarly(LifelongLinksError):
    """The event speaks of something that has not arrived yet; it is set aside and tried again."""

    code = "too-early"

    def __init__(self, *, awaits: str) -> None:
        """Name the kind of thing that is awaited, for instance `lead`."""
        super().__init__(f"awaits {awaits}")
        self.awaits = awaits


class RetryLater(LifelongLinksError):
    """Not now; `after` is the least number of seconds to wait, when the other side said so."""

    code = "retry-later"

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        """Keep the reason, a code."""
        super().__init__(reason)
        self.reason = reason
        self.after = after


class BusUnavailable(RetryLater):
    """The broker cannot take the message now; nothing is lost, the outbox keeps it."""

    code = "bus-unavailable"


class CaseSystemError(LifelongLinksError):
    """The case system did not do what was asked; `status` is the HTTP status when there was one."""

    code = "case-system"

    def __init__(self, operation: str, *, status: int | None = None, after: float | None = None) -> None:
        """Name the operation (a constant), the status and the wait that was asked for, in seconds."""
        super().__init__(operation if status is None else f"{operation} ({status})")
        self.operation = operation
        self.status = status
        self.after = after


class CaseSystemUnavailable(CaseSystemError):
    """Away, busy or the record is locked: wait and try again."""

    code = "case-system-unavailable"


class CaseSystemConflict(CaseSystemError):
    """Somebody else wrote first: read again, never overwrite."""

    code = "case-system-conflict"


class CaseSystemRefused(CaseSystemError):
    """The case system refuses this record or content: a person must look."""

    code = "case-system-refused"


class CaseSystemMisconfigured(CaseSystemError):
    """Credentials or addresses are wrong: an operator must look."""

    code = "case-system-misconfigured"


class ConfigurationError(LifelongLinksError):
    """A setting is missing or wrong; the message names it and says what to do."""

    code = "configuration"


class PolicyError(LifelongLinksError):
    """A policy file is wrong; the message names file, place and remedy."""

    code = "policy"


class JournalBusy(LifelongLinksError):
    """Another process owns this SQLite journal: stop it, or use PostgreSQL for several processes."""

    code = "journal-busy"


class KeyUnavailable(LifelongLinksError):
    """A document was encrypted with a key that is not at hand; add it to LL_MASTER_KEY."""

    code = "key-unavailable"
