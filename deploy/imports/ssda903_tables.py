"""The SSDA903 return's files that are read, and their columns by vintage.

Column names: DfE's guide to the SSDA903 collection, and data-to-insight/csc-validator-be-903. Postcodes, UPN
and adopters are never read.
"""

from typing import Final

from deploy.imports.files import Layout
from deploy.imports.reading import Table

_CHILD: Final = ("CHILD", "CHILD_ID", "CHILDID", "PERSON_ID", "PersonID")
_BORN: Final = frozenset({"born"})

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
    lesser=frozenset({"sex", "mother"}),
    known_by=("CHILD", "DOB", "SEX", "ETHNIC"),
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
    lesser=frozenset({"new_reason"}),
    extra=frozenset({"entered"}),
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
    lesser=_BORN | {"why"},
)
AD1: Final = Table(
    "AD1",
    {"child": _CHILD, "born": ("DOB",), "decided": ("DATE_INT",)},
    needed=("child", "decided"),
    lesser=_BORN,
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
    lesser=_BORN,
)
OC3: Final = Table(
    "OC3",
    {"child": _CHILD, "born": ("DOB",), "in_touch": ("IN_TOUCH",)},
    needed=("child", "born"),
    known_by=("CHILD", "IN_TOUCH"),
)
UASC: Final = Table(
    "UASC",
    {"child": _CHILD, "born": ("DOB",)},
    needed=("child",),
    lesser=_BORN,
    known_by=("CHILD", "DUC"),
)
DOLO: Final = Table(
    "DoLo",
    {"child": _CHILD, "born": ("DOB",), "start": ("DOLO_START",), "end": ("DOLO_END",)},
    needed=("child", "start", "end"),
    lesser=_BORN,
    planned=frozenset({"end"}),
)
"""Deprivation of liberty by order of a court, since the return of 2026-27."""

TABLES: Final = (HEADER, EPISODES, PLACED_ADOPTION, AD1, SW_EPISODES, OC3, UASC, DOLO)
ALSO_CALLED: Final = {
    "Social_Worker": "SWEpisodes",
    "SocialWorkerEpisodes": "SWEpisodes",
    "Should_be_placed_for_adoption": "PlacedAdoption",
    "Placed_for_adoption": "PlacedAdoption",
    "Deprivation_of_liberty": "DoLo",
    "Deprivation_of_liberty_orders": "DoLo",
    "DoLO_orders": "DoLo",
    "Previous_permanence": "PrevPerm",
}
"""Other names under which these files go about."""

OTHERS: Final = {
    "Reviews": "not read: reviews that were held; a record has only the day of the next one",
    "OC2": "not read: health and offending; a record has no field for them",
    "Missing": "not read: when the child was missing; a record has no field for it",
    "PrevPerm": "not read: an earlier adoption or special guardianship is lost by it",
}
"""The return's other files, and what is lost by not reading them."""

LAYOUT: Final = Layout(TABLES, ALSO_CALLED, OTHERS)
