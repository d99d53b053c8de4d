"""What a child's page shows, in the order in which a worker reads it."""

from collections.abc import Callable

from deploy.sandbox.tracker.hyperdb import Values
from deploy.sandbox.tracker.item import Item
from deploy.sandbox.tracker.journey import FAMILY, journey, withdrawn
from deploy.sandbox.tracker.naming import Naming, naming
from deploy.sandbox.tracker.our_notes import rests
from deploy.sandbox.tracker.plain_words import (
    age,
    coded,
    day,
    person,
    recorded,
    recorded_at,
    role_words,
    time_of,
)
from deploy.sandbox.tracker.roles import PLUGIN, has_role
from deploy.sandbox.tracker.validation import today

MayEdit = Callable[[str, str], bool]
"""Whether the reader may edit an item: class and number."""


def child_page(child: Item, may_edit: MayEdit) -> Values:
    """Return everything the page shows; texts are plain, the template escapes them."""
    said_no, named = withdrawn(child), naming(child)
    tasks = child.linking("task", "child")
    return {
        "name": child["name"],
        "known_as": child["preferred_name"] or str(child["name"]).split()[0],
        "ref": child["ref"],
        "restricted": child.flag("restricted"),
        "resting": _resting(child) if said_no is None else None,
        "withdrawn": f"{coded(said_no, 'decision')} on {day(said_no['date'])}" if said_no else None,
        "facts": [(name, value) for name, value in _facts(child) if value],
        "about_me": child["about_me"],
        "steps": journey(child),
        "voice": _voice(child),
        "plans": _plans(child, may_edit),
        "target": "pathway_plan" if child["care_leaver"] not in (None, "none", "eligible") else "care_plan",
        "open_tasks": [_task(one, named) for one in tasks if one["status"] == "open"],
        "done_tasks": [_task(one, named) for one in reversed(tasks) if one["status"] == "done"],
        "notes": [_note(one, named) for one in reversed(child.linking("note", "child"))],
        "documents": [_document(one) for one in child.linking("document", "child")],
        "restrictions": [_restriction(one) for one in child.linking("restriction", "child")],
        "people": [_lead(one) for one in child.linking("lead", "child")],
        "meetings": [_meeting(one) for one in reversed(child.linking("conference", "child"))],
        "support_plans": [_support_plan(one) for one in reversed(child.linking("plan", "child"))],
    }


def _resting(child: Item) -> Values | None:
    """Return what Lifelong Links has said of why nothing goes on, while nothing does."""
    resting = rests(child)
    return {"title": resting[1]["title"], "text": naming(child)(resting[1]["text"])} if resting else None


def _facts(child: Item) -> list[tuple[str, str]]:
    born = child["date_of_birth"]
    return [
        ("Date of birth", f"{day(born)} ({age(born)})"),
        ("Died", day(child["date_of_death"])),
        ("In care since", "" if child["care_period_ended"] else day(child["care_period_started"])),
        ("Care ended", day(child["care_period_ended"])),
        ("Legal status", coded(child, "legal_status")),
        ("Lives in", coded(child, "placement")),
        ("Permanence plan", coded(child, "permanence_plan")),
        ("Care leaver", coded(child, "care_leaver")),
        ("Next review", day(child["next_review_date"])),
        *((coded(one, "role"), person(one.linked("worker"))) for one in _current(child, "allocation")),
        *(("Works with", coded(one, "service")) for one in _current(child, "service")),
    ]


def _current(child: Item, classname: str) -> list[Item]:
    return [one for one in child.linking(classname, "child") if str(one["to_date"] or "9999") > today()]


def _voice(child: Item) -> list[Values]:
    """Return the child's own wishes and views, newest first."""
    wishes = [
        {"said": one["words"] or coded(one, "kind"), "about": coded(one, "kind"), "how": coded(one, "met")}
        for one in child.linking("objective", "child")
    ]
    views = [
        {
            "said": one["words"] or coded(one, "wish"),
            "about": person(one.linked("lead")) or str(one["stage"]).replace("_", " ").capitalize(),
            "how": f"{day(one['date'])}, heard by {person(one.linked('heard_by'))}",
        }
        for one in reversed(child.linking("view", "child"))
    ]
    return wishes + views


def _plans(child: Item, may_edit: MayEdit) -> list[Values]:
    sections = child.linking("care_plan_section", "child")
    sections.sort(key=lambda one: (one["plan_kind"], one["section"] != FAMILY, one["position"] or 0))
    return [
        {
            "number": one.nodeid,
            "title": f"{coded(one, 'plan_kind')}: {coded(one, 'section').lower()}",
            "text": one["text"],
            "version": one["version"],
            "changed": f"{recorded_at(one, 'activity')} by {person(one.linked('actor'))}",
            "entries": [_entry(entry, may_edit) for entry in one.listed("entries")],
            "is_family": one["section"] == FAMILY,
            "may_edit": may_edit("care_plan_section", one.nodeid),
        }
        for one in sections
    ]


def _entry(entry: Item, may_edit: MayEdit) -> Values:
    return {
        "number": entry.nodeid,
        "text": entry["text"],
        "who": person(entry.linked("lead")),
        "approved": f"Approved by {person(entry.linked('approved_by'))}"
        f" on {day(entry['approved_on']) or recorded(entry)}",
        "reference": entry["ref"],
        "may_edit": may_edit("entry", entry.nodeid),
    }


def _task(task: Item, named: Naming) -> Values:
    due = str(task["due"] or "")
    return {
        "number": task.nodeid,
        "title": named(task["title"]),
        "text": named(task["text"]),
        "whose": person(task.linked("assigned_to")) or role_words(task["assigned_role"]),
        "due": day(due),
        "late": bool(due) and task["status"] == "open" and due < today(),
        "closed": f"{day(task['closed_on'])} by {person(task.linked('closed_by'))}",
        "outcome": task["outcome"],
    }


def _note(note: Item, named: Naming) -> Values:
    author = note.linked("creator")
    on_behalf = person(note.linked("on_behalf_of"))
    return {
        "title": named(note["title"]),
        "text": named(note["text"]),
        "when": recorded_at(note),
        "who": person(author) + (f", on behalf of {on_behalf}" if on_behalf else ""),
        "ours": author is not None and has_role(note.db, author.nodeid, PLUGIN),
    }


def _document(document: Item) -> Values:
    return {"number": document.nodeid, "name": document["name"], "when": recorded(document)}


def _lead(lead: Item) -> Values:
    contacts = lead.linking("contact", "lead")
    barred = [one for one in lead.linking("restriction", "lead") if not one["ended_on"]]
    last = contacts[-1] if contacts else None
    return {
        "number": lead.nodeid,
        "name": lead["name"],
        "relationship": coded(lead, "relationship"),
        "side": coded(lead, "side"),
        "known": coded(lead, "known"),
        "contact": f"{coded(last, 'outcome')}, {day(last['date'])}" if last else "Not contacted",
        "barred": bool(barred),
    }


def _restriction(item: Item) -> Values:
    named = person(item.linked("lead")) or coded(item, "relationship").lower()
    other = person(item.linked("other_lead"))
    return {
        "number": item.nodeid,
        "what": coded(item, "authority"),
        "who": f"{named} and {other}" if other else named or "Not said",
        "until": day(item["to_date"]) or "No end date",
        "review": day(item["review_date"]),
        "ended": day(item["ended_on"]),
    }


def _meeting(meeting: Item) -> Values:
    return {
        "number": meeting.nodeid,
        "kind": coded(meeting, "kind"),
        "when": time_of(meeting["starts_at"]) or "No date yet",
        "venue": meeting["venue"],
        "state": coded(meeting, "outcome") or coded(meeting, "stage") or "Being arranged",
        "invited": [
            {
                "name": person(one.linked("lead") or one.linked("worker")),
                "reply": str(one["reply"] or "No reply yet").capitalize(),
                "attended": {True: "Came", False: "Did not come", None: ""}[one.flag("attended")],
            }
            for one in meeting.linking("invitee", "conference")
        ],
    }


def _support_plan(plan: Item) -> Values:
    return {
        "number": plan.nodeid,
        "state": coded(plan, "status"),
        "version": plan["version"],
        "leader": person(plan.linked("plan_lead")),
        "review": day(plan["review_date"]),
        "decided": f"{person(plan.linked('decided_by'))}, {day(plan['decided_on'])}"
        if plan["decided_at"]
        else "",
        "commitments": [
            {
                "number": one.nodeid,
                "who": person(one.linked("lead")),
                "words": one["words"] or coded(one, "kind"),
                "often": coded(one, "frequency"),
                "decision": coded(one, "decision") or "Not decided",
                "state": one["decision"] or "open",
                "reason": one["conditions"] or str(one["reason_code"] or "").replace("_", " "),
            }
            for one in plan.linking("commitment", "plan", plan_version=plan["version"])
        ],
    }
