"""Which changes of a text are an edit, and which are only how a system stores it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from shared.case_system.words import canonical, content_hash


def test_opening_and_saving_is_not_an_edit() -> None:
    """Other line ends, blanks at the ends and split accents leave the hash as it was."""
    words = "Nan rings on Sundays.\nRenée writes."
    saved = unicodedata.normalize("NFD", "  " + words.replace("\n", "\r\n") + "\r\n")
    assert content_hash(saved) == content_hash(words)


def test_one_changed_word_is_an_edit() -> None:
    """A word, a blank between words or a capital letter makes another text."""
    texts = ["Nan rings.", "Nan writes.", "Nan  rings.", "nan rings."]
    assert len({content_hash(text) for text in texts}) == len(texts)


def test_a_title_is_not_the_first_line() -> None:
    """Where one part ends and the next begins is part of what is said."""
    assert content_hash("A", "B C") != content_hash("A B", "C")


@given(st.text())
def test_the_canonical_form_stays_as_it_is(words: str) -> None:
    """Making a text canonical twice changes nothing more."""
    assert canonical(canonical(words)) == canonical(words)
