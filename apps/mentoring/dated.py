"""Dated numbers of mentoring, from `fixtures/mentoring.yaml`: the subsistence minimum, and how long papers count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Minimum:
    """The subsistence minimum from a day on, tenge a month."""

    since: date
    tenge: int
    source: str


@dataclass(frozen=True)
class Validity:
    """How many days after its issue a paper on a ground counts; `expiring_days` ahead its end is announced."""

    in_force_from: date
    basis: str
    expiring_days: int
    days: Mapping[int, int]


@cache
def minimums() -> tuple[Minimum, ...]:
    """All of them, oldest first."""
    rows = (Minimum(row["from"], row["tenge"], row["source"]) for row in _read()["subsistence_minimum"])
    return tuple(sorted(rows, key=lambda one: one.since))


@cache
def validities() -> tuple[Validity, ...]:
    """All versions, oldest first."""
    return tuple(sorted((Validity(**row) for row in _read()["paper_validity"]), key=lambda one: one.in_force_from))


def minimum_on(day: date) -> Minimum | None:
    """The minimum in force on a day; None before the first that is known."""
    return next((one for one in reversed(minimums()) if one.since <= day), None)


def validity_on(day: date) -> Validity:
    """The version in force on a day; before the first, the first."""
    known = validities()
    return next((one for one in reversed(known) if one.in_force_from <= day), known[0])


def last_day(ground: int, issued_on: date) -> date | None:
    """The last day on which a paper on a ground counts, when it names none itself. None: no end."""
    days = validity_on(issued_on).days.get(int(ground))
    return issued_on + timedelta(days=days) if days else None


def shortened(ground: int, issued_on: date, said: date | None) -> date | None:
    """The last day of a paper that names one itself: it may be earlier than the dated term, never later."""
    longest = last_day(ground, issued_on)
    return min(said, longest) if said and longest else said or longest


@cache
def _read() -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / "fixtures" / "mentoring.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))
