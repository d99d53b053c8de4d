"""Whom an order that names a relationship may mean: never somebody else when in doubt."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ConfigurationError
from shared.rules.relationships import SHIPPED, is_profession, load_relationships, relation

TABLE = {
    "father": {
        "named": """
            father Father fAtHeR dad DAD daddy papa pa pop da abba tato parent parents birth_father
            birth-father BirthFather birthfather biological_father putative_father alleged.father
            legal_father natural_father adoptive_father former_father late_father ex_dad step_father
            Step-Father stepDad stepdad stepmother step_parent father_in_law fatherInLaw parents-in-law
            mothers_partner mums.partner mums_boyfriend mother_s_partner mothersPartner motherspartner
            partner_of_mother dads_girlfriend mums_ex_husband partner_of_birth_mother mother_and_father
            mother_father mum_or_dad childs_father father_of_child fathers siblings_father father_xyz
            father_family unknown_father possible_father father_carer adopter""",
        "possible": """
            relative family family_member kin extended_family other adult person contact unknown not_known
            NotKnown unspecified none n_a tbc male birth_family maternal paternal in_law wombat 17 r.01
            xyz_uncle other_relative unknown_uncle foster_father fosterDad foster_parent carer guardian
            kinship_carer special_guardian legal_guardian kinship_foster_carer partner ex_partner husband
            boyfriend fathers_mother friend_of_mother next_of_kin baba tata papi - ... fathers_family
            fathers_relative relative_of_father""",
        "no": """
            mother mum mam stepbrother aunt uncle great_uncle uncle_2 grandfather grandad nan grandparent
            MGM brother half_brother sibling cousin second_cousin_once_removed nephew son child grandson
            godfather friend family_friend neighbour teacher social_worker foster_carer former_foster_carer
            nurse doctor residential_worker mentor football_coach youth_worker former_professional
            foster_brother mothers_brother brothers_girlfriend aunt_uncle""",
    },
    "mother": {
        "named": """
            mum mummy mam mom mama ma amma parent birth_mother stepmum stepdad fathers_partner dads_wife
            mothers_wife mother_in_law maternal_mother mums""",
        "possible": "foster_mother foster_mum carer other wife girlfriend mothers_mother",
        "no": "father dad foster_carer grandmother aunt godmother father_of_child foster_father",
    },
    "parent": {
        "named": "father mother dad mum step_father mums_boyfriend adoptive_parent parent_in_law",
        "possible": "foster_parent spouse unknown guardian",
        "no": "grandparent sibling foster_carer childminder friend",
    },
    "stepfather": {"named": "father dad stepdad mother parent mothers_partner", "no": "stepbrother uncle"},
    "grandmother": {
        "named": """
            gran granny grandma nan nana nanny maternal_grandmother paternal.grandmother great_grandmother
            GrandMother grand_mother grandparent mothers_mother mgm grandads_wife step_gran grandmum_figure
            grandmother_carer""",
        "possible": "foster_grandmother ma other nanas_carer",
        "no": "mother grandfather aunt granddaughter great_aunt neighbour",
    },
    "grandfather": {
        "named": "grandad grandDad granddad grandpa gramps great_grandad mums_dad grandmas_partner taid",
        "possible": "papa pop pa foster_grandad",
        "no": "dad daddy uncle grandmother grandson",
    },
    "uncle": {
        "named": """
            great_uncle great-uncle maternal_uncle mothers_brother brother_of_father aunts_husband
            uncle_in_law mothers_sisters_husband aunt_uncle UncleByMarriage""",
        "possible": "pa foster_uncle godfather uncal",
        "no": "aunt cousin father brother family_friend teacher",
    },
    "aunt": {
        "named": "aunt_godmother auntie aunty dads_sister great_aunt uncles_wife khala mothers_brothers_wife",
        "possible": "ma other godmother fathers_family father_family mothers_side",
        "no": "uncle mother sister niece",
    },
    "sister": {
        "named": "sis half_sister step-sister sister_in_law sibling brothers_wife brothers_and_sisters twin",
        "possible": "child foster_sister relative brother_foster",
        "no": "brother half_brother mother cousin daughter",
    },
    "sibling": {"named": "brother half_sister stepbrother twin_brother", "possible": "foster_sibling kid"},
    "foster_brother": {"named": "foster_sibling", "possible": "brother child", "no": "father foster_sister"},
    "cousin": {"named": "first_cousin aunts_son cousins_wife distant_cousin", "no": "aunt niece sibling"},
    "niece": {"named": "great_niece brothers_daughter", "possible": "baby", "no": "nephew aunt cousin"},
    "son": {"named": "child stepson son_in_law", "no": "daughter grandson nephew father"},
    "husband": {
        "named": "hubby partner spouse ex_husband ExPartner boyfriend former_partner civil_partner",
        "possible": "father dad mothers_partner carer",
        "no": "wife girlfriend brother social_worker",
    },
    "teacher": {
        "named": "class_teacher headteacher former_teacher FormTutor primary_school_teacher",
        "possible": "other unknown professional worker carer wombat teaching_assistant",
        "no": "aunt father friend neighbour social_worker nurse foster_carer",
    },
    "foster_carer": {
        "named": "former_foster_carer foster_mum foster_father foster_parent ex_foster_carers",
        "possible": "carer guardian professional kinship_foster_carer",
        "no": "mother uncle teacher residential_worker foster_brother",
    },
    "foster_mother": {
        "named": "foster_mum foster_carer fosterMam",
        "possible": "mother wife",
        "no": "foster_dad aunt",
    },
    "friend": {"named": "family_friend best_friend school_friend mate", "no": "neighbour aunt teacher boss"},
    "relative": {"named": "Relative", "possible": "father family teacher friend unknown wombat"},
    "carer": {"named": "CARER", "possible": "kinship_carer grandmother foster_carer teacher"},
    "wombat": {"named": "Wom-Bat", "possible": "father teacher friend neighbour other"},
}
"""For each relationship named by an order, how leads recorded with these codes are matched."""

PAIRS = [
    (named, recorded, expected)
    for named, matches in TABLE.items()
    for expected, codes in matches.items()
    for recorded in codes.split()
]
FILE = load_relationships().file
WORDS = [word for _, word, entry in FILE.words() if entry.use == "relationship"]
RELATIVES = [
    word
    for role, words in FILE.relationships.items()
    if role not in {"friend", "neighbour"}
    for word in (*words.male, *words.female, *words.either)
]
a_code = st.from_regex(r"\A[A-Za-z0-9_.:-]{1,40}\Z") | st.lists(
    st.sampled_from([*WORDS, *FILE.qualifiers, *FILE.unspecific, "foster", "of", "and", "s", "wombat"]),
    min_size=1,
    max_size=4,
).map("_".join)


@pytest.mark.parametrize("named, recorded, expected", PAIRS)
def test_hard_case_20_an_order_covers_every_word_for_the_relationship(
    named: str, recorded: str, expected: str
) -> None:
    """Hard cases 20 and 66: other words are barred, doubtful ones asked about, other people left alone."""
    assert relation(named, recorded) == expected


@pytest.mark.parametrize("recorded", ["papa", "stepdad", "other", "", None])
def test_hard_case_66_words_are_not_identity(recorded: str | None) -> None:
    """Hard case 66: the order names the father; papa, stepdad, other or nothing is blocked or asked about."""
    assert relation("father", recorded) != "no"


@pytest.mark.parametrize("named", ["father", "teacher", "friend", "relative", "wombat", "-", ""])
@pytest.mark.parametrize("recorded", [None, ""])
def test_a_lead_without_a_recorded_relationship_may_be_anybody(named: str, recorded: str | None) -> None:
    """Not recorded is not known (issue 7, kind 4)."""
    assert relation(named, recorded) == "possible"


@given(a_code, a_code)
def test_any_two_codes_are_answered_alike_in_either_order(one: str, other: str) -> None:
    """No code of the contract's pattern is an error, and it does not matter which is the order's."""
    assert relation(one, other) == relation(other, one)
    assert is_profession(one) in {True, False}


@given(a_code)
def test_equal_codes_are_named_whatever_their_case_and_separators(code: str) -> None:
    """Also when nobody knows the word."""
    parts = [part for part in code.replace("-", "_").replace(".", "_").replace(":", "_").split("_") if part]
    assert relation(code, code) == "named"
    assert relation(code.upper(), code.lower()) == "named"
    assert not parts or relation("-".join(parts), ".".join(parts).swapcase()) == "named"


@given(st.sampled_from(WORDS), a_code, st.sampled_from([*FILE.qualifiers, *FILE.foster]))
def test_saying_more_about_somebody_clears_nobody(word: str, other: str, qualifier: str) -> None:
    """A qualifier, a foster form too, never turns `named` into `no`, on either side."""
    for recorded in (other, word):
        if relation(word, recorded) == "named":
            assert relation(f"{qualifier}_{word}", recorded) != "no"
            assert relation(word, f"{qualifier}_{recorded}") != "no"


@given(
    st.sampled_from(RELATIVES),
    st.from_regex(r"\Ax[a-z]{3,12}q\Z"),
    st.sampled_from(["{}", "{}_{}", "{1}_{0}"]),
)
def test_an_unknown_word_is_never_somebody_else(relative: str, unknown: str, form: str) -> None:
    """Alone or beside words that the file knows, whoever the order names."""
    code = form.format(unknown, "cousin")
    assert relation(relative, code) != "no"
    assert relation(code, relative) != "no"


@pytest.mark.parametrize("unspecific", FILE.unspecific)
def test_an_unspecific_word_may_be_anybody(unspecific: str) -> None:
    """On the order's side it may mean a professional or a friend too."""
    for word in ("father", "niece", "teacher", "friend", "neighbour"):
        assert relation(unspecific, word) == relation(word, unspecific) == "possible"


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_the_same_however_it_is_written(word: str) -> None:
    """With other separators, in capitals, in camel case, written together."""
    capitals = "".join(part.title() for part in word.split("_"))
    read = load_relationships().read
    ways = (word, word.upper(), word.replace("_", "."), word.replace("_", ""), capitals)
    assert len({read(way) for way in ways}) == 1
    assert not read(word).anybody


@pytest.mark.parametrize("gender, other", [("male", "female"), ("female", "male")])
@pytest.mark.parametrize("role", FILE.relationships)
def test_neutral_words_cover_both_genders(role: str, gender: str, other: str) -> None:
    """A neutral word is named with each word of its relationship; men and women are told apart."""
    words = FILE.relationships[role]
    for word in getattr(words, gender):
        assert all(relation(neutral, word) == "named" for neutral in words.either)
        assert all(relation(word, opposite) == "no" for opposite in getattr(words, other))


@pytest.mark.parametrize(
    "recorded, expected",
    [
        *((code, True) for code in ("teacher", "Social-Worker", "former_foster_carer", "football_coach")),
        *((code, True) for code in ("former_professional", "school_nurse", "iro", "residential_worker")),
        *(
            (code, False)
            for code in ("aunt", "friend", "neighbour", "carer", "kinship_carer", "wombat", None)
        ),
        *((code, False) for code in ("", "nanny", "pa", "foster_mother", "kinship_foster_carer", "other")),
        *((code, False) for code in ("aunt_teacher", "teacher_or_uncle", "mothers_teacher", "xyz_teacher")),
    ],
)
def test_a_profession_is_one_beyond_doubt(recorded: str | None, *, expected: bool) -> None:
    """Whoever may be a relative is not passed over as a professional (issue 7, kind 4)."""
    assert is_profession(recorded) is expected


def test_an_authority_may_add_its_own_words(tmp_path: Path) -> None:
    """An extended file is read like the shipped one, which stays as it is."""
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.read_text().replace('male = ["son"]', 'male = ["son", "lad"]'))
    assert load_relationships(own).relation("son", "step-lad") == "named"
    assert relation("son", "step-lad") == "possible"


@pytest.mark.parametrize(
    "before, after, fault",
    [
        ('male = ["son"]', 'male = ["son", "dad"]', "child.male: stands in parent.male too: dad"),
        ('"sibling", "sib"', '"sibling", "co_usin"', "cousin.either: stands in sibling.either too: cousin"),
        ('male = ["son"]', 'male = ["The Son"]', "relationships.child.male.0: String should match pattern"),
        ('male = ["son"]', 'man = ["son"]', "relationships.child.man: Extra inputs are not permitted"),
        ('may_be = ["parent"]', 'may_be = ["parnt"]', "partner.may_be: no such relationship: parnt"),
        ('papa = ["grandparent"]', 'papa = ["gran"]', "also.papa: no such relationship: gran"),
        ('papa = ["grandparent"]', 'pappa = ["grandparent"]', "also: no such word: pappa"),
        (
            'any_profession = ["professional"]',
            'any_profession = ["x"]',
            "any_profession: no such relationship: x",
        ),
        ('parent = "foster_carer"', 'parent = "fostercarer"', "fostered: no such relationship: fostercarer"),
        ("[of.cousin]", "[of.cousn]", "of.cousn: no such relationship: cousn"),
        ("[relationships.partner]", "[relationships.lover]", "relationships: no such relationship: partner"),
        ("\n[also]", "\n[also", "not TOML: "),
        ("\n[also]", "\n[als]", "also: Field required"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_fault(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    """One line names the file, the place in it and what is wrong."""
    wrong = tmp_path / "wrong.toml"
    text = SHIPPED.read_text()
    assert before in text
    wrong.write_text(text.replace(before, after, 1))
    with pytest.raises(ConfigurationError) as refused:
        load_relationships(wrong)
    assert str(refused.value).startswith(f"relationships file {wrong}: {fault}")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, or not text."""
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    for path, fault in (
        (tmp_path / "none.toml", "cannot be read"),
        (tmp_path, "cannot be read"),
        (binary, "not TOML"),
    ):
        with pytest.raises(ConfigurationError, match=fault):
            load_relationships(path)


def test_every_chain_of_two_relatives_is_answered_as_either_writing_says() -> None:
    """`mothers_brother`, `brother_of_mother` and `mothersBrother` are the same person."""
    read = load_relationships().read
    for whose in ("mother", "dad", "sister", "nan", "uncle", "cousin", "niece", "boyfriend"):
        for who in ("mum", "brother", "son", "partner", "friend"):
            ways = (f"{whose}s_{who}", f"{who}_of_{whose}", f"{whose}_s_{who}", f"{who}_of_the_{whose}")
            assert len({read(way) for way in ways}) == 1
