"""The part of Roundup's database interface that this tracker uses, as types (Roundup ships none)."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Value = Any
"""A property's value: text, number, moment, an item's number, or a list of numbers."""

Row = Any
"""A row of the back end."""

Values = dict[str, Any]
"""Property names and values of one item: what an auditor sees and may change."""

Trigger = Callable[["Database", "ItemClass", str | None, Values], None]
"""An auditor (new values) or a reactor (old values) of a class."""


class Connection(Protocol):
    """The back end's connection."""

    in_transaction: bool


class ItemClass(Protocol):
    """One class of the tracker."""

    classname: str

    def get(self, nodeid: str, propname: str) -> Value:
        """Read one property of an item."""

    def set(self, nodeid: str, **values: object) -> Values:
        """Change an item; fires auditors and reactors."""

    def create(self, **values: object) -> str:
        """Create an item and return its number."""

    def lookup(self, keyvalue: str) -> str:
        """Return the number of the item with this key; KeyError when there is none."""

    def find(self, **links: object) -> list[str]:
        """Return the numbers of the items that link to the given numbers."""

    def filter(self, search_matches: None, filterspec: Mapping[str, object], **options: object) -> list[str]:
        """Return the numbers of matching items."""

    def getprops(self) -> Mapping[str, Any]:
        """Return the property objects by name."""

    def setkey(self, propname: str) -> None:
        """Make a property the key of the class."""

    def setlabelprop(self, labelprop: str) -> None:
        """Name the property that stands for an item in lists."""

    def audit(self, event: str, detector: Trigger, priority: int = 100) -> None:
        """Register what runs before a create, set or retire."""

    def react(self, event: str, detector: Trigger, priority: int = 100) -> None:
        """Register what runs after a create, set or retire, in the same transaction."""


class Security(Protocol):
    """The tracker's roles and permissions."""

    def addRole(self, **details: object) -> object:
        """Add a role."""

    def addPermissionToRole(self, rolename: str, permission: object, classname: str | None = None) -> None:
        """Grant a permission to a role."""

    def hasPermission(
        self,
        permission: str,
        userid: str,
        classname: str,
        property: str | None = None,
        itemid: str | None = None,
    ) -> bool:
        """Say whether a user may do something with a class, a property or an item."""


class Database(Protocol):
    """An open tracker database, acting for one user."""

    security: Security
    tx_Source: str | None
    newid: Callable[[str], str]
    conn: Connection
    config: Any

    def getclass(self, classname: str) -> ItemClass:
        """Return a class by name."""

    def getuid(self) -> str:
        """Return the number of the acting user."""

    def sql(self, sql: str, args: tuple[object, ...] = ()) -> None:
        """Run one statement of the back end."""

    def sql_fetchone(self) -> Row:
        """Return the next row of the last statement."""

    def getSessionManager(self) -> object:
        """Return the store of log-ins, made on first use."""

    def getOTKManager(self) -> object:
        """Return the store of one-time keys, made on first use."""

    def clearCache(self) -> None:
        """Forget what was read."""

    def sql_fetchall(self) -> list[Row]:
        """Return the rows of the last statement."""

    def commit(self) -> None:
        """Commit the transaction."""

    def rollback(self) -> None:
        """Undo the transaction."""

    def close(self) -> None:
        """Close the database."""


class MakeClass(Protocol):
    """Roundup's constructor of a class."""

    def __call__(self, db: Database, classname: str, **properties: object) -> ItemClass:
        """Declare a class with these properties."""
