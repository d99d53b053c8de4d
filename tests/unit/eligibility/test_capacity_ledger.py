"""The ledger of places: each request and release counts once, and ids do not mix (hard case 59)."""

from datetime import timedelta

from shared.contracts.case_system import PersonMerged
from shared.contracts.our_places import PlaceOffered, PlaceReleased, PlaceRequested, PlaceWaiting
from tests.unit.eligibility.children import ON
from tests.unit.eligibility.office import Office, full, limited

DAY = timedelta(days=1)


def requested(**changes: object) -> PlaceRequested:
    """A request that no child's document sent."""
    asks = {"child_id": "places-E08000035", "for_child_id": "X", "referral_id": "R1", "number": 0}
    return PlaceRequested.model_validate({**asks, "wanted": "accept", "since": ON, **changes})


def test_the_ledger_takes_each_request_and_release_once() -> None:
    """Requested twice, released twice, a release of nobody known, and one that overtook its request."""
    office = Office(limited(1))
    office.hears(requested())
    before = office.ledger
    office.hears(requested())
    assert office.ledger == before
    gone = PlaceReleased(child_id=office.ledger_id, for_child_id="X", referral_id="R1", number=1)
    office.hears(gone)
    office.hears(gone)
    assert (office.ledger.taken, dict(office.ledger.entries)) == (0, {})
    early = gone.model_copy(update={"for_child_id": "Y", "number": 1})
    office.hears(early)
    assert office.hears(requested(for_child_id="Y")).noted() == ["place-request-overtaken"]
    assert office.ledger.taken == 0
    office.hears(requested(for_child_id="Y", number=2))
    assert office.ledger.taken == 1


def test_a_release_is_remembered_as_long_as_a_request_might_be_late() -> None:
    """Then it is forgotten: the ledger does not grow for ever."""
    office = Office(limited(1))
    for child_id, days in (("X", 0), ("Y", 100)):
        office.now += days * DAY
        office.hears(
            PlaceReleased(child_id=office.ledger_id, for_child_id=child_id, referral_id="R1", number=1)
        )
    assert list(office.ledger.gone) == ["Y"]


def test_an_answer_that_was_overtaken_changes_nothing() -> None:
    """An older position, an offer to who has gone, one for somebody who never asked."""
    office = full("B")
    waits = PlaceWaiting(child_id="B", referral_id="R1", number=0, answer=0, position=7)
    assert office.hears(waits).noted() == ["place-answer-overtaken"]
    office.decides("B", "decline")
    offer = PlaceOffered(child_id="B", referral_id="R1", number=0, answer=99)
    assert office.hears(offer).noted() == ["place-answer-overtaken"]
    assert office.hears(offer.model_copy(update={"child_id": "Z"})).noted() == ["place-answer-overtaken"]
    office.referred("B", "R2")
    office.decides("B", "accept", referral_id="R2")
    assert office.hears(offer).noted() == ["place-answer-overtaken"], "an offer to the first referral"
    assert office.under_way() == ["A"]


def test_the_ledger_is_no_child_and_a_child_no_ledger() -> None:
    """A record under its id is nobody's, and a place asked of a child is not given."""
    office = full("B")
    before = office.ledger
    assert office.record(office.ledger_id).noted() == ["not-a-child"]
    assert office.hears(requested(child_id="A")).noted() == ["not-the-ledger-of-places"]
    assert office.ledger == before
    assert office.state("A").places is None


def test_the_retired_record_of_a_merge_gives_its_place_back() -> None:
    """In work or in the line: the next one moves up."""
    office = full("B", "C")
    for retired in ("A", "C"):
        office.hears(PersonMerged(child_id=retired, kept_id="Z", retired_id=retired))
    assert (office.under_way(), office.line()) == (["B"], [])
