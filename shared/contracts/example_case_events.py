"""One invented event of each type that the case system publishes, in the contract's order."""

from shared.contracts.case_system import CASE_EVENTS
from shared.contracts.envelope import Event
from shared.contracts.example_case_child import CHILD_EXAMPLES
from shared.contracts.example_case_meeting import MEETING_EXAMPLES
from shared.contracts.example_case_search import SEARCH_EXAMPLES

CASE_EXAMPLES: tuple[Event, ...] = tuple(
    sorted(
        (*CHILD_EXAMPLES, *SEARCH_EXAMPLES, *MEETING_EXAMPLES),
        key=lambda event: CASE_EVENTS.index(type(event)),
    )
)
