"""Mentoring over a region or the country in words, bars and columns."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Area
from apps.mentoring.boards.regions import Line, Overview, Past
from apps.web import formats, wording
from apps.web.mentoring.boards.charts import Chart, Item, columns, share
from apps.web.mentoring.boards.presenting import TILES, UNDER
from apps.web.mentoring.boards.sections import url_of


def context_of(overview: Overview, *, is_part: bool = False) -> dict[str, Any]:
    """Context of `mentoring/boards/regions.html`, but `now`. `is_part`: one region of the country was chosen."""
    whole = overview.whole
    most = max((line.children + line.waiting for line in overview.lines), default=0)
    return {
        "overview": overview, "is_part": is_part, "tiles": _tiles(overview),
        "by_region": overview.area.level == Area.Level.COUNTRY, "quarter": str(overview.reported),
        "rows": [_row(line, most) for line in overview.lines],
        "times": _times(overview.past), "reports": _reports(overview.past),
        "legend": [{"state": "met", "label": _("in time")}, {"state": "late", "label": _("late")},
                   {"state": "over", "label": _("not handed in")}],
        "kept": {
            "figure": _("%(n)s of %(all)s") % {"n": whole.kept, "all": whole.begun},
            "width": share(whole.kept, whole.begun),
        } if whole.begun else None,
    }  # fmt: skip


def _tiles(overview: Overview) -> list[dict[str, Any]]:
    whole = overview.whole
    found: list[tuple[Any, Any, str, str]] = [
        (TILES["cleared"] % whole.cleared, wording.number(whole.cleared), "", ""),
        (TILES["with_mentor"] % whole.children, wording.number(whole.children), "met", ""),
        (TILES["waiting"] % whole.waiting, wording.number(whole.waiting),
         "soon" if whole.waiting else "", ""),
        (_("from application to the first child"), _took(whole.days), "", ""),
        (_("of pairs lasted a year"), _percent(whole.kept, whole.begun), "", ""),
        (_("of reports came in time"), _percent(whole.in_time, whole.expected),
         "over" if whole.in_time < whole.expected else "met", url_of("reports_region")),
    ]  # fmt: skip
    if whole.returned:
        said = ngettext("report returned to be corrected", "reports returned to be corrected", whole.returned)
        found.append((said, wording.number(whole.returned), "soon", url_of("reports_region")))
    if whole.overdue:
        said = ngettext("correction of a report is late", "corrections of reports are late", whole.overdue)
        found.append((said, wording.number(whole.overdue), "over", url_of("reports_region")))
    said = {TILES["with_mentor"] % whole.children: UNDER["with_mentor"]}
    return [
        {"label": label, "figure": figure, "state": state, "url": url, "under": said.get(label, "")}
        for label, figure, state, url in found
    ]


def _row(line: Line, most: int) -> dict[str, Any]:
    """One region or body: its figures, and how many of the children have a mentor, drawn to one scale for all."""
    with_mentor, everybody = line.children, line.children + line.waiting
    return {
        "line": line, "url": f"{reverse('mentoring:index')}?region={line.area.pk}" if line.area else "",
        "took": _took(line.days), "kept": _percent(line.kept, line.begun),
        "in_time": _("%(n)s of %(all)s") % {"n": line.in_time, "all": line.expected} if line.expected else "—",
        "is_late": line.in_time < line.expected, "with_width": share(with_mentor, most),
        "all_width": share(everybody, most),
    }  # fmt: skip


def _times(past: list[Past]) -> Chart | None:
    """The middle time from application to the first child, by quarter."""
    items = [Item(_short(one), str(one.days) if one.days is not None else "", [("run", one.days or 0)]) for one in past]
    said = [f"{one.quarter}: {formats.days(one.days)}" for one in past if one.days is not None]
    return columns(", ".join([_("Days from application to the first child, by quarter"), *said]), items)


def _reports(past: list[Past]) -> Chart | None:
    """Reports by quarter: in time, late, and not handed in. A column is as high as many were owed; above it stands how
    many of them came in time."""
    items, said = [], []
    for one in past:
        late, missing = one.submitted - one.in_time, one.expected - one.submitted
        values = [("met", one.in_time), ("late", late), ("over", missing)]
        items.append(Item(_short(one), f"{one.in_time}/{one.expected}" if one.expected else "", values))
        if one.expected:
            said.append(f"{one.quarter}: " + _("%(n)s of %(all)s") % {"n": one.in_time, "all": one.expected})
    return columns(", ".join([_("Reports in time, by quarter"), *said]), items)


def _short(one: Past) -> str:
    """The quarter under its column: `2/26`."""
    return f"{one.quarter.no}/{one.quarter.year % 100:02d}"


def _took(days: int | None) -> str:
    return "—" if days is None else formats.days(days)


def _percent(part: int, whole: int) -> str:
    return share(part, whole) if whole else "—"
