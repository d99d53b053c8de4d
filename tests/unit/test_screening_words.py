"""Everything that a screening can say has words, and no words are kept for what none can say."""

import ast
import inspect
from typing import get_args

from hypothesis import given, settings
from hypothesis.strategies import sampled_from

from services.eligibility.policies.book import load_book
from services.eligibility.policies.criteria import Criterion
from services.eligibility.policies.files import shipped
from services.eligibility.policies.policy import Policy
from services.eligibility.reasons import REASONS
from services.eligibility.screening import CRITERIA, screen
from services.plan_sync.explanation import told
from services.plan_sync.phrases import names
from services.plan_sync.wording import load_wording
from shared.contracts.records import ChildRecord
from shared.rules import codes
from tests.unit.eligibility.children import ON
from tests.unit.eligibility.test_properties import RECORDS, read

WORDING = load_wording()
WORDS = WORDING.screening
FAMILIES = {
    "care.legal_status": codes.LEGAL_STATUS,
    "care.placement": codes.PLACEMENT,
    "care.reason_ceased": codes.REASON_CEASED,
    "permanence_plan": codes.PLAN_KEYS,
    "care_leaver": codes.LEAVER_CATEGORIES,
    "workers.role": codes.WORKER_ROLES,
}
"""Fields of evidence that hold national codes."""


def test_every_reason_has_words() -> None:
    """In plain English, with no code in it and no full stop: it becomes part of a sentence."""
    for code in REASONS:
        words = WORDING.reasons[code]
        assert code not in words.split()
        assert not words.endswith(".")


def test_every_next_action_has_words_and_no_others_do() -> None:
    """One action, said in whole sentences."""
    actions = {one.action for one in REASONS.values()}
    assert WORDING.actions.keys() == actions
    assert all(words.endswith(".") and words[0].isupper() for words in WORDING.actions.values())


def test_every_kind_of_criterion_says_what_it_asks_for() -> None:
    """Policies name their criteria as they like; the kind is the same in all of them."""
    rules = get_args(get_args(Criterion)[0])
    assert set(rules) == CRITERIA.keys()
    assert WORDS.criteria.keys() == {get_args(rule.model_fields["kind"].annotation)[0] for rule in rules}


def test_every_code_of_the_country_has_its_meaning() -> None:
    """A legal status is told in words, with the code behind them."""
    for field, family in FAMILIES.items():
        assert WORDS.values[field].keys() == family, field


def test_every_partner_service_of_the_shipped_policies_has_a_name() -> None:
    """Its own, as people know it."""
    policies = [policy for name in shipped() for policy in load_book(name).versions]
    services = {
        row.service
        for policy in policies
        for rule in policy.criteria.values()
        for row in getattr(rule, "partner_services", ())
    }
    assert WORDS.values["services.service"].keys() == services
    assert WORDS.values.keys() == {*FAMILIES, "services.service"}


def test_every_shipped_policys_authority_has_its_name() -> None:
    """A worker knows the authority by name, not by its ONS code."""
    assert {load_book(name).versions[0].authority for name in shipped()} == WORDS.authorities.keys()


def test_every_field_of_evidence_is_told_in_words() -> None:
    """And none is worded that no rule shows."""
    shown = set[str]()
    for module in {inspect.getmodule(answer) for answer in CRITERIA.values()}:
        assert module is not None
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                shown.add(node.value)
    assert WORDS.facts.keys() <= shown
    fields = {*ChildRecord.model_fields, *("age", "services.service", "workers.role")}
    assert {one for one in shown if one in fields or one.startswith(("care.", "adoption.", "parent."))} <= {
        *WORDS.facts,
        *WORDING.missing,
    }


def test_advice_is_on_reasons_that_there_are() -> None:
    """It is said when such a reason does not lead."""
    assert WORDS.advice.keys() <= REASONS.keys()


FAULTS = ("  ", " .", "()", "None", "{", ": .")
"""What a sentence with a hole in it would show."""


@settings(max_examples=150)
@given(RECORDS, sampled_from([load_book(name).versions[-1] for name in shipped()]))
def test_any_screening_is_told_in_words(data: dict[str, object], policy: Policy) -> None:
    """No sentence with a hole in it, no code of a reason, nothing twice, and one next action."""
    event = screen(read(data), policy, ON)
    _, words = WORDING.note({"code": "screened", **told(event)})
    paragraph, *others = words.splitlines()
    assert [part for part in FAULTS if part in words] == []
    assert [code for code in REASONS if code.count("-") > 1 and f" {code}" in words] == []
    assert others[-1] == f"Next: {WORDING.actions[event.next_action or '']}"
    assert len(paragraph.split(". ")) == len(set(paragraph.split(". ")))


def test_every_sentence_has_only_facts_that_there_are() -> None:
    """The file was checked when it was read; here its places are counted."""
    places = [place for place, *_ in WORDS.sentences()]
    assert len(places) == len(set(places))
    assert all(set(names(sentence)) <= allowed for _, sentence, allowed in WORDS.sentences())
