"""Roundup's REST dialect: how its items are asked for, created and changed.

Facts (Roundup 2.6): an exact filter is `property:=value`; asking for an unknown key is answered 400, so items
are looked up by filter; creating a key that exists is 409; the current version tag is the body's `@etag`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.case_system.client import Call, CaseClient
from shared.errors import CaseSystemConflict, CaseSystemMisconfigured, CaseSystemRefused

ALWAYS = ("id", "activity", "creation")
"""Asked for with every item: its number, its last change and its creation."""

Row = dict[str, Any]
Where = Mapping[str, str | list[str]]
"""Properties and the value, or one of the values, that an item must have."""

Files = Mapping[str, tuple[str, bytes, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item with the tag that a change of it must carry."""

    number: str
    etag: str
    row: Row = field(repr=False)


def moment(stamp: str) -> datetime:
    """Read a moment as Roundup writes it (`2026-12-05.10:00:00`, UTC)."""
    return datetime.fromisoformat(stamp.replace(".", "T", 1) + "+00:00")


def link_of(value: Any) -> Any:  # noqa: ANN401 - a JSON value in, a JSON value out
    """Return the number behind a link, the numbers behind several; any other value as it is."""
    if isinstance(value, dict):
        return value.get("id")
    if isinstance(value, list):
        return [link_of(one) for one in value]
    return value


def as_key(value: str, operation: str) -> str:
    """Return a key that can stand for a link: Roundup would take digits for an item's number."""
    if re.fullmatch(r"-?\d+", value):
        raise CaseSystemRefused(operation)
    return value


def _questions(where: Where) -> Iterator[tuple[str, str]]:
    for name, values in where.items():
        # item numbers are no text: there an exact filter is a fault of the server
        exactly = name if name == "id" else f"{name}:"
        yield from ((exactly, value) for value in ([values] if isinstance(values, str) else values))


class Records:
    """Items of one Roundup, by class and property name."""

    def __init__(self, client: CaseClient) -> None:
        """Use this connection."""
        self._client = client

    async def find(self, operation: str, record: str, where: Where, wanted: Iterable[str]) -> list[Row]:
        """Return the items with exactly these values, oldest first, with the wanted properties."""
        names = ",".join(sorted({*ALWAYS, *wanted}))
        params = (("@fields", names), ("@sort", "id"), *_questions(where))
        answer = await self._client.read(Call(operation, f"rest/data/{record}", params=params))
        try:
            return [dict(row) for row in answer["data"]["collection"]]
        except (KeyError, TypeError, ValueError):
            raise CaseSystemMisconfigured(operation) from None

    async def one(self, operation: str, record: str, where: Where, wanted: Iterable[str]) -> Row:
        """Return the one item with these values; CaseSystemRefused when there is none, or more than one."""
        rows = await self.find(operation, record, where, wanted)
        if len(rows) != 1:
            raise CaseSystemRefused(operation, status=None if rows else 404)
        return rows[0]

    async def item(self, operation: str, record: str, number: str, wanted: Iterable[str]) -> Item:
        """Return an item by its number, with its version tag."""
        names = ",".join(sorted({*ALWAYS, *wanted}))
        call = Call(operation, f"rest/data/{record}/{number}", about="record", params=(("@fields", names),))
        answer = await self._client.read(call)
        try:
            return Item(number, answer["data"]["@etag"], dict(answer["data"]["attributes"]))
        except (KeyError, TypeError, ValueError):
            raise CaseSystemMisconfigured(operation) from None

    async def content(self, operation: str, record: str, number: str) -> bytes:
        """Return the bytes of a file item."""
        path = f"rest/data/{record}/{number}/binary_content"
        call = Call(operation, path, about="record", headers={"Accept": "application/octet-stream"})
        return await self._client.read_bytes(call)

    async def create(
        self, operation: str, record: str, values: Mapping[str, Any], files: Files | None = None
    ) -> bool:
        """Create an item unless its key exists; say whether it was created. Two at once: one is created."""
        form = {name: str(value) for name, value in values.items()} if files else None
        call = Call(
            operation,
            f"rest/data/{record}",
            method="POST",
            json=None if files else values,
            form=form,
            files=files,
        )
        try:
            await self._client.write(call)
        except CaseSystemConflict:
            return False
        return True

    async def add_links(
        self, operation: str, record: str, item: Item, name: str, numbers: Iterable[str]
    ) -> None:
        """Add links to a multilink if the item is as it was read; otherwise CaseSystemConflict."""
        call = Call(
            operation,
            f"rest/data/{record}/{item.number}",
            about="record",
            method="PATCH",
            json={"@op": "add", name: list(numbers)},
            headers={"If-Match": item.etag},
        )
        await self._client.write(call)

    async def retire(self, operation: str, record: str, number: str) -> None:
        """Take an item away if nobody changes it at the same moment; its key is free again."""
        item = await self.item(operation, record, number, ())
        call = Call(
            operation,
            f"rest/data/{record}/{number}",
            about="record",
            method="DELETE",
            headers={"If-Match": item.etag},
        )
        await self._client.write(call)
