"""`lifelong-links waiting-list` on a real journal, under a policy that limits places."""

import asyncio
import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from deploy.composition import NAMES
from services.eligibility.policies.book import load_book
from services.eligibility.policies.files import POLICIES
from services.eligibility.service import build
from shared.config import Settings, load
from shared.contracts.case_system import ChildChanged
from shared.runtime import where
from shared.storage.migrate import upgrade
from tests.journal.probe import FixedClock, Script
from tests.journal.process import MASTER, opened
from tests.journal.test_places import Company, decided
from tests.unit.eligibility.children import child
from tests.unit.eligibility.story import referral_made


@pytest.fixture
def one_place(tmp_path: Path) -> Path:
    """Leeds's rules with one place, in a file of their own."""
    policy = tmp_path / "one-place.toml"
    text = (POLICIES / "leeds.toml").read_text(encoding="utf-8")
    policy.write_text(f"{text}\n[capacity]\nplaces = 1\n", encoding="utf-8")
    return policy


async def _two_are_accepted(settings: Settings, policy: Path) -> None:
    for name in NAMES:
        await upgrade(where(settings, name))
    service = build(load_book(str(policy)))
    place = where(settings, service.name)
    async with opened(place, Script(), FixedClock(), service=service) as process:
        office = Company((process,))
        for child_id in ("CH-1", "CH-2"):
            record = child(child_id=child_id).model_dump(by_alias=True)
            await office.tell(ChildChanged.model_validate(record))
            await office.tell(referral_made().model_copy(update={"child_id": child_id}))
            await office.tell(decided(child_id, "accept"))
            await office.go_round()


def _shown(tmp_path: Path, policy: str, *words: str) -> str:
    settings = {"LL_POLICY": policy, "LL_MASTER_KEY": b64encode(MASTER.secret).decode()}
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lifelong-links"), "waiting-list", *words],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_places_and_who_waits_are_shown(tmp_path: Path, one_place: Path) -> None:
    """For people, and for a program; a policy without a limit has no line (hard case 59)."""
    settings = load(environment={}, database_url=f"sqlite:///{tmp_path}/.lifelong-links/data")
    asyncio.run(_two_are_accepted(settings, one_place))
    shown = _shown(tmp_path, str(one_place))
    assert shown.splitlines()[0] == "1 place, 1 taken, 1 waiting"
    assert "CH-2" in shown
    assert "begins" in shown
    told = json.loads(_shown(tmp_path, str(one_place), "--json"))
    assert (told["places"], told["taken"]) == (1, 1)
    assert [(one["position"], one["child_id"], one["wanted"]) for one in told["waiting"]] == [
        (1, "CH-2", "accept")
    ]
