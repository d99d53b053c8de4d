"""Roundup's own sessions, read by one thread at a time.

Each request reads them with `ast.literal_eval`, and CPython 3.11 keeps one recursion count for the trees of
all threads: two at once may end in `SystemError: AST constructor recursion depth mismatch`, and with it the
request.
"""

from threading import Lock

from roundup.backends import sessions_rdbms

_one_at_a_time = Lock()
_original = sessions_rdbms.safe_eval


def read_sessions_one_at_a_time() -> None:
    """Put a lock around the reading of a session; a second call changes nothing."""
    sessions_rdbms.safe_eval = _read


def _read(words: str) -> object:
    with _one_at_a_time:
        return _original(words)
