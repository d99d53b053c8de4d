"""What the record says of an accepted referral."""

from tests.unit.plan_sync.plans import Sync, accepted


def test_acceptance_says_who_decided_and_whether_against_the_policy() -> None:
    """The note names the person; the policy's no stays visible (DOMAIN 10)."""
    sync = Sync()
    overruled = {"outcome": "not_eligible", "accepted_by": "TM-1", "reason_code": "no-return-in-sight"}
    sync.take(accepted(**overruled))
    (told,) = sync.writes("note")
    assert (told.payload["decided_by"], told.payload["grounds"]) == ("TM-1", "no-return-in-sight")
    assert told.payload["reason_code"] == "against-the-policy"
