"""The composition root: the one place that knows every service and the settings."""

from dataclasses import replace
from typing import Any

from services.conference.service import SERVICE as CONFERENCE
from services.eligibility.policies.book import PolicyBook, load_book
from services.eligibility.service import build as build_eligibility
from services.family_finding.service import SERVICE as FAMILY_FINDING
from services.plan_sync.service import SERVICE as PLAN_SYNC
from shared.case_system.adapters import Connection, open_case_system
from shared.case_system.port import CaseSystem
from shared.config import Settings
from shared.errors import ConfigurationError, PolicyError
from shared.rules.practice import DEFAULT, load_practice
from shared.service import Service

NAMES = ("eligibility", "family-finding", "conference", "plan-sync")
"""The services, in the order of a child's journey."""


def all_services(settings: Settings) -> tuple[Service[Any], ...]:
    """Build the four services; raises PolicyError, or ConfigurationError for the practice."""
    practice = load_practice(settings.practice) if settings.practice else DEFAULT
    services = (build_eligibility(policy_book(settings)), FAMILY_FINDING, CONFERENCE, PLAN_SYNC)
    return tuple(replace(service, practice=practice) for service in services)


def policy_book(settings: Settings) -> PolicyBook:
    """Read the policy that the settings name; raises PolicyError."""
    try:
        return load_book(settings.policy)
    except PolicyError as fault:
        msg = f"LL_POLICY: {fault}"
        raise PolicyError(msg) from None


def chosen(services: tuple[Service[Any], ...], names: list[str]) -> tuple[Service[Any], ...]:
    """Pick services by name, all when none is named; raises ConfigurationError."""
    wanted = {name.replace("_", "-") for name in names}
    if unknown := wanted - set(NAMES):
        msg = f"no service {min(unknown)}; there are {', '.join(NAMES)}"
        raise ConfigurationError(msg)
    return tuple(service for service in services if not wanted or service.name in wanted)


def case_system(settings: Settings) -> CaseSystem:
    """Open the case system that the settings name."""
    if not settings.case_system_secret:
        msg = "LL_CASE_SYSTEM_SECRET is needed: the password of the plugin's account in the case system"
        raise ConfigurationError(msg)
    return open_case_system(
        Connection(
            base_url=settings.case_system_url,
            secret=settings.case_system_secret,
            user=settings.case_system_user,
            kind=settings.case_system,
            mapping=settings.case_system_mapping,
            timeout=settings.case_system_timeout,
        )
    )
