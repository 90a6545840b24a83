"""The door of a file: what else is asked before it opens. Apps above register their question here at start."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.people.models import Child, access_rows

Question = Callable[[Child, User, Sequence[str], datetime], dict[str, Any]]
"""Gets the child, the person, the grounds and the instant; gives what the ledger should note (codes and ids),
or raises PurposeRequired."""

_questions: list[Question] = []


class PurposeRequired(Exception):
    """The ground is not the person's daily work: the file opens once a purpose is stated for today."""

    def __init__(self, message: Any, number: str) -> None:
        super().__init__(str(message))
        self.message = message
        self.number = number


def ask_at_the_door(question: Question) -> None:
    """Have `question` asked before any file opens."""
    if question not in _questions:
        _questions.append(question)


def check_the_door(child: Child, by: User, at: datetime) -> None:
    """Ask everything, for a part of a page that notes the look itself. Raises PurposeRequired."""
    pass_the_door(child, by, sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True))), at)


def pass_the_door(child: Child, by: User, grounds: Sequence[str], at: datetime) -> dict[str, Any]:
    """Ask everything; gives what the ledger should note beside the grounds."""
    noted: dict[str, Any] = {}
    for question in _questions:
        noted |= question(child, by, grounds, at)
    return noted
