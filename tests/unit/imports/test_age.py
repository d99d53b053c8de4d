"""Of when an extract's data is: never of when a file was copied (issue 8, extracts 4)."""

import io
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deploy.imports.age import Age, NewestDay, age_of, version_of, year_end
from deploy.imports.findings import Findings
from deploy.imports.load import SSD, SSDA903, Kind, extract
from deploy.imports.rows import Stamp
from shared.clock import london_date
from shared.rules.record import stamp
from tests.unit.imports.folder import PLANS, episodes, header, persons, table

EPISODES = "CHILD,DECOM,RNE,LS,PLACE,DEC,REC"


def age(folder: Path, kind: Kind) -> Age:
    """The age that an import takes."""
    taken: list[Age] = []

    def stamping(found: Age) -> Stamp:
        taken.append(found)
        return Stamp(found.as_of, version_of(found.as_of, datetime(2026, 11, 30, tzinfo=UTC)))

    list(extract(folder, kind).records(stamping, Findings(io.StringIO())))
    return taken[0]


def test_an_extract_is_of_its_newest_day(tmp_path: Path) -> None:
    """A copy of the file, a plan's day to come and a typing error of a year change nothing."""
    persons(tmp_path, "A")
    episodes(
        tmp_path, ("A", "2020-01-01", "S", "2024-05-05", "X1"), ("A", "2024-05-05", "P", "2093-01-01", "")
    )
    table(tmp_path, "ssd_cla_care_plan", PLANS, ("A", "2024-06-01", "2025-06-01", "{}"))
    expected = Age(datetime(2024, 5, 31, 23, tzinfo=UTC), "the newest day in it")
    assert age(tmp_path, SSD) == expected
    os.utime(tmp_path / "ssd_person.csv", (1_790_000_000, 1_790_000_000))
    assert age(tmp_path, SSD) == expected


def test_what_is_newer_than_the_file_itself_does_not_count(tmp_path: Path) -> None:
    """A file cannot know of days after it was written."""
    persons(tmp_path, "A")
    episodes(tmp_path, ("A", "2020-01-01", "S", "", ""), ("A", "2024-05-05", "P", "", ""))
    os.utime(tmp_path / "ssd_cla_episodes.csv", (1_600_000_000, 1_600_000_000))
    assert age(tmp_path, SSD).as_of == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "name, decom, day",
    [
        ("SSDA903_2025_episodes", "20/03/2025", date(2025, 3, 20)),
        ("SSDA903_2025_episodes", "20/05/2025", date(2025, 3, 31)),
        ("episodes 2024-25", "20/05/2025", date(2025, 3, 31)),
        ("episodes", "20/05/2025", date(2025, 5, 20)),
    ],
)
def test_a_return_speaks_of_the_end_of_its_year_at_the_latest(
    tmp_path: Path, name: str, decom: str, day: date
) -> None:
    """31 March: what is dated later is an error of the return or was typed in after it."""
    header(tmp_path, "A")
    table(tmp_path, name, EPISODES, ("A", decom, "S", "C2", "U4", "", ""))
    assert london_date(age(tmp_path, SSDA903).as_of) == day


@pytest.mark.parametrize(
    "name, end",
    [
        ("SSDA903_2025_header", date(2025, 3, 31)),
        ("header 2024-25", date(2025, 3, 31)),
        ("header_2024_2025", date(2025, 3, 31)),
        ("2024/25 header", date(2025, 3, 31)),
        ("header_20250401", None),
        ("header_2025-04-01", None),
        ("header", None),
        ("header_1999", None),
    ],
)
def test_the_collection_year_is_read_from_file_names(name: str, end: date | None) -> None:
    """A year or two in a row; the day of an export is none."""
    assert year_end([name]) == end


def test_births_count_only_where_nothing_else_does() -> None:
    """An extract of persons alone is at least as new as its youngest."""
    assert age_of(NewestDay(born=date(2020, 1, 1)), None).as_of == datetime(2020, 1, 1, tzinfo=UTC)
    assert age_of(NewestDay(date(2019, 1, 1), date(2020, 1, 1)), None).as_of.year == 2019
    assert age_of(NewestDay(), None).as_of == datetime(1970, 1, 1, tzinfo=UTC)


def test_an_old_return_never_outranks_newer_events(tmp_path: Path) -> None:
    """Copied today, it is still older than what the case system said since; its version agrees with that."""
    header(tmp_path, "A")
    table(tmp_path, "Episodes_2024", EPISODES, ("A", "20/03/2024", "S", "C2", "U4", "", ""))
    now = datetime(2026, 11, 30, tzinfo=UTC)

    def stamping(found: Age) -> Stamp:
        return Stamp(found.as_of, version_of(found.as_of, now))

    (record,) = extract(tmp_path, SSDA903).records(stamping, Findings(io.StringIO()))
    event = record.model_copy(
        update={"as_of": datetime(2024, 4, 2, tzinfo=UTC), "record_version": 1_712_016_000}
    )
    assert stamp(record, now).is_older_than(stamp(event, now))
    assert not stamp(record, now).contradicts(stamp(event, now))


def test_a_corrected_extract_of_the_same_day_has_a_higher_version() -> None:
    """By the minutes until its files were written, and never by a day."""
    day = datetime(2026, 3, 31, tzinfo=UTC)
    first, second = (version_of(day, datetime(2026, 4, 2, hour, tzinfo=UTC)) for hour in (9, 10))
    assert first < second < version_of(day.replace(month=4, day=1), day)
    assert version_of(day, datetime(2030, 1, 1, tzinfo=UTC)) < int(day.timestamp()) + 86_400
    assert version_of(day, datetime(2020, 1, 1, tzinfo=UTC)) == int(day.timestamp())
