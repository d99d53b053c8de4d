"""What the form of a referral says, however often and in whatever order it is told. Pure (DOMAIN 4).

A form is a record like any other: of its contents the one that was told last counts. Of the child it says who
agreed and when: the first agreement counts, and that it was none after all (DOMAIN 3). It opens nothing by
being told again: what was refused ends by the word of those who refused. Of a holder of parental
responsibility it says a word, with the referral as its record.
"""

from collections.abc import Iterable
from datetime import date, datetime

from shared.clock import london_date
from shared.contracts.case_system import ParentalResponsibility, ReferralMade, ReferralObjective
from shared.rules.agreement import EVERYTHING, Agreements, Consent, record_of_referral
from shared.rules.words import Word, content_of, is_ahead


class ReferralForm(Word):
    """One content of a referral's form; `at` is the earliest time at which it was told so (aware UTC)."""

    agreed: bool
    agreed_on: date | None = None
    parental_responsibility: ParentalResponsibility
    discussed_with_iro: bool | None = None
    coordinator_id: str | None = None
    objectives: tuple[ReferralObjective, ...] = ()

    @property
    def caution(self) -> int:
        """That the child has not agreed closes, and so does a holder's refusal."""
        return int(not self.agreed) + int(self.parental_responsibility.position == "refused")


Contents = tuple[ReferralForm, ...]
"""All that the form of one referral was told to say."""


class PositionSaid(Word):
    """A word on where those with parental responsibility stand, other than a refusal that stands."""

    position: ParentalResponsibility

    @property
    def caution(self) -> int:
        """Everything but an agreement leaves something to decide."""
        return int(self.position.position != "given")


def form_of(event: ReferralMade, at: datetime) -> ReferralForm:
    """Return what the form says, told at that time."""
    return ReferralForm(
        at=at,
        agreed=event.child_agreement.given,
        agreed_on=event.child_agreement.date,
        parental_responsibility=event.parental_responsibility,
        discussed_with_iro=event.discussed_with_iro,
        coordinator_id=event.coordinator_id,
        objectives=event.objectives,
    )


def latest_form(contents: Contents) -> ReferralForm | None:
    """Return what the form says now."""
    return content_of(contents)


def agreement_in(contents: Contents) -> ReferralForm | None:
    """Return the first content in which the child had agreed, on a day that was not still to come."""
    agreed = (one for one in contents if one.agreed and not is_ahead(one.agreed_on, one.at))
    return min(agreed, key=lambda one: one.at, default=None)


def was_discussed(contents: Contents) -> bool:
    """Whether the talk with the reviewing officer is recorded, by the last content that speaks of it."""
    said = content_of(one for one in contents if one.discussed_with_iro is not None)
    return bool(said and said.discussed_with_iro)


def position_in(contents: Contents) -> PositionSaid | None:
    """Return the form's word on parental responsibility, if it says one that counts."""
    form = latest_form(contents)
    if form is None:
        return None
    stated = form.parental_responsibility
    return PositionSaid(day=stated.date, at=form.at, position=stated)


def with_words_of(agreements: Agreements, referral_id: str, contents: Contents) -> Agreements:
    """Return the agreements with what the form says of the child and of a holder."""
    told = agreements.with_record(record_of_referral(referral_id), tuple(_of_child(contents)))
    return told.with_record(f"holder {referral_id}", tuple(_of_holder(contents)))


def _of_child(contents: Contents) -> Iterable[Consent]:
    agreement = agreement_in(contents)
    if agreement is not None and agreement.agreed_on is not None:
        yield _word(agreement, "child", agreement.agreed_on, given=True)
    first = min((one.at for one in contents if one.agreed), default=None)
    for form in contents:
        if first is not None and not form.agreed:
            yield _word(form, "child", form.agreed_on or london_date(form.at), given=False)


def _of_holder(contents: Contents) -> Iterable[Consent]:
    for form in contents:
        stated = form.parental_responsibility
        if stated.position in ("given", "refused"):
            day, holder_id = stated.date or london_date(form.at), stated.holder_id
            given = stated.position == "given"
            yield _word(form, "pr_holder", day, given=given).model_copy(update={"holder_id": holder_id})


def _word(form: ReferralForm, giver: str, day: date, *, given: bool) -> Consent:
    by_referral = giver == "child" and given
    return Consent(day=day, at=form.at, giver=giver, scope=EVERYTHING, given=given, by_referral=by_referral)
