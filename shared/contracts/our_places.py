"""Our events about places, where a policy limits how many children are worked with at one time.

Requests and releases go to the authority's ledger of places: their `child_id` is the ledger's id, and
`for_child_id` names the child. What the ledger answers is about the child. `number` rises with every request
and release of a child, `answer` with everything that the ledger says: what is overtaken changes nothing.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.fields import CalendarDate, ChildId, Code, Flag, Id, Version

Wanted = Literal["accept", "waitlist", "occupied"]
"""What the place is for: work that is decided on, a turn in the line, or work that is under way."""


class PlaceRequested(Event):
    """A child's referral asks for a place, or says that it has one (`occupied`).

    While it is not `ready`, because something in doubt came up at its turn, it keeps its place in the line
    and others pass. The dates and flags are what a policy may give priority for.
    """

    TYPE: ClassVar[str] = "lifelong-links.place.requested.v1"
    for_child_id: ChildId
    """The child who needs the place; `child_id` is the ledger of places."""
    referral_id: Id
    number: Version
    wanted: Wanted
    """What the place is for: work that is decided on, a turn in the line, or work under way."""
    ready: Flag = True
    """Whether the place could be taken up at once."""
    since: CalendarDate
    """The day from which the child's turn counts."""
    urgent: Flag = False
    """Whether it is urgent, as a reason for priority."""
    care_leaver: Flag = False
    """Whether it is a care leaver, as a reason for priority."""
    turns_18_on: CalendarDate | None = None
    """The 18th birthday, as a reason for priority."""
    work_ends_on: CalendarDate | None = None
    """The day on which the policy's age limit is reached."""


class PlaceReleased(Event):
    """A child's place, in work or in the line, is free."""

    TYPE: ClassVar[str] = "lifelong-links.place.released.v1"
    for_child_id: ChildId
    """The child whose place is free; `child_id` is the ledger of places."""
    referral_id: Id
    number: Version


class PlaceWaiting(Event):
    """No place is free for this child yet; `position` counts from 1, `priority` says why so early."""

    TYPE: ClassVar[str] = "lifelong-links.place.waiting.v1"
    referral_id: Id
    number: Version
    """The number of the request that is answered."""
    answer: Version
    """Rises with everything that the ledger says: what is overtaken changes nothing."""
    position: Annotated[int, Field(ge=1, strict=True)]
    priority: Code | None = None


class PlaceOffered(Event):
    """A place is kept for this child until work begins, the referral ends, or it is given back."""

    TYPE: ClassVar[str] = "lifelong-links.place.offered.v1"
    referral_id: Id
    number: Version
    """The number of the request that is answered."""
    answer: Version
    """Rises with everything that the ledger says: what is overtaken changes nothing."""
