"""Small extracts made in a test, and what becomes of them."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from deploy.imports.findings import Findings
from deploy.imports.load import SSD, SSDA903, Kind, extract
from deploy.imports.rows import Stamp
from shared.contracts.records import ChildRecord
from tests.unit.imports import extracts

LEGAL = "lega_person_id,lega_legal_status,lega_legal_status_start_date,lega_legal_status_end_date"
PLACEMENTS = (
    "clap_person_id,clap_cla_placement_type,"
    "clap_cla_placement_start_date,clap_cla_placement_end_date,clap_cla_id"
)
PLANS = "lacp_person_id,lacp_cla_care_plan_start_date,lacp_cla_care_plan_end_date,lacp_cla_care_plan_json"
PERMANENCE = (
    "perm_person_id,perm_adm_decision_date,perm_placed_for_adoption_date,"
    "perm_decision_reversed_date,perm_decision_reversed_reason"
)
LEAVERS = (
    "clea_person_id,clea_care_leaver_eligibility,clea_care_leaver_in_touch,"
    "clea_care_leaver_latest_contact,clea_care_leaver_personal_advisor"
)
INVOLVEMENTS = (
    "invo_person_id,invo_professional_id,invo_professional_role_id,"
    "invo_involvement_start_date,invo_involvement_end_date"
)

AS_OF = datetime(2026, 3, 31, 12, tzinfo=UTC)
STAMP = Stamp(AS_OF, 7, "E08000035")


def table(folder: Path, name: str, header: str, *rows: Iterable[object]) -> Path:
    """Write a table whose columns are those named, and no others."""
    return extracts.write(folder, name, header, rows)


def persons(folder: Path, *ids: str, born: str = "2012-04-01") -> None:
    """Write `ssd_person` with these children."""
    columns = "pers_person_id,pers_dob,pers_death_date,pers_is_mother"
    table(folder, "ssd_person", columns, *((one, born, "", "") for one in ids))


def episodes(folder: Path, *rows: Iterable[object]) -> None:
    """Write `ssd_cla_episodes`: child, start, why it began, end, reason."""
    header = (
        "clae_person_id,clae_cla_episode_start_date,clae_cla_episode_start_reason,"
        "clae_cla_episode_ceased_date,clae_cla_episode_ceased_reason"
    )
    table(folder, "ssd_cla_episodes", header, *rows)


def header(folder: Path, *ids: str, born: str = "01/04/2012") -> None:
    """Write a return's `Header` with these children."""
    table(folder, "Header", "CHILD,SEX,DOB,MOTHER", *((one, "1", born, "") for one in ids))


def imported(
    folder: Path, kind: Kind = SSD, stamp: Stamp = STAMP
) -> tuple[dict[str, ChildRecord], list[str]]:
    """Import a folder; returns the records by child, and what was told of faults."""
    told = io.StringIO()
    records = extract(folder, kind).records(stamp, Findings(told))
    return {one.child_id: one for one in records}, told.getvalue().splitlines()


def imported_903(folder: Path) -> tuple[dict[str, ChildRecord], list[str]]:
    """Import a folder as a return."""
    return imported(folder, SSDA903)


def only(folder: Path, kind: Kind = SSD) -> ChildRecord:
    """Import a folder with one child and no faults."""
    records, told = imported(folder, kind)
    assert told == []
    (record,) = records.values()
    return record
