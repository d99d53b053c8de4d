"""Whether gate G2 was open when a contact was made (DOMAIN 4; hard case 33). Pure.

It is decided when the contact is first heard of, on what had been recorded before the contact, by its day and
its time. A fact that arrives later never turns a contact that was made too early into a cleared one; a stop,
an order or a veto that turns out to have been recorded before it does undo that it was cleared.
"""

from collections.abc import Callable
from datetime import datetime

from services.family_finding.gates import GateKeeper
from services.family_finding.picture import Picture
from services.family_finding.register import ContactWord, Turn
from services.family_finding.state import Search
from shared.clock import london_date
from shared.effects import Context
from shared.rules.journey import Journey, Phase
from shared.rules.practice import Practice
from shared.rules.record import Stamp
from shared.rules.words import Records, W
from shared.rules.workers import workers_of

Before = Callable[[datetime], bool]
_PHASES: dict[str, Phase] = {
    "accepted": "running",
    "resumed": "running",
    "frozen": "frozen",
    "closed": "closed",
}


def was_open(search: Search, contact: ContactWord, practice: Practice) -> bool:
    """Whether gate G2 was open for a contact's lead on what had been recorded before it."""
    return _gates(search, contact, practice).is_open(contact.lead_id, "G2")


def checked_anew(search: Search, ctx: Context) -> Search:
    """Return the search once a late fact is known: a contact made too early by it is not cleared."""
    contacts = {}
    for key, contents in search.contacts.items():
        if any(contact.cleared and contact.at > ctx.recorded_at for contact in contents):
            contacts[key] = tuple(_anew(search, contact, ctx) for contact in contents)
    if all(search.contacts[key] == contents for key, contents in contacts.items()):
        return search
    return search.model_copy(update={"contacts": {**search.contacts, **contacts}})


def _anew(search: Search, contact: ContactWord, ctx: Context) -> ContactWord:
    if not contact.cleared or contact.at <= ctx.recorded_at or was_open(search, contact, ctx.practice):
        return contact
    return contact.model_copy(update={"cleared": False})


def _gates(search: Search, contact: ContactWord, practice: Practice) -> GateKeeper:
    def is_before(at: datetime) -> bool:
        return at < contact.at and london_date(at) <= contact.said_on

    people = search.people
    leads = {
        lead_id: versions.model_copy(
            update={"told": tuple(one for one in versions.told if is_before(one.at))}
        )
        for lead_id, versions in people.leads.items()
    }
    known: dict[str, object] = {
        name: _before(getattr(people, name), is_before) for name in ("views", "answers", "orders", "joined")
    }
    rosters = tuple(roster for roster in people.rosters if is_before(roster.at))
    known |= {"rosters": rosters, "workers": workers_of(rosters)}
    known |= {"record": max((roster.stamp for roster in rosters), key=_newest, default=Stamp())}
    then = search.model_copy(
        update={
            "people": people.model_copy(update={"leads": leads, **known}),
            "checks": _before(search.checks, is_before),
            "contacts": _before(search.contacts, is_before),
            "stops": {key: at for key, at in search.stops.items() if is_before(at)},
            "records": tuple(row for row in search.records if is_before(row.at)),
            "screenings": tuple(row for row in search.screenings if is_before(row.moment.at)),
            "journey": _journey(search, is_before),
        }
    )
    return GateKeeper(Picture(then), contact.said_on, practice)


def _journey(search: Search, is_before: Before) -> Journey:
    """Return where the journey stood; a merge and a death are as they are now."""
    journey = search.journey
    turns = sorted((turn for turn in search.turns.values() if is_before(turn.moment.at)), key=_place)
    phase = _PHASES[turns[-1].kind] if turns else "none"
    agreements = journey.agreements.before(is_before)
    if journey.phase == "merged":
        phase = "merged"
    return journey.model_copy(update={"phase": phase, "agreements": agreements})


def _newest(stamp: Stamp) -> tuple[datetime, int]:
    return stamp.as_of, stamp.version


def _place(turn: Turn) -> tuple[int, datetime]:
    number = turn.moment.number
    return (-1 if number is None else number), turn.moment.at


def _before(records: Records[W], is_before: Before) -> dict[str, tuple[W, ...]]:
    return {key: tuple(word for word in contents if is_before(word.at)) for key, contents in records.items()}
