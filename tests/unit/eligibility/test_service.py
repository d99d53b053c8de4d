"""What the service listens to, and that each of its decisions is pure."""

from services.eligibility.policies.book import PolicyBook
from services.eligibility.service import build
from tests.unit.eligibility.children import LEEDS
from tests.unit.eligibility.story import Story


def test_the_service_listens_to_what_its_decisions_need() -> None:
    """Its subscriptions are the routing keys of its queue."""
    assert build(PolicyBook((LEEDS,))).subscriptions == (
        "case.child.changed.v1",
        "case.referral.made.v1",
        "case.referral.decided.v1",
        "case.consent.changed.v1",
        "lifelong-links.word.forwarded.v1",
        "case.person.merged.v1",
        "case.person.unmerged.v1",
        "case.journey.paused.v1",
        "lifelong-links.place.requested.v1",
        "lifelong-links.place.released.v1",
        "lifelong-links.place.waiting.v1",
        "lifelong-links.place.offered.v1",
        "lifelong-links.screening.requested.v1",
    )


def test_the_same_story_told_twice_is_the_same_story() -> None:
    """State and effects depend on nothing but state, event and moment."""
    stories = [Story(), Story()]
    told = [
        [
            one.record(1),
            one.referral(),
            one.decides("accept"),
            one.consent("withdrawn"),
            one.record(2, care=None),
        ]
        for one in stories
    ]
    assert told[0] == told[1]
    assert stories[0].state == stories[1].state
