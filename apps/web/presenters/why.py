"""How a due instant came about, as a reader follows it: a sum for hours, days drawn for days.

Reads the stored arithmetic of a duty (`started_at`, `due_at`, `lines` of code and params).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.obligations.calendar import SATURDAY, WEEKEND
from apps.web import formats

MAX_CELLS = 62  # beyond two months a drawn calendar no longer explains anything


@dataclass(frozen=True)
class DayCell:
    """One day of the drawn count; `kind` is from, free, counted, to or "" (passed over, neither)."""

    day: date
    weekday: str
    kind: str
    number: int = 0
    note: str = ""
    reason: str = ""
    weekend: bool = False  # an ordinary Saturday or Sunday: its name says enough


@dataclass(frozen=True)
class SumRow:
    term: str
    sign: str
    text: str
    total: bool = False


def day_cells(arithmetic: dict[str, Any], *, lang: str | None = None) -> list[DayCell]:
    """The days of a term counted in days, from the start day to the last; [] when none are named."""
    lang = formats.language(lang)
    found: dict[date, DayCell] = {}
    for line in arithmetic.get("lines", []):
        cell = _cell(line["code"], line["params"], lang)
        if cell:
            found[cell.day] = cell
    if not any(cell.kind == "counted" for cell in found.values()):
        return []
    days = sorted(found)
    last = max(day for day in days if found[day].kind == "counted")
    first = days[0]
    if (last - first).days > MAX_CELLS:
        return []
    found[last] = _as_last(found[last], lang)
    return [found.get(day) or _plain(day, lang) for day in _span(first, last)]


def _cell(code: str, params: dict[str, Any], lang: str) -> DayCell | None:
    if "date" not in params:
        return None
    day = date.fromisoformat(params["date"][:10])
    weekday = formats.weekday_name(day, lang, short=True)
    reason = (params.get("reason") or {}).get(lang, "")
    if code in ("DAY_START_EXCLUDED", "DAY_FOLLOWING", "BACK_EXCLUDED"):
        return DayCell(day, weekday, "from", note=_("start"))
    if code.endswith("_SKIPPED"):
        ordinary = day.weekday() >= SATURDAY and (params.get("reason") or WEEKEND) == WEEKEND
        return DayCell(day, weekday, "free", note=reason.split(":")[0], reason=reason, weekend=ordinary)
    if code.endswith("_COUNTED") and "n" in params:
        return DayCell(day, weekday, "counted", params["n"], reason=reason)
    return None


def _as_last(cell: DayCell, lang: str) -> DayCell:
    return DayCell(cell.day, cell.weekday, "to", cell.number, note=formats.MONTHS[lang][cell.day.month - 1])


def _plain(day: date, lang: str) -> DayCell:
    return DayCell(day, formats.weekday_name(day, lang, short=True), "")


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def hours_sum(
    started_at: datetime, due_at: datetime, *, fact: str | None = None, lang: str | None = None
) -> list[SumRow]:
    """Start plus hours: `fact` names what happened at the start."""
    free = _("nights and holidays count as well")
    given = formats.hours_and_minutes(due_at - started_at, lang)
    return [
        SumRow(fact or _("The clock starts"), "", formats.instant(started_at, lang)),
        SumRow(_("Time given"), "+", f"{given}; {free}"),
        SumRow(_("Last instant"), "=", formats.instant(due_at, lang), total=True),
    ]


def days_sum(
    cells: list[DayCell], due_at: datetime, *, fact: str | None = None, lang: str | None = None
) -> list[SumRow]:
    """The drawn days in words: the start, which were passed over and why, which were counted."""
    start = cells[0]
    skipped = [cell for cell in cells if cell.kind == "free"]
    counted = [cell for cell in cells if cell.kind in ("counted", "to")]
    not_counted = start.kind == "from"
    opening = formats.long_date(start.day, lang)
    if not_counted:
        opening = _("%(date)s (this day is not counted)") % {"date": opening}
    rows = [SumRow(fact or _("The term starts"), "", opening)]
    if skipped:
        rows.append(SumRow(_("Days passed over"), "", f"{len(skipped)}: {_reasons(skipped, lang)}"))
    rows.append(SumRow(_("Days counted"), "", f"{len(counted)}: {day_runs([c.day for c in counted], lang)}"))
    end = _("%(date)s, until the end of the day") % {"date": formats.long_date(due_at, lang)}
    rows.append(SumRow(_("Last day"), "=", end, total=True))
    return rows


def _reasons(skipped: list[DayCell], lang: str | None) -> str:
    groups: dict[str, list[date]] = {}
    for cell in skipped:
        groups.setdefault(cell.reason, []).append(cell.day)
    return "; ".join(f"{note} {day_runs(days, lang)}".strip() for note, days in groups.items())


def day_runs(days: list[date], lang: str | None = None) -> str:
    """`21–23, 28 наурыз, 1 сәуір`: consecutive days as a run, the month named once."""
    lang = formats.language(lang)
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1) and day.month == runs[-1][-1].month:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for place, run in enumerate(runs):
        text = str(run[0].day) if len(run) == 1 else f"{run[0].day}–{run[-1].day}"
        is_last_of_month = place + 1 == len(runs) or runs[place + 1][0].month != run[0].month
        parts.append(f"{text}{formats.NBSP}{formats.MONTHS[lang][run[0].month - 1]}" if is_last_of_month else text)
    return ", ".join(parts)
