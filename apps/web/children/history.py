"""What was changed in a child's file, and who opened it: from the history of rows and the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, Max
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import Agency, Area, User
from apps.audit.models import LedgerEntry, RowHistory
from apps.people.checks import FIELDS
from apps.people.models import Child, Ground, Language
from apps.web.formats import numeric_date
from apps.web.wording import short_name

SHOWN = 60
LOOKED_BACK = timedelta(days=365)
TABLES = ("care_placement", "mentoring_assignment")


@dataclass(frozen=True)
class Look:
    """One person of one agency who opened the file: how often, when last, on what grounds."""

    who: str
    agency: str
    times: int
    last_at: datetime
    is_reader: bool


def changes(child: Child) -> list[dict[str, Any]]:
    """Every change of the file, the newest first, for `components/timeline.html`."""
    rows = list(_rows(child))
    words = _Words(rows)
    before: dict[tuple[str, int], dict[str, Any]] = {}
    items = []
    for row in rows:
        key = (row.table_name, row.row_id)
        text = _said(row, before.get(key), words)
        before[key] = row.row
        if text:
            by = words.people.get(row.actor_id)
            author = short_name(by) if by else _("the system")
            icon, state = _SIGNS[row.table_name]
            items.append({
                "at": row.at, "icon": icon, "state": state,
                "text": format_html('{}<div class="muted small">{}</div>', text, author),
            })  # fmt: skip
    return items[::-1][:SHOWN]


def looks(child: Child, reader: User, at: datetime) -> list[Look]:
    """Who opened the file within a year, the latest first."""
    opened = LedgerEntry.objects.filter(
        subject_kind="child", subject_id=child.pk, verb="child.opened", at__gte=at - LOOKED_BACK
    )
    rows = list(opened.values("actor_id", "agency_id").annotate(times=Count("pk"), last=Max("at")).order_by("-last"))
    people = User.objects.in_bulk([row["actor_id"] for row in rows])
    agencies = Agency.objects.in_bulk([row["agency_id"] for row in rows])
    return [
        Look(
            short_name(people[row["actor_id"]]), str(agencies.get(row["agency_id"], "")), row["times"], row["last"],
            row["actor_id"] == reader.pk,
        )
        for row in rows
        if row["actor_id"] in people
    ]  # fmt: skip


def _rows(child: Child) -> Iterable[RowHistory]:
    found = list(RowHistory.objects.filter(table_name="people_child", row_id=child.pk))
    ids = {
        "care_placement": list(child.placements.values_list("pk", flat=True)),
        "mentoring_assignment": list(child.assignments.values_list("pk", flat=True)),
    }
    for table in TABLES:
        found += RowHistory.objects.filter(table_name=table, row_id__in=ids[table])
    return sorted(found, key=lambda row: row.pk)


class _Words:
    """Names for the ids that history rows hold, fetched once."""

    def __init__(self, rows: list[RowHistory]) -> None:
        held = [row.row for row in rows]
        self.people = User.objects.in_bulk([row.actor_id for row in rows if row.actor_id])
        self.areas = Area.objects.in_bulk([row["area_id"] for row in held if row.get("area_id")])
        self.agencies = Agency.objects.in_bulk([row["organisation_id"] for row in held if row.get("organisation_id")])

    def value(self, field: str, row: dict[str, Any]) -> str:
        if field == "area":
            return str(self.areas.get(row.get("area_id"), "—"))
        value = row.get(field)
        if isinstance(value, list):
            return ", ".join(str(dict(Language.choices).get(one, one)) for one in value) or "—"
        choices = dict(Child._meta.get_field(field).choices or ())
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(Child._meta.get_field(field), DateField):
            return day(value)
        return str(choices.get(value, value)) if value else "—"

    def agency(self, row: dict[str, Any]) -> str:
        return str(self.agencies.get(row["organisation_id"], ""))


def day(value: str | None) -> str:
    """A day out of a history row in the local form."""
    return numeric_date(datetime.fromisoformat(value).date()) if value else "—"


_SIGNS = {
    "people_child": ("edit", "run"),
    "care_placement": ("home", "run"),
    "mentoring_assignment": ("people", "run"),
}


def _said(row: RowHistory, before: dict[str, Any] | None, words: _Words) -> str | SafeString:
    if row.table_name == "people_child":
        return _("The file was opened") if before is None else _differences(row.row, before, words)
    named = {"name": words.agency(row.row), "mentor": row.row.get("mentor_name", ""), "day": day(row.row["starts_on"])}
    ended = {**named, "day": day(row.row["ends_on"])}
    if row.table_name == "care_placement":
        if before is None:
            return _("Lives in %(name)s from %(day)s") % named
        return _("Left %(name)s, last day %(day)s") % ended
    if before is None:
        return _("Mentor: %(mentor)s, %(name)s, from %(day)s") % named
    return _("Mentor %(mentor)s ended, last day %(day)s") % ended


def _differences(row: dict[str, Any], before: dict[str, Any], words: _Words) -> SafeString:
    changed = [
        (Child._meta.get_field(field).verbose_name, words.value(field, before), words.value(field, row))
        for field in FIELDS
        if words.value(field, before) != words.value(field, row)
    ]
    return format_html_join("; ", "{}: <s>{}</s> {}", changed)


def ground_words(grounds: Iterable[str]) -> str:
    """Why the reader may see the file."""
    return ", ".join(str(Ground(ground).label) for ground in sorted(set(grounds)))
