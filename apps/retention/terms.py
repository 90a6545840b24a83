"""The numbers of keeping files, dated, from `fixtures/retention.yaml`. All of them are rules of the system."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Terms:
    """One version. Ages in full years, `keep_years` in years, the rest in days."""

    in_force_from: date
    basis: str
    archive_from_age: int
    archive_from_age_after_care: int
    keep_years: int
    cooling_off_days: int
    ask_again_days: int


@cache
def versions() -> tuple[Terms, ...]:
    """All versions, oldest first."""
    path = Path(settings.BASE_DIR) / "fixtures" / "retention.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["versions"]
    return tuple(sorted((Terms(**row) for row in rows), key=lambda one: one.in_force_from))


def terms_on(day: date) -> Terms:
    """The version in force on a day; before the first, the first."""
    known = versions()
    return next((one for one in reversed(known) if one.in_force_from <= day), known[0])


def years_after(day: date, years: int) -> date:
    """The same day so many years later (or earlier); 1 March for a 29 February that is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
