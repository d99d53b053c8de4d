"""Gate G5: whose promises are written, and what is said of those that are not (DOMAIN 4; hard case 61)."""

from datetime import timedelta

import pytest

from services.plan_sync.bars import needs_only_writing
from services.plan_sync.plan_words import Promise
from shared.contracts.case_system import LeadMergeDecided
from shared.contracts.envelope import Event
from shared.contracts.lifelong_links import (
    LeadDeclined,
    LeadEngaged,
)
from tests.unit.plan_sync.plans import (
    BASES,
    CHILD,
    NOW,
    TODAY,
    Sync,
    blocked,
    captured,
    child,
    cleared,
    consent,
    decided,
    done,
    introduced,
    lead,
    order,
    pending,
    wish,
)

TWO_PEOPLE = {"CM-1": "LD-1", "CM-2": "LD-2"}
DECLINED = LeadDeclined(child_id=CHILD, lead_id="LD-1", reason_code="lead-declined")
JOINED = LeadMergeDecided.model_validate(
    {"child_id": CHILD, "lead_ids": ["LD-1", "LD-9"], "decision": "merge", "decision_id": "M-1"}
)
BARS: list[tuple[Event, str]] = [
    (order(), "restricted"),
    (order(to=TODAY - timedelta(days=1)), "expired-needs-decision"),
    (wish("no"), "child-declined"),
    (wish("not_now"), "child-not-now"),
    (wish("find_out_only"), "child-wants-no-contact"),
    (wish("message_only"), "child-wants-messages-only"),
    (consent("refused", scope="contact", lead_id="LD-1"), "child-declined"),
    (consent("refused", given_by="lead", scope="all", lead_id="LD-1"), "lead-withdrew"),
    (consent("withdrawn", given_by="lead", scope="contact", lead_id="LD-1"), "lead-withdrew"),
    (consent("withdrawn", given_by="lead", scope="attend", lead_id="LD-1"), "lead-withdrew"),
    (consent("refused", given_by="lead", scope="share", lead_id="LD-1"), "lead-will-not-share"),
    (consent("refused", given_by="pr_holder", scope="contact", lead_id="LD-1"), "pr-holder-refused"),
    (consent("refused", given_by="authority", scope="contact", lead_id="LD-1"), "authority-refused"),
    (DECLINED, "lead-declined"),
    (blocked("check-concern"), "check-concern"),
    (blocked("check-concern", gate="G4"), "check-concern"),
]
"""What bars LD-1, and the reason that a worker reads."""

OPENINGS: dict[str, Event] = {
    "restricted": order(ended=TODAY),
    "expired-needs-decision": order(ended=TODAY),
    "lead-declined": LeadEngaged(child_id=CHILD, lead_id="LD-1", relationship="aunt"),
    "lead-withdrew": consent("given", given_by="lead", lead_id="LD-1"),
    "lead-will-not-share": consent("given", given_by="lead", lead_id="LD-1"),
    "authority-refused": consent("given", given_by="authority", lead_id="LD-1"),
}


def two_people() -> Sync:
    """A plan with a visit promised by each of two people who are cleared."""
    sync = introduced("LD-1", "LD-2")
    sync.take(child())
    sync.take(captured(leads=TWO_PEOPLE))
    return sync


def approved() -> Sync:
    """It is approved and about to be written."""
    sync = two_people()
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}, "what is safe is opened"
    return sync


def written() -> Sync:
    """It stands in the care plan."""
    sync = approved()
    sync.take(done(sync.writes("entries")[0]))
    assert (pending(sync), sync.codes("task")) == (set(), [])
    return sync


@pytest.mark.parametrize("event,reason", BARS)
def test_c12_c13_a_bar_between_plan_and_decision_holds_that_persons_promises_back(
    event: Event, reason: str
) -> None:
    """The others go on, and one task says whose word is missing (hard case 61)."""
    sync = two_people()
    sync.take(event)
    assert "commitment-held-back" not in sync.codes("task"), "nothing is decided yet"
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-2"}
    (held,) = [one for one in sync.writes("task") if one.payload["code"] == "commitment-held-back"]
    assert held.payload["reason_code"] == reason
    assert (held.payload["lead_ids"], held.payload["missing"]) == (["LD-1"], ["CM-1"])


@pytest.mark.parametrize("event,reason", BARS)
def test_c12_c13_a_bar_between_decision_and_writing_takes_that_persons_promises_back(
    event: Event, reason: str
) -> None:
    """At once, and once: the same word told again says nothing (hard case 61)."""
    sync = approved()
    sync.take(event)
    assert sync.cancelled
    assert pending(sync) == {"CM-2"}
    (held,) = [one for one in sync.writes("task") if one.payload["code"] == "commitment-held-back"]
    assert held.payload["reason_code"] == reason
    sync.take(event)
    assert (pending(sync), sync.codes("task"), sync.cancelled) == ({"CM-2"}, [], False)


@pytest.mark.parametrize("event,reason", BARS)
def test_a_bar_after_the_entry_stands_is_one_task_about_that_entry(event: Event, reason: str) -> None:
    """Software removes nothing; a worker decides what becomes of it (hard case 61)."""
    sync = written()
    sync.take(event)
    (told,) = sync.writes("task")
    assert (told.payload["code"], told.payload["reason_code"]) == ("entry-of-barred-person", reason)
    assert (told.payload["lead_id"], told.payload["missing"]) == ("LD-1", ["CM-1"])
    sync.take(event)
    assert sync.codes("task") == []


@pytest.mark.parametrize("reason", sorted(OPENINGS))
def test_when_the_reason_goes_what_was_approved_is_written_after_all(reason: str) -> None:
    """Without a new decision, pinned to the section as it stands, and once (hard case 61)."""
    sync = approved()
    sync.take(next(event for event, known in BARS if known == reason))
    first = sync.writes("entries")[0]
    sync.take(done(first))
    sync.take(OPENINGS[reason])
    (write,) = sync.writes("entries")
    assert [one["commitment_id"] for one in write.payload["entries"]] == ["CM-1"]
    assert write.payload["expected_version"] == "8", "our own entry moved the section on"


def test_a_check_that_runs_out_holds_back_what_waits_and_raises_nothing_about_what_stands() -> None:
    """A clearance is asked for anew before writing; an entry is not in doubt because a check grew old."""
    sync = approved()
    sync.take(blocked("check-expired"))
    assert (pending(sync), sync.codes("task")) == ({"CM-2"}, ["commitment-held-back"])
    sync.take(cleared())
    assert pending(sync) == {"CM-1", "CM-2"}
    sync = written()
    sync.take(blocked("check-expired"))
    assert sync.codes("task") == []


def test_a_person_never_cleared_and_one_never_recorded_promise_nothing() -> None:
    """One task for both: whose clearance is missing (kind 2)."""
    sync = introduced("LD-1")
    sync.take(lead("LD-2"))
    sync.take(child())
    sync.take(captured(1, "CM-1", "CM-2", "CM-3", leads={"CM-2": "LD-2", "CM-3": "LD-3"}))
    sync.take(decided(decisions=dict.fromkeys(("CM-1", "CM-2", "CM-3"), "approved")), BASES)
    assert pending(sync) == {"CM-1"}
    assert sync.codes("task") == ["commitment-held-back"]
    assert sync.writes("task")[0].payload["lead_ids"] == ["LD-2", "LD-3"]


@pytest.mark.parametrize(
    "kind,how,alone",
    [
        ("letter", None, True),
        ("message", "letter", True),
        ("photographs", None, True),
        ("visit", None, False),
        ("call", None, False),
        ("letter", "visit", False),
        ("unheard_of", None, False),
    ],
)
def test_messages_only_lets_a_person_promise_what_is_written(
    kind: str, how: str | None, *, alone: bool
) -> None:
    """Visits, calls, and kinds that nobody has listed need the full gate."""
    assert needs_only_writing(Promise(commitment_id="C", lead_id="L", kind=kind, how=how)) is alone
    sync = introduced()
    sync.take(wish("message_only"))
    sync.take(child())
    sync.take(
        captured(
            1, "CM-1", commitments=[{"commitment_id": "CM-1", "lead_id": "LD-1", "kind": kind, "how": how}]
        )
    )
    sync.take(decided(decisions={"CM-1": "approved"}), BASES)
    assert pending(sync) == ({"CM-1"} if alone else set())


def test_an_order_about_one_identity_bars_the_other_and_taking_the_merge_back_frees_it() -> None:
    """One person, whatever name an order uses; the later decision on who is who stands (hard case 26)."""
    sync = approved()
    sync.take(lead("LD-9", "friend"))
    sync.take(order(lead_id="LD-9"))
    assert pending(sync) == {"CM-1", "CM-2"}
    sync.take(JOINED)
    assert pending(sync) == {"CM-2"}
    apart = JOINED.model_copy(update={"decision": "unmerge", "decision_id": "M-0"})
    sync.take(apart, happened=NOW - timedelta(hours=1))
    assert pending(sync) == {"CM-2"}, "an older un-merge told late frees nobody"
    sync.take(apart.model_copy(update={"decision_id": "M-2"}))
    assert pending(sync) == {"CM-1", "CM-2"}


def test_an_order_about_a_relationship_reaches_the_plan() -> None:
    """An order names "father", the lead is recorded as one (hard case 66)."""
    sync = introduced()
    sync.take(lead("LD-1", "father", version=2))
    sync.take(child())
    sync.take(captured())
    sync.take(decided(), BASES)
    assert pending(sync) == {"CM-1", "CM-2"}
    sync.take(order(person={"relationship": "father"}))
    assert pending(sync) == set()


def test_of_what_family_finding_says_only_the_later_counts() -> None:
    """By its rising number, whatever a clock or a line did; a blocked word overtakes (kind 12)."""
    sync = approved()
    sync.take(blocked("check-concern", number=9))
    assert pending(sync) == {"CM-2"}
    sync.take(cleared(number=8))
    assert pending(sync) == {"CM-2"}, "cleared before the concern, told after it"
    sync.take(cleared(number=10))
    assert pending(sync) == {"CM-1", "CM-2"}


def test_two_people_who_may_not_meet_do_not_promise_to_be_in_one_place() -> None:
    """A gathering of both is held back, a visit of each is not (DOMAIN 4: pairs)."""
    pair = order(other_person={"lead_id": "LD-2"})
    for kind, expected in (("family_gathering", set()), ("visit", {"CM-1", "CM-2"})):
        sync = introduced("LD-1", "LD-2")
        sync.take(pair)
        sync.take(child())
        sync.take(captured(leads=TWO_PEOPLE, kind=kind))
        sync.take(decided(), BASES)
        assert pending(sync) == expected
