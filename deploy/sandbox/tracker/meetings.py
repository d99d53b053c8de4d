"""What the record tells the bus about the conference, the support plan and the care plan."""

from deploy.sandbox.tracker.hyperdb import Values
from deploy.sandbox.tracker.item import Item, known


def requested(conference: Item) -> Values:
    """Return what was asked for."""
    return known(
        {
            "conference_id": conference["ref"],
            **{name: conference[name] for name in ("kind", "requested_by_role", "purpose")},
            **{name: conference[name] for name in ("offered_on", "exemption")},
            "plan_id": conference.ref("plan"),
        }
    )


def arranged(conference: Item) -> Values:
    """Return this version of the arrangements with everybody invited."""
    return known(
        {
            "conference_id": conference["ref"],
            **{name: conference[name] for name in ("version", "starts_at", "ends_at", "venue_ref")},
            "coordinator_id": conference.ref("coordinator"),
            "invitees": [_invitee(one) for one in conference.linking("invitee", "conference")],
        }
    )


def _invitee(invitee: Item) -> Values:
    return known(
        {
            **_person(invitee),
            **{name: invitee[name] for name in ("role", "reply", "way")},
            "needs": str(invitee["needs"]).split(",") if invitee["needs"] else None,
            **{name: invitee.flag(name) for name in ("needs_separate_arrival", "may_attend_first")},
        }
    )


def _person(invitee: Item) -> Values:
    return {"lead_id": invitee.ref("lead"), "worker_id": invitee.ref("worker")}


def stage(conference: Item) -> Values:
    """Return the stage that the conference entered."""
    return {"conference_id": conference["ref"], "stage": conference["stage"], "at": conference["stage_at"]}


def closed(conference: Item) -> Values:
    """Return how the conference ended and who attended, as far as recorded."""
    invitees = [
        one for one in conference.linking("invitee", "conference") if one.flag("attended") is not None
    ]
    return known(
        {
            "conference_id": conference["ref"],
            "outcome": conference["outcome"],
            "attendance": [
                known({**_person(one), "attended": one.flag("attended"), "way": one["came_by"]})
                for one in invitees
            ],
            "child_participation": conference["child_participation"],
            "corrected": conference.flag("corrected"),
        }
    )


def plan_agreed(plan: Item) -> Values:
    """Return the commitments of this version and what the child's objectives came to."""
    child = plan.linked("child")
    objectives = child.linking("objective", "child") if child else []
    return known(
        {
            "plan_id": plan["ref"],
            "version": plan["version"],
            "conference_id": plan.ref("conference"),
            "child_agrees": plan.flag("child_agrees"),
            "plan_lead_id": plan.ref("plan_lead"),
            "review_date": plan["review_date"],
            "agreed_on": plan["agreed_on"],
            "agreed_by": plan.ref("agreed_by"),
            "commitments": [_commitment(one) for one in _commitments(plan)],
            "objectives": [
                {"objective_id": one["ref"], "met": one["met"]} for one in objectives if one["met"]
            ],
        }
    )


def plan_decided(plan: Item) -> Values:
    """Return the authority's decision on each commitment of this version."""
    return known(
        {
            "plan_id": plan["ref"],
            "version": plan["version"],
            "decided_by": plan.ref("decided_by"),
            **{name: plan[name] for name in ("decision_id", "decided_on")},
            **{name: plan[name] for name in ("considered_at_review", "review_kind", "urgent_reason_code")},
            "decisions": [
                known(
                    {
                        "commitment_id": one["ref"],
                        "decision": one["decision"],
                        "reason_code": one["reason_code"],
                    }
                )
                for one in _commitments(plan)
            ],
        }
    )


def care_plan_changed(section: Item) -> Values:
    """Return the plan's new version and who made it."""
    db = section.db
    return {
        "plan_kind": section["plan_kind"],
        "version": section["version"],
        "changed_by": db.getclass("user").get(db.getuid(), "ref"),
    }


def _commitments(plan: Item) -> list[Item]:
    return plan.linking("commitment", "plan", plan_version=plan["version"])


def _commitment(item: Item) -> Values:
    return known(
        {
            "commitment_id": item["ref"],
            "lead_id": item.ref("lead"),
            **{name: item[name] for name in ("kind", "how", "frequency", "starts")},
            "checked_by": item.ref("checked_by"),
        }
    )
