"""From an item of the case system to the `data` of an event, as the mapping file says."""

from functools import reduce
from typing import Any

from shared.case_system.mapping import ClassMap, Keys, Rows
from shared.case_system.roundup_rest import Records, Row, Where, link_of, moment

Data = dict[str, Any]


async def event_data(records: Records, keys: Keys, operation: str, shape: ClassMap, row: Row) -> Data:
    """Return the whole event data; what is not known is left out."""
    data: Data = {part: {} for part in shape.always} | _fields(shape, row)
    for name, source in shape.references.items():
        data[name] = keys.reference(row.get(source))
    for name, source in shape.moments.items():
        data[name] = moment(row[source]).isoformat()
    for name, source in shape.codes.items():
        data[name] = _codes(row.get(source))
    for name, rows in shape.rows.items():
        data[name] = await _list(records, operation, rows, row)
    return _without_unknown(shape, data, row)


def _fields(shape: ClassMap | Rows, row: Row) -> Data:
    """Rename fields and put them into their parts; flags come as numbers."""
    data: Data = {}
    for name, source in shape.names.items():
        value = row.get(source)
        if value is not None and value != "":
            *parts, last = name.split(".")
            place = reduce(lambda part, inner: part.setdefault(inner, {}), parts, data)
            place[last] = bool(value) if name in shape.flags else value
    return data


def _codes(value: str | None) -> list[str]:
    return [code.strip() for code in (value or "").split(",") if code.strip()]


def _without_unknown(shape: ClassMap, data: Data, row: Row) -> Data:
    """Decide whether an empty list or part is known to be empty, or not known."""
    for name, flag in shape.known_if.items():
        if row.get(flag):
            data.setdefault(name, {})
        elif not data.get(name):
            data.pop(name, None)
    return data


async def _list(records: Records, operation: str, rows: Rows, parent: Row) -> list[Any]:
    found = await related(records, operation, rows, parent)
    kept = [row for row in found if rows.only_if is None or row.get(rows.only_if) not in (None, "")]
    return [row.get(rows.value) if rows.value else _item(rows, row) for row in kept]


def _item(rows: Rows, row: Row) -> Data:
    """One of a list; of its own lists of codes an empty one is not known."""
    listed = {name: _codes(row.get(source)) for name, source in rows.codes.items()}
    return _fields(rows, row) | {name: codes for name, codes in listed.items() if codes}


async def related(records: Records, operation: str, rows: Rows, parent: Row) -> list[Row]:
    """Return the items of a list of this parent, in the order in which they were recorded."""
    if rows.among:
        numbers = link_of(parent.get(rows.among) or [])
        return await records.find(operation, rows.record, {"id": numbers}, rows.wanted) if numbers else []
    where: Where = {name: str(link_of(parent[source])) for name, source in rows.where.items()}
    return await records.find(operation, rows.record, where, rows.wanted)
