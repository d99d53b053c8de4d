"""Several invented children of one authority and its ledger of places, joined by their events, without I/O.

Events of ours about places wait on the way until they are delivered; by default at once, in order.
"""

from datetime import UTC, date, datetime, timedelta

from services.eligibility.places.ledger_state import PlaceLedger, ledger_of
from services.eligibility.policies.book import PolicyBook
from services.eligibility.policies.policy import Policy
from services.eligibility.service import build
from services.eligibility.state import Eligibility
from shared.contracts.case_system import ChildChanged, ConsentChanged, ReferralDecided
from shared.contracts.envelope import Event
from shared.contracts.our_places import PlaceOffered, PlaceReleased, PlaceRequested, PlaceWaiting
from shared.contracts.records import ChildRecord
from shared.effects import Context, Emit, Remind
from shared.service import ReminderDue
from tests.unit.eligibility.children import ON, child, policy_with
from tests.unit.eligibility.story import Heard, referral_made

PLACE_EVENTS = (PlaceRequested, PlaceReleased, PlaceWaiting, PlaceOffered)
PRIORITIES = ["urgent", "work-ends-soon", "turns-18-soon", "care-leaver"]


def limited(places: int, **changes: object) -> Policy:
    """Leeds's rules with so many places, and every priority."""
    return policy_with(capacity={"places": places, "priority": PRIORITIES, **changes})


class Office:
    """All documents of the service; `on_the_way` holds what was emitted about places and not delivered."""

    def __init__(self, *versions: Policy, on: date = ON) -> None:
        """Begin at noon; `versions` are those of the policy, in the order of their dates."""
        self.now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        self.states: dict[str, Eligibility] = {}
        self.on_the_way: list[Event] = []
        self.count = 0
        self.holding = False
        self.follow(*versions)

    def follow(self, *versions: Policy) -> None:
        """The authority's policy is another one from now on."""
        self.book = PolicyBook(versions)
        self.service = build(self.book)
        self.ledger_id = ledger_of(self.book)

    @property
    def ledger(self) -> PlaceLedger:
        """The ledger of places, also while nobody has asked it."""
        return self.state(self.ledger_id).places or PlaceLedger()

    def state(self, child_id: str) -> Eligibility:
        """A child's document."""
        return self.states.get(child_id, Eligibility(child_id=child_id))

    def hears(self, event: Event) -> Heard:
        """Tell an event; what it leads to elsewhere is delivered too, unless it is held back."""
        heard = self._decide(event)
        while self.on_the_way and not self.holding:
            heard += self.deliver()
        return heard

    def deliver(self, number: int = 0) -> Heard:
        """Deliver one of the events on the way: the first, unless another is meant."""
        return self._decide(self.on_the_way.pop(number % len(self.on_the_way)))

    def _decide(self, event: Event) -> Heard:
        self.now += timedelta(seconds=1)
        self.count += 1
        handler = self.service.handler(event.TYPE)
        assert handler is not None
        context = Context(self.now, f"event-{self.count}", self.now)
        decision = handler.decide(self.state(event.child_id), event, context)
        kept = Eligibility.model_validate_json(decision.state.model_dump_json())
        assert kept.model_dump() == decision.state.model_dump()
        self.states[event.child_id] = kept
        heard = Heard(decision.effects)
        self.on_the_way += [
            one.event for one in heard if isinstance(one, Emit) and isinstance(one.event, PLACE_EVENTS)
        ]
        return heard

    def record(self, child_id: str, version: int = 1, /, **changes: object) -> Heard:
        """A child's record changes."""
        known: ChildRecord = child(child_id=child_id, record_version=version, **changes)
        return self.hears(ChildChanged.model_validate(known.model_dump(by_alias=True)))

    def referred(self, child_id: str, referral_id: str = "R1", /, **changes: object) -> Heard:
        """A child is recorded and referred."""
        if self.state(child_id).record is None:
            self.record(child_id, **changes)
        return self.hears(referral_made(referral_id).model_copy(update={"child_id": child_id}))

    def decides(
        self,
        child_id: str,
        decision: str,
        *,
        referral_id: str = "R1",
        by: str | None = "M1",
        reason_code: str | None = None,
    ) -> Heard:
        """A manager decides on a child's referral."""
        said = {"decision": decision, "referral_id": referral_id, "by": by, "reason_code": reason_code}
        return self.hears(ReferralDecided.model_validate({"child_id": child_id, **said}))

    def accepted(self, *children: str, **changes: object) -> None:
        """These children are referred, and accepted as far as there is a place."""
        for child_id in children:
            self.referred(child_id, **changes)
            self.decides(child_id, "accept")

    def consent(self, child_id: str, decision: str, *, given_by: str = "child") -> Heard:
        """Somebody gives or takes back agreement."""
        said = {
            "decision": decision,
            "given_by": given_by,
            "date": self.now.date(),
            "scope": "all",
            "holder_id": "H1",
        }
        return self.hears(
            ConsentChanged.model_validate({"child_id": child_id, "consent_id": f"K{self.count}", **said})
        )

    def day(self, on: date, *children: str) -> Heard:
        """The reminders of the ledger, or of these children, are due on a day."""
        self.now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        heard = Heard()
        for child_id in children or (self.ledger_id,):
            name = "next-look" if children else "places"
            heard += self.hears(ReminderDue(child_id=child_id, name=name))
        return heard

    def under_way(self) -> list[str]:
        """Whose journey is not over, in the order of their ids."""
        return sorted(child_id for child_id, one in self.states.items() if one.under_way)

    def line(self) -> list[str]:
        """Who waits, as the children themselves were told of their positions."""

        def position(child_id: str) -> int:
            place = self.state(child_id).place
            return place.position or 0 if place else 0

        return sorted((one for one in self.states if position(one)), key=position)

    def reminders(self, heard: Heard) -> list[Remind]:
        """The reminders that the ledger set."""
        return [one for one in heard.of(Remind) if one.name == "places"]


def full(*waiting: str) -> Office:
    """An office with one place, which A has; the others were accepted after her and wait."""
    office = Office(limited(1))
    office.accepted("A", *waiting)
    assert office.under_way() == ["A"]
    return office
