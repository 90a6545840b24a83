"""Form fields that several areas use."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Area
from apps.web.widgets import DayWidget

DATE_FORMATS = ["%d.%m.%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as people type it, `20.03.2026` in all three languages."""

    widget = DayWidget
    default_error_messages = {"invalid": _("Write the day as dd.mm.yyyy, for example 20.03.2026.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **kwargs)


class GroupedField(forms.ModelChoiceField):
    """A choice of records under headings; `rows` gives (heading, record) in the order they are shown."""

    def __init__(
        self, rows: list[tuple[str, Any]], *, model: type[Model], spoken: Callable[[Any], str] = str, **kwargs: Any
    ) -> None:
        super().__init__(model._base_manager.filter(pk__in=[record.pk for _, record in rows]), **kwargs)
        groups: dict[str, list[tuple[int, str]]] = {}
        for heading, record in rows:
            groups.setdefault(heading, []).append((record.pk, spoken(record)))
        self.choices = [("", "—"), *groups.items()]


def agencies_near(region: Area | None, *kinds: str) -> list[tuple[str, Agency]]:
    """Active agencies of these kinds under the names of their regions, the own region first."""
    found = Agency.objects.active().of_kind(*kinds).select_related("area__parent")
    placed = [(place(agency.area), agency) for agency in found]
    mine = place(region) if region else ""
    return sorted(placed, key=lambda row: (row[0] != mine, row[0], str(row[1])))


def place(area: Area) -> str:
    return str(area.region or area)


def districts_of(region: Area | None) -> list[tuple[str, Area]]:
    """Districts under their regions, those of the own region first."""
    found = Area.objects.filter(level=Area.Level.DISTRICT).select_related("parent")
    mine = str(region or "")
    return sorted(((str(area.parent), area) for area in found), key=lambda row: (row[0] != mine, row[0], str(row[1])))
