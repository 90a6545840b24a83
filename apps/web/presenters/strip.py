"""All duties of one person on a line of time: overdue, the rest of today, three more days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.web import formats
from apps.web.presenters.clocks import URGENCY, state_of

DAYS_AHEAD = 3
CROWD = 20  # from here on marks of one hour become a figure
TOUCH = 4.5  # per cent of the width within which two marks would cover each other
LABEL_GAP = 14.0  # less, and two times overprint on a telephone
OVERDUE_WIDTH, DAY_WIDTH = 22.0, 14.0


@dataclass(frozen=True)
class Zone:
    x: str
    width: str
    label: str
    label_x: str
    note: str = ""
    over: bool = False
    free: bool = False


@dataclass(frozen=True)
class Dot:
    x: str
    state: str
    count: int
    label: str = ""
    anchor: str = "middle"
    first: bool = False
    minor: bool = False


@dataclass(frozen=True)
class Strip:
    label: str
    zones: tuple[Zone, ...]
    dots: tuple[Dot, ...]
    now_x: str


@dataclass
class _Mark:
    x: float
    state: str
    due: datetime
    count: int = 1


def strip(
    duties: Iterable[Any],
    now: datetime,
    *,
    free_days: Mapping[date, str] | None = None,
    lang: str | None = None,
) -> Strip:
    """The strip of open duties. `free_days`: days that do not count as working, each with its name or ""."""
    open_duties = [(state_of(duty, now), duty) for duty in duties if duty.due_at]
    over = [duty for state, duty in open_duties if state == "over"]
    ahead = sorted(
        ((state, duty) for state, duty in open_duties if state in ("soon", "run")),
        key=lambda pair: pair[1].due_at,
    )
    start = OVERDUE_WIDTH if over else 0.0
    horizon = _midnight(now, DAYS_AHEAD + 1)
    shown = [(state, duty) for state, duty in ahead if duty.due_at <= horizon]
    marks = _overdue_marks(over) + _marks_ahead(shown, now, start)
    marks = _merge(marks, by_hour=len(marks) > CROWD or sum(m.count for m in marks) > CROWD)
    zones = _zones(now, start, free_days or {}, lang)
    return Strip(_sentence(len(over), shown, now, lang), zones, _dots(marks, bool(over), lang), f"{start:.1f}%")


def _midnight(now: datetime, days: int) -> datetime:
    local = timezone.localtime(now)
    return datetime.combine(local.date() + timedelta(days=days), time(0), local.tzinfo)


def _overdue_marks(over: list[Any]) -> list[_Mark]:
    over = sorted(over, key=lambda duty: duty.due_at)
    if len(over) > 4:
        return [_Mark(OVERDUE_WIDTH / 2, "over", over[0].due_at, len(over))]
    step = OVERDUE_WIDTH / (len(over) + 1)
    return [_Mark(step * (place + 1), "over", duty.due_at) for place, duty in enumerate(over)]


def _marks_ahead(shown: list[tuple[str, Any]], now: datetime, start: float) -> list[_Mark]:
    today_end, today_width = _midnight(now, 1), 100 - start - DAYS_AHEAD * DAY_WIDTH
    marks = []
    for state, duty in shown:
        if duty.due_at <= today_end:
            x = start + today_width * ((duty.due_at - now) / (today_end - now))
        else:
            x = start + today_width + DAY_WIDTH * ((duty.due_at - today_end) / timedelta(days=1))
        marks.append(_Mark(min(max(x, start + 2.2), 97.6), state, duty.due_at))
    return marks


def _merge(marks: list[_Mark], *, by_hour: bool) -> list[_Mark]:
    """Marks that would cover each other become one with a figure; the more urgent state shows."""
    merged: list[_Mark] = []
    for mark in marks:
        last = merged[-1] if merged else None
        both_over = last is not None and "over" in (last.state, mark.state)
        same_hour = last is not None and by_hour and _hour(last.due) == _hour(mark.due)
        if last is not None and not both_over and (same_hour or mark.x - last.x < TOUCH):
            last.count += mark.count
            last.state = min(last.state, mark.state, key=URGENCY.index)
        else:
            merged.append(mark)
    return merged


def _hour(moment: datetime) -> tuple[date, int]:
    local = timezone.localtime(moment)
    return local.date(), local.hour


def _dots(marks: list[_Mark], any_over: bool, lang: str | None) -> tuple[Dot, ...]:
    dots, last_label, first = [], 0.0 if any_over else -LABEL_GAP, True
    last_label = OVERDUE_WIDTH if any_over else last_label
    for mark in marks:
        label, minor, anchor = "", False, "middle"
        if mark.state != "over":
            anchor = "end" if mark.x > 94 else "middle"
            gap = mark.x - last_label
            if gap >= TOUCH * 0.9:
                label, minor, last_label = formats.clock_time(mark.due), gap < LABEL_GAP and not first, mark.x
        dots.append(Dot(f"{mark.x:.1f}%", mark.state, mark.count, label, anchor, bool(label) and first, minor))
        first = first and not label
    return tuple(dots)


def _zones(now: datetime, start: float, free_days: Mapping[date, str], lang: str | None) -> tuple[Zone, ...]:
    zones, today = [], formats.local_day(now)
    if start:
        zones.append(Zone("0%", f"{start:.1f}%", pgettext("on the strip", "Overdue"), "0%", over=True))
    width = 100 - start - DAYS_AHEAD * DAY_WIDTH
    label_x = f"{start + 0.5:.1f}%" if start else "0%"
    zones.append(
        Zone(
            f"{start:.1f}%",
            f"{width:.1f}%",
            _("Today"),
            label_x,
            free_days.get(today, ""),
            free=today in free_days,
        )
    )
    for ahead in range(1, DAYS_AHEAD + 1):
        day, x = today + timedelta(days=ahead), start + width + DAY_WIDTH * (ahead - 1)
        name = formats.weekday_name(day, lang, short=True).capitalize()
        note = free_days.get(day, "")
        zones.append(
            Zone(
                f"{x:.1f}%",
                f"{DAY_WIDTH:.1f}%",
                f"{name} {day.day}",
                f"{x + 0.3:.1f}%",
                note,
                free=day in free_days,
            )
        )
    return tuple(zones)


def _sentence(over: int, shown: list[tuple[str, Any]], now: datetime, lang: str | None) -> str:
    parts = [ngettext("%(n)d overdue", "%(n)d overdue", over) % {"n": over}] if over else []
    parts += [formats.relative(duty.due_at, now, lang) for _state, duty in shown[:CROWD]]
    if len(shown) > CROWD:
        rest = len(shown) - CROWD
        parts.append(ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest})
    return _("Line of terms: %(list)s") % {"list": "; ".join(parts)} if parts else _("No terms in the next days")
