"""The words for referrals, parental responsibility and places: who may, who decides, what comes next."""

import pytest

from services.eligibility.position import RULES, standing
from services.eligibility.waiting import OTHERS_TOLD
from services.plan_sync.wording import load_wording

WORDING = load_wording()
POSITIONS = {
    *(rule.reason for rules in RULES.values() for rule in rules.values()),
    standing("not_found", "under-16", authority_holds=True, authority_says=False, consent_needed=True).reason,
}
PLACES = ("no-place", "next-in-line", "urgent", "work-ends-soon", "turns-18-soon", "care-leaver")


def test_every_reason_of_a_referral_that_waits_has_words() -> None:
    """Positions, what else it waits for, holds and their ends, places and their priorities."""
    stops = {
        one for one in OTHERS_TOLD if one not in ("decision", "not-eligible", "over") and "need" not in one
    }
    ends = {"pr-settled", "turned-18", "authority-agrees-again", "completed", "referrer-not-admitted"}
    assert {*POSITIONS, *stops, *ends, *PLACES} <= WORDING.reasons.keys()


def test_a_referral_by_one_who_may_not_says_who_may() -> None:
    """In words, and what to do next."""
    payload = {
        "code": "referral-declined",
        "reason_code": "referrer-not-admitted",
        "referral_id": "R-1",
        "admitted": ["social_worker", "care_leaver"],
    }
    title, words = WORDING.note(payload)
    assert title == "Referral not taken from this role"
    assert "a referral is made by: social worker, care leaver." in words


@pytest.mark.parametrize("reason", sorted(one for one in POSITIONS if "refused" not in one))
def test_a_position_that_a_person_decides_on_asks_for_reasons(reason: str) -> None:
    """And never asks anybody to tell a parent (hard case 17)."""
    code = "referral-waits" if reason == "pr-consent-needed" else "decide-the-referral"
    title, words = WORDING.task({"code": code, "reason_code": reason, "role": "manager"})
    assert ("reasons" in words) is (code == "decide-the-referral")
    for told in ("tell the parent", "inform the parent", "notify"):
        assert told not in (title + words).lower()


@pytest.mark.parametrize("reason", ["pr-refused", "pr-refused-holder-decides", "pr-refused-at-16"])
def test_a_refusal_speaks_of_the_child_and_of_an_advocate(reason: str) -> None:
    """Whoever decides, the child's wish is asked for (hard case 16)."""
    code = "decide-the-referral" if reason == "pr-refused-at-16" else "referral-waits"
    _, words = WORDING.task({"code": code, "reason_code": reason, "role": "manager"})
    assert "advocate" in words
    assert "child" in words or "young person" in words


def test_the_waiting_list_says_where_in_the_line_and_why_so_early() -> None:
    """Without a limit of places neither is known, and nothing is said of it (hard case 59)."""
    payload = {"code": "referral-waitlisted", "reason_code": "no-place", "referral_id": "R-1"}
    _, words = WORDING.note({**payload, "position": 3, "priority": "turns-18-soon"})
    assert words.splitlines()[1:] == [
        "Position in the line: 3.",
        "Early in the line because: the young person will soon be 18.",
    ]
    assert len(WORDING.note(payload)[1].splitlines()) == 1
