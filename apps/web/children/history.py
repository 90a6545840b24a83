"""Who opened a child's file, and words for what its history holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, Max
from django.utils.translation import gettext as _

from apps.accounts.models import Agency, Area, User
from apps.audit.models import LedgerEntry, RowHistory
from apps.disclosure.looks import known_to
from apps.people.models import Child, Ground, Language
from apps.web.births import Born
from apps.web.formats import numeric_date
from apps.web.wording import short_name

LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Look:
    """One person of one agency who opened the file: how often, when last, on what grounds."""

    who: str
    agency: str
    times: int
    last_at: datetime
    is_reader: bool


def looks(child: Child, reader: User, at: datetime) -> list[Look]:
    """Who opened the file within a year, the latest first."""
    opened = LedgerEntry.objects.filter(
        subject_kind="child", subject_id=child.pk, verb="child.opened", at__gte=at - LOOKED_BACK
    )
    opened = known_to(reader, opened)
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


class Words:
    """What the rows of a child's history hold, in words; names for ids are fetched once."""

    def __init__(self, rows: list[RowHistory]) -> None:
        held = [row.row for row in rows]
        self.areas = Area.objects.in_bulk([row["area_id"] for row in held if row.get("area_id")])

    def value(self, field: str, row: dict[str, Any]) -> str:
        if field == "area":
            return str(self.areas.get(row.get("area_id"), "—"))
        value = row.get(field)
        if isinstance(value, list):
            return ", ".join(str(dict(Language.choices).get(one, one)) for one in value) or "—"
        if field == "birth_date" and value:
            return Born.of(date.fromisoformat(value), row.get("birth_precision") or Child.Precision.DAY).numeric
        choices = dict(Child._meta.get_field(field).choices or ())
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(Child._meta.get_field(field), DateField):
            return day(value)
        return str(choices.get(value, value)) if value else "—"


def day(value: str | None) -> str:
    """A day out of a history row in the local form."""
    return numeric_date(datetime.fromisoformat(value).date()) if value else "—"


def ground_words(grounds: Iterable[str]) -> str:
    """Why the reader may see the file."""
    return ", ".join(str(Ground(ground).label) for ground in sorted(set(grounds)))
