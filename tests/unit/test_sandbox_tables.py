"""The sandbox's tables of words speak of properties that exist, and the bus can carry its codes."""

from deploy.sandbox.tracker.codes import CLOSED, OPEN, words
from deploy.sandbox.tracker.plain_words import FORMS, age, day, label, time_of
from deploy.sandbox.tracker.roles import APART, CREATORS, EDITORS
from deploy.sandbox.tracker.schema import RECORDS
from deploy.sandbox.tracker.validation import CODE, REQUIRED

PROPERTIES = {record.name: set(record.properties()) | {"content", "version"} for record in RECORDS}


def test_every_code_belongs_to_a_property_and_fits_the_contract() -> None:
    """A table of codes names a property of kind *code*; each code has the shape that the bus admits."""
    for tables in (CLOSED, OPEN):
        for classname, by_property in tables.items():
            record = next(one for one in RECORDS if one.name == classname)
            for name, codes in by_property.items():
                assert name in record.codes.split(), (classname, name)
                assert all(CODE.fullmatch(code) for code in codes)


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
