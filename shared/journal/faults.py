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
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ObjectInUseError,
    asyncpg.CannotConnectNowError,
)
"""The database is away, starting, stopping or busy: hold and try again, nothing is wrong with the data."""


def passing(fault: BaseException) -> bool:
    """Whether waiting is the remedy."""
    return isinstance(fault, PASSING) or (isinstance(fault, DBAPIError) and fault.connection_invalidated)
