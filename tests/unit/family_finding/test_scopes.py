"""Every scope of a refusal acts, whoever refuses (DOMAIN 3 and 4; issue 7, kind 7)."""

from datetime import date

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    DAY,
    Story,
    approach_checks,
    consent,
    contact,
    introduced,
    introduction_checks,
    lead,
    only,
    record,
    tasks,
    views,
)


def opens(story: Story, lead_id: str = "L1") -> list[str]:
    """The gates that are open for a lead."""
    return [gate for gate in ("G2", "G3", "G4") if story.cleared(lead_id, gate)]


@pytest.mark.parametrize(
    "giver, scope, lead_id, left",
    [
        ("child", "attend", None, ["G2", "G3"]),
        ("child", "attend", "L1", ["G2", "G3"]),
        ("child", "contact", None, []),
        ("child", "all", "L1", []),
        ("pr_holder", "attend", None, ["G2", "G3"]),
        ("pr_holder", "attend", "L1", ["G2", "G3"]),
        ("pr_holder", "contact", None, []),
        ("pr_holder", "contact", "L1", []),
        ("pr_holder", "all", "L1", []),
        ("authority", "attend", None, ["G2", "G3"]),
        ("authority", "attend", "L1", ["G2", "G3"]),
        ("authority", "contact", None, []),
        ("authority", "search", "L1", []),
        ("lead", "attend", "L1", ["G2", "G3"]),
        ("lead", "contact", "L1", []),
        ("child", "search", None, ["G2", "G3", "G4"]),
        ("pr_holder", "share", None, ["G2", "G3", "G4"]),
    ],
)
def test_what_a_refusal_leaves_open(giver: str, scope: str, lead_id: str | None, left: list[str]) -> None:
    """Attend closes the invitation, contact the approach; search and share close no lead's gate."""
    story = introduced()
    assert opens(story) == ["G2", "G3", "G4"]
    story.play(consent("refused", given_by=giver, scope=scope, lead_id=lead_id))
    assert opens(story) == left


@pytest.mark.parametrize("scope", ["attend", "contact"])
def test_hard_case_4_a_parents_refusal_falls_away_on_the_eighteenth_birthday(scope: str) -> None:
    """Hard case 4: nobody has parental responsibility for an adult; the reminder says so on the day."""
    story = introduced()
    story.play(record(2, date_of_birth="2008-11-10"))
    story.play(consent("refused", given_by="pr_holder", scope=scope))
    assert "G4" not in opens(story)
    said = story.sleep_until(date(2026, 11, 10))
    assert "G4" in {one.gate for one in only(said, ours.LeadCleared)}


def test_hard_case_73_one_holder_does_not_take_back_what_another_refused() -> None:
    """Hard case 73: each has their own word; who is not named takes back nobody's, and is asked for."""
    story = introduced()
    story.play(consent("refused", given_by="pr_holder", scope="contact"))
    other = consent("given", given_by="pr_holder", scope="contact").model_copy(update={"holder_id": "H2"})
    story.play(other)
    assert opens(story) == []
    unnamed = consent("given", given_by="pr_holder", scope="contact").model_copy(update={"holder_id": None})
    assert tasks(story.play(unnamed)) == ["holder-not-named"]
    assert tasks(story.play(unnamed)) == []
    assert opens(story) == []
    story.play(consent("given", given_by="pr_holder", scope="contact"))
    assert opens(story) == ["G2", "G3", "G4"]


def test_a_refusal_dated_ahead_closes_at_once_and_an_agreement_dated_ahead_opens_nothing() -> None:
    """Hard case 71: typing errors fail safe, and are told."""
    story = introduced()
    ahead = DAY.replace(year=2062)
    said = story.play(consent("refused", given_by="authority", scope="contact", day=ahead))
    assert "word-dated-ahead" in tasks(said)
    assert opens(story) == []
    said = story.play(consent("given", given_by="authority", scope="contact", day=ahead))
    assert "word-dated-ahead" in tasks(said)
    assert opens(story) == []
    story.play(consent("given", given_by="authority", scope="contact"))
    assert opens(story) == ["G2", "G3", "G4"]


def test_an_older_refusal_told_late_changes_nothing_but_is_told() -> None:
    """DOMAIN 4: the later agreement stands."""
    story = introduced()
    before = story.now
    story.play(consent("given", given_by="authority", scope="contact"))
    said = story.play(consent("refused", given_by="authority", scope="contact"), happened=before)
    assert tasks(said) == ["older-word-told-late"]
    assert opens(story) == ["G2", "G3", "G4"]


def test_a_journey_with_ten_relatives_raises_no_needless_task() -> None:
    """Safety must not bury people: ten who are introduced, one order on another, one new placement."""
    story = introduced("L1")
    for number in range(2, 11):
        who = f"L{number}"
        story.play_all(lead(who, "cousin"), views("yes", who), *approach_checks(who), contact(lead_id=who))
        story.play_all(views("yes", who, view_id=f"V2-{who}"), *introduction_checks(who))
        assert opens(story, who) == ["G2", "G3", "G4"]
    assert tasks(story.said) == [], "nothing was out of order"
    assert only(story.said, ours.NetworkReady)[-1].lead_ids == tuple(f"L{n}" for n in range(1, 11))
    care = {"period_started": "2020-03-01", "legal_status": "C2", "placement": "K2"}
    said = story.play(record(2, care=care))
    assert tasks(said) == ["checks-needed-again"], "one task for ten people"
    assert tasks(story.play(record(3, care=care))) == []
