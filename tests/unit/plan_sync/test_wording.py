"""The words for the record: plain English, and decent even for a code that nobody has put into words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
import shared
from services.plan_sync import bars
from services.plan_sync.moments import MOMENTS
from services.plan_sync.phrases import readable
from services.plan_sync.wording import SHIPPED, Wording, load_wording
from shared.contracts.case_system import CASE_EVENTS
from shared.errors import ConfigurationError
from shared.rules import codes

WORDING = load_wording()
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
OWN_TASKS = (
    *("decide-each-commitment", "not-agreed-by-child", "commitments-not-decided", "commitments-unknown"),
    *("not-considered-at-review", "target-unknown", "section-missing", "reason-for-declining"),
    *("declined-after-writing", "decide-for-new-target", "decide-plan-again", "plan-changed-decide-again"),
    *("plan-write-refused", "plan-drifted", "written-though-stopped", "earlier-entries"),
    *("child-died", "merged", "child-withdrew", "journey-closed", "journey-frozen"),
    *("another-person-decides", "plan-author-unknown", "not-considered-for-adult", "plan-without-referral"),
    *("plan-may-not-be-shared", "commitment-held-back", "entry-of-barred-person", "older-word-told-late"),
    *("word-dated-ahead", "version-beyond-reason", "urgent-write"),
    *("iro-plan-captured", "iro-commitments-declined", "iro-plan-drifted"),
    "child-withdrew-sharing",
    "possible-same-person",
)
OWN_NOTES = (
    *(one.code for one in MOMENTS),
    *(
        "screened",
        "referral-accepted",
        "lead-restricted",
        "lead-waits",
        "lead-cleared",
        "plan-captured",
        "plan-written",
    ),
    *("commitments-declined", "child-withdrew", "child-agreed-again", "record-merged"),
    *("journey-frozen", "journey-resumed", "journey-closed", "journey-paused", "journey-goes-on"),
    *("child-refused", "conference-arranged", "conference-held", "lead-engaged", "lead-declined"),
)
OWN_REASONS = (
    *("entry-edited", "plan-version-superseded", "words-missing", "read-back-differs"),
    *("record-locked-or-away", "case-system-refused", "unexpected"),
)


def codes_of_the_services() -> Iterator[str]:
    """Every string of the services' code that looks like a code."""
    for file in Path(services.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.fullmatch(node.value):
                yield node.value


def said_in_code() -> tuple[set[str], re.Pattern[str]]:
    """Every string of the code, and a pattern of the codes that it makes up (`check-{reason}`)."""
    strings, made_up = set[str](), list[str]()
    for package in (services, shared):
        for file in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    strings.add(node.value)
                if isinstance(node, ast.JoinedStr):
                    parts = [one.value if isinstance(one, ast.Constant) else None for one in node.values]
                    if re.fullmatch(r"[a-z-]*[a-z]{2}[a-z-]*", "".join(str(one) for one in parts if one)):
                        made_up.append("".join(".+" if one is None else str(one) for one in parts))
    return strings, re.compile("|".join(made_up))


def test_no_words_are_kept_for_a_code_that_nobody_says() -> None:
    """An authority that changes the file is not asked to word what cannot appear."""
    strings, made_up = said_in_code()
    # `told-under-retired-record` names what was told by the kind of its event.
    strings |= {event.TYPE.split(".")[1] for event in CASE_EVENTS}
    texts = {part for code in (*WORDING.notes, *WORDING.tasks) for part in code.split(".")}
    codes = texts | WORDING.reasons.keys() | WORDING.missing.keys() | WORDING.gates.keys()
    assert [one for one in sorted(codes) if one not in strings and not made_up.fullmatch(one)] == []


def test_every_code_of_our_own_has_words() -> None:
    """Notes, tasks and reasons that plan_sync itself makes."""
    assert set(OWN_TASKS) <= WORDING.tasks.keys()
    assert set(OWN_NOTES) <= WORDING.notes.keys()
    assert set(OWN_REASONS) <= WORDING.reasons.keys()


def test_every_code_of_every_service_is_readable() -> None:
    """As task, reason or missing thing: words of the file, or the code as words; never a code as such."""
    for code in set(codes_of_the_services()):
        payload = {"code": code, "role": "manager", "reason_code": code, "missing": [code]}
        for title, words in (WORDING.task(payload), WORDING.note(payload)):
            assert title[0].isupper() or code in WORDING.notes
            assert not KEBAB.fullmatch(title)
            assert code not in words.split()


def test_unknown_code_is_shown_as_words_and_an_id_as_it_is() -> None:
    """Statutory codes and ids keep their form."""
    assert readable("some-new_code") == "some new code"
    assert [readable(one) for one in ("C2", "LD-12", "E4A")] == ["C2", "LD-12", "E4A"]
    title, words = WORDING.task(
        {"code": "some-new-task", "reason_code": "why-not", "missing": ["CM-1", "risk"]}
    )
    assert title == "Some new task"
    assert words == "Why: why not.\nStill needed: CM-1, the risk assessment."


def test_task_says_the_one_thing_to_do_first_then_what_it_is_about() -> None:
    """Sentences whose facts are missing are left out."""
    payload = {
        "code": "commitments-not-decided",
        "missing": ["CM-3"],
        "plan_id": "PL-1",
        "version": 1,
    }
    title, words = WORDING.task(payload)
    assert title == "Some commitments are not decided"
    assert words.splitlines() == [
        WORDING.tasks["commitments-not-decided"].words[0],
        "Commitments: CM-3.",
        "Support plan: PL-1.",
        "Version of the plan: 1.",
    ]


def test_what_a_tasks_own_words_say_is_not_said_again_at_its_end() -> None:
    """Commitments that are held back are no list of what is still needed."""
    held = {"code": "commitment-held-back", "missing": ["CM-1"], "lead_ids": ["LD-1"], "plan_id": "PL-1"}
    _, words = WORDING.task({**held, "reason_code": "restricted"})
    assert "Commitments: CM-1." in words
    assert "Still needed" not in words
    assert "People concerned: LD-1." in words


def test_acceptance_against_the_policy_says_who_decided_and_why() -> None:
    """A named person decided otherwise, with a reason (DOMAIN 10; hard case 70)."""
    facts = {"referral_id": "RF-1", "decided_by": "TM-1", "grounds": "no-return-in-sight"}
    accepted = {"code": "referral-accepted", **facts, "reason_code": "against-the-policy"}
    title, words = WORDING.note(accepted)
    assert title == "Referral accepted, against the policy"
    assert "TM-1 decided otherwise: no return in sight." in words


def test_reason_may_have_words_of_its_own() -> None:
    """A pause that is the child's own wish is not a thing to be settled (hard case 14)."""
    title, words = WORDING.task({"code": "journey-frozen", "reason_code": "child-withdrew"})
    assert title == WORDING.tasks["journey-frozen.child-withdrew"].title
    assert words.startswith("Respect the child's wish")
    assert WORDING.task({"code": "journey-frozen", "reason_code": "adoption-decided"})[0] != title


def test_dates_and_times_are_the_authoritys() -> None:
    """Written out, times in Europe/London."""
    _, words = WORDING.note(
        {
            "code": "conference-arranged",
            "conference_id": "CF-1",
            "version": 2,
            "starts_at": "2026-07-04T09:30:00Z",
        }
    )
    assert "4 July 2026, 10:30" in words


def test_braces_in_a_value_are_only_text() -> None:
    """A fact is never a template."""
    _, words = WORDING.task({"code": "x-y", "missing": ["{plan_id}"], "plan_id": "PL-1", "version": 1})
    assert "Still needed: {plan_id}." in words


def test_declined_items_are_listed_with_their_reasons() -> None:
    """Also one whose reason is not recorded yet."""
    _, words = WORDING.note(
        {
            "code": "commitments-declined",
            "items": [["CM-1", "not_safe"], ["CM-2", None]],
            "plan_id": "PL-1",
            "version": 1,
        }
    )
    assert "- CM-1: not safe\n- CM-2: no reason is recorded yet" in words


@pytest.mark.parametrize(
    "change,place",
    [
        (('title = "Search opened"', 'title = "{name}"'), "no such fact: name"),
        (('title = "Search opened"', 'title = "{lead_id"'), "an unmatched brace"),
        (("outcomes = ", "outcome = "), "outcomes"),
        (('met = "Met: {met}."', 'met = "Met: {name}."'), "screening.met: no such fact: name"),
        (('age = "aged {value}"', 'age = "aged {years}"'), "screening.facts.age: no such fact: years"),
        (("entry = ", "entry = ="), "not TOML"),
        (('{who}: {words}"', '{lead_id}"'), "no such fact: lead_id"),
    ],
)
def test_faulty_file_gives_one_line_that_names_the_place(
    tmp_path: Path, change: tuple[str, str], place: str
) -> None:
    """An authority's file is checked when it is read, not when a note is due."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "words.toml"
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=place) as fault:
        load_wording(file)
    assert str(file) in str(fault.value)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One clear line."""
    with pytest.raises(ConfigurationError, match=r"none\.toml: cannot be read"):
        load_wording(tmp_path / "none.toml")


def test_authority_may_change_the_words(tmp_path: Path) -> None:
    """Another title for the same code."""
    file = tmp_path / "words.toml"
    text = SHIPPED.read_text(encoding="utf-8").replace("Search opened", "Family finding may begin")
    file.write_text(text, encoding="utf-8")
    assert isinstance(load_wording(file), Wording)
    assert load_wording(file).note({"code": "search-opened"})[0] == "Family finding may begin"


def test_words_are_those_that_people_use() -> None:
    """The words of DOMAIN 11, and none of those that it replaces."""
    text = SHIPPED.read_text(encoding="utf-8").lower()
    for unwanted in ("look at risk", "certainty about who", "outward", "concerns:", "not yet accepted"):
        assert unwanted not in text
    for wanted in ("risk assessment", "identity confirmed", "person concerned", "does not mean accepted"):
        assert wanted in text
    assert "nothing more will be sent" in text


def test_every_reason_for_which_somebody_is_held_back_has_words() -> None:
    """No code reaches a reader (DOMAIN 11)."""
    reasons = {*bars.PEOPLES_WORDS, *bars.AGAINST, *bars.ONE_CAUSE, bars.NOT_CLEARED, bars.NOT_RECORDED}
    reasons |= {"child-not-asked", "journey-paused", "authority-refused-sharing", "pr-holder-refused-sharing"}
    assert {*reasons, *codes.URGENT_REASONS} <= WORDING.reasons.keys() | {"turns-18-soon"}


def test_a_person_who_refused_is_not_said_to_have_withdrawn() -> None:
    """Each as it was recorded."""
    for code, word in (("child-withdrew", "withdrew"), ("child-refused", "refused")):
        said = WORDING.note({"code": code, "date": "2026-11-21"})[1]
        assert f"the child {word}" in said
