"""The known codes of the contract's open lists, exported as `x-codes`.

A code that is not listed is kept all the same and leads to a person's decision: these lists refuse nothing.
The codes of a child's record are national (DOMAIN 7) and stand in `shared.rules.codes`. Where parsing does
refuse other values the event has an enum, and no list is here.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import Field

from shared.contracts.fields import Code
from shared.rules import codes

LISTED = "x-codes"
"""The schema's word for the known codes of an open list."""


def known(listed: str | Iterable[str], more: str = "") -> Any:  # noqa: ANN401 - as pydantic types its own Field
    """Show codes (a set, or words with spaces between) in the schema; what is parsed stays the same."""
    shown = listed.split() if isinstance(listed, str) else sorted(listed)
    return Field(json_schema_extra={LISTED: [*shown, *more.split()]})


# ---- the child's record
LegalStatus = Annotated[Code, known(codes.LEGAL_STATUS)]
Placement = Annotated[Code, known(codes.PLACEMENT)]
ReasonCeased = Annotated[Code, known(codes.REASON_CEASED)]
PermanencePlan = Annotated[Code, known(codes.PLAN_KEYS)]
ReversalReason = Annotated[Code, known(codes.REVERSAL_REASONS)]
LeaverCategory = Annotated[Code, known(codes.LEAVER_CATEGORIES)]
Jurisdiction = Annotated[Code, known({codes.ENGLAND, *codes.OTHER_JURISDICTIONS})]
PartnerServiceName = Annotated[Code, known("futures home_start_leeds adult_and_health")]

# ---- people
WorkerRole = Annotated[Code, known(codes.WORKER_ROLES)]
StaffRole = Annotated[Code, known(codes.WORKER_ROLES, "coordinator")]
AskedBy = Annotated[
    Code, known(codes.WORKER_ROLES, "coordinator practitioner child care_leaver pr_holder family lead court")
]
"""Who asks or refers: somebody of the authority, the child or young person, or somebody of the family."""

Relationship = Annotated[
    Code,
    known(
        "mother father parent stepmother stepfather step_parent partner_of_parent"
        " grandmother grandfather grandparent great_grandparent aunt uncle cousin niece nephew"
        " sister brother sibling half_sister half_brother half_sibling step_sibling in_law relative"
        " friend family_friend neighbour foster_carer former_foster_carer teacher former_teacher"
        " professional former_professional former_social_worker other unknown not_known"
    ),
]
RelationKind = Annotated[
    Code, known("parent_of child_of sibling_of partner_of former_partner_of grandparent_of relative_of")
]
KnownAs = Annotated[Code, known("birth_name married_name former_name nickname")]
Closeness = Annotated[Code, known("close some_contact distant difficult")]

# ---- views, search and contact
Participation = Annotated[Code, known("PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7")]
"""PN0-PN7 (DOMAIN 7), an open list: a view with a code we do not know may still hold a veto."""

Stage = Annotated[
    Code,
    known(
        "agreement direct_work search approach introduction conference fgc information_sharing"
        " private_family_time agreeing_plan plan review closing"
    ),
]
HeardHow = Annotated[
    Code, known("conversation in_person phone video writing drawing symbols observation advocate")
]
SearchMethod = Annotated[
    Code,
    known("case_file person genogram mobility_map open_register social_media letter red_cross"),
]
SearchPurpose = Annotated[Code, known("find_family find_friend find_professional know_history")]
ContactMethod = Annotated[Code, known("letter message email phone video visit in_person social_media")]
RestrictionAuthority = Annotated[
    Code,
    known(
        "s34_4 s34_6 non_molestation restraining prohibited_steps police"
        " authority_decision child_wish lead_wish"
    ),
]

# ---- meetings and plans
MeetingPurpose = Annotated[
    Code, known("bring_network_together make_plan review_plan family_decision before_proceedings")
]
OfferExemption = Annotated[Code, known("not_in_childs_interests nobody_to_offer_to")]
InviteeRole = Annotated[
    Code,
    known(codes.WORKER_ROLES, "coordinator network family relative friend carer advocate interpreter"),
]
Reply = Annotated[Code, known("yes no maybe")]
Way = Annotated[Code, known("in_person video phone writing recording advocate separate_meeting")]
"""How somebody takes part: practice offers other ways before it leaves anybody out (DOMAIN 5)."""

Need = Annotated[
    Code,
    known("interpreter signing travel wheelchair_access childcare quiet_room supporter"),
]
PromiseKind = Annotated[
    Code, known("visit call letter message holiday practical_help photographs_and_memories")
]
PromiseWay = Annotated[Code, known("in_person phone video post online supervised")]
Frequency = Annotated[Code, known("once weekly fortnightly monthly termly yearly")]
Contingency = Annotated[Code, known("tell_plan_lead tell_social_worker another_person_steps_in call_review")]
Condition = Annotated[
    Code, known("supervised carer_present away_from_placement agreed_dates_only review_first")
]
DeclineReason = Annotated[
    Code, known("not_safe against_order against_childs_wish not_agreed not_practicable")
]
URGENT_REASONS: Final = (
    "child_moves",
    "holiday_visit",
    "illness",
    "bereavement",
    "birth",
    "contact_has_begun",
)
"""Why a decision on a plan could not wait for a review."""

UrgentReason = Annotated[Code, known(URGENT_REASONS)]
ReviewKind = Annotated[Code, known("looked_after_review pathway_plan_review")]
ReferralReason = Annotated[
    Code,
    known("room_in_team no_room own_agreement outside_offer best_for_child child_declined urgent"),
]
