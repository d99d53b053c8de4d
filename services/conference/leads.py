"""What family finding said of a lead: each gate, and whether they are willing or no longer pursued. Pure.

Of two words about one gate the one with the higher number is the later; without numbers their times tell
(`shared/rules/journey.py`). A number that was heard before says nothing new.
"""

from datetime import datetime

from pydantic import Field

from shared.effects import Kept
from shared.rules.journey import Moment

GATES = ("G2", "G3", "G4")
DECLINED = "declined"
UNWILLING = "unwilling"
ENGAGED = "engaged"
APPROACH_CLOSED = "approach-closed"
"""What is kept beside the gates: among it when G2 was last closed, which closes the later gates too."""


class Heard(Kept):
    """What was last said about one gate or one side of a lead."""

    moment: Moment
    open: bool = False
    reason: str = ""


class Lead(Kept):
    """What was heard of a lead, by gate or side."""

    heard: dict[str, Heard] = Field(default_factory=dict)

    def after(self, key: str, heard: Heard) -> "Lead":
        """Return the lead after something was said; itself when it was said before or overtaken."""
        known = self.heard.get(key)
        if known is not None and _stands(known, heard):
            return self
        return self.model_copy(update={"heard": {**self.heard, key: heard}})

    def is_open(self, gate: str, since: datetime | None) -> bool:
        """Whether a gate is open, and was said to be after `since`, the last stop that closed everything."""
        heard = self.heard.get(gate)
        if heard is None or not heard.open or (since is not None and heard.moment.at <= since):
            return False
        return not any(self._is_later(key, heard) for key in (DECLINED, APPROACH_CLOSED))

    def why_closed(self, gate: str) -> str | None:
        """Why a gate was last said to be closed; None when it was said to be open, or nothing was said."""
        heard = self.heard.get(gate)
        return heard.reason if heard is not None and not heard.open else None

    @property
    def is_declined(self) -> bool:
        """Whether they are no longer pursued, and no gate was cleared since."""
        declined = self.heard.get(DECLINED)
        if declined is None:
            return False
        cleared = (heard for gate in GATES if (heard := self.heard.get(gate)) is not None and heard.open)
        return all(heard.moment.is_before(declined.moment) for heard in cleared)

    @property
    def is_willing(self) -> bool:
        """Whether they were contacted and are part of the network, and nobody said otherwise since."""
        engaged = self.heard.get(ENGAGED)
        return engaged is not None and not self._is_later(UNWILLING, engaged)

    def _is_later(self, key: str, than: Heard) -> bool:
        heard = self.heard.get(key)
        return heard is not None and not heard.moment.is_before(than.moment)


def _stands(known: Heard, heard: Heard) -> bool:
    """Whether what is known stands against what is heard: it is later, the same, or as late and closed."""
    if heard.moment.is_before(known.moment):
        return True
    if heard.moment.number is not None and heard.moment.number == known.moment.number:
        return True
    same_time = not known.moment.is_before(heard.moment)
    return same_time and (known == heard or not known.open)
