"""Makes invented extracts of any size: SSD tables and SSDA903 files, unsorted, with all their columns.

`python -m tests.unit.imports.extracts ssd 100000 DIR` writes one to measure with.
"""

import csv
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from deploy.imports import plans

Rows = Iterator[tuple[object, ...]]

TODAY: Final = date(2026, 3, 31)
STRIDE: Final = 7919
"""A prime: each file has the children in another order."""

PERSON: Final = (
    "pers_legacy_id,pers_person_id,pers_upn,pers_forename,pers_surname,pers_sex,pers_gender,pers_ethnicity,"
    "pers_dob,pers_single_unique_id,pers_upn_unknown,pers_send_flag,pers_expected_dob,pers_death_date,"
    "pers_is_mother,pers_nationality"
)
EPISODES: Final = (
    "clae_cla_episode_id,clae_person_id,clae_cla_placement_id,clae_cla_episode_start_date,"
    "clae_cla_episode_start_reason,clae_cla_primary_need_code,clae_cla_episode_ceased_date,"
    "clae_cla_episode_ceased_reason,clae_cla_id,clae_referral_id,clae_cla_last_iro_contact_date,"
    "clae_entered_care_date"
)
LEGAL: Final = (
    "lega_legal_status_id,lega_person_id,lega_legal_status,"
    "lega_legal_status_start_date,lega_legal_status_end_date"
)
PLACEMENTS: Final = (
    "clap_cla_placement_id,clap_cla_id,clap_person_id,clap_cla_placement_start_date,clap_cla_placement_type,"
    "clap_cla_placement_urn,clap_cla_placement_distance,clap_cla_placement_provider,"
    "clap_cla_placement_postcode,clap_cla_placement_end_date,clap_cla_placement_change_reason"
)
PLANS: Final = (
    "lacp_table_id,lacp_person_id,lacp_cla_care_plan_start_date,"
    "lacp_cla_care_plan_end_date,lacp_cla_care_plan_json"
)
PERMANENCE: Final = (
    "perm_table_id,perm_person_id,perm_cla_id,perm_adm_decision_date,perm_ffa_cp_decision_date,"
    "perm_placement_order_date,perm_placed_for_adoption_date,perm_matched_date,perm_placed_ffa_cp_date,"
    "perm_decision_reversed_date,perm_decision_reversed_reason"
)
LEAVERS: Final = (
    "clea_table_id,clea_person_id,clea_care_leaver_eligibility,clea_care_leaver_in_touch,"
    "clea_care_leaver_latest_contact,clea_care_leaver_accommodation,clea_care_leaver_accom_suitable,"
    "clea_care_leaver_activity,clea_pathway_plan_review_date,clea_care_leaver_personal_advisor,"
    "clea_care_leaver_allocated_team,clea_care_leaver_worker_id"
)
INVOLVEMENTS: Final = (
    "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_professional_team,"
    "invo_person_id,invo_involvement_start_date,invo_involvement_end_date,invo_worker_change_reason,"
    "invo_referral_id"
)
MOTHERS: Final = "moth_table_id,moth_person_id,moth_childs_person_id,moth_childs_dob"


def write(folder: Path, name: str, header: str, rows: Iterable[Iterable[object]]) -> Path:
    """Write one CSV file, empty cells for None; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path


def make_ssd(folder: Path, children: int, seed: int = 3) -> None:
    """Write all nine tables: about ten rows a child, a third of them care leavers."""

    def each(rows: Callable[[int, random.Random], Rows]) -> Rows:
        for number in range(children):
            child = number * STRIDE % children
            yield from rows(child, random.Random(seed * 1_000_003 + child))

    write(folder, "ssd_person", PERSON, each(_person))
    write(folder, "ssd_cla_episodes", EPISODES, each(_episodes))
    write(folder, "ssd_legal_status", LEGAL, each(_legal))
    write(folder, "ssd_cla_placement", PLACEMENTS, each(_placements))
    write(folder, "ssd_cla_care_plan", PLANS, each(_plans))
    write(folder, "ssd_permanence", PERMANENCE, each(_permanence))
    write(folder, "ssd_care_leavers", LEAVERS, each(_leavers))
    write(folder, "ssd_involvements", INVOLVEMENTS, each(_involvements))
    write(folder, "ssd_mother", MOTHERS, each(_mothers))


def _id(child: int) -> str:
    return f"P{child:06}"


def _stamp(day: date | None) -> str | None:
    return None if day is None else f"{day} 00:00:00.000"


def _born(child: int) -> date:
    return TODAY - timedelta(days=365 * (4 + child % 21) + child % 300)


def _starts(child: int) -> list[date]:
    """The first days of three episodes in a row."""
    first = max(_born(child), TODAY - timedelta(days=365 * (1 + child % 6) + child % 200))
    return [first, first + timedelta(days=30), first + timedelta(days=90)]


def _left(child: int) -> date | None:
    return _starts(child)[2] + timedelta(days=100) if child % 3 == 0 else None


def _why_left(child: int) -> str | None:
    return ("E4A", "E5", "E3", "E8")[child // 3 % 4] if child % 3 == 0 else None


def _person(child: int, _: random.Random) -> Rows:
    sex = "FM"[child % 2]
    yield (child, _id(child), "", "", "", sex, "", "WBRI", _stamp(_born(child)), "", "", "", "", "", "", "")


def _episodes(child: int, _: random.Random) -> Rows:
    starts, entered = _starts(child), _stamp(_starts(child)[0])
    for at, start in enumerate(starts):
        last = at == len(starts) - 1
        end = _left(child) if last else starts[at + 1]
        reason = _why_left(child) if last else "X1"
        begun = "SPL"[at]
        yield (f"{child}-{at}", _id(child), at, _stamp(start), begun, "N1", _stamp(end), reason, child, child,
               None, entered)  # fmt: skip


def _legal(child: int, chance: random.Random) -> Rows:
    starts = _starts(child)
    code = chance.choice(("C2", "C2", "V2", "E1", "V4"))
    yield (f"{child}-0", _id(child), "C1", _stamp(starts[0]), _stamp(starts[2]))
    yield (f"{child}-1", _id(child), code, _stamp(starts[2]), _stamp(_left(child)))


def _placements(child: int, chance: random.Random) -> Rows:
    starts = _starts(child)
    code = chance.choice(("U1", "U4", "U6", "K2", "A4", "P1", "H5", "Z1"))
    yield (
        f"{child}-0",
        child,
        _id(child),
        _stamp(starts[0]),
        "U6",
        "SC1",
        3.5,
        "PR1",
        "",
        _stamp(starts[1]),
        "",
    )
    yield (
        f"{child}-1",
        child,
        _id(child),
        _stamp(starts[1]),
        code,
        "SC1",
        3.5,
        "PR1",
        "",
        _stamp(_left(child)),
        "",
    )


def _plans(child: int, chance: random.Random) -> Rows:
    chosen = chance.choice(plans.KEYS)
    text = ", ".join(f'"{key}": "{"Y" if key == chosen else ""}"' for key in plans.KEYS)
    yield (child, _id(child), _stamp(_starts(child)[1]), None, f"{{{text}}}")


def _permanence(child: int, _: random.Random) -> Rows:
    if child % 10 == 0:
        yield (child, _id(child), child, _stamp(_starts(child)[1]), *[None] * 7)


def _leavers(child: int, chance: random.Random) -> Rows:
    if child % 3 == 0:
        category = chance.choice(("Relevant child", "Former relevant child", "Qualifying", "Eligible"))
        yield (child, _id(child), category, "YES", _stamp(TODAY), "U", "1", "F5", _stamp(TODAY), "", "T1", "")


def _involvements(child: int, chance: random.Random) -> Rows:
    starts = _starts(child)
    worker = f"W{chance.randrange(900)}"
    yield (
        f"{child}-0",
        worker,
        "Allocated Case Worker",
        "T1",
        _id(child),
        _stamp(starts[0]),
        None,
        "",
        child,
    )
    yield (f"{child}-1", f"{worker}9", "Independent Reviewing Officer", "T2", _id(child), _stamp(starts[1]),
           None, "", child)  # fmt: skip


def _mothers(child: int, _: random.Random) -> Rows:
    if child % 40 == 1:
        yield (child, _id(child), f"Q{child}", _stamp(TODAY))


def make_ssda903(folder: Path, children: int) -> None:
    """Write the files of a return: dates as day/month/year, the episodes of the year."""
    every = [number * STRIDE % children for number in range(children)]
    write(
        folder,
        "Header",
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
        ((_id(c), 1 + c % 2, _english(_born(c)), "WBRI", "UN1", 0 if c % 2 else "", "") for c in every),
    )
    write(
        folder,
        "Episodes",
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
        (row for c in every for row in _year(c)),
    )
    write(
        folder,
        "PlacedAdoption",
        "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
        ((_id(c), _english(_born(c)), _english(_starts(c)[1]), "", "") for c in every if c % 10 == 0),
    )
    write(
        folder,
        "SWEpisodes",
        "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
        ((_id(c), _english(_born(c)), f"SW{c % 900}", _english(_starts(c)[0]), "", "FCONTA") for c in every),
    )
    write(
        folder,
        "OC3",
        "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
        ((_id(c), _english(_born(c)), "YES", "F5", "U1") for c in every if c % 3 == 0),
    )


def _english(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _year(child: int) -> Rows:
    starts = _starts(child)
    ends = [starts[1], starts[2], _left(child)]
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        reason = "X1" if at < len(starts) - 1 else _why_left(child)
        yield (
            _id(child),
            _english(start),
            "SPL"[at],
            "C2",
            "N1",
            "U4",
            "PR1",
            _english(end),
            reason,
            "",
            "",
            "",
            "",
        )


if __name__ == "__main__":
    makers = {"ssd": make_ssd, "ssda903": make_ssda903}
    makers[sys.argv[1]](Path(sys.argv[3]), int(sys.argv[2]))
