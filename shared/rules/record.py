"""Which version of a child's record is the newest. Pure (DOMAIN 2.5; ARCHITECTURE 4: `record_version` rises).

A version may jump and come back (a typing error, a record that was re-keyed or migrated), and a clock may run
ahead. So the later data counts, and of data of the same moment the higher version; data dated after its own
recording is as old as its first recording. A version that no counter of edits reaches counts least among
those of the same data: a version of 10^18 silences nothing.
"""

from datetime import UTC, datetime

from shared.contracts.records import ChildRecord
from shared.effects import Kept
from shared.rules.versions import is_far

_NEVER = datetime.min.replace(tzinfo=UTC)
BEYOND_REASON = 10**12
"""A version from here on is a typing error, or counts moments and not edits."""
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
        return self.place < other.place

    def contradicts(self, other: "Stamp") -> bool:
        """Whether version and data disagree about which is newer: a person is told."""
        apart = (self.as_of > other.as_of) - (self.as_of < other.as_of)
        return self.version >= 0 and (self.version - other.version) * apart < 0

    def is_far_from(self, other: "Stamp") -> bool:
        """Whether the two versions lie beyond reason apart: a person is told."""
        low, high = sorted((self.version, other.version))
        return is_far(high, low)

    @property
    def place(self) -> tuple[datetime, bool, int]:
        """Its place among the versions of one record."""
        return self.as_of, self.version < BEYOND_REASON, self.version


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
