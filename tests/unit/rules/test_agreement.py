"""Agreement given, refused and withdrawn (DOMAIN 3; hard cases 14, 65, 71 and 73)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.case_child import ConsentChanged
from shared.contracts.envelope import Event
from shared.rules.agreement import PARTS, Agreements, is_about_everything, is_withdrawal
from shared.rules.words import words_of
from tests.unit.rules.deliveries import DAY, Telling, at, deliveries, heard, some

GIVERS = ("child", "pr_holder", "authority", "lead")
SCOPES = ("all", *PARTS)


def consent(decision: str = "withdrawn", day: int = 0, **changed: Any) -> ConsentChanged:  # noqa: ANN401 - whatever a test changes
    """The child's word on everything, so many days from a day in November; another word is another record."""
    usual = {"child_id": "C1", "given_by": "child", "scope": "all", "decision": decision}
    data = {**usual, "date": DAY + timedelta(days=day), **changed}
    name = "-".join(str(data.get(part)) for part in ("given_by", "scope", "lead_id", "decision", "date"))
    return ConsentChanged.model_validate({"consent_id": name, **data})


def told(agreements: Agreements, event: Event, recorded_at: datetime) -> Agreements:
    """What stands after one more decision."""
    assert isinstance(event, ConsentChanged)
    return agreements.after(event, recorded_at)


def after(*tellings: Telling) -> Agreements:
    """What stands after decisions recorded so many minutes after noon."""
    return heard(Agreements(), told, tellings)


def ends(refusal: Telling, agreement: Telling) -> bool:
    """Whether an agreement ends a withdrawal, whichever of them is told first."""
    one, other = after(refusal, agreement), after(agreement, refusal)
    assert one.child_withdrew is other.child_withdrew
    return not one.child_withdrew


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
@pytest.mark.parametrize("day", [-400, 0, 400])
def test_a_withdrawal_without_any_agreement_since_counts_whatever_its_date(decision: str, day: int) -> None:
    """To refuse is to withdraw; a year typed wrong does not undo it (hard case 71)."""
    assert after((consent(decision, day), 1)).child_withdrew


@pytest.mark.parametrize("day, it_ends", [(-1, False), (0, True)])
def test_the_later_day_stands_and_of_one_day_the_later_recorded(day: int, *, it_ends: bool) -> None:
    """An older form that is typed in late is no change of mind (DOMAIN 4)."""
    assert ends((consent(), 0), (consent("given", day), 1)) is it_ends
    assert not ends((consent(), 10), (consent("given"), 5))


def test_a_withdrawal_and_an_agreement_of_the_same_moment_are_a_withdrawal() -> None:
    """Fail closed, in either order (DOMAIN 4)."""
    assert not ends((consent(), 10), (consent("given"), 10))


def test_an_agreement_dated_ahead_counts_for_nothing_until_it_is_recorded_anew() -> None:
    """A typing error opens nothing; the form of the day itself does (hard case 71)."""
    assert not ends((consent(), 0), (consent("given", 3), 9))
    four_days = 4 * 24 * 60
    assert not after(
        (consent(), 0), (consent("given", 3), 9), (consent("given", 4), four_days)
    ).child_withdrew


def test_an_old_form_sent_again_after_the_withdrawal_changes_nothing() -> None:
    """However many times: a new agreement is a new record (hard case 65)."""
    old = consent("given", -1)
    standing = after((old, 0), (consent(), 1))
    for minutes in (2, 60, 60 * 24 * 30):
        standing = told(standing, old, at(minutes))
    assert standing == after((old, 0), (consent(), 1))
    assert told(standing, consent(), at(99)) is standing


def test_a_form_that_is_corrected_counts_as_corrected() -> None:
    """The same record told with other content is that record's newer word."""
    mistyped = consent(consent_id="K1")
    assert not after((mistyped, 0), (consent("given", consent_id="K1"), 5)).child_withdrew
    assert after((consent("given", consent_id="K1"), 0), (mistyped, 5)).child_withdrew


@pytest.mark.parametrize("days, it_ends", [(-1, False), (0, False), (1, True), (None, False)])
def test_a_referral_ends_only_what_was_refused_on_an_earlier_day(days: int | None, *, it_ends: bool) -> None:
    """On the same day nobody could say which came last; an undated agreement says nothing."""
    agreed_on = None if days is None else DAY + timedelta(days=days)
    left = after((consent(), 0)).after_referral("R1", agreed_on, at(60 * 48))
    assert left.child_withdrew is not it_ends


def test_a_referral_recorded_before_the_withdrawal_ends_nothing() -> None:
    """It crossed the withdrawal on its way, whichever is told first."""
    early = Agreements().after_referral("R1", DAY + timedelta(days=1), at(-5))
    assert told(early, consent(), at(0)).child_withdrew
    assert after((consent(), 0)).after_referral("R1", DAY + timedelta(days=1), at(-5)).child_withdrew


def test_a_referral_is_the_childs_own_word_and_nobody_elses() -> None:
    """It ends the child's parts too, but neither a veto nor what others refused."""
    refusals = [(consent(given_by=giver), 0) for giver in GIVERS]
    everyone = after(*refusals, (consent(scope="share"), 0), (consent(lead_id="L1"), 0))
    left = everyone.after_referral("R1", DAY + timedelta(days=1), at(60 * 48))
    assert not left.refused("child", SCOPES)
    assert left.refused("child", ("all",), "L1")
    assert all(left.refused(giver, ("all",)) for giver in GIVERS[1:])


@pytest.mark.parametrize("giver", ["child", "authority"])
@pytest.mark.parametrize("scope", PARTS)
def test_a_part_is_refused_alone_and_given_back_alone_or_with_everything(giver: str, scope: str) -> None:
    """It is no withdrawal, and the other parts go on."""
    event = consent(scope=scope, given_by=giver)
    standing = after((event, 0))
    assert standing.refused(giver, (scope,))
    assert standing.refusal(giver, scope) is not None
    assert not standing.refused(giver, [one for one in SCOPES if one != scope])
    assert not standing.child_withdrew
    assert not is_withdrawal(event)
    for given_again in (consent("given", scope=scope, given_by=giver), consent("given", given_by=giver)):
        assert after((event, 0), (given_again, 1)).refusals == {}
    assert after((event, 0), (consent("given", -1, given_by=giver), 1)).refusals == standing.refusals


def test_agreement_to_a_part_does_not_give_back_everything() -> None:
    """Who withdrew everything and agrees to a search has still withdrawn everything."""
    assert after((consent(), 0), (consent("given", scope="search"), 1)).child_withdrew


@pytest.mark.parametrize("scope", SCOPES)
def test_about_one_person_it_is_a_veto_that_only_a_word_about_that_person_lifts(scope: str) -> None:
    """The others go on, and agreement to the whole is no agreement to this person (hard case 15)."""
    event = consent(scope=scope, lead_id="L1")
    standing = after((event, 0))
    assert not is_withdrawal(event)
    assert not is_about_everything(event)
    assert not standing.child_withdrew
    assert standing.refused("child", (scope,), "L1")
    assert not standing.refused("child", (scope,), "L2")
    assert after((event, 0), (consent("given"), 1)).refusals == standing.refusals
    assert after((event, 0), (consent("given", scope=scope, lead_id="L1"), 1)).refusals == {}


@pytest.mark.parametrize("giver", GIVERS[1:])
def test_nobody_else_withdraws_or_agrees_for_the_child(giver: str) -> None:
    """Each giver's word stands for itself."""
    assert not after((consent(given_by=giver), 0)).child_withdrew
    assert after((consent(), 0), (consent("given", given_by=giver), 1)).child_withdrew


def holder(decision: str, holder_id: str | None) -> ConsentChanged:
    """The word of one of those with parental responsibility."""
    return consent(decision, given_by="pr_holder", holder_id=holder_id, consent_id=f"K-{holder_id}")


@pytest.mark.parametrize(
    "yes, no, it_stands", [("F", "M", True), ("M", "M", False), (None, "M", True), ("F", None, True)]
)
def test_of_two_holders_the_no_stands_whoever_else_says_yes(
    yes: str | None, no: str | None, *, it_stands: bool
) -> None:
    """Two words; where the record does not say who spoke, nobody's refusal is ended (hard case 73)."""
    agreement = holder("given", yes).model_copy(update={"consent_id": "K-yes"})
    assert after((holder("refused", no), 0), (agreement, 5)).refused("pr_holder", ("all",)) is it_stands


def test_a_holder_who_is_not_named_takes_the_refusal_back_by_a_correction_of_that_record() -> None:
    """Two unnamed words may be two people's; one record is one person's (hard case 73)."""
    no = consent("refused", given_by="pr_holder", consent_id="K1")
    another = consent("given", given_by="pr_holder", consent_id="K2")
    corrected = consent("given", given_by="pr_holder", consent_id="K1")
    assert after((no, 0), (another, 5)).refused("pr_holder", ("all",))
    assert not after((no, 0), (corrected, 5)).refused("pr_holder", ("all",))


def test_what_ends_nothing_and_what_comes_too_late_can_be_told_from_the_rest() -> None:
    """So that a person hears of it."""
    old, new = consent("given", -1), consent("given")
    assert after((consent(), 0), (old, 1)).still_refused(old)
    assert not after((consent(), 0), (new, 1)).still_refused(new)
    late = consent(day=-1)
    assert after((new, 0), (late, 5)).is_overtaken(late)
    assert not after((new, 0), (consent(), 5)).is_overtaken(consent())


def test_the_young_persons_own_consent_since_a_day() -> None:
    """Dated on or after the birthday, to everything, by the child, and not taken back (hard case 74)."""
    birthday = DAY
    assert after((consent("given"), 0)).child_agreed_since(birthday)
    assert not after((consent("given", -1), 0)).child_agreed_since(birthday)
    assert not after((consent("given", 1), 0)).child_agreed_since(birthday)
    assert not after((consent("given", scope="search"), 0)).child_agreed_since(birthday)
    assert not after((consent("given", given_by="authority"), 0)).child_agreed_since(birthday)
    assert not after((consent("given"), 0), (consent(), 1)).child_agreed_since(birthday)


def test_it_survives_being_stored() -> None:
    """As part of a document."""
    kept = after((consent(), 0), (consent("given"), 5), (holder("refused", "M"), 7))
    assert Agreements.model_validate_json(kept.model_dump_json()) == kept


CONSENTS = st.builds(
    consent,
    st.sampled_from(["given", "withdrawn", "refused"]),
    st.integers(-1, 1),
    given_by=st.sampled_from(["child", "pr_holder"]),
    holder_id=st.sampled_from([None, "M"]),
    scope=st.sampled_from(["all", "search"]),
    lead_id=st.sampled_from([None, "L1"]),
    consent_id=st.sampled_from(["K1", "K2", "K3"]),
)


@some
@given(deliveries(CONSENTS))
def test_any_order_and_repetition_leave_the_same_refusals(two: tuple[list[Telling], list[Telling]]) -> None:
    """Late, shuffled and repeated under later envelopes (DOMAIN 4)."""
    one, other = two
    assert after(*one).refusals == after(*other).refusals


@some
@given(deliveries(CONSENTS), st.sampled_from(["K7", "K8"]))
def test_an_older_agreement_told_late_never_lifts_a_refusal(
    two: tuple[list[Telling], list[Telling]], name: str
) -> None:
    """Neither an older day nor an older recording opens anything (DOMAIN 4)."""
    standing = after(*two[0])
    for key in standing.refusals:
        giver, scope, lead_id = key.split(" ")
        about: dict[str, Any] = {
            "given_by": giver,
            "scope": scope,
            "lead_id": lead_id or None,
            "holder_id": "M",
        }
        day, recorded = max(
            (word.said_on, word.at)
            for word in words_of(standing.consents)
            if not word.given and (word.giver, word.scope, word.lead_id or "") == (giver, scope, lead_id)
        )
        moments = [(day - timedelta(days=1), at(99)), (day, recorded - timedelta(minutes=1)), (day, recorded)]
        for said_on, told_at in moments:
            late = consent("given", **about, date=said_on, consent_id=name)
            assert key in standing.after(late, told_at).refusals
