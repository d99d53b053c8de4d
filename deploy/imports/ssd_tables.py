"""The Standard Safeguarding Dataset's tables that are read, and their columns by vintage.

Column names: data-to-insight/ssd-data-model, SSD 1.0 to 1.4 with the deployments for System C, Mosaic and
Eclipse; where they differ, all are accepted. Free text, names, addresses and who a mother's child is
(hard case 51) are never read: only the columns named here are.
"""

from typing import Final

from deploy.imports.reading import Table

PERSON: Final = Table(
    "ssd_person",
    {
        "child": ("pers_person_id",),
        "born": ("pers_dob",),
        "died": ("pers_death_date",),
        "mother": ("pers_is_mother",),
    },
    needed=("child", "born"),
    required=True,
)
EPISODES: Final = Table(
    "ssd_cla_episodes",
    {
        "child": ("clae_person_id",),
        "start": ("clae_cla_episode_start_date", "clae_cla_episode_start"),
        "new_reason": ("clae_cla_episode_start_reason",),
        "end": ("clae_cla_episode_ceased_date", "clae_cla_episode_ceased", "clae_cla_episode_end_date"),
        "reason": ("clae_cla_episode_ceased_reason", "clae_cla_episode_cease_reason"),
        "entered": ("clae_entered_care_date",),
        "period": ("clae_cla_id",),
        "referral": ("clae_referral_id",),
    },
    needed=("child", "start", "end", "reason"),
)
LEGAL: Final = Table(
    "ssd_legal_status",
    {
        "child": ("lega_person_id",),
        "code": ("lega_legal_status",),
        "start": ("lega_legal_status_start_date", "lega_legal_status_start"),
        "end": ("lega_legal_status_end_date", "lega_legal_status_end"),
    },
    needed=("child", "code", "start", "end"),
)
PLACEMENTS: Final = Table(
    "ssd_cla_placement",
    {
        "child": ("clap_person_id",),
        "code": ("clap_cla_placement_type",),
        "start": ("clap_cla_placement_start_date",),
        "end": ("clap_cla_placement_end_date",),
        "period": ("clap_cla_id",),
    },
    needed=("child", "code", "start", "end"),
    via=("period", EPISODES.name, "period"),
)
PLANS: Final = Table(
    "ssd_cla_care_plan",
    {
        "child": ("lacp_person_id",),
        "plan": ("lacp_cla_care_plan_json", "lacp_cla_care_plan"),
        "start": ("lacp_cla_care_plan_start_date",),
        "end": ("lacp_cla_care_plan_end_date",),
    },
    needed=("child", "plan"),
)
PERMANENCE: Final = Table(
    "ssd_permanence",
    {
        "child": ("perm_person_id",),
        "decided": ("perm_adm_decision_date",),
        "reversed": ("perm_decision_reversed_date",),
        "why": ("perm_decision_reversed_reason",),
        "placed": ("perm_placed_for_adoption_date",),
    },
    needed=("child", "decided", "reversed", "placed"),
)
LEAVERS: Final = Table(
    "ssd_care_leavers",
    {
        "child": ("clea_person_id",),
        "category": ("clea_care_leaver_eligibility",),
        "in_touch": ("clea_care_leaver_in_touch",),
        "seen": ("clea_care_leaver_latest_contact",),
        "adviser": ("clea_care_leaver_personal_advisor", "clea_care_leaver_personal_adviser"),
    },
    needed=("child", "category"),
)
INVOLVEMENTS: Final = Table(
    "ssd_involvements",
    {
        "child": ("invo_person_id",),
        "worker": ("invo_professional_id",),
        "role": ("invo_professional_role_id", "invo_professional_role"),
        "start": ("invo_involvement_start_date",),
        "end": ("invo_involvement_end_date",),
        "referral": ("invo_referral_id",),
    },
    needed=("child", "worker", "role", "start", "end"),
    via=("referral", EPISODES.name, "referral"),
)
MOTHERS: Final = Table("ssd_mother", {"child": ("moth_person_id",)}, needed=("child",))

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
