"""`lifelong-links settings`: every setting, its default and what it does."""

from rich.table import Table

from deploy.operate.words import console
from shared.config import PREFIX, Settings

_PLACES = {
    "CONFIG": ("lifelong-links.toml", "TOML file with settings, named as below without LL_, in lower case."),
    "SECRETS_DIR": (
        "/run/secrets",
        "Folder with one file per secret, named like its variable in lower case.",
    ),
}


def show_settings() -> None:
    """Print them all; no value that is set is shown."""
    table = Table(box=None, pad_edge=False)
    for head in ("setting", "default", "what it does"):
        table.add_column(head, no_wrap=head == "setting", overflow="fold")
    for name, (default, text) in _PLACES.items():
        table.add_row(f"{PREFIX}{name}", default, text)
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        table.add_row(f"{PREFIX}{name.upper()}", "" if shown is None else str(shown), field.description or "")
    console().print(table)
