"""Runs one server and outlives nobody: whatever happens to its owner, no process is left behind.

    python guard.py [--user NAME] COMMAND...

The owner holds the other end of standard input. A byte on it is the number of a signal for the
server; its end, which also comes when the owner dies, means SIGKILL for the server and for
everything it ever started. Uses the standard library only, so that it can be run as a plain file.
"""

import ctypes
import os
import pwd
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def main(arguments: list[str]) -> int:
    """Run the command until it ends or the owner is gone; return its exit status."""
    user = None
    if arguments[0] == "--user":
        user, arguments = arguments[1], arguments[2:]
    # Orphans of the server come to us, not to init: also one that made itself a daemon, like epmd.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    server = _start(arguments, user)
    _watch(server)
    status = server.poll()
    _end_descendants()
    return status if status is not None else -signal.SIGKILL


def _start(command: list[str], user: str | None) -> subprocess.Popen[bytes]:
    if user is None:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL)
    group = pwd.getpwnam(user).pw_gid
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, user=user, group=group, extra_groups=[])


def _watch(server: subprocess.Popen[bytes]) -> None:
    ended = os.pidfd_open(server.pid)
    events = select.poll()
    events.register(ended, select.POLLIN)
    events.register(sys.stdin.fileno(), select.POLLIN | select.POLLHUP)
    while True:
        ready = [descriptor for descriptor, _ in events.poll()]
        if ended in ready:
            server.wait()
            return
        asked = os.read(sys.stdin.fileno(), 1)
        if not asked:
            return
        server.send_signal(asked[0])


def _end_descendants() -> None:
    while True:
        for process in _descendants(os.getpid()):
            with suppress(ProcessLookupError):  # ended meanwhile, and its parent took note
                os.kill(process, signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def _descendants(ancestor: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = children.get(ancestor, [])
    for process in found:
        found.extend(children.get(process, []))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
