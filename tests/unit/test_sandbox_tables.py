"""The sandbox's tables of words speak of properties that exist, and the bus can carry its codes."""

from typing import Any

from pydantic import TypeAdapter

from deploy.sandbox.tracker.codes import CLOSED, OPEN, words
from deploy.sandbox.tracker.plain_words import FORMS, age, day, label, time_of
from deploy.sandbox.tracker.roles import APART, CREATORS, EDITORS
from deploy.sandbox.tracker.schema import RECORDS
from deploy.sandbox.tracker.validation import CODE, REQUIRED
from shared.contracts import codes

OF_THE_CONTRACT: dict[tuple[str, str], Any] = {
    ("child", "jurisdiction"): codes.Jurisdiction,
    ("child", "care_leaver"): codes.LeaverCategory,
    ("child", "legal_status"): codes.LegalStatus,
    ("child", "placement"): codes.Placement,
    ("child", "care_reason_ceased"): codes.ReasonCeased,
    ("child", "adoption_reversal_reason"): codes.ReversalReason,
    ("child", "permanence_plan"): codes.PermanencePlan,
    ("allocation", "role"): codes.StaffRole,
    ("service", "service"): codes.PartnerServiceName,
    ("pr_holder", "relationship"): codes.Relationship,
    ("lead", "relationship"): codes.Relationship,
    ("pause", "requested_by"): codes.AskedBy,
    ("restriction", "authority"): codes.RestrictionAuthority,
    ("search_step", "method"): codes.SearchMethod,
    ("conference", "exemption"): codes.OfferExemption,
    ("invitee", "way"): codes.Way,
    ("invitee", "came_by"): codes.Way,
    ("invitee", "needs"): codes.Need,
    ("commitment", "kind"): codes.PromiseKind,
    ("commitment", "frequency"): codes.Frequency,
    ("plan", "review_kind"): codes.ReviewKind,
    ("plan", "urgent_reason_code"): codes.UrgentReason,
}
PROPERTIES = {record.name: set(record.properties()) | {"content", "version"} for record in RECORDS}


def test_every_code_belongs_to_a_property_and_fits_the_contract() -> None:
    """A table of codes names a property of kind *code*; each code has the shape that the bus admits."""
    for tables in (CLOSED, OPEN):
        for classname, by_property in tables.items():
            record = next(one for one in RECORDS if one.name == classname)
            for name, listed in by_property.items():
                assert name in record.codes.split(), (classname, name)
                assert all(CODE.fullmatch(code) for code in listed)


def test_every_code_that_a_form_offers_is_known_to_the_contract() -> None:
    """The open lists of the record and the `x-codes` of its events are the same lists."""
    for (classname, name), listed in OF_THE_CONTRACT.items():
        assert set(OPEN[classname][name]) <= set(TypeAdapter(listed).json_schema()["x-codes"]), name
    offered = {(classname, name) for classname, by_property in OPEN.items() for name in by_property}
    assert offered - set(OF_THE_CONTRACT) == {("care_plan_section", "section")}, "it goes on no event"


def test_every_table_names_real_properties() -> None:
    """Required, ordered, labelled and permitted properties all exist in the schema."""
    listed = [(classname, names.split()) for classname, names in REQUIRED.items()]
    listed += [(classname, names.split()) for classname, names in FORMS["later"].items()]
    listed += [(name, " ".join(groups.values()).split()) for name, groups in FORMS["order"].items()]
    listed += [(classname, list(names)) for classname, names in APART.items()]
    for classname, names in listed:
        assert set(names) <= PROPERTIES[classname], classname
    every = set().union(*PROPERTIES.values())
    assert set(FORMS["labels"]) | set(FORMS["hints"]) <= every
    assert set(FORMS["classes"]) | set(CREATORS) | set(EDITORS) <= set(PROPERTIES)


def test_dates_and_codes_in_plain_words() -> None:
    """Times are said in London's time, unlisted codes as they are, blanks as nothing."""
    assert day("2026-11-21") == "21 November 2026"
    assert time_of("2027-07-03T09:30:00Z") == "Saturday 3 July 2027, 10:30"
    assert words("child", "permanence_plan", "LTFOST18,ADOPTION") == "Foster care to 18, Adoption"
    assert words("child", "legal_status", "Q9") == "Q9"
    assert (day(None), time_of(None), words("child", "legal_status", None), age(None)) == ("", "", "", "")
    assert label("decided_on") == "Decided on"
