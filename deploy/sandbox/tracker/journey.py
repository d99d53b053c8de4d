"""Where a child stands in Lifelong Links, read from the record: seven steps, each in a few plain words."""

from dataclasses import dataclass

from deploy.sandbox.tracker.item import Item
from deploy.sandbox.tracker.our_notes import last_note, rests
from deploy.sandbox.tracker.plain_words import coded, day, some, time_of

FAMILY = "family_and_social_relationships"
DONE, NOW, LATER, WITHOUT = "done", "now", "later", "without"
PAUSED, STOPPED, ENDED = "paused", "stopped", "ended"
TAGS = {
    DONE: "Done",
    NOW: "Now",
    LATER: "Not yet",
    WITHOUT: "None",
    PAUSED: "Paused",
    STOPPED: "Stopped",
    ENDED: "Ended",
}
RESTING = {"journey-paused": PAUSED, "journey-frozen": STOPPED, "journey-closed": ENDED}
"""How the step that was going on stands when Lifelong Links has said that nothing goes on."""


MEETING_NOTES = ("conference-arranged", "conference-conflict", "conference-held", "conference-not-held")
CONFERENCE = "Family group conference"


@dataclass(frozen=True)
class Step:
    """One step: its name, how it stands (one of TAGS) and what there is to say."""

    name: str
    state: str
    words: str

    @property
    def tag(self) -> str:
        """The state in a word or two."""
        return TAGS[self.state]


def journey(child: Item) -> list[Step]:
    """Return the steps in their order; while all rests, or after a refusal, nothing is shown as going on."""
    steps = [
        _referral(child),
        _agreement(child),
        _search(child),
        _meeting(child),
        _support_plan(child),
        _decision(child),
        _care_plan(child),
    ]
    if any(step.state == STOPPED for step in steps):
        return [Step(one.name, PAUSED if one.state == NOW else one.state, one.words) for one in steps]
    steps, resting = _only_first_now(steps), rests(child)
    if resting is None:
        return steps
    state = RESTING[resting[0]]
    return [Step(one.name, state if one.state == NOW else one.state, one.words) for one in steps]


def withdrawn(child: Item) -> Item | None:
    """Return the child's withdrawal or refusal when that is the last word."""
    said = [one for one in child.linking("consent", "child", given_by="child") if one["scope"] == "all"]
    return said[-1] if said and said[-1]["decision"] != "given" else None


def _only_first_now(steps: list[Step]) -> list[Step]:
    """Show as going on the step after the last one done, unless a later one has begun."""
    if any(step.state == NOW for step in steps) or all(step.state == LATER for step in steps):
        return steps
    last_done = max(number for number, step in enumerate(steps) if step.state == DONE)
    going_on = next((one for one in steps[last_done:] if one.state == LATER), None)
    return [Step(one.name, NOW, one.words) if one is going_on else one for one in steps]


def _referral(child: Item) -> Step:
    made = child.linking("referral", "child")
    if not made:
        return Step("Referral", LATER, "Nobody has made a referral.")
    decision, on = made[-1]["decision"], day(made[-1]["decided_on"])
    words = f"{coded(made[-1], 'decision')} on {on}." if decision else "Made, waiting for a decision."
    return Step("Referral", {"accept": DONE, "decline": STOPPED}.get(str(decision), NOW), words)


def _agreement(child: Item) -> Step:
    said_no = withdrawn(child)
    if said_no:
        words = f"{coded(said_no, 'decision')} on {day(said_no['date'])}. Nothing goes out."
        return Step("The child's agreement", STOPPED, words)
    made = child.linking("referral", "child")
    given = [one for one in child.linking("consent", "child", given_by="child") if one["decision"] == "given"]
    if given:
        return Step("The child's agreement", DONE, f"Given on {day(given[-1]['date'])}.")
    if made and made[-1].flag("agreement_given"):
        on = day(made[-1]["agreement_date"])
        return Step("The child's agreement", DONE, f"Given on {on}." if on else "Given with the referral.")
    return Step("The child's agreement", LATER, "Not recorded.")


def _search(child: Item) -> Step:
    looked, leads = child.linking("search_step", "child"), child.linking("lead", "child")
    if not looked and not leads:
        return Step("Finding people", LATER, "Not started.")
    met = child.linking("conference", "child") or child.linking("plan", "child")
    words = f"{some(len(leads), 'person', 'people')} found in {some(len(looked), 'step', 'steps')}."
    return Step("Finding people", DONE if met else NOW, words)


def _meeting(child: Item) -> Step:
    meetings = child.linking("conference", "child")
    if not meetings:
        if child.linking("plan", "child"):
            return Step(CONFERENCE, WITHOUT, "The support plan was made without one.")
        return Step(CONFERENCE, LATER, "Not planned.")
    newest = meetings[-1]
    if newest["outcome"]:
        return _meeting_closed(child, newest)
    if newest["starts_at"]:
        said = last_note(child, MEETING_NOTES, newest["ref"])
        cannot = ", but it cannot go ahead as arranged" if said and said[0] == "conference-conflict" else ""
        return Step(CONFERENCE, NOW, f"{time_of(newest['starts_at'])}{cannot}.")
    return Step(CONFERENCE, NOW, "Asked for, no date yet.")


def _meeting_closed(child: Item, meeting: Item) -> Step:
    if meeting["outcome"] == "held" and not _counts(child, meeting):
        return Step(CONFERENCE, NOW, "Recorded as held, but it does not count: the notes say why.")
    state = DONE if meeting["outcome"] == "held" else NOW
    return Step(CONFERENCE, state, f"{coded(meeting, 'outcome')}.")


def _counts(child: Item, meeting: Item) -> bool:
    """Whether Lifelong Links has not said that a conference does not count as held."""
    said = last_note(child, MEETING_NOTES, meeting["ref"])
    return said is None or said[0] != "conference-not-held"


def _support_plan(child: Item) -> Step:
    plans = child.linking("plan", "child")
    if not plans:
        return Step("Support plan", LATER, "Not written.")
    made = plans[-1].linking("commitment", "plan", plan_version=plans[-1]["version"])
    words = f"{coded(plans[-1], 'status')}: {some(len(made), 'commitment', 'commitments')}."
    meeting = plans[-1].linked("conference")
    if meeting and not _counts(child, meeting):
        return Step("Support plan", NOW, f"{words} Not taken up: its conference does not count.")
    return Step("Support plan", NOW if plans[-1]["status"] == "draft" else DONE, words)


def _decision(child: Item) -> Step:
    plans = child.linking("plan", "child")
    if not plans or plans[-1]["status"] != "decided":
        return Step("The authority's decision", LATER, "Not decided.")
    made = plans[-1].linking("commitment", "plan", plan_version=plans[-1]["version"])
    approved = {one.nodeid for one in made if one["decision"] != "declined"}
    written = {item.nodeid for one in _entries(child) if (item := one.linked("commitment"))}
    words = f"{len(approved)} of {len(made)} approved."
    if waiting := approved - written:
        return Step("The authority's decision", NOW, f"{words} Not in the plan yet: {len(waiting)}.")
    return Step("The authority's decision", DONE, words)


def _care_plan(child: Item) -> Step:
    entries = _entries(child)
    words = f"{some(len(entries), 'entry', 'entries')} in the plan." if entries else "Nothing from it yet."
    return Step("In the care plan", DONE if entries else LATER, words)


def _entries(child: Item) -> list[Item]:
    """Return what stands in the family sections of the care plan and pathway plan."""
    sections = child.linking("care_plan_section", "child", section=FAMILY)
    return [entry for section in sections for entry in section.listed("entries")]
