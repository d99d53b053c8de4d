"""How far a first load has come: kept in a small file, so that an interrupted one goes on where it stopped.

The file holds a digest of the records and a number; nothing of any child. Losing it does no harm: the events
have the same ids again, and whoever had one takes no notice of the second.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from shared.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Progress:
    """The place of one load; `digest` tells its records from those of another extract."""

    file: Path
    digest: str

    def sent(self) -> int:
        """How many records the broker has confirmed; 0 when the file speaks of other records."""
        try:
            found = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return 0
        if not isinstance(found, dict) or found.get("records") != self.digest:
            return 0
        sent = found.get("sent")
        return sent if isinstance(sent, int) and sent > 0 else 0

    def keep(self, sent: int) -> None:
        """Remember; a crash leaves the old number or the new. Raises ConfigurationError."""
        part = self.file.with_name(f"{self.file.name}.part")
        try:
            part.write_text(json.dumps({"records": self.digest, "sent": sent}) + "\n")
            part.replace(self.file)
        except OSError as fault:
            msg = f"{self.file}: {fault.strerror}. Choose another place with --resume"
            raise ConfigurationError(msg) from None

    def done(self) -> None:
        """Forget: everything was sent."""
        self.file.unlink(missing_ok=True)
