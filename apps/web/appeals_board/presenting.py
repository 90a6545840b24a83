"""The board of appeals in words, bars, columns and a map of tiles."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.access import allows
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.complaints.figures import COUNTED, Figures, Owing, Terms
from apps.complaints.masking import Cell
from apps.complaints.models import BodyRequest
from apps.complaints.periods import FIRST_YEAR, Period
from apps.complaints.states import Outcome
from apps.core.localtime import local_day
from apps.core.subjects import SUBJECTS
from apps.web import formats, wording
from apps.web.appeals_board import drawing, words
from apps.web.mentoring.boards.charts import share

STATES = {
    Outcome.RESTORED: "met", Outcome.PARTLY: "run", Outcome.NOT_RESTORED: "over", Outcome.UNFOUNDED: "off",
    Outcome.EXPLAINED: "off", "": "soon",
}  # fmt: skip
MOST = 12
"""Bars of a group; the rest is in the table."""
YEARS = 3


def context_of(figures: Figures, user: User) -> dict[str, Any]:
    """Context of `appeals_board/board.html`; `now`, `first` and `owed` come from the view."""
    is_overseer = allows(user, Perm.OVERSEE_APPEALS)
    chosen = figures.scope.office if is_overseer else None
    return {
        "figures": figures, "period": words.period_name(figures.period), "is_country": figures.scope.is_country,
        "office": figures.scope.office, "tiles": tiles(figures), "choices": choices(figures.period, figures.at),
        "offices": _offices(chosen) if is_overseer else [], "query": query(figures, chosen),
        "columns": drawing.terms(figures.months), "trend": drawing.in_term(figures.months),
        "legend": [{"state": "met", "label": _("answered in term")}, {"state": "late", "label": _("late")},
                   {"state": "run", "label": _("the term runs")}],
        "groups": {name: group(figures, name) for name in figures.groups},
        "bodies": bars([(one.name, cell, "run") for one, cell in figures.bodies]),
        "calls": [call_group(figures, name) for name in figures.calls],
        "lines": [line(figures, one) for one in figures.lines],
        "map": drawing.tile_map(figures) if figures.lines else None,
        "requests": [{"row": one, "name": words.REQUESTS[one.kind]} for one in figures.requests],
        "obstruction": figures.obstruction, "owing": [owing(one, figures.at) for one in figures.owing],
    }  # fmt: skip


def tiles(figures: Figures) -> list[dict[str, Any]]:
    """The figures that stand above the others."""
    terms, owed = figures.terms, sum(one.count for one in figures.owing)
    restored = next((one for one in figures.group("outcome") if one.key == Outcome.RESTORED), Cell("", 0))
    refused = sum(n for _body, n in figures.obstruction)
    found: list[tuple[Any, Any, str]] = [
        (_("received"), figures.received.text, ""),
        (_("of terms kept"), share(terms.in_term, terms.ended) if terms.ended else "—",
         "met" if not terms.late else "late"),
        (_("terms broken"), wording.number(terms.late), "over" if terms.late else ""),
        (_("rights restored"), restored.text, "met" if restored.value else ""),
        (ngettext("answer owed by a body after its term", "answers owed by bodies after their term", owed),
         wording.number(owed), "over" if owed else ""),
        (ngettext("refusal to open a file", "refusals to open a file", refused), wording.number(refused),
         "over" if refused else ""),
    ]  # fmt: skip
    return [
        {"label": label, "figure": figure, "state": state, "url": "", "under": ""} for label, figure, state in found
    ]


def group(figures: Figures, name: str) -> dict[str, Any]:
    heading = words.GROUPS[name][0]
    rows = [
        (words.name(figures, name, cell), cell, STATES.get(cell.key, "run") if name == "outcome" else "run")
        for cell in figures.group(name)
    ]
    return {"name": name, "heading": heading, "bars": bars(rows[:MOST]), "more": max(0, len(rows) - MOST)}


def call_group(figures: Figures, name: str) -> dict[str, Any]:
    rows = [(words.call_name(name, cell), cell, "run") for cell in figures.calls[name]]
    return {"name": f"calls-{name}", "heading": words.CALLS[name][0], "bars": bars(rows), "more": 0}


def bars(rows: list[tuple[Any, Cell, str]]) -> list[dict[str, Any]]:
    """Cells as bars against the largest; a hidden one has no length."""
    largest = max((cell.value or 0 for _label, cell, _state in rows), default=0)
    return [
        {"label": wording_of(label), "figure": cell.text, "width": share(cell.value or 0, largest),
         "state": state if cell.value else "off"}
        for label, cell, state in rows
    ]  # fmt: skip


def wording_of(label: Any) -> str:
    said = str(label)
    return said[:1].upper() + said[1:]


def line(figures: Figures, one: Any) -> dict[str, Any]:
    """One office in the table of the country."""
    terms: Terms | None = one.terms
    url = f"{reverse('appeals_board:index')}?period={figures.period.code}&office={one.office.pk}"
    return {
        "name": one.office.area.name, "url": url, "received": one.received.text, "restored": one.restored.text,
        "late": "…" if terms is None else wording.number(terms.late), "is_late": bool(terms and terms.late),
        "in_term": "…" if terms is None else share(terms.in_term, terms.ended) if terms.ended else "—",
    }  # fmt: skip


def owing(one: Owing, at: datetime) -> dict[str, Any]:
    few, some, many = one.ages
    return {"name": one.body.name, "count": one.count, "late": formats.late_by(one.since, at), "few": few,
            "some": some, "many": many}  # fmt: skip


def owed(requests: list[BodyRequest], at: datetime, most: int) -> dict[str, Any]:
    """What bodies owe the own office, what is late first; each leads to its appeal."""
    rows = [
        {
            "request": one, "url": SUBJECTS.path("appeal", one.appeal.number), "is_late": one.due_at < at,
            "said": formats.late_by(one.due_at, at) if one.due_at < at else formats.left(one.due_at, at),
            "what": one.get_kind_display(),
        }
        for one in requests[:most]
    ]  # fmt: skip
    return {"rows": rows, "more": len(requests) > most}


def choices(period: Period, at: datetime) -> list[dict[str, Any]]:
    """Years with their quarters and months that have begun, the newest first."""
    today = local_day(at)
    years = range(today.year, max(FIRST_YEAR, min(period.year, today.year - YEARS + 1)) - 1, -1)
    return [
        {
            "label": str(year),
            "options": [
                {"code": one.code, "label": words.period_name(one), "chosen": one == period}
                for one in _periods(year) if one.first <= today
            ],
        }
        for year in years
    ]  # fmt: skip


def query(figures: Figures, chosen: Agency | None) -> str:
    office = f"&office={chosen.pk}" if chosen else ""
    return f"?period={figures.period.code}{office}"


def _periods(year: int) -> list[Period]:
    quarters = [Period(year, quarter=no) for no in range(1, 5)]
    return [Period(year), *quarters, *(Period(year, month=no) for no in range(1, 13))]


def _offices(chosen: Agency | None) -> list[dict[str, Any]]:
    found = Agency.objects.filter(kind__in=COUNTED).select_related("area").order_by("area__code", "pk")
    return [{"pk": one.pk, "label": one.name, "chosen": one == chosen} for one in found]
