"""What is new about one lead, and was not said yet: stops, warnings, gates, joining the network. Pure."""

from services.family_finding.gates import GATES, GateKeeper
from services.family_finding.picture import Picture
from services.family_finding.state import Lead, Search, Verdict
from services.family_finding.stops import STOPS, cares, stopped_by_contact, stops
from shared.contracts.case_search import Gate
from shared.contracts.our_meeting import Audience
from shared.contracts.our_search import LeadBlocked, LeadCleared, LeadDeclined, LeadEngaged
from shared.effects import Effect, Emit
from shared.rules.journey import PAUSED
from shared.rules.tasks import About, raise_task

SEARCH_WIDE = (
    "merged",
    "child-died",
    "journey-closed",
    "child-withdrew",
    "journey-frozen",
    PAUSED,
    "no-referral",
    "search-gate-closed",
)
_INFORMED = frozenset({"given", "exception"})
UNINFORMED = "privacy-information-missing"
LONE_APPROVER = "approver-made-every-check"


def news_of(search: Search, lead_id: str, gates: GateKeeper) -> tuple[Lead, list[Effect]]:
    """Return what is said of a lead from now on, and what must be said now."""
    lead = search.leads.get(lead_id, Lead())
    effects: list[Effect] = []
    for step in (_told, _engaged, _gates):
        lead, said = step(search.child_id, lead_id, lead, gates)
        effects += said
    lead, said = _asked(search, lead_id, lead, gates)
    return lead, [*effects, *said]


Said = tuple[Lead, list[Effect]]


def _told(child_id: str, lead_id: str, lead: Lead, gates: GateKeeper) -> Said:
    """Say the stops and warnings about a lead that were not told yet."""
    stopped, careful = stops(gates.picture, lead_id), cares(gates.picture, lead_id)
    effects: list[Effect] = []
    for reason in stopped:
        if reason not in lead.told:
            effects += _stopped(child_id, lead_id, reason)
    for fact, care in careful.items():
        if fact not in lead.told:
            about = About(lead_id, lead_id=lead_id, reason=fact)
            effects.append(raise_task(child_id, care.task, care.audience, about))
    told = (*stopped, *careful)
    return (lead if told == lead.told else lead.model_copy(update={"told": told})), effects


def _stopped(child_id: str, lead_id: str, reason: str) -> list[Effect]:
    stop = STOPS[reason]
    effects: list[Effect] = []
    if stop.declined:
        effects.append(Emit(LeadDeclined(child_id=child_id, lead_id=lead_id, reason_code=reason)))
    if stop.task:
        about = About(lead_id, lead_id=lead_id, reason=reason)
        effects.append(raise_task(child_id, stop.task, stop.audience, about))
    return effects


def _engaged(child_id: str, lead_id: str, lead: Lead, gates: GateKeeper) -> Said:
    """Say that a lead joined: willing in a contact made with gate G2 open, which still is."""
    joined = lead.engaged and not stopped_by_contact(gates.picture.contacts_by_lead.get(lead_id, ()))
    if joined or not (gates.picture.willing(lead_id) and gates.is_open(lead_id, "G2")):
        return (lead if joined == lead.engaged else lead.model_copy(update={"engaged": joined})), []
    relationship = gates.picture.versions(lead_id).relationship
    engaged = LeadEngaged(child_id=child_id, lead_id=lead_id, relationship=relationship)
    return lead.model_copy(update={"engaged": True}), [Emit(engaged)]


def _gates(child_id: str, lead_id: str, lead: Lead, gates: GateKeeper) -> Said:
    if not gates.picture.versions(lead_id).is_recorded:
        return lead, []
    now = gates.verdicts(lead_id)
    news = {gate: now[gate] for gate in GATES if _is_news(gate, lead, now, gates.picture, lead_id)}
    if not news:
        return lead, []
    effects: list[Effect] = [_gate_event(child_id, lead_id, gate, verdict) for gate, verdict in news.items()]
    return lead.model_copy(update={"verdicts": {**lead.verdicts, **news}}), effects


def _is_news(gate: Gate, lead: Lead, now: dict[Gate, Verdict], picture: Picture, lead_id: str) -> bool:
    """A change is news; a gate that was never open is spoken of only when it is its turn."""
    before = lead.verdicts.get(gate)
    if before == now[gate]:
        return False
    if now[gate].open or (before is not None and before.open):
        return True
    if before is not None and now[gate].reason in SEARCH_WIDE:
        return False
    if gate == "G4":
        return "G4.approval" in picture.checks(lead_id)
    return gate == "G2" or now["G2"].open


def _gate_event(child_id: str, lead_id: str, gate: Gate, verdict: Verdict) -> Emit:
    if verdict.open:
        return Emit(LeadCleared(child_id=child_id, lead_id=lead_id, gate=gate))
    return Emit(
        LeadBlocked(
            child_id=child_id, lead_id=lead_id, gate=gate, reason_code=verdict.reason, missing=verdict.missing
        )
    )


def _asked(search: Search, lead_id: str, lead: Lead, gates: GateKeeper) -> Said:
    """Ask once about each lead for what nobody recorded; tell the manager once of a lone approver."""
    is_uninformed = lead.engaged and not _is_informed(lead_id, gates.picture)
    is_lone = gates.is_open(lead_id, "G2") and gates.approver_made_every_check(lead_id)
    due: dict[str, tuple[Audience, bool]] = {
        UNINFORMED: ("coordinator", is_uninformed and UNINFORMED not in lead.asked),
        LONE_APPROVER: ("manager", is_lone and not _is_told(search, LONE_APPROVER)),
    }
    new = {code: audience for code, (audience, is_due) in due.items() if is_due}
    if not new:
        return lead, []
    effects: list[Effect] = [
        raise_task(search.child_id, code, (audience,), About(_fact(search, code, lead_id), lead_id=lead_id))
        for code, audience in new.items()
    ]
    return lead.model_copy(update={"asked": (*lead.asked, *new)}), effects


def _fact(search: Search, code: str, lead_id: str) -> str:
    return search.child_id if code == LONE_APPROVER else lead_id


def _is_told(search: Search, code: str) -> bool:
    """Whether this was said about any lead of the child."""
    return any(code in lead.asked for lead in search.leads.values())


def _is_informed(lead_id: str, picture: Picture) -> bool:
    """Whether privacy information was given to this lead, or is recorded why not (DOMAIN 6)."""
    contacts = (contact for one in picture.same(lead_id) for contact in picture.contacts_by_lead.get(one, ()))
    return any(contact.privacy in _INFORMED for contact in contacts)
