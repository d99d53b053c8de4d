"""Which processes belong to a directory: they were started with it, work in it, or got it as a variable."""

import os
from pathlib import Path


def processes_of(directory: Path) -> list[str]:
    """Return the command lines of the processes of a directory, ours excepted."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        if int(process.name) == os.getpid():
            continue
        try:
            command = (process / "cmdline").read_bytes()
            told = command + (process / "environ").read_bytes() + bytes((process / "cwd").readlink())
        except OSError:
            continue  # it has ended, or is somebody else's
        if str(directory).encode() in told:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found
