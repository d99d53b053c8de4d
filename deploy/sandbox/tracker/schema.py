"""What the sandbox case record holds, class by class; Roundup runs this file to build its tables.

Every item has a `ref`: its stable key on the bus and in REST addresses (`/rest/data/lead/LD-4`), a letter
first, then letters, digits, `_` or `-`, 36 at most; notes, tasks, documents and entries, which never go on
the bus, may have longer ones (100) with `.` and `:` too. Posting a `ref` that exists is answered by 409.
Kinds of property, all but flags, numbers and links held as text:

- codes: one code, or several with commas between where the docstring of the field says so;
- words: names and prose. They never leave on the bus;
- dates: calendar dates `YYYY-MM-DD`; moments: RFC 3339 in UTC, `2026-12-05T10:00:00Z`;
- flags: yes, no, or unset for *not known*; numbers: whole numbers.

A blank value means *not known* throughout.
"""

from typing import TYPE_CHECKING

from roundup.hyperdb import Password, String

from deploy.sandbox.tracker.meeting_records import MEETING_RECORDS
from deploy.sandbox.tracker.record import Record
from deploy.sandbox.tracker.transactions import number_items_within_the_transaction

if TYPE_CHECKING:
    from deploy.sandbox.tracker.hyperdb import Database, MakeClass

CHILD = Record(
    "child",
    # permanence_plan: SSD keys with commas between. The four *_checked flags say that somebody looked:
    # with the flag, an empty section is known to be empty; without it, it is not known.
    codes="responsible_authority jurisdiction family_ref care_reason_ceased legal_status placement"
    " care_leaver permanence_plan adoption_reversal_reason",
    words="name preferred_name pronouns placement_address school about_me",
    dates="date_of_birth date_of_death next_review_date care_period_started care_period_ended"
    " adoption_decision_date adoption_reversed_date adoption_placed_date adoption_placed_ceased_date"
    " liberty_from liberty_to",
    flags="date_of_birth_disputed restricted is_parent child_lost_in_care_proceedings"
    " liberty_deprived care_checked permanence_plan_checked workers_checked services_checked",
    numbers="record_version",
    label="name",
)

ALLOCATION = Record(  # a worker allocated to the child; role: social_worker, personal_adviser, iro, manager
    "allocation",
    codes="role",
    dates="from_date to_date",
    links={"child": "child", "worker": "user", "manager": "user"},
)

PR_HOLDER = Record(  # somebody with parental responsibility: each holder has a word of their own
    "pr_holder",
    codes="relationship",
    words="name words",
    links={"child": "child"},
    label="name",
)

SERVICE = Record(  # a partner service that works with the young person, e.g. futures
    "service",
    codes="service",
    dates="from_date to_date",
    links={"child": "child"},
)

PERSON_MERGE = Record(  # two records of one child became one
    "person_merge",
    words="words",
    links={"kept": "child", "retired": "child"},
)

PERSON_UNMERGE = Record(  # a merge was wrong: the two records never were one child's
    "person_unmerge",
    words="words",
    links={"kept": "child", "retired": "child"},
)

PAUSE = Record(  # the work rests, at the child's request or another's, until it is ended
    "pause",
    codes="requested_by",
    words="words",
    dates="from_date until_date ended_on",
    links={"child": "child"},
)

COMPLAINT = Record(  # somebody complains about the use of their data; due to be acknowledged within 30 days
    "complaint",
    codes="made_by status",
    words="words",
    dates="date acknowledged_on",
    links={"child": "child", "lead": "lead"},
)

OBJECTIVE = Record(  # what the child wants, and what became of it; `met` is answered when a plan is agreed
    "objective",
    codes="kind status met",
    words="words",
    dates="date",
    numbers="version",
    links={"child": "child"},
    label="words",
)

REFERRAL = Record(  # objectives are recorded first; creating the referral makes it
    "referral",
    codes="referred_by_role agreement_method pr_position decision reason_code decision_id",
    words="words decision_words",
    dates="agreement_date pr_date decided_on",
    flags="agreement_given discussed_with_iro",
    links={
        "child": "child",
        "referred_by": "user",
        "agreement_heard_by": "user",
        "coordinator": "user",
        "decided_by": "user",
        "pr_holder": "pr_holder",
    },
    many={"objectives": "objective"},
)

VIEW = Record(  # the child's views at a stage, or about one person
    "view",
    codes="stage participation method wish advocate",
    words="words",
    dates="date",
    links={"child": "child", "heard_by": "user", "lead": "lead"},
)

CONSENT = Record(
    "consent",
    codes="given_by scope decision",
    words="words",
    dates="date",
    links={"child": "child", "lead": "lead", "holder": "pr_holder"},
)

SEARCH_STEP = Record(
    "search_step",
    codes="method purpose account outcome",
    words="words",
    dates="date",
    numbers="leads_found",
    links={"child": "child", "by": "user"},
)

LEAD = Record(  # a person who may matter to the child; `version` rises by itself with each change
    "lead",
    codes="relationship side known",
    words="name aliases town contact_details words",
    dates="date_of_birth",
    flags="is_child looked_after_elsewhere abroad in_prison deceased adopted_sibling",
    numbers="version",
    links={"child": "child", "found_by_step": "search_step"},
    label="name",
)

CHECK = Record(  # one check of a safety gate for one lead
    "check",
    codes="gate check result role",
    words="words",
    dates="date expires",
    links={"child": "child", "lead": "lead", "by": "user"},
)

RESTRICTION = Record(
    # an order, decision or wish that bars somebody; ended_on closes it. recorded_on: when it was last said
    "restriction",
    codes="relationship authority",
    words="aliases words",
    dates="from_date to_date review_date ended_on recorded_on",
    links={"child": "child", "lead": "lead", "other_lead": "lead", "separate_arrival_agreed_by": "user"},
)

CONTACT = Record(
    "contact",
    codes="direction method outcome privacy_information",
    words="words",
    dates="date",
    flags="managed",
    links={"child": "child", "lead": "lead", "by": "user"},
)

LEAD_MERGE = Record(
    "lead_merge",
    codes="decision",
    words="words",
    dates="date",
    links={"child": "child", "by": "user"},
    many={"leads": "lead"},
)

NOTE = Record(
    "note",
    codes="code",
    words="title text",
    links={"child": "child", "on_behalf_of": "user"},
    label="title",
)

TASK = Record(  # status: open or done
    "task",
    codes="code status closed_as assigned_role",
    words="title text outcome",
    dates="due closed_on",
    links={"child": "child", "assigned_to": "user", "closed_by": "user", "on_behalf_of": "user"},
    label="title",
)

DOCUMENT = Record(  # `content` and `type` (its media type) come with the kind of class
    "document",
    codes="kind",
    words="name description",
    links={"child": "child", "on_behalf_of": "user"},
    label="name",
    is_file=True,
)

EVENT_OUT = Record(  # the transactional outbox of the detectors; `ref` is the event's id
    "event_out",
    codes="type subject",
    words="payload",
    moments="sent_at",
)

RECORDS = (
    *(CHILD, ALLOCATION, SERVICE, PR_HOLDER, PERSON_MERGE, PERSON_UNMERGE, PAUSE, COMPLAINT),
    *(OBJECTIVE, REFERRAL, VIEW, CONSENT),
    *(SEARCH_STEP, LEAD, CHECK, RESTRICTION, CONTACT, LEAD_MERGE),
    *MEETING_RECORDS,
    *(NOTE, TASK, DOCUMENT, EVENT_OUT),
)

WORKER = {  # `ref` is the worker's id on the bus; `job` the professional role; `username` the log-in, no name
    "username": String(),
    "ref": String(),
    "realname": String(),
    "job": String(),
    "address": String(),
    "alternate_addresses": String(),
    "password": Password(),
    "roles": String(),
    "timezone": String(),
}


def declare(db: "Database", plain_class: "MakeClass", file_class: "MakeClass") -> None:
    """Build every class and grant every role its permissions; Roundup calls this at each opening."""
    from deploy.sandbox.tracker.roles import grant  # noqa: PLC0415 - roles read RECORDS of this module

    number_items_within_the_transaction(db)
    plain_class(db, "user", **WORKER).setkey("username")
    for record in RECORDS:
        make = file_class if record.is_file else plain_class
        made = make(db, record.name, **record.properties())
        made.setkey("ref")
        made.setlabelprop(record.label)
    grant(db)


if "db" in globals():
    declare(globals()["db"], globals()["Class"], globals()["FileClass"])
