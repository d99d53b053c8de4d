"""What is known of the people around a child, in whatever order it is told (DOMAIN 3 and 4)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.envelope import Event
from shared.rules.people import People
from shared.rules.restrictions import RESTRICTED, UNANSWERED
from tests.unit import moves
from tests.unit.moves import check, lead, merge, restriction, views
from tests.unit.rules.deliveries import DAY, Telling, deliveries, heard, some

RECORD = moves.record()
LEADS = ("L1", "L2", "L9")
YESTERDAY = DAY - timedelta(days=1)


def told(people: People, event: Event, recorded_at: datetime) -> People:
    """What is known after one more event."""
    return people.after(event, recorded_at)


def after(*tellings: Telling) -> People:
    """What is known after events recorded so many minutes after noon."""
    return heard(People(), told, tellings)


def wish(people: People, lead_id: str = "L1") -> list[str | None]:
    """The child's standing wishes about a person."""
    return [one.wish for one in people.wishes(lead_id)]


def test_a_veto_stands_against_an_older_yes_told_late() -> None:
    """And against the same yes told again (hard case 15)."""
    yes, no = views("yes", "L1", day=DAY), views("no", "L1", day=DAY)
    for delivery in ([(yes, 0), (no, 5)], [(no, 5), (yes, 0)], [(yes, 0), (no, 5), (yes, 9)]):
        assert wish(after(*delivery)) == ["no"]
    assert wish(after((no, 5), (views("yes", "L1", day=DAY, view_id="V-new"), 9))) == ["yes"]


def test_of_two_wishes_of_one_moment_the_more_cautious_stands() -> None:
    """A tie falls to safety (DOMAIN 4)."""
    said = [(views(one, "L1", day=DAY), 0) for one in ("yes", "message_only", "not_now", "no")]
    assert wish(after(*said)) == wish(after(*reversed(said))) == ["no"]
    assert wish(after(*said[:2])) == ["message_only"]


def test_a_yes_of_a_mistyped_year_does_not_outlive_todays_no() -> None:
    """It counts for nothing until recorded anew; a no of a mistyped year counts today (hard case 71)."""
    far = DAY + timedelta(days=365)
    assert wish(after((views("no", "L1", day=DAY), 5), (views("yes", "L1", day=far), 9))) == ["no"]
    assert wish(after((views("yes", "L1", day=DAY), 0), (views("no", "L1", day=far), 9))) == ["no"]


def test_a_view_corrected_from_one_lead_to_another_is_about_the_other_alone() -> None:
    """It was never about the first; the same everywhere (issue 7, kind 1)."""
    mistaken = views("no", "L1", day=DAY, view_id="V1")
    corrected = views("no", "L2", day=DAY, view_id="V1")
    for delivery in ([(mistaken, 0), (corrected, 5)], [(corrected, 5), (mistaken, 0)]):
        people = after(*delivery)
        assert (wish(people, "L1"), wish(people, "L2")) == ([], ["no"])


def test_what_was_not_conveyed_is_no_wish_save_a_no() -> None:
    """To stop needs no proof (DOMAIN 7)."""
    assert wish(after((views("yes", "L1", day=DAY, participation="PN4"), 0))) == []
    assert wish(after((views("no", "L1", day=DAY, participation="PN4"), 0))) == ["no"]


def test_a_wish_about_stages_is_about_nobody() -> None:
    """And a wish about somebody is about no stage."""
    people = after((views("no", None, day=DAY, stage="conference"), 0), (views("yes", "L1", day=DAY), 1))
    stage = people.wish_about(frozenset({"conference"}))
    assert stage is not None
    assert stage.wish == "no"
    assert people.wish_about(frozenset({"search"})) is None


def test_an_older_decision_to_keep_two_apart_told_late_frees_nobody() -> None:
    """The later decision stands, and with it the order on the other identity (hard cases 20 and 26)."""
    order = (restriction(lead_id="L9"), 0)
    joined, apart = (merge("L1", "L9"), 9), (merge("L1", "L9", decision="keep_apart"), 5)
    for delivery in ([joined, apart], [apart, joined]):
        assert after(order, *delivery).restriction_on("L1", DAY) == RESTRICTED
    assert after(order, (merge("L1", "L9"), 3), apart).restriction_on("L1", DAY) is None


def test_of_two_merge_decisions_the_one_of_the_later_day_stands() -> None:
    """Whenever they were typed, with an id of their own or without (DOMAIN 4)."""
    for ids in (("D1", "D2"), (None, None)):
        joined = merge("L1", "L9", date=DAY, decision_id=ids[0])
        apart = merge("L1", "L9", decision="unmerge", date=YESTERDAY, decision_id=ids[1])
        assert after((joined, 0), (apart, 9)).same("L1") == ("L1", "L9")


def test_of_two_merge_decisions_of_one_moment_the_merge_stands() -> None:
    """Who is one person shares whatever bars either."""
    pair = [(merge("L1", "L9"), 5), (merge("L1", "L9", decision="keep_apart"), 5)]
    assert after(*pair).same("L1") == after(*reversed(pair)).same("L1") == ("L1", "L9")


def test_a_merge_of_three_joins_every_two_of_them() -> None:
    """And one of them can be taken out again."""
    people = after((merge("L1", "L2", "L9"), 0), (merge("L1", "L9", decision="unmerge"), 5))
    assert set(people.same("L1")) == {"L1", "L2", "L9"}
    alone = people.after(merge("L2", "L9", decision="unmerge"), moves.MEETING)
    assert set(alone.same("L1")) == {"L1", "L2"}


def test_an_order_told_again_after_its_end_does_not_bar() -> None:
    """And its end told again after a new order of that record does not free (DOMAIN 4)."""
    order, end = restriction(lead_id="L1"), restriction(lead_id="L1", ended=True)
    assert after((order, 0), (end, 5), (order, 9)).restriction_on("L1", DAY) is None
    assert after((end, 5), (order, 0)).restriction_on("L1", DAY) is None
    again = restriction(lead_id="L1", to=DAY + timedelta(days=9))
    assert after((order, 0), (end, 5), (again, 9), (end, 12)).restriction_on("L1", DAY) == RESTRICTED


def test_an_order_that_is_corrected_to_name_another_bars_the_other() -> None:
    """An older telling that arrives late does not bring the first back."""
    one, other = (restriction(lead_id="L1"), 9), (restriction(lead_id="L2"), 0)
    for delivery in ([one, other], [other, one]):
        people = after(*delivery)
        assert people.restriction_on("L1", DAY) == RESTRICTED
        assert people.restriction_on("L2", DAY) is None


FATHER = (restriction(relationship="father"), 5)
RELATIVE = (lead("L1", "relative"), 0)


@pytest.mark.parametrize("name", ["identity", "orders"])
def test_the_childs_own_worker_answers_for_an_unspecific_word(name: str) -> None:
    """By an identity or orders check made after the order (hard case 66)."""
    asked = [(RECORD, 0), RELATIVE, FATHER]
    assert after(*asked).restriction_on("L1", DAY) == UNANSWERED
    assert after(*asked, (check(name, date=DAY), 9)).restriction_on("L1", DAY) is None
    assert after((check(name, date=DAY), 9), *asked).restriction_on("L1", DAY) is None


@pytest.mark.parametrize(
    "fields, minutes",
    [
        ({"by": "W999"}, 9),
        ({"result": "concern"}, 9),
        ({"result": "unknown"}, 9),
        ({}, 3),
        ({"date": YESTERDAY}, 9),
        ({"date": DAY + timedelta(days=365)}, 9),
    ],
)
def test_what_answers_nothing(fields: dict[str, Any], minutes: int) -> None:
    """A stranger, a concern, a check of before the order, one made on an earlier day, one of the future."""
    answer = check("identity", **{"date": DAY, **fields})
    assert after((RECORD, 0), RELATIVE, FATHER, (answer, minutes)).restriction_on("L1", DAY) == UNANSWERED


def test_a_concern_after_the_answer_opens_the_question_again() -> None:
    """Whoever recorded it, and whichever is told first."""
    clear, concern = check("identity", date=DAY), check("orders", date=DAY, result="concern", by="W999")
    asked = [(RECORD, 0), RELATIVE, FATHER]
    for delivery in ([(clear, 7), (concern, 9)], [(concern, 9), (clear, 7)]):
        assert after(*asked, *delivery).restriction_on("L1", DAY) == UNANSWERED


def test_a_pair_is_kept_apart_under_every_name_of_both() -> None:
    """By relationship and by alias (hard cases 21 and 26)."""
    people = after(
        *[
            (lead("L1", "dad"), 0),
            (lead("L2", "mother"), 0),
            (lead("L9", "friend"), 0),
            (merge("L2", "L9"), 1),
        ],
        (restriction("OP", relationship="father", other_person={"lead_id": "L2"}), 2),
    )
    assert people.apart("L1", "L9", DAY)
    assert people.apart("L9", "L1", DAY)
    assert people.restriction_on("L1", DAY) is None


def test_it_survives_being_stored_and_a_repetition_changes_nothing() -> None:
    """As part of a document."""
    told_once = [
        (RECORD, 0),
        RELATIVE,
        FATHER,
        (check("identity", date=DAY), 7),
        (views("no", "L1", day=DAY), 8),
    ]
    kept = after(*told_once)
    assert People.model_validate_json(kept.model_dump_json()) == kept
    assert heard(kept, told, [(event, minutes + 60) for event, minutes in told_once]) == kept


EVENTS = st.one_of(
    st.builds(
        lambda name, wish, who, days: views(wish, who, day=DAY + timedelta(days=days), view_id=name),
        st.sampled_from(["V1", "V2"]),
        st.sampled_from(["yes", "no", "message_only"]),
        st.sampled_from(LEADS),
        st.integers(-1, 1),
    ),
    st.builds(
        lambda name, who, ended: restriction(name, lead_id=who, ended=ended),
        st.sampled_from(["O1", "O2"]),
        st.sampled_from(LEADS),
        st.sampled_from([None, True]),
    ),
    st.builds(
        lambda ended: restriction("O3", relationship="father", ended=ended), st.sampled_from([None, True])
    ),
    st.builds(
        lambda what, days: merge(
            "L1", "L9", decision=what, date=None if days is None else DAY + timedelta(days)
        ),
        st.sampled_from(["merge", "keep_apart", "unmerge"]),
        st.sampled_from([None, -1, 0]),
    ),
    st.builds(lead, st.sampled_from(LEADS), st.sampled_from(["aunt", "dad", "relative"]), st.integers(1, 3)),
    st.builds(
        lambda name, who, result, by: check(name, who, result=result, by=by, date=DAY),
        st.sampled_from(["identity", "orders"]),
        st.sampled_from(LEADS),
        st.sampled_from(["clear", "concern"]),
        st.sampled_from(["W1", "W9"]),
    ),
)


def standing(people: People) -> list[object]:
    """Everything that bars or opens, by lead."""
    return [
        (set(people.same(one)), people.restriction_on(one, DAY), sorted(map(str, wish(people, one))))
        for one in LEADS
    ]


@some
@given(deliveries(EVENTS))
def test_any_order_and_repetition_leave_the_same_people(two: tuple[list[Telling], list[Telling]]) -> None:
    """Orders, wishes, who is who and who answered, late, shuffled and repeated (DOMAIN 4)."""
    one, other = (after((RECORD, 0), *delivery) for delivery in two)
    assert standing(one) == standing(other)
