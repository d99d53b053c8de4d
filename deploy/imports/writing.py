"""Records as JSON Lines, whole or not at all, with a digest by which an interrupted load knows them."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shared.contracts.records import ChildRecord
from shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Written:
    """How many records were written, and the SHA-256 of all of them in their order."""

    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Records that were written, open to be read from their first line."""

    lines: IO[bytes]
    written: Written


def write(records: Iterable[ChildRecord], out: IO[bytes]) -> Written:
    """Write one record a line; what is not known is null."""
    count, digest = 0, hashlib.sha256()
    for record in records:
        line = record.model_dump_json(by_alias=True).encode() + b"\n"
        digest.update(line)
        out.write(line)
        count += 1
    out.flush()
    return Written(count, digest.hexdigest())


@contextmanager
def whole_file(path: Path, *, option: str = "--out") -> Iterator[IO[bytes]]:
    """Write a file that only its owner may read, and that has its name only once it is whole.

    Raises ConfigurationError, naming the command's `option`, when it cannot be written.
    """
    if path.exists() and not path.is_file():
        msg = f"{path}: not a file. Choose another place with {option}"
        raise ConfigurationError(msg)
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "wb", opener=_private) as file:
            yield file
        part.replace(path)
    except OSError as fault:
        msg = f"{path}: {fault.strerror}. Choose another place with {option}"
        raise ConfigurationError(msg) from None
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
