"""The process of the sandbox's case system: Roundup's own server and command line.

Roundup sends an answer in two pieces; without TCP_NODELAY the second waits 40 ms for the first one's
acknowledgement, on every request.
"""

from socketserver import StreamRequestHandler

from roundup.scripts import roundup_server


def main() -> None:
    """Serve until a signal ends the process."""
    StreamRequestHandler.disable_nagle_algorithm = True
    roundup_server.run()


if __name__ == "__main__":
    main()
