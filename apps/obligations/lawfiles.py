"""Reads the files the law is kept in: rules, calendar and areas. Pure: gives rows, writes nothing."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from apps.obligations.calendar import WorkCalendar, calendar_of

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
LANGUAGES = ("kk", "ru", "en")
TEXTS = ("title", "duty", "note")
PLAIN: dict[str, Any] = {
    "article": {},
    "opens_on": "",
    "met_on": "",
    "recipients": [],
    "recipient_rule": "NONE",
    "extension": None,
    "ladder": [],
    "ladder_basis": "POLICY",
    "in_force_to": None,
    "source": "",
}
"""Optional keys of a rule and what they are when absent."""
REQUIRED = ("code", "version", "basis", "term", "owner_kind", "in_force_from", "in_force_precision")

Row = dict[str, Any]


class LawFileError(ValueError):
    """A law file is not well formed; the message names the file and the rule."""


@cache
def rule_rows() -> tuple[Row, ...]:
    """Every version of every rule, as values of the fields of `Rule`."""
    rows = []
    for path in sorted((FIXTURES / "rules").glob("*.yaml")):
        for raw in _read(path)["rules"]:
            rows += [_rule_row(entry, path.name) for entry in _versions(raw)]
    return tuple(rows)


@cache
def calendar_rows() -> tuple[Row, ...]:
    """Every day the calendar files name, as values of the fields of `CalendarDay`."""
    rows: list[Row] = []
    for path in sorted((FIXTURES / "calendar").glob("*.yaml")):
        content = _read(path)
        rows += [_day_row(day, content["sources"]) for day in content["days"]]
    return tuple(rows)


@cache
def area_rows() -> tuple[Row, ...]:
    """Country, regions, districts in this order, as values of the fields of `Area`, `parent` as a code."""
    content = _read(FIXTURES / "areas.yaml")
    country = content["country"]
    rows = [_area_row(country, "COUNTRY", None)]
    rows += [_area_row(region, "REGION", country["code"]) for region in content["regions"]]
    for region in content["regions"]:
        rows += [_area_row(district, "DISTRICT", region["code"]) for district in region["districts"]]
    return tuple(rows)


def files_calendar() -> WorkCalendar:
    """The calendar as the files have it, without the corrections of an installation."""
    names = ("date", "is_working", "reason_kk", "reason_ru", "reason_en")
    return calendar_of(tuple(row[name] for name in names) for row in calendar_rows())  # type: ignore[misc]


def _read(path: Path) -> Row:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one


def _versions(raw: Row) -> Iterator[Row]:
    """The entries of `versions`, each laid over what they share; a rule without them is version 1.

    The note of a version stands before the note they share, if they share one.
    """
    shared = {"version": 1} | {key: value for key, value in raw.items() if key != "versions"}
    for own in raw.get("versions", [{}]):
        merged = shared | own
        if "note" in own and "note" in shared:
            merged["note"] = {lang: f"{own['note'][lang]} {shared['note'][lang]}" for lang in LANGUAGES}
        yield merged


def _rule_row(raw: Row, name: str) -> Row:
    code = raw.get("code", "?")
    if missing := [key for key in REQUIRED if key not in raw]:
        raise LawFileError(f"{name}: {code} lacks {', '.join(missing)}")
    if unknown := set(raw) - {*REQUIRED, *PLAIN, *TEXTS, "term_basis"}:
        raise LawFileError(f"{name}: {code} has unknown keys {', '.join(sorted(unknown))}")
    row = PLAIN | {key: value for key, value in raw.items() if key not in TEXTS}
    row["term_basis"] = raw.get("term_basis", raw["basis"])
    for text in TEXTS:
        said = raw.get(text) or {}
        row |= {f"{text}_{language}": said.get(language, "") for language in LANGUAGES}
    return row


def _day_row(raw: Row, sources: dict[str, str]) -> Row:
    return {
        "date": raw["date"],
        "is_working": raw["is_working"],
        "reason_kk": raw["kk"],
        "reason_ru": raw["ru"],
        "reason_en": raw["en"],
        "source": sources[raw["source"]],
        "is_certain": raw["certainty"] == "published",
    }


def _area_row(raw: Row, level: str, parent: str | None) -> Row:
    return {
        "code": raw["code"],
        "level": level,
        "parent": parent,
        "name_kk": raw["kk"],
        "name_ru": raw["ru"],
        "name_en": raw["en"],
        "valid_from": raw.get("valid_from"),
        "valid_to": raw.get("valid_to"),
    }
