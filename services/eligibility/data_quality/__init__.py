"""Data quality: what in a record contradicts something else in it, or breaks a national coding rule. Pure.

A remark is a code; its words are in plan_sync's wording. What is merely not known is no remark: a null is
never taken for "no", save where a date that something else requires is not recorded. Numbers in brackets
are the validation rules of the SSDA903 return.
"""

from datetime import date
from typing import Final

from services.eligibility.data_quality import care, leaver
from services.eligibility.data_quality.adoption import ADOPTION
from services.eligibility.data_quality.looked import Looked, Table
from services.eligibility.data_quality.person import DEATH, PERSON, PLAN
from shared.contracts.records import ChildRecord
from shared.rules import codes

REMARKS: Final = tuple(
    dict.fromkeys(
        name
        for table in (
            *(PERSON, PLAN, DEATH, care.CARE, care.END, care.REASON, care.STATUS, care.WITH_PARENTS),
            *(*leaver.CATEGORY.values(), leaver.ANOTHER, ADOPTION),
        )
        for name in table
    )
)
"""Every remark that there is: a closed set, also as the values of a metric's label."""

_BY_ENGLISH_RULES: Final = (None, codes.ENGLAND)
"""Other jurisdictions have codes and categories of their own: there only dates can contradict each other."""


def remarks(record: ChildRecord, day: date) -> tuple[str, ...]:
    """Return the remarks on a record on a day (Europe/London), in the order of the tables."""
    child = Looked(record, day)
    return tuple([name for table in _tables(child) for name, holds in table.items() if holds(child)])


def _tables(child: Looked) -> list[Table]:
    """Only what may hold: every record passes here, and few have anything to remark on."""
    record = child.record
    tables = [PERSON]
    if record.jurisdiction not in _BY_ENGLISH_RULES:
        return tables
    if child.plan:
        tables.append(PLAN)
    if record.date_of_death is not None:
        tables.append(DEATH)
    if record.care is not None:
        tables += _tables_of_care(child)
    if record.care_leaver is not None and record.date_of_death is None:
        tables.append(leaver.CATEGORY.get(record.care_leaver, leaver.ANOTHER))
    if record.adoption is not None or child.placement in codes.PLACED_FOR_ADOPTION:
        tables.append(ADOPTION)
    return tables


def _tables_of_care(child: Looked) -> list[Table]:
    tables = [care.CARE]
    if child.care.period_ended is not None:
        tables.append(care.END)
    if child.care.reason_ceased is not None:
        tables.append(care.REASON)
    if child.legal_status in care.TELLING:
        tables.append(care.STATUS)
    if child.placement == codes.WITH_PARENTS:
        tables.append(care.WITH_PARENTS)
    return tables
