"""A notice to one recipient: its four steps, its two clocks (law and policy), the one that stands for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.web import formats
from apps.web.presenters.clocks import ICONS, Clock, clock, empty_clock, most_urgent, spoken, state_of
from apps.web.wording import state_word


@dataclass(frozen=True)
class TrackStep:
    """One of sent, delivered, opened, acknowledged; `mark` is "done", "fail" or ""."""

    name: str
    time: str
    mark: str
    icon: str = "check"
    day: str = ""


@dataclass(frozen=True)
class ClockLine:
    """One clock of the card on one line: what is owed, on what basis, how it stands."""

    name: str
    rule: Any
    state: str
    icon: str
    text: str


@dataclass(frozen=True)
class Recipient:
    state: str
    icon: str
    word: str
    clock: Clock
    track: tuple[TrackStep, ...]
    lines: tuple[ClockLine, ...]


def recipient(
    notice: Any, inform: Any | None, acknowledge: Any | None, now: datetime, *, lang: str | None = None
) -> Recipient:
    """The card of a notice. `inform`: the duty to tell; `acknowledge`: the recipient's own duty, or None."""
    urgent = most_urgent([inform, acknowledge], now)
    state = state_of(urgent, now) if urgent else "off"
    ring = clock(urgent, now, large=True, lang=lang) if urgent else empty_clock(_("No term runs"))
    return Recipient(
        state=state,
        icon=ICONS[state],
        word=_word(notice, urgent, acknowledge, state, lang),
        clock=ring,
        track=track(notice, now, lang=lang),
        lines=(
            _line(_("To inform"), inform, now, lang),
            _line(_("To acknowledge"), acknowledge, now, lang),
        ),
    )


def _word(notice: Any, urgent: Any, acknowledge: Any, state: str, lang: str | None) -> str:
    if notice.withdrawn_at:
        return _("Withdrawn")
    if urgent is None:
        return _("No term runs")
    if urgent is acknowledge and state in ("run", "soon"):
        return _("Waiting for the recipient")
    return state_word(state, lang).capitalize()


def _line(name: str, duty: Any | None, now: datetime, lang: str | None) -> ClockLine:
    if duty is None:
        return ClockLine(name, None, "", "", _("not started yet"))
    state = state_of(duty, now)
    if state in ("run", "soon"):
        return ClockLine(name, duty.rule, state, "", formats.until(duty.due_at, now, lang))
    return ClockLine(name, duty.rule, state, ICONS[state], spoken(duty, now, lang))


def track(notice: Any, now: datetime, *, lang: str | None = None) -> tuple[TrackStep, ...]:
    """The four steps. A notice that came back shows it at once, and never as sent and well."""
    told = str(notice.channel) in ("PHONE", "LETTER")
    named = [
        (_("Sent"), notice.sent_at),
        (_("Told") if told else _("Delivered"), notice.delivered_at),
        (_("Opened"), notice.opened_at),
        (_("Acknowledged"), notice.acknowledged_at),
    ]
    steps = [_step(name, moment, lang) if moment else TrackStep(name, "—", "") for name, moment in named]
    if notice.returned_at and not notice.delivered_at:
        came_back = _step(_("Not delivered"), notice.returned_at, lang)
        text = _("%(time)s came back") % {"time": came_back.time}
        steps[1] = replace(came_back, time=text, mark="fail", icon="alert")
    return tuple(_without_repeated_days(steps, formats.day_and_month(now, lang, short=True)))


def _step(name: str, moment: datetime, lang: str | None) -> TrackStep:
    day = formats.day_and_month(moment, lang, short=True)
    return TrackStep(name, formats.clock_time(moment), "done", day=day)


def _without_repeated_days(steps: list[TrackStep], today: str) -> list[TrackStep]:
    """The day stands where it changes; a notice of today names none."""
    shown, last = [], today
    for step in steps:
        shown.append(replace(step, day="") if step.day in ("", last) else step)
        last = step.day or last
    return shown
