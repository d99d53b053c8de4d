"""The record's own rules and its events; Roundup calls `init` at each opening of the tracker."""

from deploy.sandbox.tracker import decisions, publishing, validation, versions
from deploy.sandbox.tracker.hyperdb import Database


def init(db: Database) -> None:
    """Register auditors in the order in which they run, then the reactors."""
    validation.watch(db)
    versions.watch(db)
    decisions.watch(db)
    publishing.watch(db)
