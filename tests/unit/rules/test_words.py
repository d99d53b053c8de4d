"""Which word stands (DOMAIN 4): the later; of one moment the safer; a repetition says nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.words import Records, Word, after_telling, content_of, is_ahead, is_known, latest, words_of
from tests.unit.rules.deliveries import DAY, at, some


class Said(Word):
    """A word that opens or closes something; `to` is some detail of it."""

    closes: bool
    to: str = "x"

    @property
    def caution(self) -> int:
        """Whether it closes."""
        return int(self.closes)


def said(minutes: int = 0, *, closes: bool = False, days: int | None = 0, to: str = "x") -> Said:
    """A word said so many days from the day on which it was told."""
    day = None if days is None else DAY + timedelta(days=days)
    return Said(day=day, at=at(minutes), closes=closes, to=to)


def told(*words: tuple[str, Said]) -> Records[Said]:
    """Records after these tellings."""
    records: Records[Said] = {}
    for record_id, word in words:
        records = after_telling(records, record_id, word)
    return records


def standing(*words: tuple[str, Said]) -> Said | None:
    """The word that stands of all records."""
    return latest(words_of(told(*words)))


WORDS = st.tuples(
    st.sampled_from("AB"),
    st.builds(
        lambda minutes, closes, days, to: said(minutes, closes=closes, days=days, to=to),
        st.integers(0, 3),
        st.booleans(),
        st.sampled_from([None, -1, 0, 1]),
        st.sampled_from("xy"),
    ),
)


def test_the_later_day_stands_whatever_was_told_last() -> None:
    """By the day it was said, not by the delivery (DOMAIN 4)."""
    no, yes = ("A", said(0, closes=True)), ("B", said(9, days=-1))
    assert standing(no, yes) == standing(yes, no) == no[1]


def test_of_one_day_the_later_recorded_stands() -> None:
    """By the time at which it was recorded (DOMAIN 4)."""
    no, yes = ("A", said(0, closes=True)), ("B", said(1))
    assert standing(no, yes) == standing(yes, no) == yes[1]


def test_of_one_moment_the_safer_stands() -> None:
    """Nobody could say which came last (DOMAIN 4)."""
    no, yes = ("A", said(0, closes=True)), ("B", said(0))
    assert standing(no, yes) == standing(yes, no) == no[1]


def test_a_word_without_a_day_counts_from_its_recording() -> None:
    """The day in London on which it was told."""
    assert said(days=None).said_on == DAY
    assert standing(("A", said(1, days=None, closes=True)), ("B", said(0))) == said(1, days=None, closes=True)


def test_a_record_told_again_says_nothing_new() -> None:
    """Also after what it said was taken back (hard case 65)."""
    yes, no = ("A", said(0)), ("B", said(1, closes=True))
    again = ("A", said(9))
    assert told(yes, again) == told(yes)
    assert standing(yes, no, again) == no[1]
    assert is_known(told(yes, no), *again)
    assert not is_known(told(yes, no), "A", said(9, to="y"))


def test_the_earliest_telling_of_a_content_counts() -> None:
    """Whichever envelope arrived first."""
    assert told(("A", said(9)), ("A", said(2))) == told(("A", said(2)))


def test_a_record_says_what_it_was_last_told_with() -> None:
    """Its earlier content, told again, does not come back."""
    first, second = said(0, to="x"), said(5, to="y")
    contents = told(("A", second), ("A", first), ("A", said(9, to="x")))["A"]
    assert content_of(contents) == second


@pytest.mark.parametrize("closes", [True, False])
def test_a_day_in_the_future_is_a_typing_error(*, closes: bool) -> None:
    """A closing word counts as of its recording, an opening one for nothing (hard case 71)."""
    word = said(closes=closes, days=400)
    assert is_ahead(word.day, word.at)
    assert word.counts is closes
    assert latest([word]) == (word if closes else None)
    assert word.said_on == DAY


def test_a_future_yes_does_not_outlive_todays_no() -> None:
    """Though the yes was recorded before or after it (hard case 71)."""
    no = ("B", said(1, closes=True))
    assert standing(("A", said(0, days=365)), no) == standing(no, ("A", said(9, days=365))) == no[1]


def test_an_opening_content_of_the_future_leaves_the_records_former_word() -> None:
    """A correction with a mistyped year opens nothing."""
    no = said(0, closes=True)
    assert standing(("A", no), ("A", said(5, days=365))) == no


@some
@given(st.lists(WORDS, max_size=6), st.data())
def test_any_order_and_repetition_leave_the_same_words_standing(
    words: list[tuple[str, Said]], data: st.DataObject
) -> None:
    """Of each record, and of all together; words of one rank are no exception."""
    again = data.draw(st.lists(st.sampled_from(words), max_size=4)) if words else []
    repeated = [(name, word.model_copy(update={"at": word.at + timedelta(hours=1)})) for name, word in again]
    shuffled = data.draw(st.permutations([*words, *repeated]))
    one, other = told(*words), told(*shuffled)
    assert {name: content_of(one[name]) for name in one} == {name: content_of(other[name]) for name in other}
    assert latest(words_of(one)) == latest(words_of(other))


@some
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_what_stands_is_no_less_safe_than_any_word_of_its_moment(words: list[tuple[str, Said]]) -> None:
    """Ties fall to caution."""
    stands = standing(*words)
    if stands is None:
        return
    same = [
        w for w in words_of(told(*words)) if (w.said_on, w.at) == (stands.said_on, stands.at) and w.counts
    ]
    assert stands.caution == max(word.caution for word in same)


class Opening(Said):
    """A word whose record may be edited in a detail."""

    def opens_like(self, other: Word) -> bool:
        """Whether the other opens as well."""
        return isinstance(other, Opening) and not self.closes and not other.closes


def opening(minutes: int, *, closes: bool = False, days: int | None = 0, to: str = "x") -> Opening:
    """A word of such a record."""
    return Opening.model_validate(said(minutes, closes=closes, days=days, to=to).model_dump())


def test_an_edit_of_what_opened_opens_since_it_first_did() -> None:
    """Hard case 65: nothing new is said of that day; what closed in between stands."""
    first, edit, no = opening(0), opening(9, to="y"), opening(5, closes=True)
    record = content_of([first, edit])
    assert record is not None
    assert (record.to, record.at) == ("y", at(0))
    assert standing(("A", first), ("B", no), ("A", edit)) == no


def test_another_day_or_a_no_of_the_same_record_makes_it_a_new_word() -> None:
    """A corrected day counts; so does what a record says after it had said the contrary."""
    dated = opening(9, days=-1)
    assert content_of([opening(0), dated]) == dated
    again = opening(9, to="y")
    assert content_of([opening(0), opening(5, closes=True), again]) == again


@given(st.permutations([opening(0), opening(3, to="y"), opening(3, to="z"), opening(9, to="w")]))
def test_the_order_in_which_edits_are_told_does_not_matter(words: list[Opening]) -> None:
    """Late and reordered tellings of one record end in the same word."""
    assert content_of(words) == opening(9, to="w").model_copy(update={"at": at(0)})
