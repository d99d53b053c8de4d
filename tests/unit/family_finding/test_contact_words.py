"""What a contact means, whichever record comes first (DOMAIN 4; hard cases 32 and 33)."""

from datetime import timedelta

import pytest

from shared.contracts import lifelong_links as ours
from tests.unit.family_finding.story import (
    DAY,
    Story,
    approach_checks,
    cleared_for_approach,
    contact,
    introduction_checks,
    lead,
    only,
    open_search,
    tasks,
    views,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def opens(story: Story, lead_id: str = "L1") -> list[str]:
    """The gates that are open for a lead."""
    return [gate for gate in ("G2", "G3", "G4") if story.cleared(lead_id, gate)]


@pytest.mark.parametrize("late", [True, False])
def test_c10_an_older_willing_after_an_unsure_opens_no_introduction(*, late: bool) -> None:
    """The lead's last word is unsure, whichever is told first; G2 stays open."""
    story = cleared_for_approach()
    happened = story.now + MINUTE
    story.now += HOUR
    told = [(contact("willing", contact_id="T1"), happened), (contact("unsure"), happened + 30 * MINUTE)]
    for event, at in reversed(told) if late else told:
        story.play(event, happened=at)
    story.play_all(views("yes", "L1", view_id="V2"), *introduction_checks())
    assert opens(story) == ["G2"]


def test_c53_an_unmanaged_contact_is_no_yes_and_lifts_no_refusal() -> None:
    """Hard cases 32 and 33: clandestine contact is the known risk."""
    for managed in (False, None):
        story = cleared_for_approach()
        story.play(contact(direction="in", contact_id="T5", managed=managed))
        story.play_all(views("yes", "L1", view_id="V2"), *introduction_checks())
        assert opens(story) == ["G2"]
        assert not only(story.said, ours.LeadEngaged)
        story = cleared_for_approach()
        story.play_all(contact("declined"), contact(direction="in", contact_id="T5", managed=managed))
        assert story.state.lead("L1").told == ("lead-declined",)


@pytest.mark.parametrize("information", [None, "pending"])
def test_c54_somebody_who_joined_without_privacy_information_is_asked_about_once(
    information: str | None,
) -> None:
    """DOMAIN 6: it is recorded that it was given, or why not."""
    story = cleared_for_approach()
    said = story.play(contact(privacy_information=information))
    assert tasks(said) == ["privacy-information-missing"]
    assert tasks(story.play(contact("no_reply", privacy_information=information, contact_id="T9"))) == []


def test_a_contact_made_before_the_checks_were_recorded_is_never_a_cleared_one() -> None:
    """By its day and its time, though it is told after them; decided when first heard, and kept."""
    story = open_search()
    happened = story.now + 2 * MINUTE
    story.play_all(lead(), views("yes", "L1"), *approach_checks())
    assert tasks(story.play(contact(contact_id="T1"), happened=happened)) == ["contact-before-clearance"]
    assert story.play(contact(contact_id="T1")) == []
    assert tasks(story.play(contact(contact_id="T2", date=DAY - timedelta(days=1)))) == [
        "contact-before-clearance"
    ]
    assert not only(story.said, ours.LeadEngaged)
    assert only(story.play(contact(contact_id="T3")), ours.LeadEngaged)
