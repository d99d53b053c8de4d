"""An invented return of 2025-26 in which three children in ten have a fault as real returns have them.

Each child has one fault at most, so that a difference between two judges of the return has one cause.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

END_OF_YEAR: Final = date(2026, 3, 31)
SEED: Final = 903

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "Header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "Episodes": (
        *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
        *("REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"),
    ),
    "UASC": ("CHILD", "SEX", "DOB", "DUC"),
    "OC3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "AD1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "PlacedAdoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "SWEpisodes": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
    "DoLo": ("CHILD", "DOB", "DOLO_START", "DOLO_END"),
}
"""The files of a return, with exactly the columns by which the validator knows them."""

Row = dict[str, str]


@dataclass(slots=True)
class Child:
    """One child's rows by table; `fault` is what was done to them, empty when nothing was."""

    id: str
    fault: str
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **cells: str) -> None:
        """Add a row with these cells, the others empty."""
        row = dict.fromkeys(COLUMNS[table], "") | {"CHILD": self.id} | cells
        self.rows.setdefault(table, []).append(row)


def english(day: date) -> str:
    """A date as the return has it."""
    return f"{day:%d/%m/%Y}"


def children(count: int, seed: int = SEED) -> Iterator[Child]:
    """Yield invented children; the same for the same seed."""
    names = list(FAULTS)
    for number in range(count):
        chance = Random(seed * 1_000_003 + number)
        fault = names[number // 10 % len(names)] if chance.randrange(10) < 3 else ""
        child = _clean(f"AB{number:05}" if number % 2 else f"{number:06}", fault, chance)
        if fault:
            FAULTS[fault](child, chance)
        yield child


def _clean(child_id: str, fault: str, chance: Random) -> Child:
    child = Child(child_id, fault)
    born = date(2010, 1, 1) + timedelta(days=chance.randrange(5000))
    dob = english(born)
    child.add("Header", SEX="1", DOB=dob, ETHNIC="WBRI", UPN="UN3")
    _episodes(child, born, chance)
    child.add(
        "SWEpisodes", DOB=dob, SW_ID=f"SW{chance.randrange(900)}", SW_DECOM="01/05/2025", SW_REASON="MANAGE"
    )
    if chance.randrange(8) == 0 or "adoption" in fault or "reversal" in fault:
        child.add("PlacedAdoption", DOB=dob, DATE_PLACED="01/06/2025")
    if chance.randrange(20) == 0 or "best interests" in fault:
        child.add("AD1", DOB=dob, DATE_INT="01/06/2025")
    if chance.randrange(20) == 0:
        child.add("UASC", DOB=dob, SEX="1")
    if chance.randrange(20) == 0 or "OC3" in fault:
        child.add("OC3", DOB=dob, IN_TOUCH="YES", ACTIV="F1", ACCOM="B")
    if chance.randrange(30) == 0 or "liberty" in fault:
        child.add("DoLo", DOB=dob, DOLO_START="01/09/2025")
    return child


def _episodes(child: Child, born: date, chance: Random) -> None:
    """One to three episodes one after the other, the last of them open or ended."""
    earliest = max(born, date(2024, 1, 1))
    days = sorted(chance.sample(range(10, (END_OF_YEAR - earliest).days - 10, 7), 1 + chance.randrange(3)))
    starts = [earliest + timedelta(days=day) for day in days]
    for at, start in enumerate(starts):
        last = at == len(starts) - 1
        ended = last and chance.randrange(4) == 0
        child.add(
            "Episodes",
            DECOM=english(start),
            RNE="S" if at == 0 else "P",
            LS=("C1", "C2", "V2")[chance.randrange(3)],
            CIN="N1",
            PLACE=("U1", "U4", "U6", "K2", "R1")[chance.randrange(5)],
            PLACE_PROVIDER="PR1",
            DEC=english(END_OF_YEAR - timedelta(days=2))
            if ended
            else ""
            if last
            else english(starts[at + 1]),
            REC=("E4A", "E5", "E3", "E8")[chance.randrange(4)] if ended else "" if last else "X1",
        )


def _first(table: str, **cells: str) -> Callable[[Child, Random], None]:
    """Overwrite cells in the child's first row of a table."""
    return lambda child, _: child.rows[table][0].update(cells)


def _last(**cells: str) -> Callable[[Child, Random], None]:
    """Overwrite cells in the child's last episode."""
    return lambda child, _: child.rows["Episodes"][-1].update(cells)


def _another(**cells: str) -> Callable[[Child, Random], None]:
    """Give the child one more episode, a copy of the last with other cells; in front of or behind it."""

    def change(child: Child, chance: Random) -> None:
        episodes = child.rows["Episodes"]
        episodes.insert(len(episodes) - chance.randrange(2), episodes[-1] | cells)

    return change


def _ended(**cells: str) -> Callable[[Child, Random], None]:
    """End the child's last episode, and then overwrite cells."""
    return _last(**({"DEC": "29/03/2026", "REC": "E4A"} | cells))


def _stale_open(child: Child, _: Random) -> None:
    first = child.rows["Episodes"][0]
    child.rows["Episodes"].insert(0, first | {"DECOM": "05/01/2024", "DEC": "", "REC": ""})


def _overlap(child: Child, _: Random) -> None:
    last = child.rows["Episodes"][-1]
    day, month, year = map(int, last["DECOM"].split("/"))
    end = english(date(year, month, day) + timedelta(days=3))
    child.rows["Episodes"].insert(0, last | {"DECOM": "05/01/2024", "DEC": end, "REC": "X1"})


def _gap(child: Child, _: Random) -> None:
    last = child.rows["Episodes"][-1]
    child.rows["Episodes"].insert(0, last | {"DECOM": "02/01/2024", "DEC": "04/01/2024", "REC": "X1"})


def _everywhere_but_in_the_header(change: Callable[[str], str]) -> Callable[[Child, Random], None]:
    def write(child: Child, _: Random) -> None:
        for table in [table for table in child.rows if table != "Header"]:
            for row in child.rows[table]:
                row["CHILD"] = change(row["CHILD"])

    return write


def _without_a_header(child: Child, _: Random) -> None:
    del child.rows["Header"]


FAULTS: Final[Mapping[str, Callable[[Child, Random], None]]] = {
    "no date of birth": _first("Header", DOB=""),
    "an impossible date of birth": _first("Header", DOB="31/02/2014"),
    "a date of birth with two figures": _first("Header", DOB="01/02/14"),
    "a date of birth after the year": _first("Header", DOB="05/05/2026"),
    "an ISO date of birth": _first("Header", DOB="2014-02-03"),
    "not in the header": _without_a_header,
    "capitals lost in all but the header": _everywhere_but_in_the_header(str.lower),
    "leading zeros lost in all but the header": _everywhere_but_in_the_header(
        lambda said: said.lstrip("0") or "0"
    ),
    "another date of birth in OC3": _first("OC3", DOB="01/02/1999"),
    "another date of birth with the adoption": _first("PlacedAdoption", DOB="01/02/1999"),
    "an impossible first day": _first("Episodes", DECOM="38/04/2025"),
    "no first day": _first("Episodes", DECOM=""),
    "an impossible last day": _ended(DEC="31/02/2026"),
    "a last day before the first": _ended(DECOM="01/03/2026", DEC="01/02/2026"),
    "a reason without a date": _last(DEC="", REC="E4A"),
    "a date without a reason": _ended(REC=""),
    "a stale open episode": _stale_open,
    "open and ended from the same day": _another(DEC="29/03/2026", REC="E11"),
    "two open episodes": _another(DECOM="20/03/2026", DEC="", REC=""),
    "an overlap of three days": _overlap,
    "a gap after X1": _gap,
    "X1 and nothing after it": _ended(REC="X1"),
    "care before birth": _first("Header", DOB="30/03/2026"),
    "an unknown legal status": _last(LS="C9"),
    "a legal status in words": _last(LS="Full care order"),
    "a legal status with its words": _last(LS="C2 - Full care order"),
    "a legal status in small letters": _last(LS="c2"),
    "two legal statuses": _last(LS="C2/E1"),
    "an unknown placement": _last(PLACE="Q1"),
    "a placement of former years": _last(PLACE="H5"),
    "an unknown reason": _ended(REC="E99"),
    "an impossible date of the adoption decision": _first("PlacedAdoption", DATE_PLACED="31/06/2025"),
    "an impossible date of best interests": _first("AD1", DATE_INT="31/06/2025"),
    "an unknown reason of reversal": _first(
        "PlacedAdoption", DATE_PLACED_CEASED="01/07/2025", REASON_PLACED_CEASED="RD9"
    ),
    "an impossible first day of a worker": _first("SWEpisodes", SW_DECOM="31/06/2025"),
    "a worker who ended before beginning": _first("SWEpisodes", SW_DEC="01/02/2025"),
    "a worker for no day": _first("SWEpisodes", SW_DEC="01/05/2025"),
    "no first day of deprivation of liberty": _first("DoLo", DOLO_START=""),
    "an impossible end of deprivation of liberty": _first("DoLo", DOLO_END="31/02/2026"),
    "deprivation of liberty that ended before it began": _first("DoLo", DOLO_END="01/08/2025"),
}
"""What can be wrong, and how it comes about."""


def write(folder: Path, made: Sequence[Child]) -> dict[str, list[Child]]:
    """Write the files; returns for each table whose each of its rows is, in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    owners = {}
    for table, columns in COLUMNS.items():
        rows = [(child, row) for child in made for row in child.rows.get(table, ())]
        owners[table] = [child for child, _ in rows]
        with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(row for _, row in rows)
    return owners
