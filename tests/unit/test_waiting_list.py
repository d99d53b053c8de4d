"""What `lifelong-links waiting-list` shows of the ledger of places (hard case 59)."""

from datetime import date

from deploy.operate.waiting_list import WaitingList, waiting_list
from services.eligibility.places.ledger_state import PlaceLedger
from tests.unit.eligibility.children import LEEDS, ON
from tests.unit.eligibility.office import Office, limited


def shown(office: Office, on: date = ON) -> WaitingList:
    """The list of an office on a day."""
    return waiting_list(office.ledger, office.book.on(on).capacity, on)


def test_the_line_is_shown_in_its_order_with_why_and_since() -> None:
    """As the children were told: position, priority, since when, and whether work then begins at once."""
    office = Office(limited(1))
    office.accepted("A", "B")
    office.referred("C")
    office.decides("C", "waitlist", reason_code="urgent")
    found = shown(office)
    assert (found.places, found.taken) == (1, 1)
    assert [(one.position, one.child_id, one.priority, one.wanted) for one in found.waiting] == [
        (1, "C", "urgent", "waitlist"),
        (2, "B", None, "accept"),
    ]
    assert {one.since for one in found.waiting} == {ON}
    assert office.line() == [one.child_id for one in found.waiting]


def test_who_is_passed_for_a_doubt_is_shown_as_not_ready() -> None:
    """They keep their place in the line."""
    office = Office(limited(1))
    office.accepted("A", "B", "C")
    office.record("B", 2, permanence_plan=[])
    office.decides("A", "decline", reason_code="completed")
    (waits,) = shown(office).waiting
    assert (waits.child_id, waits.ready) == ("B", False)


def test_without_a_limit_there_is_no_line() -> None:
    """Nothing is kept, and nothing shown."""
    assert waiting_list(PlaceLedger(), LEEDS.capacity, ON) == WaitingList(None, 0, ())
