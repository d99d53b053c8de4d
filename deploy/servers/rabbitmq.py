"""A private RabbitMQ node: no plugins, no management page, its own epmd, everything on loopback."""

import os
import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from deploy.servers.node import Node, ServerFailed, ServerMissing, free_port

# Debian's command on PATH is a wrapper that changes to the system's own user and files: never that one.
PROGRAMS = (
    "/usr/lib/rabbitmq/bin/rabbitmq-server",
    "/usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server",
    "/opt/rabbitmq/sbin/rabbitmq-server",
)
AMQP_HEADER = b"AMQP\x00\x00\x09\x01"

CONFIGURATION = """\
listeners.tcp.default = 127.0.0.1:{port}
loopback_users = none
default_user = lifelong
default_pass = {password}
log.console = false
log.file.level = info
raft.wal_max_size_bytes = 67108864
"""


def program() -> Path | None:
    """Return the server's own start script, or None when it or Erlang is not installed."""
    for pattern in PROGRAMS:
        for found in Path("/").glob(pattern.lstrip("/")):
            if shutil.which("erl"):
                return found
    return None


def available() -> bool:
    """Whether a RabbitMQ server is installed."""
    return program() is not None


class RabbitNode(Node):
    """RabbitMQ in a directory of its own, with one user and a generated password."""

    name = "rabbitmq"

    def __init__(self, directory: Path) -> None:
        """Find the program and choose the ports of the broker, the node and its epmd."""
        super().__init__(directory)
        found = program()
        if found is None:
            msg = "RabbitMQ is not installed: apt-get install --no-install-recommends rabbitmq-server"
            raise ServerMissing(msg)
        self._program = found
        self._home = directory / "rabbitmq"
        self._distribution_port = free_port()
        self._epmd_port = free_port()
        self._password = secrets.token_hex(16)

    def url(self, vhost: str = "/") -> str:
        """Return the address of a virtual host, with the password in it."""
        path = "%2F" if vhost == "/" else vhost
        return f"amqp://lifelong:{self._password}@127.0.0.1:{self.port}/{path}"

    def create_vhost(self, name: str) -> str:
        """Create an empty virtual host and return its address."""
        self._erlang(f'rabbit_vhost:add(<<"{name}">>, <<"lifelong">>)')
        everything = ", ".join(['<<".*">>'] * 3)
        grant = f'<<"lifelong">>, <<"{name}">>, {everything}, <<"lifelong">>'
        self._erlang(f"rabbit_auth_backend_internal:set_permissions({grant})")
        return self.url(name)

    def create_user(self, name: str, vhost: str, configure: str, write: str, read: str) -> str:
        """Create a user with these rights (patterns of names) in a virtual host; return the address."""
        password = secrets.token_hex(16)
        self._erlang(f'rabbit_auth_backend_internal:add_user(<<"{name}">>, <<"{password}">>, <<"lifelong">>)')
        rights = ", ".join(f'<<"{pattern}">>' for pattern in (configure, write, read))
        grant = f'<<"{name}">>, <<"{vhost}">>, {rights}, <<"lifelong">>'
        self._erlang(f"rabbit_auth_backend_internal:set_permissions({grant})")
        return f"amqp://{name}:{password}@127.0.0.1:{self.port}/{vhost}"

    def delete_vhost(self, name: str) -> None:
        """Remove a virtual host with everything in it; connections to it are closed."""
        self._erlang(f'rabbit_vhost:delete(<<"{name}">>, <<"lifelong">>)')

    def flush_queue_names(self) -> None:
        """Put the names of new quorum queues on disk.

        RabbitMQ 3.10 does so up to three seconds after the declaration; a queue whose node gets
        SIGKILL before that comes back empty and without a leader, confirmed messages or not.
        """
        self._erlang("lists:foreach(fun dets:sync/1, dets:all())")

    def close_connections(self) -> None:
        """Close every client's connection by force, as an operator or a failing broker would."""
        self._erlang('rabbit_networking:close_all_connections("closed by force")')

    def _erlang(self, expression: str) -> None:
        # One small C program instead of rabbitmqctl, which boots an Erlang machine of its own each time.
        done = subprocess.run(
            ["erl_call", "-sname", self._node, "-e"],
            input=f"{expression}.\n",
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | self._environment(),
        )
        if done.stdout.strip() != "{ok, ok}":
            msg = f"{expression} failed: {done.stdout.strip()} {done.stderr.strip()}"
            raise ServerFailed(msg)

    @property
    def _node(self) -> str:
        return f"lifelong-{self.port}@localhost"

    def _prepare(self) -> None:
        if self._home.exists():
            return
        self._home.mkdir(mode=0o700, parents=True)
        (self._home / "enabled_plugins").write_text("[].\n")
        configuration = self._home / "rabbitmq.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(CONFIGURATION.format(port=self.port, password=self._password))
        cookie = self._home / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)

    def _command(self) -> list[str]:
        # Without an epmd of ours the node would start one as a daemon, on every address.
        start = f'epmd -port {self._epmd_port} -address 127.0.0.1 & exec "$0"'
        return ["/bin/sh", "-c", start, str(self._program)]

    def _environment(self) -> dict[str, str]:
        home = str(self._home)
        return {
            "HOME": home,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "RABBITMQ_CONF_ENV_FILE": f"{home}/none.conf",
            "RABBITMQ_CONFIG_FILE": f"{home}/rabbitmq.conf",
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{home}/enabled_plugins",
            "RABBITMQ_LOG_BASE": home,
            "RABBITMQ_LOGS": str(self.directory / "rabbitmq-broker.log"),
            "RABBITMQ_MNESIA_BASE": f"{home}/data",
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_PID_FILE": f"{home}/pid",
            # Idle schedulers sleep instead of spinning: this machine has other work.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
            ),
        }

    def _ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(AMQP_HEADER)
                return connection.recv(1) == b"\x01"
        except OSError:
            return False
