"""What the record tells the bus: one function per class that turns an item into the event's `data`.

Ids, codes, dates, flags and numbers only. A property of kind *words* is never read here.
"""

from collections.abc import Mapping

from deploy.sandbox.tracker.hyperdb import Values
from deploy.sandbox.tracker.item import Item, known
from deploy.sandbox.tracker.our_notes import OURS
from shared.clock import utc_now


def child_record(child: Item) -> Values:
    """Return the whole ChildRecord. A section with nothing in it is known only when its box is ticked."""
    workers = [
        known({"worker_id": one.ref("worker"), **_held(one, "role"), "manager_id": one.ref("manager")})
        for one in child.linking("allocation", "child")
    ]
    services = [_held(one, "service") for one in child.linking("service", "child")]
    permanence = str(child["permanence_plan"] or "")
    return known(
        {
            "child_id": child["ref"],
            "record_version": child["record_version"],
            "as_of": utc_now().isoformat(),
            **{name: child[name] for name in ("responsible_authority", "jurisdiction", "date_of_birth")},
            **{name: child.flag(name) for name in ("date_of_birth_disputed", "restricted")},
            **{name: child[name] for name in ("date_of_death", "next_review_date", "care_leaver")},
            "family_id": child["family_ref"],
            "care": _section(child, CARE, checked="care_checked"),
            "permanence_plan": _ticked(permanence, child.flag("permanence_plan_checked")),
            "adoption": _section(child, ADOPTION),
            "workers": workers if workers or child.flag("workers_checked") else None,
            "services": services if services or child.flag("services_checked") else None,
            "parent": known({name: child.flag(name) for name in PARENT}) or None,
            "liberty": _liberty(child),
        }
    )


CARE = {
    "period_started": "care_period_started",
    "period_ended": "care_period_ended",
    "reason_ceased": "care_reason_ceased",
    "legal_status": "legal_status",
    "placement": "placement",
}
ADOPTION = {
    "decision_date": "adoption_decision_date",
    "decision_reversed_date": "adoption_reversed_date",
    "reversal_reason": "adoption_reversal_reason",
    "placed_date": "adoption_placed_date",
    "placed_ceased_date": "adoption_placed_ceased_date",
}
PARENT = ("is_parent", "child_lost_in_care_proceedings")


def _liberty(child: Item) -> Values | None:
    dates = {"from": child["liberty_from"], "to": child["liberty_to"]}
    return known({"deprived": child.flag("liberty_deprived"), **dates}) or None


def _held(item: Item, what: str) -> Values:
    return known({what: item[what], "from": item["from_date"], "to": item["to_date"]})


def _section(child: Item, fields: Mapping[str, str], checked: str | None = None) -> Values | None:
    found = known({name: child[source] for name, source in fields.items()})
    return found if found or (checked and child.flag(checked)) else None


def _ticked(keys: str, checked: bool | None) -> list[str] | None:  # noqa: FBT001 - three-valued, not a switch
    ticked = [key.strip() for key in keys.split(",") if key.strip()]
    return ticked if ticked or checked else None


def referral_made(referral: Item) -> Values:
    """Return who referred, the child's agreement, the position on parental responsibility, the objectives."""
    return known(
        {
            "referral_id": referral["ref"],
            "referred_by": {"worker_id": referral.ref("referred_by"), "role": referral["referred_by_role"]},
            "child_agreement": known(
                {
                    "given": referral.flag("agreement_given"),
                    "date": referral["agreement_date"],
                    "method": referral["agreement_method"],
                    "heard_by": referral.ref("agreement_heard_by"),
                }
            ),
            "parental_responsibility": known(
                {
                    "position": referral["pr_position"],
                    "date": referral["pr_date"],
                    "holder_id": referral.ref("pr_holder"),
                }
            ),
            "discussed_with_iro": referral.flag("discussed_with_iro"),
            "objectives": [
                {"objective_id": one["ref"], "kind": one["kind"]} for one in referral.listed("objectives")
            ],
            "coordinator_id": referral.ref("coordinator"),
        }
    )


def restriction(item: Item) -> Values:
    """Return whom a restriction names and until when."""
    other = item.ref("other_lead")
    return known(
        {
            "restriction_id": item["ref"],
            "person": known({"lead_id": item.ref("lead"), "relationship": item["relationship"]}),
            "other_person": {"lead_id": other} if other else None,
            "authority": item["authority"],
            "from": item["from_date"],
            "to": item["to_date"],
            "review_date": item["review_date"],
            "ended": item["ended_on"],
            "recorded_on": item["recorded_on"],
            "separate_arrival_agreed_by": item.ref("separate_arrival_agreed_by"),
        }
    )


def lead_merge(item: Item) -> Values:
    """Return the leads that a person compared, and what was decided; each decision is an item of its own."""
    refs = [lead["ref"] for lead in item.listed("leads")]
    decision = {"decision_id": item["ref"], "decision": item["decision"], "date": item["date"]}
    return known({"lead_ids": refs, "by": item.ref("by"), **decision})


def pause(item: Item) -> Values:
    """Return who asked for a pause, and from when until when."""
    days = {"from": item["from_date"], "until": item["until_date"], "ended": item["ended_on"]}
    return known({"pause_id": item["ref"], "requested_by": item["requested_by"], **days})


def task_closed(task: Item) -> Values:
    """Return how a task of ours was closed, under our own reference."""
    how = {"closed_on": task["closed_on"], "outcome": task["closed_as"], "by": task.ref("closed_by")}
    return known({"task_id": str(task["ref"]).removeprefix(OURS), **how})


def plain(
    item: Item, ref: str, codes: str, *, flags: str = "", links: Mapping[str, str] | None = None
) -> Values:
    """Return an event whose fields are called like the properties; `ref` names the item's own id."""
    return known(
        {
            ref: item["ref"],
            **{name: item[name] for name in codes.split()},
            **{name: item.flag(name) for name in flags.split()},
            **{field: item.ref(name) for field, name in (links or {}).items()},
        }
    )
