"""The family group conference: asked for, arranged, held with its stages, or not."""

from datetime import datetime, timedelta

from deploy.demo.case import Case, afternoon_today

STAGES = ("information_sharing", "private_family_time", "agreeing_plan", "ended")


async def ask_for(case: Case, words: str) -> str:
    """The coordinator opens a conference in the record."""
    await case.note("network-ready")
    case.tell("a conference is asked for")
    return await case.desks.coordinator.add(
        "conference",
        case.new_ref("CF"),
        child=case.child,
        kind="lifelong_links",
        coordinator=case.desks.coordinator.account.username,
        words=words,
    )


async def invite(case: Case, conference: str, lead: str, role: str = "family") -> str:
    """The coordinator invites somebody."""
    facts = {"lead": lead, "role": role, "reply": "yes"}
    return await case.desks.coordinator.add(
        "invitee", case.new_ref("IN"), child=case.child, conference=conference, **facts
    )


LASTS = timedelta(hours=3)


async def arrange(case: Case, conference: str, venue: str, starts: datetime | None = None) -> None:
    """The coordinator sets a time (this afternoon) and a place, which is never the child's home."""
    case.tell("the conference is arranged")
    starts = starts or afternoon_today()
    await case.desks.coordinator.change(
        "conference",
        conference,
        starts_at=starts.isoformat(),
        ends_at=(starts + LASTS).isoformat(),
        venue=venue,
        venue_ref="VENUE-1",
    )


async def hold(case: Case, conference: str, attended: list[str], *, private_time: bool = True) -> None:
    """The conference takes place: its stages, and who came (invitees); then it is closed as held."""
    case.tell("the conference takes place")
    coordinator = case.desks.coordinator
    for stage in STAGES:
        if private_time or stage != "private_family_time":
            await coordinator.change("conference", conference, stage=stage)
    for invitee in attended:
        await coordinator.change("invitee", invitee, attended=True)
    await coordinator.change("conference", conference, outcome="held", child_participation="PN1")


async def put_right(case: Case, invitee: str, instead: str) -> None:
    """The coordinator changes an invitation that was a mistake into one for somebody else."""
    case.tell("an invitation is put right")
    await case.desks.coordinator.change("invitee", invitee, lead=instead)
