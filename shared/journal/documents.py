"""All documents of one service, a page at a time: memory does not grow with the number of children.

Read beside the running service: what changes meanwhile may be seen as it was or as it is, each child once.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from sqlalchemy import func, select

from shared.effects import State
from shared.journal.codec import Codec
from shared.journal.model import StateRow
from shared.journal.store import Store
from shared.journal.tables import state

PAGE: Final = 500


async def count(store: Store, *, after: str = "") -> int:
    """How many children have a document, in the database's order after one."""
    found = await store.query(select(func.count()).select_from(state).where(state.c.child > after))
    return int(found[0][0])


async def children(store: Store, *, after: str = "", page: int = PAGE) -> AsyncIterator[list[str]]:
    """Yield the ids of the children that have a document, in the database's order, beginning after one."""
    while True:
        found = select(state.c.child).where(state.c.child > after).order_by(state.c.child).limit(page)
        ids = [child for (child,) in await store.query(found)]
        if not ids:
            return
        yield ids
        after = ids[-1]


async def documents(store: Store, codec: Codec, *, page: int = PAGE) -> AsyncIterator[Sequence[State]]:
    """Yield the opened documents; raises KeyUnavailable when one cannot be decrypted."""
    after = ""
    while True:
        found = select(state).where(state.c.child > after).order_by(state.c.child).limit(page)
        rows = [StateRow(*row) for row in await store.query(found)]
        if not rows:
            return
        yield [codec.open_state(row.child, row)[1] for row in rows]
        after = rows[-1].child


async def document(store: Store, codec: Codec, child: str) -> State | None:
    """Open one document, if there is one under that id; raises KeyUnavailable when it cannot be decrypted."""
    found = await store.query(select(state).where(state.c.child == child))
    return codec.open_state(child, StateRow(*found[0]))[1] if found else None
