"""The end of the demonstration: what is told when a story went otherwise."""

from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from deploy.demo.case import Case
from deploy.demo.company import Played
from deploy.demo.report import Report
from deploy.demo.stories import STORIES
from deploy.demo.story import Ending, Story


async def nothing_happens(case: Case) -> None:
    """A story in which nothing happens."""
    del case


STORY = Story("A quiet story", nothing_happens, Ending("eligible", care_plan=2))
CASE = Case(7, cast("Any", None), cast("Any", None), lambda _words: None)


def printed(*played: Played, troubles: tuple[str, ...] = ()) -> tuple[Report, str]:
    """Return the report of these stories and what it prints."""
    report, console = Report(Path("/demo"), played, troubles, 12.3), Console(file=StringIO(), width=160)
    report.show(console)
    return report, cast("StringIO", console.file).getvalue()


def test_all_as_told() -> None:
    """Every story as told and nothing stuck: that is a success, and it says in how many seconds."""
    report, said = printed(Played(CASE, STORY, seen=STORY.ending))
    assert report.all_as_told
    assert "1 of 1 as told, in 12 seconds." in said
    assert "went otherwise" not in said


def test_another_ending_is_no_success() -> None:
    """Another ending than told is shown beside the told one, with the command to look at the child."""
    report, said = printed(Played(CASE, STORY, seen=Ending("eligible", care_plan=1)))
    assert not report.all_as_told
    assert "2 in the care plan" in said
    assert "1 in the care plan" in said
    assert "CH-7 went otherwise" in said
    assert "LL_CONFIG=/demo/settings.toml LL_SECRETS_DIR=/demo/secrets lifelong-links journey CH-7" in said


def test_a_story_that_stopped_is_no_success() -> None:
    """A story that could not go on says at what, even if it stands as it must."""
    fault = "waited 60 s in vain for the note plan-written"
    report, said = printed(Played(CASE, STORY, seen=STORY.ending, fault=fault))
    assert not report.all_as_told
    assert f"CH-7 went otherwise: {fault}" in said


def test_something_stuck_is_no_success() -> None:
    """An event that needs an operator is told, whatever the stories say."""
    report, said = printed(
        Played(CASE, STORY, seen=STORY.ending), troubles=("CH-7: conference case.x is dead (boom)",)
    )
    assert not report.all_as_told
    assert "Needs an operator: CH-7: conference case.x is dead (boom)" in said


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_story_says_what_it_is_about(story: Story) -> None:
    """Each story has a title that fits into a line and ends in words."""
    assert len(story.title) <= 50
    assert str(story.ending)


def test_there_are_enough_children() -> None:
    """At least twelve children, each with a title of their own (issue 2, item 8)."""
    assert len({story.title for story in STORIES}) == len(STORIES) >= 12
