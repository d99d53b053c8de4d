"""Which database faults pass by themselves."""

import asyncio

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

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
    asyncpg.CannotConnectNowError,
)
"""The database is away, starting, stopping or busy: hold and try again, nothing is wrong with the data."""


def passing(fault: BaseException) -> bool:
    """Whether waiting is the remedy; SQLAlchemy wraps what the driver raised, and not always by its kind."""
    if isinstance(fault, PASSING):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    driver = fault.orig.__cause__ if fault.orig is not None else None
    return fault.connection_invalidated or isinstance(driver, PASSING)
