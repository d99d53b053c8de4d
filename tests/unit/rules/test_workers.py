"""Who was allocated to the child on which day, whatever version of the record still says so."""

from datetime import date, timedelta
from typing import Any

from shared.contracts.case_child import ChildChanged
from shared.rules.people import People
from shared.rules.workers import Workers
from tests.unit.eligibility.children import child
from tests.unit.rules.deliveries import DAY, NOON

SINCE = date(2024, 1, 1)


def worker(
    worker_id: str = "W1", role: str = "social_worker", since: date = SINCE, to: date | None = None
) -> dict[str, Any]:
    """A worker's row, from 2024 on."""
    return {"worker_id": worker_id, "role": role, "from": since, "to": to}


def told(*records: tuple[list[dict[str, Any]] | None, int, int]) -> Workers:
    """Who is known after versions of the record: its workers, how many days ago told, of data how old."""
    people = People()
    for version, (rows, told_ago, data_ago) in enumerate(records, 1):
        as_of = NOON - timedelta(days=data_ago)
        known = child(record_version=version, workers=rows, as_of=as_of)
        event = ChildChanged.model_validate(known.model_dump(by_alias=True))
        people = people.after(event, NOON - timedelta(days=told_ago))
    return people.workers


def after(*records: list[dict[str, Any]] | None) -> Workers:
    """Who is known after these versions of the record, told a day apart, the last one today."""
    days = range(len(records) - 1, -1, -1)
    return told(*((rows, ago, ago) for rows, ago in zip(records, days, strict=True)))


def test_whether_a_worker_is_allocated_is_not_known_before_the_record_says() -> None:
    """Missing is not passed (gate G1)."""
    assert after(None).has_worker(DAY) is None
    assert Workers().has_worker(DAY) is None


def test_a_social_worker_or_personal_adviser_counts_and_only_while_it_lasts() -> None:
    """A manager or reviewing officer is not the child's own worker."""
    assert after([worker()]).has_worker(DAY) is True
    assert after([worker(role="personal_adviser")]).has_worker(DAY) is True
    assert after([worker(role="manager"), worker(role="iro")]).has_worker(DAY) is False
    assert after([worker(to=DAY - timedelta(days=1))]).has_worker(DAY) is False


def test_a_worker_whom_a_newer_record_no_longer_lists_was_the_childs_until_then() -> None:
    """Their checks were lawful when they were made; later ones are not."""
    gone = after([worker()], [worker("W2")])
    assert gone.is_own_worker("W1", DAY - timedelta(days=1))
    assert gone.is_own_worker("W1", DAY)
    assert not gone.is_own_worker("W1", DAY + timedelta(days=1))
    assert gone.is_own_worker("W2", DAY + timedelta(days=1))


def test_they_were_the_childs_worker_until_the_record_was_told_however_old_its_data_is() -> None:
    """Nobody could know before; a last day in a row counts from that day."""
    gone = told(([worker()], 9, 9), ([worker("W2")], 0, 5))
    assert gone.is_own_worker("W1", DAY)
    assert not gone.is_own_worker("W1", DAY + timedelta(days=1))
    ended = told(([worker()], 9, 9), ([worker(to=DAY - timedelta(days=5))], 0, 0))
    assert not ended.is_own_worker("W1", DAY - timedelta(days=4))


def test_a_worker_was_not_the_childs_before_their_time() -> None:
    """Whoever approves must have been allocated on that day."""
    assert not after([worker(since=DAY)]).is_own_worker("W1", DAY - timedelta(days=1))


def test_a_record_that_does_not_say_who_works_with_the_child_forgets_nobody() -> None:
    """The earlier allocation stays known, and whether it lasts is not."""
    silent = after([worker()], None)
    assert silent.has_worker(DAY) is None
    assert silent.is_own_worker("W1", DAY)


def test_a_worker_who_comes_back_is_the_childs_own_again() -> None:
    """After a gap between two versions of the record."""
    back = after([worker()], [], [worker()])
    assert back.has_worker(DAY) is True
    assert back.is_own_worker("W1", DAY + timedelta(days=9))


def test_a_manager_or_a_stranger_is_not_the_childs_own_worker() -> None:
    """Being employed is not being allocated (issue 7, kind 3)."""
    known = after([worker(), worker("W3", "manager")])
    assert not known.is_own_worker("W3", DAY)
    assert not known.is_own_worker("W9", DAY)


def test_who_holds_a_role_today() -> None:
    """For a task to one person who can act."""
    known = after([worker(), worker("W3", "iro"), worker("W4", "iro", to=DAY - timedelta(days=9))])
    assert [row.worker_id for row in known.current("iro", DAY)] == ["W3"]
    assert after(None).current("iro", DAY) == ()
