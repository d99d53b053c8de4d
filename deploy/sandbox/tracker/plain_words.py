"""Dates, names and labels as the web pages say them. Times are shown in Europe/London."""

import tomllib
from datetime import date, datetime
from pathlib import Path

from deploy.sandbox.tracker.codes import words
from deploy.sandbox.tracker.item import Item
from shared.clock import LONDON, age_on, london_date, utc_now

OURS = "Lifelong Links"
FORMS = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))


def label(name: str) -> str:
    """Say a property's name as a form's label."""
    return str(FORMS["labels"].get(name) or name.replace("_", " ").removesuffix(" date").capitalize())


def class_words(classname: str) -> str:
    """Say what an item of a class is called."""
    return str(FORMS["classes"].get(classname) or classname.replace("_", " "))


def item_name(item: Item, label_property: str) -> str:
    """Say which item it is: by its words when it has any, else by its kind and date."""
    if label_property != "ref":
        return str(item[label_property] or item["ref"])
    kind = {"search_step": "method", "conference": "kind", "restriction": "authority", "plan": "status"}
    named = coded(item, kind[item.classname]) if item.classname in kind else class_words(item.classname)
    return f"{named}, {recorded(item)} ({item['ref']})"


def day(value: object) -> str:
    """Say a calendar date: `2026-11-21` is 21 November 2026."""
    return _day(date.fromisoformat(str(value))) if value else ""


def time_of(value: object) -> str:
    """Say a moment with its day and time in London."""
    if not value:
        return ""
    moment = datetime.fromisoformat(str(value)).astimezone(LONDON)
    return f"{moment:%A} {_day(moment.date())}, {moment:%H:%M}"


def day_of(value: object) -> str:
    """Say the day of a moment in London."""
    return _day(datetime.fromisoformat(str(value)).astimezone(LONDON).date()) if value else ""


def recorded(item: Item, name: str = "creation") -> str:
    """Say when an item was made (or, with `activity`, last changed)."""
    return _day(_moment(item, name).date())


def recorded_at(item: Item, name: str = "creation") -> str:
    """Say when an item was made, to the minute."""
    moment = _moment(item, name)
    return f"{_day(moment.date())}, {moment:%H:%M}"


def age(born: object) -> str:
    """Say how old somebody is today."""
    return f"{age_on(date.fromisoformat(str(born)), london_date(utc_now()))} years old" if born else ""


def coded(item: Item, name: str) -> str:
    """Say a code of an item in plain words."""
    return words(item.classname, name, str(item[name] or ""))


def person(item: Item | None) -> str:
    """Say who a worker or a lead is."""
    if item is None:
        return ""
    return str(item["realname"] if item.classname == "user" else item["name"])


def role_words(role: object) -> str:
    """Say a worker's role: `iro` is the independent reviewing officer."""
    said = words("allocation", "role", str(role or "")).replace("_", " ")
    return said if said.startswith(OURS) else said.lower()


def some(count: int, one: str, many: str) -> str:
    """Say how many: `1 person`, `3 people`."""
    return f"{count} {one if count == 1 else many}"


def _moment(item: Item, name: str) -> datetime:
    stamp = item[name].timestamp()  # type: ignore[attr-defined] # Roundup's own kind of date
    return datetime.fromtimestamp(stamp, LONDON)


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
