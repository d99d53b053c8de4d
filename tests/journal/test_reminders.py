"""A reminder calls the service back about a child once, at its time, also after a restart."""

from datetime import timedelta

from shared.effects import Emit, Forget, Remind
from shared.journal.model import REMINDER
from tests.journal.probe import START, Told, message
from tests.journal.process import Process, opened

HOUR = timedelta(hours=1)


async def _scheduled(process: Process) -> list[str]:
    rows = await process.rows()
    return [row.type.removeprefix(REMINDER) for row in rows if row.status == "scheduled"]


async def test_a_reminder_fires_once_at_its_time(process: Process) -> None:
    """Not before, and never again."""
    process.script.effects["1"] = (Remind("call", START + HOUR),)
    await process.receive(message(1))
    await process.later(3599)
    assert await process.seen() == ["1"]
    await process.later(1)
    await process.later(3600)
    assert await process.seen() == ["1", "call"]


async def test_a_reminder_holds_nobody_up(process: Process) -> None:
    """Events that come before its time are settled on arrival."""
    process.script.effects["1"] = (Remind("call", START + HOUR),)
    await process.receive(message(1))
    await process.receive(message(2))
    assert await process.seen() == ["1", "2"]


async def test_setting_a_name_again_moves_the_reminder(process: Process) -> None:
    """There is one of a name per child."""
    process.script.effects |= {
        "1": (Remind("call", START + HOUR),),
        "2": (Remind("call", START + 2 * HOUR),),
    }
    await process.receive(message(1))
    await process.receive(message(2))
    await process.later(3600)
    assert await process.seen() == ["1", "2"]
    await process.later(3600)
    assert await process.seen() == ["1", "2", "call"]


async def test_a_reminder_of_another_name_or_child_is_another(process: Process) -> None:
    """Moving one leaves the others where they are."""
    process.script.effects |= {
        "1": (Remind("call", START + HOUR), Remind("visit", START + HOUR)),
        "2": (Remind("call", START + HOUR),),
        "3": (Forget("call"),),
    }
    await process.receive(message(1), message(2, "c2"), message(3))
    await process.later(3600)
    assert (await process.seen("c1"), await process.seen("c2")) == (["1", "3", "visit"], ["2", "call"])


async def test_reminders_of_many_children_move_together_and_apart(process: Process) -> None:
    """In one batch one is moved, one is taken back and one stays."""
    call, later = Remind("call", START + HOUR), Remind("call", START + 2 * HOUR)
    process.script.effects |= {"1": (call,), "2": (call,), "3": (call,)}
    process.script.effects |= {"4": (later,), "5": (Forget("call"),), "6": (call,)}
    await process.receive(message(1, "c1"), message(2, "c2"), message(3, "c3"))
    await process.receive(message(4, "c1"), message(5, "c2"), message(6, "c3"))
    await process.later(3600)
    assert [await process.seen(child) for child in ("c1", "c2", "c3")] == [
        ["1", "4"],
        ["2", "5"],
        ["3", "6", "call"],
    ]
    await process.later(3600)
    assert (await process.seen("c1"), await process.seen("c2")) == (["1", "4", "call"], ["2", "5"])


async def test_a_reminder_can_be_forgotten_and_set_again(process: Process) -> None:
    """For the same time as before, too."""
    remind = Remind("call", START + HOUR)
    process.script.effects |= {"1": (remind,), "2": (Forget("call"),), "3": (remind,)}
    await process.receive(message(1))
    await process.receive(message(2))
    assert await _scheduled(process) == []
    await process.receive(message(3))
    await process.later(3600)
    assert await process.seen() == ["1", "2", "3", "call"]


async def test_the_last_word_of_a_batch_counts(process: Process) -> None:
    """Set, forgotten and set again by events of one batch."""
    process.script.effects |= {
        "1": (Remind("call", START + HOUR),),
        "2": (Forget("call"),),
        "3": (Remind("call", START + 2 * HOUR),),
    }
    await process.receive(message(1), message(2), message(3))
    assert await _scheduled(process) == ["call"]
    await process.later(3600)
    assert await process.seen() == ["1", "2", "3"]


async def test_a_reminder_waits_while_the_childs_line_is_held(process: Process) -> None:
    """It fires after those that came before it."""
    process.script.effects["1"] = (Remind("call", START + HOUR),)
    process.script.faults["2"] = ValueError()
    await process.receive(message(1), message(2), message(3))
    for _ in range(3):
        await process.later(10)
    await process.later(7200)
    assert await process.seen() == ["1"]
    process.script.faults.clear()
    await process.replay(2)
    await process.later(60)
    assert await process.seen() == ["1", "2", "3", "call"]


async def test_a_reminder_forgotten_by_what_waited_before_it_does_not_fire(process: Process) -> None:
    """Both are due at once: the event that forgets it comes first and is heard."""
    process.script.effects |= {"1": (Remind("call", START + HOUR),), "2": (Forget("call"),)}
    process.script.faults["2"] = ValueError()
    await process.receive(message(1), message(2))
    process.script.faults.clear()
    await process.later(3600)
    assert await process.seen() == ["1", "2"]


async def test_a_reminder_that_sets_itself_again_goes_on(process: Process) -> None:
    """A review clock: each firing sets the next."""
    process.script.effects |= {
        "1": (Remind("call", START + HOUR),),
        "call": (Remind("call", START + 2 * HOUR),),
    }
    await process.receive(message(1))
    await process.later(3600)
    fired = [row.status for row in await process.rows() if row.type == f"{REMINDER}call"]
    assert fired == ["done", "scheduled"]
    await process.later(3600)
    assert await process.seen() == ["1", "call", "call"]


async def test_a_reminder_that_sets_itself_for_the_same_time_does_not_go_round(process: Process) -> None:
    """The same name and time is the same reminder, and it has fired."""
    process.script.effects |= {
        "1": (Remind("call", START + HOUR),),
        "call": (Remind("call", START + HOUR),),
    }
    await process.receive(message(1))
    await process.later(3600)
    assert await process.seen() == ["1", "call"]


async def test_a_reminder_in_the_past_fires_at_once(process: Process) -> None:
    """A clock that was set too late is no reason to forget."""
    process.script.effects["1"] = (Remind("call", START - HOUR),)
    await process.receive(message(1))
    await process.settle()
    assert await process.seen() == ["1", "call"]


async def test_a_failing_reminder_is_tried_again_and_holds_the_line(process: Process) -> None:
    """Like any other event of the child."""
    process.script.effects["1"] = (Remind("call", START),)
    process.script.faults["call"] = ValueError()
    await process.receive(message(1))
    await process.settle()
    await process.receive(message(2))
    assert await process.seen() == ["1"]
    process.script.faults.clear()
    await process.later(1)
    assert await process.seen() == ["1", "call", "2"]


async def test_reminders_survive_a_restart(process: Process) -> None:
    """They are rows like others."""
    process.script.effects["1"] = (Remind("call", START + HOUR),)
    await process.receive(message(1))
    await process.close()
    async with opened(process.store.where, process.script, process.clock) as again:
        await again.later(3600)
        assert await again.seen() == ["1", "call"]


async def test_a_decision_that_fails_sets_no_reminder(process: Process) -> None:
    """All of its effects happen, or none."""
    unspeakable = Told.model_construct(child_id="\ud800", number=2)
    process.script.effects |= {
        "1": (Remind("call", START + HOUR),),
        "2": (Forget("call"), Remind("visit", START), Emit(unspeakable)),
    }
    await process.receive(message(1))
    await process.receive(message(2))
    assert await _scheduled(process) == ["call"]
