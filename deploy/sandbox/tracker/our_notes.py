"""What Lifelong Links has said of a child in its notes, told by their keys: a note has no code of its own."""

from collections.abc import Iterable

from deploy.sandbox.tracker.item import Item

OURS = "LL-"
"""How the keys of what Lifelong Links wrote begin; the child and the moment's code come next."""

RESTS = ("journey-paused", "journey-frozen", "journey-closed")
GOES_ON = ("journey-goes-on", "journey-resumed", "referral-accepted")


def last_note(child: Item, codes: Iterable[str], about: object = "") -> tuple[str, Item] | None:
    """Return the newest of our notes with one of these codes, and which; `about` is an id in its text."""
    keys = {code: (f"{OURS}{child['ref']}:{code}-", f"{OURS}{child['ref']}{code}-") for code in codes}
    for note in reversed(child.linking("note", "child")):
        for code, beginnings in keys.items():
            if str(note["ref"]).startswith(beginnings) and str(about) in str(note["text"]):
                return code, note
    return None


def rests(child: Item) -> tuple[str, Item] | None:
    """Return why nothing goes on at present, a code of RESTS and its note; None when the work goes on."""
    last = last_note(child, (*RESTS, *GOES_ON))
    return last if last and last[0] in RESTS else None
