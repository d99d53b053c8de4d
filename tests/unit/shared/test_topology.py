"""Which event goes to which queue, as data."""

from deploy.composition import NAMES, all_services
from shared.bus.topology import CASE_EXCHANGE, CASE_TYPES, OUR_EXCHANGE, OUR_TYPES, Binding, topology
from shared.config import load
from shared.runtime import our_topology
from tests.unit.unheard import UNHEARD_OF_THEIRS

LEADS = "case.lead.recorded.v1"
READY = "lifelong-links.network.ready.v1"


def test_an_event_type_is_bound_to_the_exchange_that_it_comes_from() -> None:
    """The case system's to theirs, ours to ours."""
    queue = topology([("conference", (READY, LEADS))]).queue("conference")
    assert queue.name == "conference.inbox"
    assert queue.bindings == (Binding(CASE_EXCHANGE, LEADS), Binding(OUR_EXCHANGE, READY))


def test_one_service_accounts_for_every_event_of_the_case_system() -> None:
    """Somebody must see, and say, that a type is unknown."""
    queue = topology([("eligibility", (LEADS, READY))]).queue("eligibility")
    assert queue.bindings == (Binding(OUR_EXCHANGE, READY), Binding(CASE_EXCHANGE, "#"))


def test_an_event_of_ours_that_somebody_wants_must_find_a_queue() -> None:
    """Of the others nobody is told that they went nowhere."""
    assert topology([("conference", (READY, LEADS))]).routed == {READY}


def test_every_event_of_the_contract_is_listened_to() -> None:
    """A queue is bound for each type of the case system, and each of ours is at least told to workers."""
    services = all_services(load(environment={}))
    assert [service.name for service in services] == list(NAMES)
    heard = {kind for service in services for kind in service.subscriptions}
    assert CASE_TYPES - heard == {event.TYPE for event in UNHEARD_OF_THEIRS}
    assert our_topology(services).routed == OUR_TYPES & heard


def test_no_routing_key_is_anything_but_a_type() -> None:
    """An id in it would become the label of a metric."""
    shape = our_topology(all_services(load(environment={})))
    patterns = {binding.pattern for queue in shape.queues for binding in queue.bindings}
    assert patterns <= CASE_TYPES | OUR_TYPES | {"#"}
