"""The Standard Safeguarding Dataset's tables that are read, and their columns by vintage.

Column names: data-to-insight/ssd-data-model, SSD 1.0 to 1.4 with the deployments for System C, Mosaic and
Eclipse; where they differ, all are accepted. Free text, names, addresses and who a mother's child is
(hard case 51) are never read: only the columns named here are.
"""

from typing import Final

from deploy.imports.files import Layout
from deploy.imports.reading import Table


def _whose(column: str) -> tuple[str, ...]:
    """The column that says whose a row is; some deployments keep the name that their own system gives it."""
    return (column, "person_id", "PersonID", "pers_person_id", "mosaic_id", "child_id")


PERSON: Final = Table(
    "ssd_person",
    {
        "child": _whose("pers_person_id"),
        "born": ("pers_dob",),
        "died": ("pers_death_date",),
        "mother": ("pers_is_mother",),
    },
    needed=("child", "born"),
    required=True,
    lesser=frozenset({"mother"}),
    like={"died": ("date_of_death", "pers_date_of_death", "death_date", "pers_dod", "dod", "deceased_date")},
)
EPISODES: Final = Table(
    "ssd_cla_episodes",
    {
        "child": _whose("clae_person_id"),
        "start": ("clae_cla_episode_start_date", "clae_cla_episode_start"),
        "new_reason": ("clae_cla_episode_start_reason",),
        "end": ("clae_cla_episode_ceased_date", "clae_cla_episode_ceased", "clae_cla_episode_end_date"),
        "reason": ("clae_cla_episode_ceased_reason", "clae_cla_episode_cease_reason"),
        "entered": ("clae_entered_care_date",),
        "period": ("clae_cla_id",),
        "referral": ("clae_referral_id",),
    },
    needed=("child", "start", "end", "reason"),
    lesser=frozenset({"new_reason", "entered", "period", "referral"}),
)
LEGAL: Final = Table(
    "ssd_legal_status",
    {
        "child": _whose("lega_person_id"),
        "code": ("lega_legal_status",),
        "start": ("lega_legal_status_start_date", "lega_legal_status_start"),
        "end": ("lega_legal_status_end_date", "lega_legal_status_end"),
    },
    needed=("child", "code", "start", "end"),
)
PLACEMENTS: Final = Table(
    "ssd_cla_placement",
    {
        "child": _whose("clap_person_id"),
        "code": ("clap_cla_placement_type",),
        "start": ("clap_cla_placement_start_date",),
        "end": ("clap_cla_placement_end_date",),
        "period": ("clap_cla_id",),
    },
    needed=("child", "code", "start", "end"),
    via=("period", EPISODES.name, "period"),
    lesser=frozenset({"period"}),
)
PLANS: Final = Table(
    "ssd_cla_care_plan",
    {
        "child": _whose("lacp_person_id"),
        "plan": ("lacp_cla_care_plan_json", "lacp_cla_care_plan"),
        "start": ("lacp_cla_care_plan_start_date",),
        "end": ("lacp_cla_care_plan_end_date",),
    },
    needed=("child", "plan"),
    planned=frozenset({"end"}),
)
PERMANENCE: Final = Table(
    "ssd_permanence",
    {
        "child": _whose("perm_person_id"),
        "decided": ("perm_adm_decision_date",),
        "reversed": ("perm_decision_reversed_date",),
        "why": ("perm_decision_reversed_reason",),
        "placed": ("perm_placed_for_adoption_date",),
        "order": ("perm_placement_order_date",),
    },
    needed=("child", "decided", "reversed", "placed"),
    lesser=frozenset({"why"}),
)
LEAVERS: Final = Table(
    "ssd_care_leavers",
    {
        "child": _whose("clea_person_id"),
        "category": ("clea_care_leaver_eligibility",),
        "in_touch": ("clea_care_leaver_in_touch",),
        "seen": ("clea_care_leaver_latest_contact",),
        "adviser": ("clea_care_leaver_personal_advisor", "clea_care_leaver_personal_adviser"),
        "allocated": ("clea_care_leaver_worker_id", "clea_care_leaver_worker_name"),
    },
    needed=("child", "category"),
    lesser=frozenset({"seen", "adviser", "allocated"}),
)
INVOLVEMENTS: Final = Table(
    "ssd_involvements",
    {
        "child": _whose("invo_person_id"),
        "worker": ("invo_professional_id",),
        "role": ("invo_professional_role_id", "invo_professional_role"),
        "start": ("invo_involvement_start_date",),
        "end": ("invo_involvement_end_date",),
        "referral": ("invo_referral_id",),
    },
    needed=("child", "worker", "role", "start", "end"),
    via=("referral", EPISODES.name, "referral"),
    lesser=frozenset({"referral"}),
)
MOTHERS: Final = Table("ssd_mother", {"child": _whose("moth_person_id")}, needed=("child",))

TABLES: Final = (
    PERSON,
    EPISODES,
    LEGAL,
    PLACEMENTS,
    PLANS,
    PERMANENCE,
    LEAVERS,
    INVOLVEMENTS,
    MOTHERS,
)

OTHERS: Final = {
    **dict.fromkeys(
        (
            *("ssd_family", "ssd_address", "ssd_disability", "ssd_immigration_status", "ssd_contacts"),
            *("ssd_early_help_episodes", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_assessment_factors"),
            *("ssd_cin_plans", "ssd_cin_visits", "ssd_s47_enquiry", "ssd_initial_cp_conference"),
            *("ssd_cp_plans", "ssd_cp_visits", "ssd_cp_reviews", "ssd_cla_convictions", "ssd_cla_health"),
            *("ssd_cla_visits", "ssd_cla_immunisations", "ssd_cla_substance_misuse", "ssd_sdq_scores"),
            *("ssd_missing", "ssd_send"),
            *("ssd_department", "ssd_pre_proceedings", "ssd_voice_of_child", "ssd_linked_identifiers"),
            *("ssd_s251_finance", "ssd_sen_need", "ssd_ehcp_requests", "ssd_ehcp_assessment"),
            *("ssd_ehcp_named_plan", "ssd_ehcp_active_plans", "ssd_version_log"),
        ),
        "not read: a record has no field for what it says",
    ),
    "ssd_cla_reviews": "not read: the day of the next review is lost by it",
    "ssd_cla_previous_permanence": "not read: an earlier adoption or special guardianship is lost by it",
    "ssd_professionals": "not read: names of workers, and roles that involvements do not say, are lost by it",
}
"""The SSD's other tables, and what is lost by not reading them."""

LAYOUT: Final = Layout(TABLES, {}, OTHERS)
