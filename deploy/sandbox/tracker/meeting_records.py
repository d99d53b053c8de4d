"""What the record holds of conferences, support plans and the care plan (see `schema.py` for the kinds)."""

from deploy.sandbox.tracker.record import Record

CONFERENCE = Record(
    # version 0: requested; each arrangement or re-arrangement sets the next version. `closing` counts how
    # often it was closed: from the second time on it is `corrected`. Kind fgdm: offered before proceedings.
    "conference",
    codes="kind requested_by_role purpose exemption venue_ref stage outcome child_participation",
    words="venue words",
    dates="offered_on",
    moments="starts_at ends_at stage_at",
    flags="corrected",
    numbers="version closing",
    links={"child": "child", "coordinator": "user", "plan": "plan"},
)

INVITEE = Record(
    # one person invited to a conference: a lead or a worker, never both. way: how the person wants to take
    # part; came_by: how they did; needs: codes with commas between, `needs_in_words` what no code says
    "invitee",
    codes="role reply way came_by needs",
    words="needs_in_words",
    flags="needs_separate_arrival may_attend_first attended",
    links={"child": "child", "conference": "conference", "lead": "lead", "worker": "user"},
)

PLAN = Record(  # status: draft, agreed, decided; an amended plan is the next version of the same plan
    "plan",
    codes="status urgent_reason_code review_kind decision_id",
    words="words copies_to",
    dates="review_date agreed_on considered_at_review decided_on",
    moments="agreed_at decided_at",
    flags="child_agrees",
    numbers="version",
    links={
        "child": "child",
        "conference": "conference",
        "plan_lead": "lead",
        "agreed_by": "user",
        "decided_by": "user",
    },
)

COMMITMENT = Record(  # what one network member will do, in one version of a plan, and what was decided on it
    "commitment",
    codes="kind how frequency decision reason_code",
    words="words contingency childs_view conditions",
    dates="starts",
    numbers="plan_version",
    links={"child": "child", "plan": "plan", "lead": "lead", "checked_by": "user"},
)

ENTRY = Record(  # an approved commitment in the care plan; `ref` is the writer's deterministic reference
    "entry",
    words="text content_hash",
    dates="approved_on",
    numbers="plan_version",
    links={
        "child": "child",
        "approved_by": "user",
        "plan": "plan",
        "commitment": "commitment",
        "lead": "lead",
    },
    label="text",
)

CARE_PLAN_SECTION = Record(
    # plan_kind: care_plan or pathway_plan; section: family_and_social_relationships, health, ...
    # `version` is the version of the whole plan at the section's last change; it rises by itself, also when
    # a linked entry changes. An entry counts from the moment it is linked here.
    "care_plan_section",
    codes="plan_kind section",
    words="text",
    numbers="version position",
    links={"child": "child"},
    many={"entries": "entry"},
)

MEETING_RECORDS = (CONFERENCE, INVITEE, PLAN, COMMITMENT, ENTRY, CARE_PLAN_SECTION)
