"""The functions and the action of the web pages; Roundup calls `init` when it loads the tracker."""

from deploy.sandbox.tracker.web import register as init

__all__ = ["init"]
