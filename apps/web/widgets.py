"""Controls that speak the page's language, not the browser's."""

from datetime import datetime
from typing import Any

from django.forms import MultiWidget, TextInput
from django.utils.translation import gettext as _

from apps.web.formats import clock_time, numeric_date


class WhenWidget(MultiWidget):
    """Day and time as two text fields; gives [day, time] as typed. `quick` adds «now» and its neighbours."""

    is_when = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, quick: bool = False) -> None:
        self.quick = quick
        typed = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__([TextInput(typed), TextInput(typed)], attrs)

    def decompress(self, value: datetime | None) -> list[str]:
        return [numeric_date(value), clock_time(value)] if value else ["", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        day, time = context["widget"]["subwidgets"]
        day["attrs"] |= {"placeholder": _("dd.mm.yyyy"), "aria-label": _("Day")}
        time["attrs"] |= {"placeholder": _("hh:mm"), "aria-label": _("Time")}
        return context

    @property
    def quick_choices(self) -> list[tuple[int, str]]:
        """Minutes ago and their name, for the buttons above the fields."""
        return [(0, _("now")), (10, _("10 minutes ago")), (60, _("an hour ago"))] if self.quick else []


class DayWidget(TextInput):
    """A day as text in the page's form; `20.03.2026` in all three languages."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        return numeric_date(value) if hasattr(value, "year") else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        attrs = context["widget"]["attrs"]
        attrs["placeholder"] = attrs.get("placeholder") or _("dd.mm.yyyy")
        return context
