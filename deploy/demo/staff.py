"""The invented workers of the sandbox, and their log-ins."""

from dataclasses import dataclass, field

from deploy.sandbox.tracker_home import Account


@dataclass(frozen=True)
class Staff:
    """Everybody who has a log-in; each instance has passwords of its own."""

    social_worker: Account = field(
        default_factory=lambda: Account(
            "social-worker", "SW-1", "Sage Inkwhistle", "SocialWorker", "social_worker"
        )
    )
    personal_adviser: Account = field(
        default_factory=lambda: Account(
            "personal-adviser", "PA-1", "Nell Lanternby", "SocialWorker", "personal_adviser"
        )
    )
    coordinator: Account = field(
        default_factory=lambda: Account(
            "coordinator", "LC-1", "Odette Waywander", "Coordinator", "coordinator"
        )
    )
    manager: Account = field(
        default_factory=lambda: Account("manager", "TM-1", "Bram Quillfeather", "Manager", "manager")
    )
    iro: Account = field(
        default_factory=lambda: Account(
            "reviewing-officer", "RO-1", "Winifred Farthingale", "ReviewingOfficer", "iro"
        )
    )
    plugin: Account = field(
        default_factory=lambda: Account("lifelong-links", "LL", "Lifelong Links", "Plugin", "plugin")
    )

    @property
    def people(self) -> tuple[Account, ...]:
        """The log-ins of human beings."""
        return (self.social_worker, self.personal_adviser, self.coordinator, self.manager, self.iro)

    @property
    def everybody(self) -> tuple[Account, ...]:
        """All log-ins, the plugin's last."""
        return (*self.people, self.plugin)
