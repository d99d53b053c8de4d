"""Which version of a child's record is the newest. Pure (DOMAIN 2.5; ARCHITECTURE 4: `record_version` rises).

A version may jump and come back (a typing error, a record that was re-keyed or migrated), and a clock may run
ahead. So the later data counts, and of data of the same moment the higher version; data dated after its own
recording is as old as its recording. Of two versions of the same data that lie beyond reason apart the one
that was recorded later counts: a version of 10^18 silences nothing.
"""

from datetime import UTC, datetime

from shared.contracts.records import ChildRecord
from shared.effects import Kept
from shared.rules.versions import is_far

_NEVER = datetime.min.replace(tzinfo=UTC)


class Stamp(Kept):
    """Which version of a record is known, of when its data is, and when it was recorded (aware UTC)."""

    version: int = -1
    as_of: datetime = _NEVER
    at: datetime = _NEVER

    def is_older_than(self, other: "Stamp") -> bool:
        """Whether another version is newer."""
        if self.as_of == other.as_of and self.is_far_from(other):
            return self.at < other.at
        return (self.as_of, self.version) < (other.as_of, other.version)

    def is_far_from(self, other: "Stamp") -> bool:
        """Whether the two versions lie beyond reason apart: a person is told."""
        low, high = sorted((self.version, other.version))
        return is_far(high, low)

    def contradicts(self, other: "Stamp") -> bool:
        """Whether version and data disagree about which is newer: a person is told."""
        return self.version >= 0 and (self.version - other.version) * _sign(self.as_of, other.as_of) < 0


def stamp(record: ChildRecord, recorded_at: datetime) -> Stamp:
    """Return the stamp of a version that was recorded at that time."""
    return Stamp(version=record.record_version, as_of=min(record.as_of, recorded_at), at=recorded_at)


def _sign(one: datetime, other: datetime) -> int:
    return (one > other) - (one < other)
