"""Brings the law files into the database and answers which version of a rule is in force.

Loading only adds. A stored version is never edited: duties were born under it. The one thing that may happen
to it is that it ends, when its successor is loaded.
"""

from dataclasses import asdict, dataclass
from datetime import date

from apps.accounts.models import Area
from apps.audit.acting import action
from apps.audit.models import RowHistory
from apps.obligations.lawfiles import Row, area_rows, calendar_rows, rule_rows
from apps.obligations.models import CalendarDay, Rule


class LawChanged(Exception):
    """A file says something else about a version that is stored already; the message names it."""


@dataclass(frozen=True)
class Loaded:
    """How many rows were added; all zero when nothing was new."""

    areas: int
    days: int
    rules: int

    def __str__(self) -> str:
        return ", ".join(f"{name}: {count}" for name, count in asdict(self).items())


@action
def load_law() -> Loaded:
    """Areas, calendar and rules from the files. Idempotent. Raises LawChanged."""
    return Loaded(areas=load_areas(), days=load_calendar(), rules=load_rules())


@action
def load_rules(rows: tuple[Row, ...] | None = None) -> int:
    """Insert the versions that are missing. Raises LawChanged for an edited one."""
    rows = rule_rows() if rows is None else rows
    stored = {(rule.code, rule.version): rule for rule in Rule.objects.all()}
    for row in rows:
        if rule := stored.get((row["code"], row["version"])):
            _check_unchanged(rule, row)
    missing = [Rule(**row) for row in rows if (row["code"], row["version"]) not in stored]
    Rule.objects.bulk_create(missing)
    return len(missing)


@action
def load_calendar() -> int:
    """Insert the days that are missing; what an installation corrected or removed stays as it is."""
    removed = RowHistory.objects.filter(table_name=CalendarDay._meta.db_table, op="DELETE")
    known = set(CalendarDay.objects.values_list("date", flat=True))
    known |= {date.fromisoformat(day) for day in removed.values_list("row__date", flat=True)}
    missing = [CalendarDay(**row) for row in calendar_rows() if row["date"] not in known]
    CalendarDay.objects.bulk_create(missing)
    return len(missing)


@action
def load_areas() -> int:
    """Insert the areas that are missing, country first, so that every parent exists."""
    ids = dict(Area.objects.values_list("code", "pk"))
    added = 0
    for level in Area.Level.values:
        missing = [row for row in area_rows() if row["level"] == level and row["code"] not in ids]
        areas = [_area(row, ids) for row in missing]
        for area in Area.objects.bulk_create(areas):
            ids[area.code] = area.pk
        added += len(areas)
    return added


def versions(code: str) -> list[Rule]:
    """Every version of a rule, oldest first; empty for a code nobody knows."""
    return list(Rule.objects.filter(code=code).order_by("version"))


def unsaved_versions(code: str) -> list[Rule]:
    """The versions of a rule as the files have them, for an installation that has not loaded them."""
    rules = [Rule(**row) for row in rule_rows() if row["code"] == code]
    return sorted(rules, key=lambda rule: rule.version)


def _check_unchanged(rule: Rule, row: Row) -> None:
    changed = [name for name, value in row.items() if getattr(rule, name) != value]
    if changed == ["in_force_to"] and rule.in_force_to is None:
        Rule.objects.filter(pk=rule.pk).update(in_force_to=row["in_force_to"])
    elif changed:
        raise LawChanged(
            f"{rule.code} version {rule.version} is stored with another {', '.join(changed)}. "
            "A change in the law is a new version, never an edit."
        )


def _area(row: Row, ids: dict[str, int]) -> Area:
    values = {name: value for name, value in row.items() if name != "parent"}
    return Area(**values, parent_id=ids.get(row["parent"]))
