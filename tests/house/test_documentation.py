"""What an operator can set, call, receive or measure is documented, from the code itself."""

import re

import pytest

from deploy import reference
from deploy.reference import REFERENCE, TABLES, rendered


def test_the_reference_is_up_to_date() -> None:
    """The tables of deploy/reference.md are those of the code; if not, run `make reference`."""
    document = REFERENCE.read_text()
    assert rendered(document) == document, "deploy/reference.md is out of date: run `make reference`"


def test_the_reference_has_every_table() -> None:
    """No table can be lost by editing the text around it."""
    assert re.findall(r"<!-- table: (\w+) -->", REFERENCE.read_text()) == list(TABLES)


@pytest.mark.parametrize(
    "table",
    [
        *(reference.settings, reference.commands, reference.events, reference.measures),
        *(reference.reasons, reference.actions, reference.criteria),
    ],
)
def test_everything_says_what_it_is(table: reference.Table) -> None:
    """No setting, command, event, metric, reason, action or kind of criterion is without its sentence."""
    rows = table().splitlines()[2:]
    assert rows
    assert [row for row in rows if row.rstrip(" |").endswith("|") or not row.rstrip(" |").endswith(".")] == []
