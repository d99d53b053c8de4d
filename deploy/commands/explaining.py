"""`screen --explain`: decisions as a social worker reads them, in the words of the note in the record."""

import textwrap
from collections.abc import Callable

from services.plan_sync.explanation import told
from services.plan_sync.wording import load_wording
from shared.contracts.lifelong_links import EligibilityScreened

WIDTH = 100


def explaining() -> Callable[[EligibilityScreened], str]:
    """Return how a decision is shown: the child's id and the outcome, a paragraph, and what to do next."""
    wording = load_wording()

    def show(screened: EligibilityScreened) -> str:
        title, words = wording.note({"code": "screened", **told(screened)})
        lines = (
            textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
            for line in words.splitlines()
        )
        return "\n".join((f"{screened.child_id} - {title}", *lines, "", ""))

    return show
