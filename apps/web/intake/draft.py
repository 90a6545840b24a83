"""A letter that is being written: it travels sealed in a hidden field of the page and lies nowhere else."""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from apps.complaints.checks import LANGUAGES
from apps.core import tickets

PURPOSE = "intake.letter"
KEPT = 24 * 3600
"""Seconds in which a letter that was begun can be ended."""
LONGEST = 60_000
"""Characters kept of one answer: more than may be sent, so that nobody's text is cut before it is said to be long."""


@dataclass
class Draft:
    """`who`: CHILD or ADULT; `said`: what was typed, by the names of the fields; `files`: what waits sealed
    (`apps.complaints.waiting`). `id` tells one letter from another."""

    language: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    step: str = "start"
    who: str = ""
    poster: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ticket(self) -> str:
        return tickets.issue(asdict(self), purpose=PURPOSE)

    @property
    def data(self) -> MultiValueDict:
        """For the forms."""
        return MultiValueDict(self.said)

    def get(self, name: str) -> str:
        return (self.said.get(name) or [""])[-1]

    def all(self, name: str) -> list[str]:
        return [one for one in self.said.get(name, []) if one]

    def keep(self, post: QueryDict, names: list[str]) -> None:
        """What the fields of the present page hold now, right or wrong."""
        for name in names:
            self.said[name] = [one[:LONGEST] for one in post.getlist(name)[:40]]

    def speak(self, language: str) -> None:
        if language in LANGUAGES:
            self.language = language


def opened(ticket: str) -> Draft | None:
    """The letter of a ticket; None for one that is not ours or was left for a day."""
    said = tickets.taken(ticket, purpose=PURPOSE, seconds=KEPT)
    return Draft(**said) if said else None
