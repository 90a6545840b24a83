"""The line of time of a child's file for whoever tells it besides the pages.

What it is made of is said by the layer above all records: it registers a `Teller` at start.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from apps.accounts.models import User
from apps.people.models import Child


@dataclass(frozen=True)
class Told:
    """One event in the reader's language. `by`: who acted, where that is worth telling."""

    at: datetime
    kind: str
    text: str
    by: User | None


class Teller(Protocol):
    """Tells what a reader may know of one child."""

    def kinds(self) -> list[str]:
        """The kinds of events there are."""

    def page(
        self, child: Child, reader: User, at: datetime, *, kind: str = "", after: str = ""
    ) -> tuple[list[Told], str]:  # fmt: skip
        """Events, newest first, beginning after a place, and the place where the next page begins (empty: no more).
        Raises ValueError for a place that is none."""


@dataclass
class _Registered:
    teller: Teller | None = None


_STORY = _Registered()


def register_story(teller: Teller) -> None:
    """Say who tells; called once, at start."""
    _STORY.teller = teller


def teller() -> Teller:
    if _STORY.teller is None:
        raise RuntimeError("nobody tells the story of a file")
    return _STORY.teller
