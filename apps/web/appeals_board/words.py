"""Words of the figures: what a cell of a group is called."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.kinds import AgencyKind
from apps.complaints.figures import Figures
from apps.complaints.masking import Cell
from apps.complaints.models import Call
from apps.complaints.periods import Period
from apps.complaints.states import Channel, Kind, Level, Outcome, RequestKind, Right
from apps.web import formats

SENDERS = {"CHILD": gettext_lazy("children"), "ADULT": gettext_lazy("adults")}
NAMED = {"ANONYMOUS": gettext_lazy("anonymous"), "NAMED": gettext_lazy("with a name")}
GROUPS: dict[str, tuple[Any, dict[str, Any], Any]] = {
    "right": (gettext_lazy("By right"), dict(Right.choices), gettext_lazy("not said yet")),
    "respondent": (
        gettext_lazy("Complained about"), dict(AgencyKind.choices), gettext_lazy("not a body of the register")
    ),
    "level": (gettext_lazy("Kind of respondent"), dict(Level.choices), ""),
    "area": (gettext_lazy("By district"), {}, gettext_lazy("no district named")),
    "outcome": (gettext_lazy("Outcomes"), dict(Outcome.choices), gettext_lazy("no outcome yet")),
    "kind": (gettext_lazy("By kind of appeal"), dict(Kind.choices), ""),
    "channel": (gettext_lazy("How they came"), dict(Channel.choices), ""),
    "sender": (gettext_lazy("Who wrote"), SENDERS, ""),
    "named": (gettext_lazy("With a name or without"), NAMED, ""),
}  # fmt: skip
"""For each group: its heading, the words of its keys, and what an empty key means."""
CALLS: dict[str, tuple[Any, dict[str, Any]]] = {
    "category": (gettext_lazy("Calls to 111: about what"), dict(Call.Category.choices)),
    "outcome": (gettext_lazy("Calls to 111: what came of them"), dict(Call.Outcome.choices)),
    "way": (gettext_lazy("Calls to 111: how they came"), dict(Call.Way.choices)),
}
REQUESTS = dict(RequestKind.choices)


def name(figures: Figures, group: str, cell: Cell) -> str:
    """What a cell is called."""
    _heading, known, empty = GROUPS[group]
    if group == "area" and cell.key:
        return figures.names[cell.key].name
    return str(known.get(cell.key) or empty if cell.key else empty)


def call_name(group: str, cell: Cell) -> str:
    return str(CALLS[group][1][cell.key])


def period_name(period: Period) -> str:
    if period.month:
        return formats.month_of_year(period.first)
    if period.quarter:
        return _("quarter %(no)s of %(year)s") % {"no": period.quarter, "year": period.year}
    return formats.year(period.first)


def short_month(day: date) -> str:
    """Under a column."""
    return f"{day.month:02d}"
