"""JSON lines on standard error: a constant event name and allow-listed fields, nothing else.

Ours go through structlog. What libraries log through `logging` keeps its logger's name, its level
and the class of its exception; its text and arguments may carry a payload and are dropped where the
record is born, so that no handler of anybody's sees them.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from shared.errors import LifelongLinksError
from shared.observe.fields import ALLOWED, EVENT_NAME

_ROOT = Path(__file__).resolve().parents[2]
_OURS = ("deploy", "services", "shared", "tests")
_ALWAYS = frozenset({"event", "level", "timestamp"})
_MOST_FRAMES = 12
_LIBRARY_MESSAGE = "library-message"


class FieldNotAllowed(LifelongLinksError):
    """A log line has a field that shared/observe/fields.py does not list, or a value of another kind."""

    code = "field-not-allowed"


def configure(*, level: str = "INFO", stream: TextIO | None = None, strict: bool = False) -> None:
    """Send every log line of this process, and every unhandled exception, through this module.

    With `strict`, as in tests, a field that may not be logged raises FieldNotAllowed; without it the
    line goes out without the field and `withheld` names it.
    """
    numeric = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _describe_error,
            _insist if strict else _withhold,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(max(numeric, logging.WARNING))
    _take_over_hooks()


def describe(error: BaseException) -> dict[str, Any]:
    """Return the fields of an exception: classes and our own frames, never a message or a value."""
    causes = [_class_name(cause) for cause in _causes(error)]
    fields = {"exception": _class_name(error), "frames": _our_frames(error.__traceback__)}
    return fields | ({"caused_by": causes} if causes else {})


def _class_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    waiting = [error]
    while waiting:
        current = waiting.pop()
        nearest = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        members = current.exceptions if isinstance(current, BaseExceptionGroup) else ()
        for cause in (nearest, *members):
            if cause is not None and id(cause) not in seen:
                seen.add(id(cause))
                waiting.append(cause)
                yield cause


def _our_frames(trace: TracebackType | None) -> list[str]:
    frames = []
    for frame, line in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OURS:
            frames.append(f"{path.relative_to(_ROOT)}:{line}")
    return frames[-_MOST_FRAMES:]


def _describe_error(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    raised = fields.pop("exc_info", None)
    if raised is True:
        raised = sys.exception()
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        fields.update(describe(raised))
    return fields


def _forbidden(fields: EventDict) -> list[str]:
    named = EVENT_NAME.fullmatch(str(fields.get("event"))) is not None
    wrong = [name for name in fields if name not in _ALWAYS and not ALLOWED.get(name, _never)(fields[name])]
    return wrong if named else ["event", *wrong]


def _never(_value: object) -> bool:
    return False


def _insist(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    if wrong := _forbidden(fields):
        msg = f"may not be logged: {', '.join(wrong)}"
        raise FieldNotAllowed(msg)
    return _readable(fields)


def _withhold(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    wrong = _forbidden(fields)
    kept = {name: value for name, value in fields.items() if name not in wrong}
    return _readable(kept | {"withheld": wrong} if wrong else kept)


def _readable(fields: EventDict) -> EventDict:
    times = {name: value.isoformat() for name, value in fields.items() if isinstance(value, date | datetime)}
    first = ("timestamp", "level", "event")
    return {name: fields.get(name, "unnamed") for name in first} | dict(fields) | times


class _Reduced(logging.LogRecord):
    """A library's log record without its text, its arguments and its exception's message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the base's own, unread
        super().__init__(*args, **kwargs)
        raised = self.exc_info[1] if self.exc_info else None
        self.fields = describe(raised) if raised else {}
        self.msg, self.args = _LIBRARY_MESSAGE, None
        self.exc_info = self.exc_text = self.stack_info = None


class _ToStructlog(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "fields", {})
        # A library may have levels of its own between the standard ones.
        level = max(logging.DEBUG, record.levelno // 10 * 10)
        structlog.get_logger().log(
            min(level, logging.CRITICAL), _LIBRARY_MESSAGE, logger=record.name, **fields
        )


def _take_over_libraries(level: int) -> None:
    logging.setLogRecordFactory(_Reduced)
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.handlers = [_ToStructlog()]
    root.setLevel(level)
    for name in logging.root.manager.loggerDict:
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.NOTSET)


def _take_over_hooks() -> None:
    def unhandled(error: BaseException | None) -> None:
        structlog.get_logger().critical("unhandled-error", exc_info=error)

    sys.excepthook = lambda _kind, error, _trace: unhandled(error)
    threading.excepthook = lambda args: unhandled(args.exc_value)
    sys.unraisablehook = lambda args: unhandled(args.exc_value)
