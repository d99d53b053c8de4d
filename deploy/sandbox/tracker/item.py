"""Reading one item of the record by property name."""

from collections.abc import Mapping

from deploy.sandbox.tracker.hyperdb import Database, Values


class Item:
    """One item of a class, by its number. Blanks read as None."""

    def __init__(self, db: Database, classname: str, nodeid: str) -> None:
        """Point at an item by its number."""
        self.db, self.classname, self.nodeid = db, classname, nodeid

    def __getitem__(self, name: str) -> object:
        """Return a plain property."""
        value = self.db.getclass(self.classname).get(self.nodeid, name)
        return None if value == "" else value

    def flag(self, name: str) -> bool | None:
        """Return yes, no or not known; the back end keeps flags as numbers."""
        value = self[name]
        return None if value is None else bool(value)

    def ref(self, name: str) -> str | None:
        """Return the `ref` of a linked item or worker."""
        item = self.linked(name)
        return str(item["ref"]) if item else None

    def linked(self, name: str) -> "Item | None":
        """Return a linked item."""
        number = self.db.getclass(self.classname).get(self.nodeid, name)
        target = self.db.getclass(self.classname).getprops()[name].classname
        return Item(self.db, target, number) if number else None

    def listed(self, name: str) -> "list[Item]":
        """Return the items of a list property, oldest first."""
        target = self.db.getclass(self.classname).getprops()[name].classname
        numbers = self.db.getclass(self.classname).get(self.nodeid, name)
        return [Item(self.db, target, one) for one in sorted(numbers, key=int)]

    def linking(self, classname: str, name: str, **more: object) -> "list[Item]":
        """Return the items of a class that link to this one, oldest first."""
        found = self.db.getclass(classname).filter(None, {name: self.nodeid, **more}, sort=("+", "id"))
        return [Item(self.db, classname, one) for one in found]


def known(data: Mapping[str, object]) -> Values:
    """Leave out what is not known."""
    return {name: value for name, value in data.items() if value is not None}
