"""The four services as one private process: `lifelong-links run` with a settings file of its own."""

import os
import socket
import sys
from pathlib import Path

import deploy
from deploy.demo.private_settings import places
from deploy.servers.node import Node
from shared.config import PREFIX

_REQUEST = b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class ServicesNode(Node):
    """Runs what `settings.toml` and `secrets/` in its directory say; it is ready when all services are."""

    name = "services"
    start_seconds = 30.0
    stop_seconds = 10.0

    def _prepare(self) -> None:
        """Nothing to make: the settings are there."""

    def _command(self) -> list[str]:
        # a setting from somewhere else has no say here
        foreign = [word for name in os.environ if name.startswith(PREFIX) for word in ("-u", name)]
        own = [f"{name}={value}" for name, value in places(self.directory).items()]
        health = f"{PREFIX}HEALTH_PORT={self.port}"
        return ["/usr/bin/env", *foreign, *own, health, sys.executable, "-m", "deploy.cli", "run"]

    def _environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(Path(deploy.__file__).parents[1])}

    def _ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(_REQUEST)
                return b" 200 " in connection.recv(64)
        except OSError:
            return False
