"""Files of records are whole or not there; the place of a load survives everything but another extract."""

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.imports.progress import Progress
from deploy.imports.writing import whole_file
from shared.errors import ConfigurationError


def test_a_file_of_records_is_the_owners_alone(tmp_path: Path) -> None:
    """Nobody else may read it, and no part is left beside it."""
    out = tmp_path / "records.jsonl"
    with whole_file(out) as file:
        file.write(b"{}\n")
        assert not out.exists()
    assert out.read_bytes() == b"{}\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [out]


def test_an_interrupted_file_leaves_the_former_one(tmp_path: Path) -> None:
    """Half a file would be taken for a whole one."""
    out = tmp_path / "records.jsonl"
    out.write_text("old\n")
    with suppress(KeyboardInterrupt), whole_file(out) as file:
        file.write(b"{}\n")
        raise KeyboardInterrupt
    assert out.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A device or a pipe (`/dev/null`, as root) would become a file of records."""
    os.mkfifo(out := tmp_path / "pipe")
    with (
        pytest.raises(ConfigurationError, match=r"not a file\. Choose another place"),
        whole_file(out),
    ):
        pass
    assert out.is_fifo()
    assert list(tmp_path.iterdir()) == [out]


def test_a_place_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    """With what to do about it."""
    with (
        pytest.raises(
            ConfigurationError, match=r"No such file or directory\. Choose another place with --out"
        ),
        whole_file(tmp_path / "nowhere" / "records.jsonl"),
    ):
        pass
    with pytest.raises(ConfigurationError, match="Choose another place with --resume"):
        Progress(tmp_path / "nowhere" / "place", "abc").keep(1)


def test_a_load_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """The number is kept for these records, and forgotten when all are sent."""
    place = Progress(tmp_path / "place", "abc")
    assert place.sent() == 0
    place.keep(200)
    assert Progress(tmp_path / "place", "abc").sent() == 200
    assert Progress(tmp_path / "place", "another").sent() == 0
    place.done()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"records": "abc", "sent": -5}', '{"records": "abc", "sent": "x"}', "\x00"]
)
def test_a_place_that_cannot_be_read_begins_anew(tmp_path: Path, content: str) -> None:
    """Sending again does no harm."""
    (tmp_path / "place").write_text(content)
    assert Progress(tmp_path / "place", "abc").sent() == 0
