"""Dates, codes, flags and ids in every form that extracts have them."""

from datetime import UTC, date, datetime

import pytest

from deploy.imports.dates import day_of, moment_of
from deploy.imports.values import (
    Unreadable,
    child_id_of,
    cleaned,
    code_of,
    flag_of,
    id_of,
)
from shared.rules.codes import LEGAL_STATUS, PLACEMENT, REASON_CEASED

JUNE = date(2020, 6, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2020-06-03",
        "03/06/2020",
        "3/6/2020",
        "03-06-2020",
        "2020-06-03 00:00:00",
        "2020-06-03 00:00:00.000",
        "2020-06-03T00:00:00.0000000",
        "2020-06-03 17:45",
        "03/06/2020 00:00",
        "03/06/2020 00:00:00",
        "2020-06-03T00:00:00+01:00",
        "2020-06-02T23:00:00Z",
        "2020-06-02 23:00:00+00",
        "20200603",
        "03-Jun-2020",
        "3 June 2020",
        "3rd June 2020",
        "Jun  3 2020 12:00AM",
        "June 3, 2020",
        "Wednesday, 3 June 2020",
        "03-JUN-2020 00.00.00.000000000 AM",
        "03JUN2020:00:00:00",
        "2020/06/03",
        "2020.06.03",
        "2020-6-3",
        "03.06.2020",
        "2020-06-03-00.00.00.000000",
        "2020-06-03 00:00:00 +01:00",
        "2020-06-02T23:00:00.0000000+00:00",
        "2020-06-02 11:00:00 PM +00:00",
        "2020-06-03+01:00",
    ],
)
def test_a_day_is_read_in_every_form(text: str) -> None:
    """ISO, English, with a time or an offset: the calendar day in Europe/London."""
    assert day_of(text) == JUNE


@pytest.mark.parametrize(
    "text",
    [
        *("31/02/2020", "2020-13-01", "06/13/2020", "03/06/20", "43985", "soon", "2020-6", "2020-06-03 x"),
        "3/6",
        "03-JUN-20",
        "03/06/2020 12:00:00 AM",
        "06/13/2020 12:00 AM",
        "3 Marble 2020",
        "1591142400",
        "03/06-2020",
    ],
)
def test_what_is_no_day_says_so_without_its_value(text: str) -> None:
    """Impossible and American days, what may be American, two-digit years, numbers: by kind only."""
    with pytest.raises(Unreadable, match=r"^not a date$"):
        day_of(text)


@pytest.mark.parametrize(
    "text",
    ["1900-01-01", "01/01/1900", "1900-01-01 00:00:00.000", "1899-12-30", "1 January 2300", "31-DEC-9999"],
)
def test_a_placeholder_day_is_none(text: str) -> None:
    """What databases and spreadsheets write for no date is no date."""
    assert day_of(text) is None


@pytest.mark.parametrize(
    "text", ["", "  ", "NULL", " null ", "None", "NaN", "NaT", "\\N", "SSD_PH", "(null)", "N/A", "Unknown"]
)
def test_words_for_nothing_are_nothing(text: str) -> None:
    """Empty cells have many spellings."""
    assert cleaned(text) == ""


def test_other_cells_only_lose_the_spaces_around_them() -> None:
    """A value is kept as it is."""
    assert cleaned("  C2 \t") == "C2"


@pytest.mark.parametrize(
    "text",
    [
        *("C2", "c2", "C2 - Full care order", "C2: Care order", "C2 Care order", "(C2) x", "[C2] Full"),
        "C2. Full",
        "C2\tFull",
        "C2\r\nFull",
        "C2\N{NO-BREAK SPACE}-\N{NO-BREAK SPACE}Full",
        "C2\N{EN DASH}Full",
        "C2=Full",
        *("C 2", "C2_full", "C2|Full", "C2 \N{EM DASH} Full", '"C2" Full', "C2, under section 31 (1989)"),
    ],
)
def test_a_code_is_read_with_or_without_its_description(text: str) -> None:
    """Some systems export the code, others the code and its words."""
    assert code_of(text, LEGAL_STATUS) == "C2"


@pytest.mark.parametrize("code", sorted(PLACEMENT | REASON_CEASED | LEGAL_STATUS))
def test_codes_of_both_vintages_pass(code: str) -> None:
    """Every code of DOMAIN 7 is itself, in either case."""
    known = PLACEMENT | REASON_CEASED | LEGAL_STATUS
    assert code_of(code, known) == code
    assert code_of(code.lower(), known) == code


def test_a_longer_code_is_not_taken_for_a_shorter_one() -> None:
    """E11 and E1, Z11 and Z1 are different codes."""
    assert code_of("E11 - Adopted", REASON_CEASED) == "E11"
    assert code_of("Z11 x", PLACEMENT) == "Z11"


@pytest.mark.parametrize("text", ["C2/E1", "C2; E1", "C2 and E1", "C2 - E1 Placement order", "E1 C2"])
def test_two_codes_in_one_cell_are_none(text: str) -> None:
    """Which of them is meant nobody can tell; the first may hide a placement order."""
    with pytest.raises(Unreadable, match=r"^more than one code$"):
        code_of(text, LEGAL_STATUS)


def test_a_code_named_in_a_description_is_no_second_code() -> None:
    """As in the guide's own words for E15."""
    words = "E15 - Age assessment determined child is aged 18 or over and E5, E6 and E7 do not apply"
    assert code_of(words, REASON_CEASED) == "E15"


@pytest.mark.parametrize("code", ["C9", "ZZ9", "Q1", "X9A", "QQ"])
def test_an_unknown_code_passes_as_it_is(code: str) -> None:
    """A person decides about a code that nobody knows; it is never dropped for being unknown."""
    assert code_of(code, LEGAL_STATUS) == code


@pytest.mark.parametrize(
    "text", ["Ann Other", "Accommodated", "see notes", "LS1 1AA", "07700 900123", "Other", "?"]
)
def test_a_word_typed_in_is_no_code(text: str) -> None:
    """Names and narrative never travel, not even one word of them."""
    with pytest.raises(Unreadable, match=r"^not a code$"):
        code_of(text, LEGAL_STATUS)


def test_flags_have_many_spellings() -> None:
    """1, Y, yes and true are yes; 0, N, no and false are no; anything else is told of."""
    assert [flag_of(text) for text in ("1", "Y", "yes", "TRUE", "1.0")] == [True] * 5
    assert [flag_of(text) for text in ("0", "N", "No", "false", "0.00")] == [False] * 5
    with pytest.raises(Unreadable, match=r"^neither yes nor no$"):
        flag_of("2")


@pytest.mark.parametrize("text", ["a/1", "a 1", "x" * 37, "é", "1.5", ""])
def test_a_childs_id_must_be_one(text: str) -> None:
    """Slashes, spaces and other letters do not fit the contract."""
    with pytest.raises(Unreadable):
        child_id_of(text)


def test_ids_that_a_spreadsheet_made_decimal_are_whole_again() -> None:
    """123.0 is 123, and a number kept as text is the number."""
    assert [child_id_of(text) for text in ('="00123"', "'00123", '"00123"')] == ["00123"] * 3
    assert (child_id_of("123.0"), id_of("9.00"), child_id_of("CH-1_b")) == ("123", "9", "CH-1_b")


def test_a_workers_name_is_no_id() -> None:
    """An id has no spaces."""
    with pytest.raises(Unreadable, match=r"^not an id$"):
        id_of("Ann Other")


def test_a_moment_without_an_offset_is_londons() -> None:
    """In summer London is an hour ahead of UTC; a date is its first moment."""
    assert moment_of("2026-07-01T12:00") == datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert moment_of("2026-01-01") == datetime(2026, 1, 1, tzinfo=UTC)
    assert moment_of("2026-07-01T12:00+02:00") == datetime(2026, 7, 1, 10, tzinfo=UTC)
    with pytest.raises(Unreadable, match=r"^not a moment$"):
        moment_of("today")
