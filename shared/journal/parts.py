"""What the loops of one service's journal share."""

from dataclasses import dataclass

from shared.case_system.port import CaseSystem
from shared.clock import Clock
from shared.journal.codec import Codec
from shared.journal.model import micros
from shared.journal.origins import Origins
from shared.journal.outcomes import Outcomes
from shared.journal.retry import RetryPolicy
from shared.journal.settle import Settler
from shared.journal.store import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """Handed to each loop; none of them makes its own."""

    store: Store
    settler: Settler
    codec: Codec
    outcomes: Outcomes
    case_system: CaseSystem
    clock: Clock
    retry: RetryPolicy
    origins: Origins

    @property
    def service(self) -> str:
        """The service's name."""
        return self.store.where.service

    def now(self) -> int:
        """The present moment in the journal's unit, microseconds."""
        return micros(self.clock())
