"""A record as the checks of its quality look at it on one day."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from shared.clock import age_on, london_date
from shared.contracts.records import Adoption, Care, ChildRecord, period_is_current
from shared.rules import codes

_IN_CARE: Final = codes.LEGAL_STATUS - codes.SHORT_BREAKS
TO_FOLLOW: Final = timedelta(weeks=4)
"""How long a record may take to follow a birthday or another day that has come, before it is remarked on: the
reminder of that day must not find fault with what nobody could have recorded yet."""

_NO_CARE: Final = Care()
_NO_ADOPTION: Final = Adoption()


class Looked:
    """A record as it ought to be on a day (Europe/London); after a death, on the day of the death.

    `care`, `adoption` and `plan` are empty when nothing is known of them, `died` is the calendar's last day
    for the living. Legal status and placement count only while the period of care is current.
    """

    __slots__ = (
        *("adoption", "age", "born", "care", "current", "day", "died", "in_care"),
        *("known_on", "legal_status", "placement", "plan", "record"),
    )

    def __init__(self, record: ChildRecord, day: date) -> None:
        self.record = record
        self.born = born = record.date_of_birth
        self.died = died = record.date_of_death or date.max
        self.known_on = known_on = london_date(record.as_of)
        if known_on < day:
            day = day - TO_FOLLOW if day - known_on > TO_FOLLOW else known_on
        self.day = day = died if born <= died < day else day
        self.age = age_on(born, day)
        self.care = care = record.care or _NO_CARE
        self.adoption = record.adoption or _NO_ADOPTION
        self.plan = record.permanence_plan or ()
        self.current = current = period_is_current(care, day)
        self.legal_status = care.legal_status if current else None
        self.placement = care.placement if current else None
        self.in_care = self.legal_status in _IN_CARE

    @property
    def has_ended(self) -> bool:
        """Whether the recorded end of care has come."""
        return self.care.period_ended is not None and self.care.period_ended <= self.day


Table = Mapping[str, Callable[[Looked], bool]]
"""Remarks, each with the check that tells whether it holds."""
