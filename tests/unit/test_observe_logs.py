"""A log line is a constant name and allow-listed fields; nothing that a library or an error says gets in."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from shared.observe import logs

SECRET = "Aurelia Featherstonehaugh, 12 Bramble Lane"


@pytest.fixture
def lines() -> Iterator["Lines"]:
    """Logging configured as in a service, and everything put back afterwards."""
    root = logging.getLogger()
    before = (logging.getLogRecordFactory(), root.handlers, root.level, sys.excepthook)
    before_hooks = (threading.excepthook, sys.unraisablehook)
    yield Lines()
    logging.captureWarnings(capture=False)
    logging.setLogRecordFactory(before[0])
    root.handlers, root.level, sys.excepthook = before[1], before[2], before[3]
    threading.excepthook, sys.unraisablehook = before_hooks
    structlog.reset_defaults()


class Lines:
    """What was logged, as text and as objects."""

    def __init__(self) -> None:
        """Take over the process's logging."""
        self._stream = io.StringIO()
        logs.configure(stream=self._stream)
        self.log = structlog.get_logger("test")

    def strict(self) -> None:
        """Raise at a field that may not be logged."""
        logs.configure(stream=self._stream, strict=True)

    @property
    def text(self) -> str:
        """Everything so far."""
        return self._stream.getvalue()

    @property
    def last(self) -> dict[str, Any]:
        """The last line."""
        line: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return line


def test_a_line_has_time_level_name_and_fields(lines: Lines) -> None:
    """A line is JSON with the moment in UTC, the level, the constant name and its fields."""
    due = datetime(2026, 11, 21, 12, tzinfo=UTC)
    lines.log.warning("event-failed", service="eligibility", child_id="C-1", attempts=3, due_at=due)
    line = lines.last
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "warning",
        "event": "event-failed",
        "service": "eligibility",
        "child_id": "C-1",
        "attempts": 3,
        "due_at": "2026-11-21T12:00:00+00:00",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x"},
        {"child_id": SECRET},
        {"reason_code": SECRET},
        {"attempts": SECRET},
        {"frames": [SECRET]},
    ],
)
def test_what_is_not_listed_or_of_another_kind_is_left_out(lines: Lines, fields: dict[str, Any]) -> None:
    """The line goes out without the field and names it; the value is nowhere."""
    lines.log.info("event-failed", **fields)
    assert lines.last["withheld"] == list(fields)
    assert "Aurelia" not in lines.text


def test_a_name_that_is_not_constant_is_left_out(lines: Lines) -> None:
    """A sentence in the place of the event name does not get into the log."""
    lines.log.info(SECRET)
    assert lines.last["event"] == "unnamed"
    assert lines.last["withheld"] == ["event"]
    assert "Aurelia" not in lines.text


def test_a_field_that_is_not_listed_raises_in_strict_mode(lines: Lines) -> None:
    """In tests a forbidden field is an error, and the error does not repeat the value."""
    lines.strict()
    with pytest.raises(logs.FieldNotAllowed, match="surname") as raised:
        lines.log.info("event-failed", surname=SECRET)
    assert "Aurelia" not in str(raised.value)


def test_an_exception_is_its_classes_and_our_frames(lines: Lines) -> None:
    """Of an exception with its cause: class names and file:line of our own code, no message."""
    try:
        try:
            json.loads(f'{{"{SECRET}')
        except json.JSONDecodeError as cause:
            raise LookupError(SECRET) from cause
    except LookupError:
        lines.log.exception("event-failed")
    assert lines.last["exception"] == "LookupError"
    assert lines.last["caused_by"] == ["json.decoder.JSONDecodeError"]
    assert [frame.partition(":")[0] for frame in lines.last["frames"]] == ["tests/unit/test_observe_logs.py"]
    assert "Aurelia" not in lines.text


def test_an_exception_group_names_its_members(lines: Lines) -> None:
    """The members of a group are told by class."""
    lines.log.error("event-failed", exc_info=ExceptionGroup(SECRET, [ValueError(SECRET), OSError(SECRET)]))
    assert lines.last["exception"] == "ExceptionGroup"
    assert lines.last["caused_by"] == ["ValueError", "OSError"]
    assert "Aurelia" not in lines.text


@pytest.mark.parametrize(
    "name", ["faststream", "aio_pika", "aiormq", "sqlalchemy.engine", "httpx", "alembic"]
)
def test_a_library_keeps_only_its_name_and_level(lines: Lines, name: str) -> None:
    """Text, arguments, extra fields and exception messages of libraries are dropped."""
    library = logging.getLogger(name)
    try:
        raise KeyError(SECRET)
    except KeyError:
        library.exception("payload %s", SECRET, extra={"body": SECRET})
    line = lines.last
    assert (line["event"], line["level"], line["logger"]) == ("library-message", "error", name)
    assert line["exception"] == "KeyError"
    assert "Aurelia" not in lines.text


def test_a_handler_that_a_library_adds_later_sees_nothing_either(lines: Lines) -> None:
    """The record itself is reduced, so that a library's own handler cannot print a payload."""
    seen = io.StringIO()
    library = logging.getLogger("somebody.elses")
    handler = logging.StreamHandler(seen)
    library.addHandler(handler)
    try:
        raise KeyError(SECRET)
    except KeyError:
        library.warning("payload %s", SECRET, exc_info=True)
    library.removeHandler(handler)
    assert seen.getvalue() == "library-message\n"
    assert "Aurelia" not in lines.text


def test_chatter_of_libraries_is_left_out(lines: Lines) -> None:
    """Below warning, libraries are not heard: they write a line for every message."""
    logging.getLogger("faststream").info("Received")
    assert lines.text == ""


def test_a_level_between_the_standard_ones_is_logged(lines: Lines) -> None:
    """A library's own level does not break its caller."""
    logging.getLogger("somebody.elses").log(35, "between")
    assert lines.last["level"] == "warning"


def test_a_warning_of_a_library_is_reduced(lines: Lines) -> None:
    """A Python warning may quote a value: only that there was one is logged."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(SECRET, stacklevel=1)
    assert lines.last["logger"] == "py.warnings"
    assert "Aurelia" not in lines.text


def test_an_unhandled_exception_does_not_print_its_message(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody caught ends in the log as class and frames, not on the terminal with its message."""
    error = ValueError(SECRET)
    sys.excepthook(ValueError, error, None)
    assert lines.last["event"] == "unhandled-error"
    thread = threading.Thread(target=SECRET.index, args=("absent",))
    thread.start()
    thread.join()
    assert lines.last["exception"] == "ValueError"
    assert capsys.readouterr().err == ""
    assert "Aurelia" not in lines.text
