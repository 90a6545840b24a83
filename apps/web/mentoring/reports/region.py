"""Quarterly reports over a region or the country: sums, who reported and when. No row of a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import Area, User
from apps.core.localtime import local_day
from apps.mentoring import policies, rollup
from apps.mentoring.figures import BY_CODE, FIGURES
from apps.mentoring.quarters import Quarter
from apps.mentoring.reading import Line
from apps.web import wording
from apps.web.mentoring.reports import words
from apps.web.mentoring.reports.forms import RegionForm
from apps.web.shared import now, tab_query

MISSING = 50
"""How many reports that were not handed in are listed."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a quarter, a region or the country, the figure that is drawn."""

    form: RegionForm
    quarter: Quarter
    area: Area
    code: str
    today: date

    @property
    def rows(self) -> list[rollup.Row]:
        """By region for the country, by guardianship body within a region."""
        by = rollup.by_region if self.area.level == Area.Level.COUNTRY else rollup.by_body
        return by(self.quarter, self.area, on=self.today)


def asked(request: HttpRequest) -> Asked:
    """Read the address, for those who may oversee; nobody leaves the own region."""
    policies.check_can_oversee(request.user)
    own, today = area_of(request.user), local_day(now())
    form = RegionForm(area=own, today=today)
    given = request.GET.copy()
    for name, value in (("year", form.last.year), ("quarter", form.last.no), ("figure", "CHILDREN")):
        given.setdefault(name, str(value))
    form = RegionForm(given, area=own, today=today)
    form.is_valid()
    return Asked(form, form.chosen, form.cleaned_data.get("region") or own, form.code, today)


def area_of(user: User) -> Area:
    """The region of the post's agency; the country for a central one."""
    return user.agency.area.region or user.agency.area


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The roll-up of a quarter."""
    what, at = asked(request), now()
    rows = what.rows
    whole = rollup.total(rows)
    earlier = rollup.total(rollup.by_region(what.quarter.before, what.area, on=what.today))
    series = rollup.over_time(what.code, what.quarter, what.area)
    label = words.label(BY_CODE[what.code])
    owed: list[Any] = [*rollup.not_begun(what.quarter, what.area, on=what.today)[: MISSING + 1]]
    owed += rollup.not_reported(what.quarter, what.area)[: MISSING + 1 - len(owed)]
    context = {
        "form": what.form, "area": what.area, "quarter": words.short(what.quarter),
        "period": words.named(what.quarter), "now": at, "whole": whole,
        "before": words.short(what.quarter.before), "rows": _rows(rows, what, request), "label": label,
        "lines": words.lines(_lines(whole, earlier)), "chart": words.chart(label, series),
        "query": tab_query(request, ""), "owed": owed[:MISSING], "has_more": len(owed) > MISSING,
        "share": _share(whole.in_time, whole.expected),
    }  # fmt: skip
    return render(request, "mentoring/reports/region.html", context)


def _rows(rows: list[rollup.Row], what: Asked, request: HttpRequest) -> list[dict[str, Any]]:
    most = max([1, *(row.figures[what.code] for row in rows)])
    shown = []
    for row in rows:
        value = row.figures[what.code]
        shown.append({
            "row": row, "name": (row.area or row.body).name, "url": _deeper(row, request),
            "value": wording.number(value),
            "width": f"{100 * value // most}%", "time_width": _share(row.in_time, row.expected),
        })  # fmt: skip
    return shown


def _deeper(row: rollup.Row, request: HttpRequest) -> str:
    """The same quarter by the bodies of a region."""
    if row.area is None:
        return ""
    query = request.GET.copy()
    query["region"] = str(row.area.pk)
    return f"?{query.urlencode()}"


def _lines(whole: rollup.Row, earlier: rollup.Row) -> list[Line]:
    before = earlier.figures if earlier.submitted else {}
    return [Line(one, whole.figures[one.code], whole.figures[one.code], "", before.get(one.code)) for one in FIGURES]


def _share(part: int, whole: int) -> str:
    return f"{100 * part // whole}%" if whole else "0%"
