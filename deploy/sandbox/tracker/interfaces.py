"""What this tracker changes in Roundup's own behaviour; Roundup runs this file when it loads the tracker."""

from deploy.sandbox.tracker.sessions import read_sessions_one_at_a_time
from deploy.sandbox.tracker.transactions import make_conditional_writes_atomic

make_conditional_writes_atomic()
read_sessions_one_at_a_time()
