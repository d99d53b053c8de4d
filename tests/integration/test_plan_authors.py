"""`status` says when plans come without an author."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from structlog.testing import capture_logs

from deploy.composition import all_services
from deploy.operate.status import say_authors
from shared import runtime
from shared.bus.base import Delivery
from shared.bus.topology import OUR_EXCHANGE
from shared.config import load
from shared.contracts.examples import examples
from shared.journal.ingest import Ingest
from shared.journal.plan_authors import PlanAuthors, plan_authors
from tests.integration.troubled_journals import parts_of


def captured(number: int, author: str | None) -> Delivery:
    """A plan that conference captured, with or without an author."""
    example = examples()["lifelong-links.plan.captured.v1"]
    data = example["data"] | {"child_id": f"CH-{number}", "plan_id": f"P-{number}", "agreed_by": author}
    source = f"{example['source']}:conference"
    named = {"id": f"e{number}", "source": source, "subject": f"CH-{number}", "data": data}
    return Delivery(json.dumps(example | named).encode(), exchange=OUR_EXCHANGE)


async def test_plans_without_an_author_are_counted(tmp_path: Path) -> None:
    """Of the newest plans; one told again, or of another kind, counts for nothing more."""
    settings = load(environment={}, database_url=f"sqlite:///{tmp_path}/data")
    with capture_logs():
        async with runtime.open_journal(settings, all_services(settings)[3]) as opened:
            assert await plan_authors(opened.store, opened.codec) == PlanAuthors(0, 0)
            ingest = Ingest(parts_of(opened, settings), most=10)
            await ingest.commit([captured(1, None), captured(2, "W-1"), captured(3, None)])
            assert await plan_authors(opened.store, opened.codec) == PlanAuthors(3, 2)


@pytest.mark.parametrize(
    ("authors", "line"),
    [(PlanAuthors(50, 7), "7 of the newest 50 plans came without an author"), (PlanAuthors(9, 0), "")],
)
def test_the_line_is_there_when_it_is_needed(authors: PlanAuthors, line: str) -> None:
    """It names what the case system must send; without such plans nothing is said."""
    screen = Console(file=StringIO(), record=True, width=200)
    say_authors(screen, authors)
    shown = screen.export_text()
    assert (line in shown, bool(shown)) == (True, bool(line))
