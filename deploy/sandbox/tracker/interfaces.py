"""What this tracker changes in Roundup's own behaviour; Roundup runs this file when it loads the tracker."""

from deploy.sandbox.tracker.transactions import make_conditional_writes_atomic

make_conditional_writes_atomic()
