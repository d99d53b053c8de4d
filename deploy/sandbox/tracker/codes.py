"""The codes of the record and their plain words, read from `codes.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

Words = Mapping[str, str]
Tables = Mapping[str, Mapping[str, Words]]

_tables = tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8"))
_tables["closed"]["conference"]["child_participation"] = _tables["closed"]["view"]["participation"]
_tables["open"]["invitee"]["came_by"] = _tables["open"]["invitee"]["way"]
CLOSED = cast("Tables", _tables["closed"])
OPEN = cast("Tables", _tables["open"])


def known(classname: str, name: str) -> Words:
    """Return the listed codes of a property with their plain words; empty when none are listed."""
    return CLOSED.get(classname, {}).get(name) or OPEN.get(classname, {}).get(name) or {}


def words(classname: str, name: str, code: str | None) -> str:
    """Say a code, or several with commas between, in plain words; an unlisted one is shown as it is."""
    listed = known(classname, name)
    return ", ".join(listed.get(one, one) for one in (code or "").split(",") if one)
