"""How a command runs: errors that a user can mend become one line, never a traceback."""

import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from shared.errors import ConfigurationError, LifelongLinksError

T = TypeVar("T")


@contextmanager
def in_one_clear_line() -> Iterator[None]:
    """Turn errors that we raise on purpose into one line and exit code 2; others are faults of ours."""
    try:
        yield
    except LifelongLinksError as fault:
        sys.stderr.write(f"lifelong-links: {fault}\n")
        raise typer.Exit(2) from None


def run_command(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a command to its end: interrupted is 130, a fault that a user can mend is one line and 2."""
    import uvloop

    with in_one_clear_line():
        try:
            return uvloop.run(coroutine)
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BaseExceptionGroup as faults:
            _say_plainly(_first(faults))
            raise
        except Exception as fault:
            _say_plainly(fault)
            raise


def _first(faults: BaseExceptionGroup[BaseException]) -> BaseException:
    one: BaseException = faults
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    return one


def _say_plainly(fault: BaseException) -> None:
    """Raise what a user can mend, alone; a database that is away or refuses us is no fault of ours."""
    from shared.journal.faults import of_the_database

    if isinstance(fault, LifelongLinksError):
        raise fault from None
    if of_the_database(fault):
        msg = f"LL_DATABASE_URL: the database cannot be used ({type(fault).__name__})"
        raise ConfigurationError(msg) from None
