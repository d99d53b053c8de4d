"""The document survives being stored, and the table of events is whole."""

from services.family_finding.service import SERVICE
from services.family_finding.state import Search
from tests.unit.family_finding.story import consent, introduced, restriction


def test_the_document_is_the_same_after_storing_and_reading_it() -> None:
    """Every fact survives JSON."""
    story = introduced()
    story.play_all(restriction(relationship="father", ended=False), consent("withdrawn", scope="contact"))
    assert Search.model_validate_json(story.state.model_dump_json()) == story.state


def test_a_child_without_a_document_begins_with_an_empty_one() -> None:
    """Everything but the child's id has a default."""
    assert Search(child_id="C2").leads == {}


def test_every_event_of_the_service_has_one_handler() -> None:
    """The table in service.py holds no type twice."""
    types = [handler.event.TYPE for handler in SERVICE.handlers]
    assert len(types) == len(set(types))
    assert all(kind.startswith(("case.", "lifelong-links.")) for kind in SERVICE.subscriptions)
