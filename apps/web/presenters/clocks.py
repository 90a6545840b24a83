"""One duty as a picture, a figure and a word: its time state, ring, term bar and spoken state.

A duty is anything with `rule`, `state`, `started_at`, `due_at`, `met_at`, `breached_at` and, where
reminders are drawn, `step_times`.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from apps.web import formats
from apps.web.wording import state_word

ICONS = {"over": "alert", "soon": "soon", "run": "clock", "met": "check", "late": "late", "off": "off"}
URGENCY = ("over", "soon", "run", "late", "met", "off")
LABEL_ROOM = 0.13  # of the bar's width: two names closer than this would touch
SOON_PART = 6  # the last sixth of a term counted in hours
WORKING_DAY_KINDS = {"WORKING_DAYS", "WORKING_DAYS_BEFORE", "QUARTER_END"}


def time_state(
    state: str,
    started_at: datetime | None,
    due_at: datetime | None,
    met_at: datetime | None,
    breached_at: datetime | None,
    now: datetime,
    *,
    whole_days: bool = False,
) -> str:
    """`over`, `soon`, `run`, `met`, `late` or `off`.

    Soon is the last sixth of the term or, for a term counted in working days, its last day. A duty
    that was once breached is never shown as met in time.
    """
    if state == "CANCELLED":
        return "off"
    if state in ("MET", "MET_LATE"):
        late = state == "MET_LATE" or breached_at is not None or bool(met_at and due_at and met_at > due_at)
        return "late" if late else "met"
    if due_at is None:
        return "run"
    if breached_at is not None or now > due_at:
        return "over"
    return "soon" if now >= soon_from(started_at, due_at, whole_days=whole_days) else "run"


def soon_from(started_at: datetime | None, due_at: datetime, *, whole_days: bool = False) -> datetime:
    """The instant from which a running duty is shown as due soon."""
    if whole_days or started_at is None:
        last_day = timezone.localtime(due_at - timedelta(seconds=1))
        return datetime.combine(last_day.date(), time(0), last_day.tzinfo)
    return due_at - (due_at - started_at) / SOON_PART


def counts_working_days(duty: Any) -> bool:
    """Whether the duty's rule counts in working days."""
    term = getattr(getattr(duty, "rule", None), "term", None) or {}
    return term.get("kind") in WORKING_DAY_KINDS


def state_of(duty: Any, now: datetime) -> str:
    """The time state of a duty."""
    return time_state(
        str(duty.state),
        duty.started_at,
        duty.due_at,
        duty.met_at,
        duty.breached_at,
        now,
        whole_days=counts_working_days(duty),
    )


def most_urgent(duties: list[Any], now: datetime) -> Any | None:
    """The duty whose clock stands for the group: overdue first, then the nearest due, then how it ended."""
    present = [duty for duty in duties if duty is not None]
    far = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return min(present, key=lambda duty: (URGENCY.index(state_of(duty, now)), duty.due_at or far), default=None)


@dataclass(frozen=True)
class Clock:
    """A ring ready to be drawn; `dash` and `offset` are hundredths of its circumference."""

    state: str
    label: str
    icon: str = ""
    figure: str = ""
    unit: str = ""
    dash: str = "0"
    offset: str = "0"
    notches: tuple[str, ...] = ()
    due: str = ""
    start: str = ""
    soon: str = ""


def clock(duty: Any, now: datetime, *, large: bool = False, lang: str | None = None) -> Clock:
    """The ring of a duty: what is left drains clockwise, notches are its reminders."""
    state = state_of(duty, now)
    running = state in ("run", "soon") and duty.due_at is not None
    stood_at = duty.met_at or now
    share = 100.0 if state in ("over", "late") else 100 * (1 - elapsed(duty, stood_at))
    figure, unit = ring_figure(duty.due_at - now, large=large, lang=lang) if running else ("", "")
    open_late = state == "over"
    return Clock(
        state=state,
        label=spoken(duty, now, lang) if running or open_late else state_word(state, lang),
        icon="" if running else ICONS[state],
        figure=figure,
        unit=unit,
        dash="0" if state == "off" else f"{share:.1f}",
        offset=f"{share - 100:.1f}",
        notches=() if open_late else tuple(f"{360 * part:.0f}" for part in step_shares(duty)),
        due=duty.due_at.isoformat() if running or (open_late and duty.due_at) else "",
        start=duty.started_at.isoformat() if running and duty.started_at else "",
        soon=soon_from(duty.started_at, duty.due_at, whole_days=counts_working_days(duty)).isoformat()
        if running
        else "",
    )


def empty_clock(label: str) -> Clock:
    """A ring that cannot run yet, with the sentence that says why."""
    return Clock(state="off", label=label, icon="clock")


def elapsed(duty: Any, at: datetime) -> float:
    """How much of the term has gone at an instant, from 0 to 1."""
    if not duty.due_at or not duty.started_at or duty.due_at <= duty.started_at:
        return 0.0 if not duty.due_at or at < duty.due_at else 1.0
    return min(max((at - duty.started_at) / (duty.due_at - duty.started_at), 0.0), 1.0)


def step_shares(duty: Any, steps: int | None = None) -> list[float]:
    """Where in the term its reminders stand, not at its ends or after it; `steps`: the first so many."""
    if not duty.started_at or not duty.due_at or duty.due_at <= duty.started_at:
        return []
    term = duty.due_at - duty.started_at
    times = list(getattr(duty, "step_times", None) or ())[:steps]
    shares = ((at - duty.started_at) / term for at in times)
    return sorted({share for share in shares if 0 < share < 0.995})


def ring_figure(span: timedelta, *, large: bool = False, lang: str | None = None) -> tuple[str, str]:
    """Figure and word in a ring: `50 мин`, `6:30 ч`, `19 ч`, `3 дн.`; large: `3:20 қалды`."""
    units = formats.UNITS[formats.language(lang)]
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes < 60:
        return str(minutes), units["min"]
    if minutes >= 48 * 60:
        return str(minutes // (24 * 60)), units["d"]
    text = f"{minutes // 60}:{minutes % 60:02d}"
    if large:
        return text, formats.PHRASES[formats.language(lang)]["unit_left"]
    return (text, units["h"]) if minutes < 10 * 60 else (str(minutes // 60), units["h"])


def spoken(duty: Any, now: datetime, lang: str | None = None) -> str:
    """The state in words with its measure: `осталось 3 ч 20 мин`, `за 15 мин`, `опоздание 2 ч`."""
    state = state_of(duty, now)
    if state == "met" and duty.met_at and duty.started_at and duty.met_at > duty.started_at:
        return formats.took(duty.started_at, duty.met_at, lang)
    if state == "late" and duty.met_at and duty.due_at and duty.met_at > duty.due_at:
        return formats.late_by(duty.due_at, duty.met_at, lang)
    if state == "over" and duty.due_at and now > duty.due_at:
        return formats.late_by(duty.due_at, now, lang)
    if state in ("run", "soon") and duty.due_at:
        return formats.left(duty.due_at, now, lang)
    reason = duty.get_cancel_reason_display() if state == "off" and duty.cancel_reason else ""
    return f"{state_word(state, lang)} ({reason})" if reason else state_word(state, lang)


@dataclass(frozen=True)
class Mark:
    """A reminder on the term bar: where its notch is, and where its name stands."""

    x: str
    label_x: str
    label: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Scale:
    """A term bar: how much has gone, and each reminder with its name."""

    state: str
    label: str
    width: str
    start: str
    marks: tuple[Mark, ...]


def scale(duty: Any, now: datetime, *, lang: str | None = None) -> Scale:
    """The term bar of a duty; labels that would touch each other are left out."""
    taken = set(step_shares(duty, getattr(duty, "steps_taken", 0) or 0))
    marks, last = [], 0.0
    for share in step_shares(duty):
        x = 1.0 if share > 0.9 else share
        fits = x - last >= LABEL_ROOM
        text = _step_name(duty, share, lang) if fits else ""
        text = f"✓ {text}" if text and share in taken else text
        marks.append(Mark(f"{100 * share:.1f}%", f"{100 * x:.1f}%", text, "end" if share > 0.78 else "middle"))
        last = x if fits else last
    gone = elapsed(duty, duty.met_at or now)
    return Scale(
        state_of(duty, now),
        spoken(duty, now, lang),
        f"{100 * gone:.1f}%",
        _start_name(duty, lang),
        tuple(marks),
    )


def _start_name(duty: Any, lang: str | None) -> str:
    if not duty.started_at:
        return ""
    return (
        formats.day_and_month(duty.started_at, lang, short=True) if _long(duty) else formats.clock_time(duty.started_at)
    )


def _long(duty: Any) -> bool:
    return counts_working_days(duty) or duty.due_at - duty.started_at > timedelta(days=3)


def _step_name(duty: Any, share: float, lang: str | None) -> str:
    moment = duty.started_at + (duty.due_at - duty.started_at) * share
    if _long(duty):
        return formats.day_and_month(moment, lang, short=True)
    return formats.duration(moment - duty.started_at + timedelta(seconds=30), lang)
