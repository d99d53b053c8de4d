"""One domain action, one transaction, on Roundup's SQLite back end.

Roundup 2.6 commits whatever is pending each time it hands out an item number, so an item made by a detector
would split the transaction of the change that caused it; and it compares `If-Match` before it takes the write
lock, so two simultaneous conditional writes could both succeed. Both are put right here.
"""

from functools import partial
from typing import TYPE_CHECKING

from roundup.rest import RestfulInstance

if TYPE_CHECKING:
    from deploy.sandbox.tracker.hyperdb import Database


def number_items_within_the_transaction(db: "Database") -> None:
    """Make item numbers part of the running transaction: they then rise in the order of commits."""
    db.newid = partial(_next_number, db)


def _next_number(db: "Database", classname: str) -> str:
    take_write_lock(db)
    db.sql("select num from ids where name=?", (classname,))
    number = int(db.sql_fetchone()[0])
    db.sql("update ids set num=num+1 where name=?", (classname,))
    return str(number)


def take_write_lock(db: "Database") -> None:
    """Begin a writing transaction now, unless one is running: nobody else commits until it ends."""
    if not db.conn.in_transaction:
        db.sql("BEGIN IMMEDIATE")


def make_conditional_writes_atomic() -> None:
    """Make REST compare `If-Match` under the write lock, with nothing read before it."""
    original = RestfulInstance.raise_if_no_etag

    def locked(rest: RestfulInstance, *args: object, **options: object) -> None:
        take_write_lock(rest.db)
        rest.db.clearCache()
        original(rest, *args, **options)

    RestfulInstance.raise_if_no_etag = locked
