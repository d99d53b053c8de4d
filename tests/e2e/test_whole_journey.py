"""One child's journey, from a changed record to approved entries in the care plan, as workers see it.

Real case record, RabbitMQ and services. Each step is taken by a worker over REST, and what Lifelong Links
says to it is read in the child's web page.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.demo.acts import beginning, meeting, planning, searching
from deploy.demo.acts.beginning import FOSTERED, Child
from deploy.demo.acts.planning import Promise
from deploy.demo.acts.searching import Person
from deploy.demo.case import Case, born
from deploy.demo.company import Company, company
from deploy.demo.world import world
from tests.e2e.web_page import WebPage

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(180)]

NIELA = Child(
    "Niela Wanderfeather", born(12, 64), "Collects bus tickets.", {**FOSTERED, "permanence_plan": ""}
)
BEFORE = "Niela writes to nobody at present."
AUNT = Person("Wilhelmina Wanderfeather", "aunt", "Snowdrop End", {"side": "paternal"})


class Journey:
    """The case, with the page as the child's social worker sees it."""

    def __init__(self, case: Case, page: WebPage) -> None:
        """Begin."""
        self.case, self._page = case, page

    def sees(self, *said: str) -> str:
        """Insist that the page says all of this, and return it."""
        page = self._page.see(self.case.child)
        for words in said:
            assert words in page, f"{words!r} is not in the page: {page}"
        return page

    def never_sees(self, *said: str) -> None:
        """Insist that the page says none of this."""
        page = self._page.see(self.case.child)
        assert [words for words in said if words in page] == []


@asynccontextmanager
async def the_journey(everybody: Company) -> AsyncIterator[Journey]:
    """Sit down at the social worker's desk and browser."""
    page = WebPage(everybody.world.tracker, everybody.world.staff.social_worker)
    try:
        yield Journey(everybody.case(1, lambda _child, _words: None), page)
    finally:
        page.close()


async def test_from_a_changed_record_to_the_care_plan(tmp_path: Path, rabbit_url: str) -> None:
    """Every step shows in the child's page: in notes, in tasks, and at the end in the care plan itself."""
    async with (
        world(tmp_path, broker_url=rabbit_url) as at,
        company(at) as everybody,
        the_journey(everybody) as journey,
    ):
        await a_plan_is_missing(journey)
        await the_record_changes(journey)
        await the_child_is_referred(journey)
        aunt = await the_aunt_is_found(journey)
        await the_aunt_is_approached(journey, aunt)
        await the_child_is_asked_again(journey, aunt)
        conference = await the_conference_is_held(journey, aunt)
        await the_plan_is_decided(journey, aunt, conference)
        await everybody.quiet()
        assert await everybody.journals.troubles() == []
        nothing_is_said_twice(everybody)


async def a_plan_is_missing(journey: Journey) -> None:
    """No permanence plan is agreed yet: a person is asked, and told what is missing."""
    case = journey.case
    await beginning.record(case, NIELA)
    await beginning.open_plan(case, "care_plan", BEFORE)
    await case.task("eligibility-needs-decision", role="social_worker")
    journey.sees(
        "Lifelong Links: a person must decide",
        "That is open: it is not known whether there is a permanence plan.",
        "Next: Record what is missing",
        "Eligibility needs your decision",
    )


async def the_record_changes(journey: Journey) -> None:
    """The plan is agreed and recorded: screened again, eligible now, and why."""
    case = journey.case
    await beginning.change_facts(case, permanence_plan="LTFOST18")
    await case.note("screened", "Before this it was")
    await case.do("eligibility-needs-decision", "The plan was agreed at the review.")
    await case.do("eligibility-changed", "Talked with Niela.")
    journey.sees(
        "Lifelong Links: eligible",
        "Before this it was: a person must decide.",
        "the plan is neither within the family nor adoption",
        "No open tasks.",
    )


async def the_child_is_referred(journey: Journey) -> None:
    """The child agrees and is referred; the coordinator is asked, and accepts; the search opens."""
    case = journey.case
    referral = await beginning.refer(case, ("find", "Someone who knew my dad."))
    await case.task("decide-the-referral", role="coordinator")
    journey.sees("Decide the referral Odette Waywander", "Now Referral Made, waiting for a decision.")
    await beginning.decide_referral(case, referral, "accept")
    await case.note("search-opened")
    journey.sees("Referral accepted", "Search opened", "Done Referral Accepted on")
    await beginning.say(case, "search", "Dad's side, please.")


async def the_aunt_is_found(journey: Journey) -> str:
    """An aunt is found: she waits for every check, and the record names each."""
    case = journey.case
    step = await searching.search(case, "genogram", "An aunt on the father's side.")
    aunt = await searching.find(case, AUNT, step)
    await case.note("lead-waits", aunt)
    journey.sees(
        "Not yet cleared: Wilhelmina Wanderfeather",
        "waits before the first contact: a check is missing.",
        "Still needed: identity confirmed, a check for restrictions, a check of court orders, a check"
        " of local records, the risk assessment, the child's wish about this person,"
        " the social worker's approval.",
    )
    return aunt


async def the_aunt_is_approached(journey: Journey, aunt: str) -> None:
    """Only when the last check is there may she be written to; she is willing and joins."""
    case = journey.case
    await beginning.say(case, "search", "Yes, her.", wish="yes", lead=aunt)
    for name in (*searching.BY_COORDINATOR, "orders", "risk"):
        await searching.check(case, aunt, "G2", name, by="coordinator")
    journey.never_sees("Cleared: Wilhelmina Wanderfeather")
    await searching.check(case, aunt, "G2", "approval", by="social_worker")
    await case.note("lead-cleared", aunt)
    journey.sees(
        "Everything that is needed before the first contact is in place for Wilhelmina Wanderfeather."
    )
    await searching.contact(case, aunt, "Wrote back the same day.")
    await case.note("lead-engaged", aunt)
    journey.sees("Wilhelmina Wanderfeather (aunt) is willing to be part of the child's network.")


async def the_child_is_asked_again(journey: Journey, aunt: str) -> None:
    """Before an introduction the child is asked again, the carer knows, and it is in the plan."""
    await searching.clear_for_introduction(journey.case, aunt, "She may come.")
    await journey.case.note("network-ready", aunt)
    await journey.case.note("conference-proposed")
    journey.sees(
        "is needed before an introduction to the child is in place for Wilhelmina Wanderfeather.",
        "Willing, and cleared for an invitation: Wilhelmina Wanderfeather.",
        "A conference can be arranged",
    )


async def the_conference_is_held(journey: Journey, aunt: str) -> str:
    """Arranged, then held with private family time."""
    case = journey.case
    conference = await meeting.ask_for(case, "Somewhere with a piano.")
    coming = await meeting.invite(case, conference, aunt)
    await meeting.arrange(case, conference, "The Music Room, Snowdrop End")
    await case.note("conference-arranged", conference)
    journey.sees("Conference arranged", "(version 1 of the arrangements)")
    await meeting.hold(case, conference, [coming])
    await case.note("conference-held", conference)
    journey.sees("was held, with private family time. It was held on", "Attended: Wilhelmina Wanderfeather.")
    return conference


async def the_plan_is_decided(journey: Journey, aunt: str, conference: str) -> None:
    """One promise is approved, one declined; what was approved stands in the care plan, word for word."""
    case = journey.case
    promises = (
        Promise(aunt, "Plays the piano with Niela every other Sunday.", "visit", "fortnightly"),
        Promise(aunt, "Pays for a trip to sea.", "holiday", "once", decision="declined", reason="not-now"),
    )
    plan = await planning.agree(case, *promises, conference=conference)
    await case.task("decide-each-commitment", plan)
    journey.sees("Decide each commitment of the support plan Sage Inkwhistle", "Commitments: 2.")
    journey.never_sees("Commitments are in the care plan")
    await planning.decide(case, plan, *promises)
    await case.note("plan-written", plan)
    await case.do("tell-what-was-declined", "Told both.")
    await case.do("iro-commitments-declined", "Asked Niela: she would rather play the piano.", "iro")
    journey.sees(
        f"Care plan: family and social relationships {BEFORE} Wilhelmina Wanderfeather: Plays the piano with"
        " Niela every other Sunday. Approved by Sage Inkwhistle on",
        "Some commitments were declined",
        "- Wilhelmina Wanderfeather (“Pays for a trip to sea.”): not now",
        "Done In the care plan 1 entry in the plan.",
        "No open tasks.",
    )
    assert await case.entries("care_plan") == [
        "Wilhelmina Wanderfeather: Plays the piano with Niela every other Sunday."
    ]


def nothing_is_said_twice(everybody: Company) -> None:
    """No two notes or tasks say the same in the same words to the same role."""
    said = [(one.kind, one.role, one.title, one.text) for one in everybody.board.of("CH-1")]
    assert [one for one in said if said.count(one) > 1] == []
    assert len(said) > 15
