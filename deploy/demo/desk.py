"""One worker's log-in to the case system, used over REST as a colleague's own software would use it."""

from collections.abc import Mapping
from typing import Any

import stamina
from pydantic import SecretStr

from deploy.sandbox.tracker_home import Account
from shared.case_system.auth import Credentials
from shared.case_system.client import Call, CaseClient, Phrases
from shared.case_system.mapping import SHIPPED, load_mapping
from shared.case_system.roundup_rest import Records, Row
from shared.errors import CaseSystemConflict, CaseSystemUnavailable

OPERATION = "demo"
PATIENCE_SECONDS = 20.0


class Desk:
    """Adds, changes and finds items as one worker; what the case system refuses is raised."""

    def __init__(self, url: str, account: Account) -> None:
        """Log in at the case system's address."""
        self.account = account
        credentials = Credentials.basic(account.username, SecretStr(account.password))
        answers = load_mapping(SHIPPED / "roundup.toml").answers
        phrases = Phrases(answers.unavailable, answers.misconfigured)
        self._client = CaseClient(url, credentials, timeout=PATIENCE_SECONDS, phrases=phrases)
        self._records = Records(self._client)

    async def add(self, record: str, ref: str, **values: object) -> str:
        """Add an item under its `ref`, and return that; what is blank is not sent."""
        filled_in = {"ref": ref, **{name: value for name, value in values.items() if value not in ("", None)}}
        try:
            await self._write(Call(OPERATION, f"rest/data/{record}", method="POST", json=filled_in))
        except CaseSystemConflict:
            # pressed twice: the first time counted
            await self._records.item(OPERATION, record, ref, ())
        return ref

    async def change(self, record: str, ref: str, **values: object) -> None:
        """Change an item as it is now; if somebody else was faster, look again and save again."""
        async for attempt in stamina.retry_context(on=CaseSystemConflict, attempts=20, wait_max=0.2):
            with attempt:
                await self.save(record, ref, values)

    async def save(self, record: str, ref: str, values: Mapping[str, object]) -> None:
        """Change an item as it is now; raises CaseSystemConflict when somebody else was faster."""
        item = await self._records.item(OPERATION, record, ref, ())
        path = f"rest/data/{record}/{item.row['id']}"
        await self._write(
            Call(
                OPERATION, path, about="record", method="PATCH", json=values, headers={"If-Match": item.etag}
            )
        )

    async def find(self, record: str, fields: str, **where: str) -> list[Row]:
        """Return the items with these values (`child_ref` asks for `child.ref`), oldest first."""
        named = {name.replace("_ref", ".ref"): value for name, value in where.items()}
        return await self._records.find(OPERATION, record, named, fields.split())

    async def newest(self, record: str, fields: str, count: int) -> list[Row]:
        """Return the newest items, newest first."""
        params = (("@fields", f"id,{fields}"), ("@sort", "-id"), ("@page_size", str(count)))
        answer = await self._client.read(Call(OPERATION, f"rest/data/{record}", params=params))
        found: list[Row] = answer["data"]["collection"]
        return found

    async def close(self) -> None:
        """Log out."""
        await self._client.close()

    async def _write(self, call: Call) -> dict[str, Any]:
        async for attempt in stamina.retry_context(on=CaseSystemUnavailable, attempts=5, wait_max=1.0):
            with attempt:
                return await self._client.write(call)
        raise CaseSystemUnavailable(call.operation)
