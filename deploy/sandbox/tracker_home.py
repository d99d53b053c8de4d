"""Installs an instance of the sandbox case system: a Roundup tracker home with configuration and users."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import roundup.instance
from roundup.password import Password

from deploy.sandbox.tracker.hyperdb import Database

TEMPLATE = Path(__file__).with_name("tracker")
COPIED = ("schema.py", "initial_data.py", "interfaces.py", "detectors", "extensions", "html")
NAME = "cases"


def new_password() -> str:
    """Return a password nobody can guess, for one account of one instance."""
    return secrets.token_urlsafe(18)


@dataclass(frozen=True)
class Account:
    """A log-in: `ref` is the worker's id on the bus, `role` one of the tracker's, `job` the profession."""

    username: str
    ref: str
    realname: str
    role: str
    job: str
    password: str = field(default_factory=new_password, repr=False)


def install(home: Path, accounts: Iterable[Account], *, authority: str = "E08000035") -> None:
    """Make a new instance in `home`; its files are readable by the present user only.

    `authority` is the ONS code that the events name as their source. Raises FileExistsError when there is an
    instance already.
    """
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    if (home / "config.ini").exists():
        raise FileExistsError(home)
    for part in COPIED:
        source = TEMPLATE / part
        if source.is_dir():
            shutil.copytree(source, home / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, home / part)
    _write_settings(home, authority)
    with _own_umask():
        tracker = roundup.instance.open(str(home))
        tracker.init(Password(new_password(), config=tracker.config))
    add_accounts(home, accounts)
    with opened(home) as db:
        # Made on first use, otherwise, and several first users at once would get in one another's way.
        db.getSessionManager()
        db.getOTKManager()


def add_accounts(home: Path, accounts: Iterable[Account]) -> None:
    """Create the log-ins of an instance."""
    with opened(home) as db:
        for one in accounts:
            db.getclass("user").create(
                username=one.username,
                ref=one.ref,
                realname=one.realname,
                job=one.job,
                roles=one.role,
                password=Password(one.password, config=db.config),
            )
        db.commit()


@contextmanager
def opened(home: Path) -> Iterator[Database]:
    """Open an instance as its administrator, in this process; what is not committed is undone."""
    with _own_umask():
        db: Database = roundup.instance.open(str(home)).open("admin")
        try:
            yield db
        finally:
            db.rollback()
            db.close()


def set_address(home: Path, url: str) -> None:
    """Write the address at which the web pages and REST are reached: Roundup checks requests against it."""
    settings = ConfigParser(interpolation=None)
    settings.read(home / "config.ini")
    settings["tracker"]["web"] = url
    with (home / "config.ini").open("w") as file:
        settings.write(file)


def _write_settings(home: Path, authority: str) -> None:
    settings = ConfigParser(interpolation=None)
    settings.read_dict(
        {
            "main": {"admin_email": "admin", "umask": "0o077", "password_pbkdf2_default_rounds": "1000"},
            "tracker": {
                "name": "Children's case record",
                "web": "http://127.0.0.1/cases/",
                "email": "record",
            },
            "web": {"secret_key": secrets.token_urlsafe(32), "login_attempts_min": "0"},
            "rdbms": {"backend": "sqlite"},
            "mail": {"domain": "case-record.invalid", "host": "localhost", "debug": str(home / "errors.txt")},
        }
    )
    with (home / "config.ini").open("w") as file:
        settings.write(file)
    (home / "detectors" / "config.ini").write_text(f"[main]\nauthority = {authority}\n")


@contextmanager
def _own_umask() -> Iterator[None]:
    """Keep this process's umask: Roundup sets its own when it opens a database."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
