"""Which database faults pass by themselves."""

import asyncio

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

PASSING: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncio.IncompleteReadError,
    InterfaceError,
    OperationalError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # its pool, when a connection dies while it is being given back
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ObjectInUseError,
    asyncpg.LockNotAvailableError,  # the server has a `lock_timeout`
    asyncpg.CannotConnectNowError,
)
"""The database is away, starting, stopping or busy: hold and try again, nothing is wrong with the data."""


DATABASE: tuple[type[BaseException], ...] = (SQLAlchemyError, asyncpg.PostgresError, *PASSING)
"""The database is away, refuses us or is none."""


def _being_cancelled() -> bool:
    try:
        task = asyncio.current_task()
    except RuntimeError:  # asked outside the event loop
        return False
    return task is not None and task.cancelling() > 0


def passing(fault: BaseException) -> bool:
    """Whether waiting is the remedy; SQLAlchemy wraps what the driver raised, and not always by its kind.

    Raises CancelledError when the task is being cancelled: a rollback that fails then covers the cancellation
    with a fault of the database, and a loop that waited for that to pass would never end.
    """
    if _being_cancelled():
        raise asyncio.CancelledError
    if isinstance(fault, PASSING):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    driver = fault.orig.__cause__ if fault.orig is not None else None
    return fault.connection_invalidated or isinstance(driver, PASSING)


def of_the_database(fault: BaseException) -> bool:
    """Whether it is the database that is away, refuses us or is none, for whoever cannot wait."""
    return isinstance(fault, DATABASE)
