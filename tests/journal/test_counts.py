"""What a decision counts for operators: once, when it is durable."""

from shared.effects import Count
from shared.observe.metrics import REGISTRY
from tests.journal.probe import message
from tests.journal.process import Process

REMARK = {"remark": "adult-in-care"}
OUTCOME = {"outcome": "eligible"}


def counted() -> tuple[float, float]:
    """Remarks and screenings so far; other tests of the session count too."""
    remarks = REGISTRY.get_sample_value("lifelong_links_remarks_total", REMARK)
    screenings = REGISTRY.get_sample_value("lifelong_links_screenings_total", OUTCOME)
    return remarks or 0, screenings or 0


async def test_a_decision_counts_once_however_often_its_event_comes(process: Process) -> None:
    """A duplicate and a failing event count nothing."""
    counts = (Count("remarks", "adult-in-care"), Count("screenings", "eligible"))
    process.script.effects = {"1": counts, "2": counts, "3": counts}
    process.script.faults["3"] = ValueError()
    before = counted()
    await process.receive(message(1), message(1), message(2))
    await process.receive(message(1), message(3))
    assert [after - was for was, after in zip(before, counted(), strict=True)] == [2, 2]
