"""`lifelong-links check`: is everything that we need there, and as it must be? Nothing is changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from deploy.composition import NAMES, all_services, case_system, policy_book
from deploy.operate.words import console, print_json
from shared import runtime
from shared.clock import utc_now
from shared.config import AUTHORITY, Settings, load
from shared.errors import ConfigurationError, LifelongLinksError, PolicyError
from shared.observe import logs
from shared.rules.practice import load_practice
from shared.trial import Finding, ok, unknown, wrong

WELL, WRONG, CANNOT_TELL = 0, 1, 2
"""Exit codes."""
SCHEMA = 1
"""Version of the JSON."""
MOST_SECONDS = 30.0
"""By how much clocks may differ: reminders, expiries and `as_of` are judged to the minute."""

_MARKS = {"ok": "ok", "wrong": "WRONG", "unknown": "?"}


async def check(*, as_json: bool) -> int:
    """Try everything, print a line for each, and return the exit code."""
    logs.configure(level="CRITICAL")
    findings = await find()
    if as_json:
        print_json({"schema": SCHEMA, "exit_code": code_of(findings), "checks": [*map(asdict, findings)]})
    else:
        tell(findings)
    return code_of(findings)


def code_of(findings: Sequence[Finding]) -> int:
    """0 when all is well, 1 when something is wrong, 2 when that cannot be told of something."""
    verdicts = {finding.verdict for finding in findings}
    return WRONG if "wrong" in verdicts else CANNOT_TELL if "unknown" in verdicts else WELL


def tell(findings: Sequence[Finding]) -> None:
    """Print a line for each finding, what to do first below it, and what it comes to."""
    screen = console()
    for finding in findings:
        screen.print(f"{_MARKS[finding.verdict]:<6} {finding.name:<15} {finding.text}")
        if finding.first:
            screen.print(f"{'':<22} first: {finding.first}")
    count = sum(finding.verdict == "wrong" for finding in findings)
    ends = {
        WELL: "All is well.",
        WRONG: f"{count} {'is' if count == 1 else 'are'} wrong. Begin with the first.",
        CANNOT_TELL: "Nothing is known to be wrong, but not everything could be told.",
    }
    screen.print(f"\n{ends[code_of(findings)]}")


async def find() -> list[Finding]:
    """Try all parts, those outside at the same time; what needs a part that is wrong is not tried."""
    try:
        settings = load()
    except ConfigurationError as fault:
        return [wrong("settings", str(fault), "mend it: without settings nothing else can be tried")]
    texts = [ok("settings", "all can be read"), try_policy(settings), try_practice(settings)]
    (stored, database_time), (bus, _), (record, record_time) = await asyncio.gather(
        _safely("database", _journals, settings),
        _safely("broker", _broker, settings),
        _safely("case system", _record, settings),
    )
    clocks = {"database": database_time, "case system": record_time}
    return [*texts, *stored, *bus, *record, try_clock(clocks)]


Timed = tuple[list[Finding], float | None]
"""Findings, and by how many seconds the other side's clock is ahead of ours, when it has told."""


async def _safely(name: str, trial: Callable[[Settings], Awaitable[Timed]], settings: Settings) -> Timed:
    """A trial that fails in a way nobody foresaw cannot tell; the others still do."""
    try:
        return await trial(settings)
    except LifelongLinksError as fault:
        return [wrong(name, str(fault), "mend this setting; `lifelong-links settings` lists them")], None
    except Exception as fault:  # noqa: BLE001 - whatever it is, its class is all that may be shown
        return [unknown(name, f"the trial itself failed ({type(fault).__name__})")], None


def try_policy(settings: Settings) -> Finding:
    """Read the policy and compare its authority with ours; a charity's has no code to compare."""
    try:
        book = policy_book(settings)
    except PolicyError as fault:
        return wrong("policy", str(fault).splitlines()[0], "see `lifelong-links policy check`")
    authority = book.versions[-1].authority
    if AUTHORITY.fullmatch(authority) and authority != settings.authority:
        return wrong(
            "policy",
            f"LL_POLICY is a policy of {authority}, LL_AUTHORITY is {settings.authority}",
            "set LL_AUTHORITY to your own code and LL_POLICY to your own policy",
        )
    return ok("policy", f"{book.versions[-1].name}, for authority {settings.authority}")


def try_practice(settings: Settings) -> Finding:
    """Read the practice file, when there is one."""
    if settings.practice is None:
        return ok("practice", "no LL_PRACTICE: the defaults count")
    try:
        load_practice(settings.practice)
    except ConfigurationError as fault:
        return wrong("practice", f"LL_PRACTICE: {fault}", "mend the file, or leave LL_PRACTICE out")
    return ok("practice", f"{settings.practice} can be read")


def try_clock(ahead: dict[str, float | None]) -> Finding:
    """Compare our clock with others'; of seconds ahead, None is a clock that has not told."""
    told = {name: seconds for name, seconds in ahead.items() if seconds is not None}
    if not told:
        return unknown("clock", "no other clock could be asked")
    words = ", ".join(f"{name} {seconds:+.0f} s" for name, seconds in told.items())
    if any(abs(seconds) > MOST_SECONDS for seconds in told.values()):
        return wrong("clock", f"clocks differ from ours: {words}", "let all machines keep time (NTP, chrony)")
    return ok("clock", f"others against ours: {words}")


async def _journals(settings: Settings) -> Timed:
    from shared.journal import trial  # noqa: PLC0415 - quick start for who asks for something else

    places = [runtime.where(settings, name) for name in NAMES]
    began = utc_now()
    reached, now = await trial.try_database(places[0])
    ahead = _ahead(now, began)
    if reached.verdict != "ok":
        return [reached, unknown("schema, key", "not tried: the database comes first")], ahead
    schema = await trial.try_schemas(places)
    key = _master_key(settings)
    if schema.verdict != "ok":
        return [reached, schema, key or unknown("key", "not tried: the schema comes first")], ahead
    found = key or await trial.try_key(places, runtime.masters(settings))
    return [reached, schema, await trial.try_write(places), found], ahead


def _master_key(settings: Settings) -> Finding | None:
    """What is to be said of the master key as a setting, if anything; none is made here."""
    file = settings.data_folder.parent / "master.key"
    sqlite = settings.database_url.get_secret_value().startswith("sqlite")
    if settings.master_key is None and sqlite and not file.exists():
        return ok("key", "none yet: it is made beside the journals at the first start")
    try:
        runtime.masters(settings)
    except ConfigurationError as fault:
        return wrong("key", str(fault), "`lifelong-links key` makes one; keep a copy")
    return None


async def _broker(settings: Settings) -> Timed:
    url = settings.broker_url.get_secret_value()
    if url == "memory://":
        text = "memory://: events travel inside one process, to try things out; LL_BROKER_URL names a broker"
        return [ok("broker", text)], None
    runtime.insist_on_a_broker(url)
    from shared.bus.rabbit import with_password  # noqa: PLC0415 - only when there is a broker
    from shared.bus.trial import try_broker  # noqa: PLC0415 - only when there is a broker

    try:
        shape = runtime.our_topology(all_services(settings))
    except LifelongLinksError:
        return [unknown("broker", "not tried: policy and practice come first")], None
    return await try_broker(with_password(url, settings.broker_password), shape), None


async def _record(settings: Settings) -> Timed:
    from shared.case_system.trial import server_time, try_case_system  # noqa: PLC0415 - quick start

    port = case_system(settings)
    try:
        began = utc_now()
        ahead = _ahead(await server_time(settings.case_system_url), began)
        return [await try_case_system(port, settings.case_system_url)], ahead
    finally:
        await port.close()


def _ahead(theirs: datetime | None, began: datetime) -> float | None:
    """Seconds that another clock is ahead, against the middle of the time that the question took."""
    ours = began + (utc_now() - began) / 2
    return None if theirs is None else (theirs - ours).total_seconds()
