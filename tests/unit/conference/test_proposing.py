"""Proposing: once there is somebody to bring together, or when somebody asks."""

import pytest

from shared.contracts.lifelong_links import ConferenceProposed, TaskRaised
from shared.errors import TooEarly
from tests.unit.conference.story import (
    CHILD,
    Story,
    accepted,
    arranged,
    closed,
    ready,
    requested,
    under_way,
)


def test_a_ready_network_leads_to_one_proposal() -> None:
    """The proposal has the referral's own id and is made once, however the network grows."""
    story = under_way().hears(ready())
    assert story.news == [
        ConferenceProposed(child_id=CHILD, conference_id="conference-R-1", kind="lifelong_links")
    ]
    assert story.hears(ready("LD-1", "LD-2")).news == []
    assert story.hears(ready("LD-1", "LD-2", "LD-3")).news == []


def test_a_very_long_referral_id_still_makes_a_valid_conference_id() -> None:
    """Ids that would not fit are hashed, the same each time."""
    one, other = (Story().hears(accepted(referral_id="R" * 64)).hears(ready()) for _ in range(2))
    assert one.news == other.news
    assert len(one.said(ConferenceProposed)[0].conference_id) <= 64


def test_a_network_before_its_referral_came_too_early() -> None:
    """It is set aside until the referral arrives."""
    with pytest.raises(TooEarly):
        Story().hears(ready())


def test_a_network_of_one_is_enough() -> None:
    """One person only is still a network; nobody is chased to make more (hard case 41)."""
    assert under_way().hears(ready("LD-1")).said(ConferenceProposed)


def test_a_cancelled_conference_is_not_proposed_again_because_somebody_joins() -> None:
    """No conference at all is an outcome too; the coordinator may ask for another (hard case 40)."""
    story = under_way().hears(ready(), arranged(), closed("cancelled")).hears(ready("LD-1", "LD-2"))
    assert story.news == []
    assert story.hears(requested(conference_id="CF-2")).said(ConferenceProposed)


def test_nothing_is_proposed_without_the_childs_agreement() -> None:
    """The child's own recorded agreement is always needed."""
    assert Story().hears(accepted(child_agreed=False)).hears(ready()).news == []


def test_a_requested_meeting_is_proposed_at_any_time() -> None:
    """A family meeting needs no referral, and of the child only that they do not refuse (hard case 78)."""
    story = Story().hears(requested("family_meeting"))
    assert story.news == [ConferenceProposed(child_id=CHILD, conference_id="CF-1", kind="family_meeting")]
    assert story.hears(requested("family_meeting")).news == []


def test_a_request_without_the_childs_agreement_is_a_task() -> None:
    """It is kept, and the coordinator is told what is missing."""
    story = Story().hears(requested())
    [task] = story.said(TaskRaised)
    assert (task.task_code, task.reason_code) == ("conference-cannot-be-proposed", "child-agreement-missing")


def test_a_request_takes_up_our_proposal() -> None:
    """The coordinator's own conference answers the proposal; it is not proposed twice."""
    story = under_way().hears(ready()).hears(requested())
    assert story.news == []
    assert list(story.state.meetings) == ["CF-1"]
