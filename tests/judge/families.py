"""Where the validator and the import look at the same thing: its rules, and our faults."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from deploy.imports.contradictions import ENDED, OPEN, OVERLAPS, TWO_REASONS
from deploy.imports.facts import MISSING, NO_DATE, NO_REASON
from deploy.imports.findings import Fault

_NO_DATE: Final = "not a date"
_CODES: Final = ("not a code", "more than one code", "a code that is not in the national list")
_SIDE: Final = ("AD1.csv", "PlacedAdoption.csv", "OC3.csv", "UASC.csv")


@dataclass(frozen=True, slots=True)
class Family:
    """Rules of the validator, and the faults of ours (by files, columns and kinds) that speak of the same."""

    rules: tuple[str, ...]
    files: tuple[str, ...]
    columns: tuple[str, ...]
    kinds: tuple[str, ...]

    def has(self, fault: Fault) -> bool:
        """Tell whether a fault is one of this family."""
        return fault.file in self.files and fault.column in self.columns and fault.kind.startswith(self.kinds)


FAMILIES: Final[Mapping[str, Family]] = {
    "date of birth": Family(
        ("102", "301"), ("Header.csv",), ("DOB",), (MISSING, _NO_DATE, "lies in the future")
    ),
    "date of birth elsewhere": Family(
        ("INT11", "INT12", "INT15", "INT18"), _SIDE, ("DOB",), ("not the date of birth",)
    ),
    "child without a header": Family(
        ("INT01", "INT02", "INT03", "INT06", "INT09"),
        (*_SIDE, "Episodes.csv"),
        ("CHILD",),
        ("not in Header",),
    ),
    "first day of an episode": Family(("141",), ("Episodes.csv",), ("DECOM",), (_NO_DATE, MISSING)),
    "last day of an episode": Family(("147",), ("Episodes.csv",), ("DEC",), (_NO_DATE,)),
    "episode that ends before it starts": Family(
        ("356",), ("Episodes.csv",), ("DEC",), ("before the start",)
    ),
    "reason and date together": Family(("148",), ("Episodes.csv",), ("REC",), (NO_DATE, NO_REASON)),
    "open or overlapping episodes": Family(
        ("142", "501"),
        ("Episodes.csv",),
        ("DECOM", "DEC", "REC"),
        (OPEN, ENDED, OVERLAPS, TWO_REASONS),
    ),
    "continuation after X1": Family(("388",), ("Episodes.csv",), ("REC",), ("says that an episode follows",)),
    "care before birth": Family(("302",), ("Episodes.csv",), ("DECOM",), ("before the date of birth",)),
    "legal status": Family(("144",), ("Episodes.csv",), ("LS",), _CODES),
    "placement": Family(("146",), ("Episodes.csv",), ("PLACE",), _CODES),
    "reason ceased": Family(("149",), ("Episodes.csv",), ("REC",), _CODES),
    "dates of adoption": Family(
        ("112", "115", "116"),
        ("AD1.csv", "PlacedAdoption.csv"),
        ("DATE_INT", "DATE_PLACED", "DATE_PLACED_CEASED"),
        (_NO_DATE,),
    ),
    "reason of a reversal": Family(("120",), ("PlacedAdoption.csv",), ("REASON_PLACED_CEASED",), _CODES),
    "dates of a worker": Family(
        ("SW04STG1", "SW05STG1", "SW18STG2"),
        ("SWEpisodes.csv",),
        ("SW_DECOM", "SW_DEC"),
        (_NO_DATE, "before the start"),
    ),
    "deprivation of liberty": Family(
        ("700", "701", "702"),
        ("DoLo.csv",),
        ("DOLO_START", "DOLO_END"),
        (_NO_DATE, MISSING, "before the start"),
    ),
}
"""By what they are about; everything else one of the two looks at and the other does not."""

THEIRS: Final = "the validator only"
OURS: Final = "the import only"

_LEFT_OUT: Final = "The import has told of the header's date and left the child out."
_READ: Final = "The form leaves one meaning: the import reads it. The return itself wants another form."
_TOLD_ONCE: Final = "The import tells of the date itself, and care is not known; not of what follows."
REASONS: Final[Mapping[tuple[str, str, str], str]] = {
    ("date of birth", THEIRS, "an ISO date of birth"): _READ,
    ("date of birth elsewhere", OURS, "an ISO date of birth"): (
        "The validator cannot read the header's date, and then compares nothing with it."
    ),
    ("date of birth elsewhere", THEIRS, "a date of birth after the year"): _LEFT_OUT,
    ("care before birth", THEIRS, "a date of birth after the year"): _LEFT_OUT,
    ("child without a header", THEIRS, "leading zeros lost in all but the header"): (
        "One child only can be meant: the import joins the rows, and tells how many are written otherwise."
    ),
    ("first day of an episode", OURS, "no first day"): "Rule 141 passes over a blank.",
    ("open or overlapping episodes", OURS, "open and ended from the same day"): (
        "Rule 142 passes over the open row where it is sorted behind the other, which depends on all other "
        "rows (findings/validator-open-and-ended.sh)."
    ),
    ("open or overlapping episodes", THEIRS, "an impossible first day"): _TOLD_ONCE,
    ("open or overlapping episodes", THEIRS, "no first day"): _TOLD_ONCE,
    ("open or overlapping episodes", THEIRS, "a last day before the first"): _TOLD_ONCE,
    ("continuation after X1", THEIRS, "a last day before the first"): _TOLD_ONCE,
    ("continuation after X1", THEIRS, "an overlap of three days"): "The import tells of it as an overlap.",
    ("continuation after X1", THEIRS, "a gap after X1"): (
        "A gap begins a new period of care: a record has the latest only, and nothing of it is in doubt."
    ),
    ("legal status", THEIRS, "a legal status with its words"): _READ,
    ("placement", THEIRS, "a placement of former years"): "Old and new codes are accepted (DOMAIN 7).",
    ("dates of a worker", THEIRS, "a worker for no day"): (
        "Whoever ended on the first day was never allocated: the record has the row as it is."
    ),
}
"""Why the two differ, by family, side and fault."""

HIDING: Final = frozenset({"an impossible first day", "no first day"})
"""Faults of one child for which rule 302 cannot be run for any (findings/validator-rule-not-run.sh)."""


def rules() -> list[str]:
    """The validator's rules that are compared."""
    return sorted({rule for family in FAMILIES.values() for rule in family.rules})


def families_of(fault: Fault) -> Iterable[str]:
    """The families of one of our faults."""
    return (name for name, family in FAMILIES.items() if family.has(fault))
