"""Signs, sentences and drawn figures of quarterly reports."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.mentoring.figures import Figure
from apps.mentoring.models import QuarterlyReport, ReportVersion
from apps.mentoring.quarters import Quarter
from apps.mentoring.reading import Line
from apps.mentoring.states import ReportState
from apps.web import formats, wording
from apps.web.incidents.forms import sentence

LOOKS: dict[str, tuple[str, str]] = {
    ReportState.DRAFT: ("off", "edit"), ReportState.SUBMITTED: ("run", "inbox"),
    ReportState.RETURNED: ("soon", "back"), ReportState.ACCEPTED: ("met", "check"),
}  # fmt: skip
ROMAN = ("I", "II", "III", "IV")
SLOTS = 5
"""Room for so many columns at least: a single one is no wall."""
TOP, FLOOR = 20, 104
"""Pixels between which the columns of a drawing stand; the figure above, the quarter below."""


def short(quarter: Quarter) -> str:
    """`IV 2025`: the same in every language."""
    return f"{ROMAN[quarter.no - 1]} {quarter.year}"


def named(quarter: Quarter) -> str:
    """`IV quarter of 2025`, in the reader's language."""
    return _("%(roman)s quarter of %(year)s") % {"roman": ROMAN[quarter.no - 1], "year": quarter.year}


def label(figure: Figure) -> str:
    return sentence(str(figure.label))


def signed(number: int | None) -> str:
    """`+3`, `−2`, `0`; nothing where there is nothing to compare with."""
    if number is None:
        return ""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{wording.number(abs(number))}"


def lines(found: Iterable[Line]) -> list[dict[str, Any]]:
    """The figures for `mentoring/reports/_figures.html`: beside each other the quarter before and this one."""
    shown = []
    for no, line in enumerate(found, start=1):
        most = max(line.value, line.before or 0, 1)
        shown.append({
            "no": no, "line": line, "label": label(line.figure), "before_width": f"{100 * (line.before or 0) // most}%",
            "width": f"{100 * line.value // most}%", "difference": signed(line.difference), "sign": _way(line),
        })  # fmt: skip
    return shown


def chart(title: Any, series: Sequence[tuple[Quarter, int]]) -> dict[str, Any]:
    """Columns for `mentoring/reports/_chart.html`, the newest one marked."""
    most = max([1, *(value for _quarter, value in series)])
    step = 100 / max(len(series), SLOTS)
    columns = []
    for n, (quarter, value) in enumerate(series):
        height = max((FLOOR - TOP) * value // most, 2)
        left = n * step
        columns.append({
            "x": f"{left + step * 0.12:.1f}%", "width": f"{step * 0.76:.1f}%", "middle": f"{left + step / 2:.1f}%",
            "y": FLOOR - height, "height": height, "over": FLOOR - height - 6, "value": wording.number(value),
            "name": f"{ROMAN[quarter.no - 1]} {quarter.year % 100:02}", "is_last": n == len(series) - 1,
        })  # fmt: skip
    said = ", ".join(f"{short(quarter)}: {wording.number(value)}" for quarter, value in series)
    return {"title": title, "columns": columns, "spoken": f"{title}. {said}"}


def stages(report: QuarterlyReport, versions: Sequence[ReportVersion], now: datetime) -> dict[str, Any]:
    """The way of a report for `components/stages.html`: what happened with its days, then what comes."""
    done = [_step(report.created_at, pgettext("report", "filled from the records"), now)]
    for version in versions[-2:]:
        said = pgettext("report", "handed in again") if version.no > 1 else pgettext("report", "handed in")
        done.append(_step(version.submitted_at, said, now))
        if version.outcome == ReportVersion.Outcome.RETURNED:
            done.append(_step(version.decided_at, pgettext("report", "returned"), now))
    accepted = pgettext("report", "accepted")
    ahead = {
        ReportState.DRAFT: [pgettext("report", "hand in"), accepted],
        ReportState.RETURNED: [pgettext("report", "hand in again"), accepted],
        ReportState.SUBMITTED: [pgettext("report", "decision of the guardianship body")], ReportState.ACCEPTED: [],
    }[ReportState(report.state)]  # fmt: skip
    if report.state == ReportState.ACCEPTED:
        done.append(_step(versions[-1].decided_at, accepted, now))
    steps = [*done, *(sentence(str(one)) for one in ahead)]
    return {"stages": [{"label": one, "url": ""} for one in steps], "current": len(done) + 1}


def story(report: QuarterlyReport, versions: Sequence[ReportVersion]) -> list[dict[str, Any]]:
    """What happened, newest first, for `components/feed.html`."""
    rows = [_told("plus", "off", _("Filled from the records"), report.created_at, None)]
    for version in versions:
        said = _("Handed in again") if version.no > 1 else _("Handed in")
        rows.append(_told("send", "run", said, version.submitted_at, version.submitted_by))
        if version.outcome == ReportVersion.Outcome.RETURNED:
            said = _("Returned: %(why)s") % {"why": version.reason}
            rows.append(_told("back", "soon", said, version.decided_at, version.decided_by))
        elif version.outcome:
            rows.append(_told("check", "met", _("Accepted"), version.decided_at, version.decided_by))
    return rows[::-1]


def _step(at: datetime | None, what: Any, now: datetime) -> str:
    day = formats.near_day(at, now, short=True) if at else ""
    return f"{day}: {what}" if day else str(what)


def _told(icon: str, state: str, text: Any, at: datetime | None, who: Any) -> dict[str, Any]:
    under = ", ".join(
        filter(None, [formats.instant(at, weekday=False) if at else "", wording.short_name(who) if who else ""])
    )
    return {"icon": icon, "state": state, "text": text, "under": under}


def _way(line: Line) -> str:
    if not line.difference:
        return "same" if line.difference == 0 else ""
    return "up" if line.difference > 0 else "down"
