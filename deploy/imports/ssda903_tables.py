"""The SSDA903 return's files that are read, and their columns by vintage.

Column names: DfE's guide to the SSDA903 collection, and data-to-insight/csc-validator-be-903. OC2, Reviews,
Missing and PrevPerm say nothing that a ChildRecord holds; postcodes, UPN and adopters are never read.
"""

from typing import Final

from deploy.imports.reading import Table

_CHILD: Final = ("CHILD", "CHILD_ID", "CHILDID")

HEADER: Final = Table(
    "Header",
    {
        "child": _CHILD,
        "born": ("DOB",),
        "sex": ("SEX", "GENDER"),
        "mother": ("MOTHER",),
    },
    needed=("child", "born"),
    required=True,
)
EPISODES: Final = Table(
    "Episodes",
    {
        "child": _CHILD,
        "start": ("DECOM",),
        "new_reason": ("RNE",),
        "legal_status": ("LS",),
        "placement": ("PLACE",),
        "end": ("DEC",),
        "reason": ("REC",),
        "entered": ("POC_START",),
    },
    needed=("child", "start", "legal_status", "placement", "end", "reason"),
)
PLACED_ADOPTION: Final = Table(
    "PlacedAdoption",
    {
        "child": _CHILD,
        "born": ("DOB",),
        "decided": ("DATE_PLACED",),
        "reversed": ("DATE_PLACED_CEASED",),
        "why": ("REASON_PLACED_CEASED",),
    },
    needed=("child", "decided", "reversed"),
)
AD1: Final = Table(
    "AD1",
    {"child": _CHILD, "born": ("DOB",), "decided": ("DATE_INT",)},
    needed=("child", "decided"),
)
SW_EPISODES: Final = Table(
    "SWEpisodes",
    {
        "child": _CHILD,
        "born": ("DOB",),
        "worker": ("SW_ID",),
        "start": ("SW_DECOM",),
        "end": ("SW_DEC",),
    },
    needed=("child", "worker", "start", "end"),
)
OC3: Final = Table(
    "OC3",
    {"child": _CHILD, "born": ("DOB",), "in_touch": ("IN_TOUCH",)},
    needed=("child", "born"),
)
UASC: Final = Table("UASC", {"child": _CHILD, "born": ("DOB",)}, needed=("child",))

TABLES: Final = (HEADER, EPISODES, PLACED_ADOPTION, AD1, SW_EPISODES, OC3, UASC)
ALSO_CALLED: Final = {
    "Social_Worker": "SWEpisodes",
    "SocialWorkerEpisodes": "SWEpisodes",
    "Should_be_placed_for_adoption": "PlacedAdoption",
    "Placed_for_adoption": "PlacedAdoption",
}
"""Other names under which these files go about."""
