"""The life of a letter as its sender sees it: four steps in plain words, and the day by which an answer is due."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.complaints.models import Appeal
from apps.complaints.states import ENDED, NEW, State

ASKED = frozenset({State.INFORMATION_REQUESTED, State.RECOMMENDATION_SENT})
WORDS = (
    _("We received your letter"), _("We are looking into it"), _("We asked those who must answer"),
    _("We answered you"),
)  # fmt: skip
ADULT_WORDS = (
    _("Received"), _("Under consideration"), _("Bodies were asked"), _("An answer was given"),
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One step of the line; `state`: done, now or later; a letter that came is received, though nobody has read it."""

    text: str
    state: str
    at: datetime | None = None


def line_of(appeal: Appeal, *, has_asked: bool) -> list[Mark]:
    """`has_asked`: some body was asked, whatever became of it."""
    words = WORDS if appeal.by_child else ADULT_WORDS
    reached = _reached(appeal.state, has_asked)
    skipped = not has_asked and reached == 3
    marks = []
    for n, text in enumerate(words):
        if n == 2 and skipped:
            continue  # answered without asking anybody
        state = "done" if n < max(reached, 1) or reached == 3 else "now" if n == reached else "later"
        at = appeal.received_at if n == 0 else appeal.replied_at if n == 3 else None
        marks.append(Mark(str(text), state, at))
    return marks


def _reached(state: str, has_asked: bool) -> int:
    if state in ENDED and state != State.JOINED:
        return 3
    if state in NEW:
        return 0
    return 2 if state in ASKED or has_asked else 1
