"""Letters to senders: versioned templates in three languages, for adults and in words of a child."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import yaml

from apps.complaints.models import Appeal
from apps.core.dates import day_in_words
from apps.core.localtime import local_day

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "letters.yaml"


@dataclass(frozen=True)
class Letter:
    """One version of one letter. `opening` and `appeal_rights` stand around what the officer writes; the rights of
    appeal cannot be left out (APPC Articles 91 and 136)."""

    code: str
    version: int
    language: str
    for_child: bool
    outcome: str
    opening: str
    appeal_rights: str
    closing: str

    @property
    def name(self) -> str:
        return f"{self.code}/{self.version}"

    def written(self, appeal: Appeal, words: str, *, at: datetime) -> str:
        """The whole letter: what the officer wrote between the fixed parts."""
        values = {
            "number": appeal.number, "received": day_in_words(local_day(appeal.received_at), self.language),
            "office": getattr(appeal.office, f"name_{self.language}") or appeal.office.name_ru,
            "today": day_in_words(local_day(at), self.language),
        }  # fmt: skip
        fixed = [Template(text).substitute(values) for text in (self.opening, self.appeal_rights, self.closing)]
        parts = [fixed[0], words, *fixed[1:]]
        return "\n\n".join(part.strip() for part in parts if part.strip())


@cache
def letters() -> tuple[Letter, ...]:
    """Every version of every letter."""
    loaded: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["letters"]
    return tuple(
        Letter(code=one["code"], version=one["version"], language=language, for_child=one["for_child"],
               outcome=one["outcome"], **texts)
        for one in loaded
        for language, texts in one["texts"].items()
    )  # fmt: skip


def letter_for(appeal: Appeal) -> Letter:
    """The newest letter for the outcome, in the language of the appeal, in words of a child where a child wrote."""
    fitting = [
        one for one in letters()
        if one.language == appeal.language and one.for_child == appeal.by_child and one.outcome == appeal.outcome
    ]  # fmt: skip
    return max(fitting, key=lambda one: one.version)


def letter_named(name: str, language: str) -> Letter | None:
    """The letter of a reply that was sent, by `code/version`."""
    return next((one for one in letters() if one.name == name and one.language == language), None)
