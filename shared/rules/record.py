"""Which version of a child's record is the newest. Pure (DOMAIN 2.5; ARCHITECTURE 4: `record_version` rises).

A version may jump and come back (a typing error, a record that was re-keyed or migrated), and a clock may run
ahead. So the later data counts, and of data of the same moment the higher version; data dated after its own
recording is as old as its first recording, and two such versions follow one another as they say themselves.
Of two versions of the same data that lie beyond reason apart the one that was recorded later counts: a
version of 10^18 silences nothing.
"""

from datetime import UTC, datetime

from shared.contracts.records import ChildRecord
from shared.effects import Kept
from shared.rules.versions import is_far

_NEVER = datetime.min.replace(tzinfo=UTC)
_REMEMBERED = 20
"""Of how many versions that were dated ahead the first recording is remembered."""


class Stamp(Kept):
    """Which version of a record is known, of when its data is, and when it was recorded (aware UTC).

    `claimed` is what data that was dated ahead said of itself; `ahead` says when such versions were first
    recorded.
    """

    version: int = -1
    as_of: datetime = _NEVER
    at: datetime = _NEVER
    claimed: datetime | None = None
    ahead: tuple[tuple[str, datetime], ...] = ()

    def is_older_than(self, other: "Stamp") -> bool:
        """Whether another version is newer."""
        mine, others = self._data_beside(other)
        if mine == others and self.is_far_from(other):
            return self.at < other.at
        return (mine, self.version) < (others, other.version)

    def contradicts(self, other: "Stamp") -> bool:
        """Whether version and data disagree about which is newer: a person is told."""
        mine, others = self._data_beside(other)
        return self.version >= 0 and (self.version - other.version) * _sign(mine, others) < 0

    def is_far_from(self, other: "Stamp") -> bool:
        """Whether the two versions lie beyond reason apart: a person is told."""
        low, high = sorted((self.version, other.version))
        return is_far(high, low)

    def _data_beside(self, other: "Stamp") -> tuple[datetime, datetime]:
        if self.claimed is not None and other.claimed is not None:
            return self.claimed, other.claimed
        return self.as_of, other.as_of


def stamp(record: ChildRecord, recorded_at: datetime, known: Stamp | None = None) -> Stamp:
    """Return the stamp of a version that was recorded at that time, beside the newest known."""
    known = known or Stamp()
    version, as_of = record.record_version, record.as_of
    if as_of <= recorded_at:
        return Stamp(version=version, as_of=as_of, at=recorded_at, ahead=known.ahead)
    name = f"{version} {as_of.isoformat()}"
    told = dict(known.ahead)
    first = told[name] = min(recorded_at, told.get(name, recorded_at))
    ahead = tuple(told.items())[-_REMEMBERED:]
    return Stamp(version=version, as_of=first, at=first, claimed=as_of, ahead=ahead)


def _sign(one: datetime, other: datetime) -> int:
    return (one > other) - (one < other)
