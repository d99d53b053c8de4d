"""A private PostgreSQL node. Durability is left on (`fsync`): what is measured here is honest."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from deploy.servers.node import Node, ServerFailed, ServerMissing

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


def programs() -> Path | None:
    """Return the folder with the newest server's programs, or None when none is installed."""
    installed = list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if installed:
        return max(installed, key=lambda found: float(found.parts[-3])).parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


def available() -> bool:
    """Whether a PostgreSQL server is installed."""
    return programs() is not None


class PostgresNode(Node):
    """PostgreSQL in a directory of its own, with one superuser and a generated password."""

    name = "postgresql"
    stop_signal = signal.SIGINT  # "fast": do not wait for clients to go

    def __init__(self, directory: Path) -> None:
        """Find the programs; as root the server runs as `postgres`, since it refuses root."""
        super().__init__(directory)
        found = programs()
        if found is None:
            msg = "PostgreSQL is not installed: apt-get install postgresql"
            raise ServerMissing(msg)
        self._bin = found
        self._data = directory / "postgresql"
        self._password = secrets.token_hex(16)
        self.user = "postgres" if os.getuid() == 0 else None

    def url(self, database: str = "postgres", *, driver: str = "postgresql") -> str:
        """Return the address of a database, with the password in it."""
        return f"{driver}://lifelong:{self._password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        self._sql(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, also while connections to it are open."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--username", "lifelong", "postgres"]
        self._run("psql", "--no-psqlrc", "--quiet", "--command", statement, *where)

    def _run(self, program: str, *arguments: str) -> None:
        # As the server's user: initdb, too, refuses root.
        become: dict[str, Any] = {}
        if self.user:
            become = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            env=os.environ | self._environment() | {"PGPASSWORD": self._password},
            **become,
        )
        if done.returncode:
            msg = f"{program} failed: {done.stderr.strip()}"
            raise ServerFailed(msg)

    def _prepare(self) -> None:
        if (self._data / "PG_VERSION").exists():
            return
        self._data.mkdir(mode=0o700, parents=True)
        password_file = self._data.with_suffix(".password")
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if self.user:
            self._hand_over(self.user)
            shutil.chown(password_file, self.user)
        self._run(
            "initdb",
            *("--pgdata", str(self._data), "--username", "lifelong", "--pwfile", str(password_file)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        password_file.unlink()

    def _hand_over(self, user: str) -> None:
        shutil.chown(self._data, user)
        closed = [str(parent) for parent in self._data.parents if not parent.stat().st_mode & 0o001]
        if closed:
            msg = f"the user postgres cannot enter {closed[0]}: chmod o+x, or use another directory"
            raise ServerFailed(msg)

    def _command(self) -> list[str]:
        options = [f"--{name.replace('_', '-')}={value}" for name, value in SETTINGS.items()]
        return [str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port), *options]

    def _environment(self) -> dict[str, str]:
        return {"LC_ALL": "C"}

    def _ready(self) -> bool:
        check = [str(self._bin / "pg_isready"), "--quiet", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(check, check=False).returncode == 0
