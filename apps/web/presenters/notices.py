"""A notice to one recipient: its four steps, its two clocks (law and policy), the one that stands for it."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class ClockLine:
    """One clock of the card on one line: what is owed, on what basis, how it stands."""

    name: str
    rule: Any
    state: str
    icon: str
    text: str
    due: str = ""


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
        return ClockLine(
            name, duty.rule, state, "", formats.until(duty.due_at, now, lang), duty.due_at.isoformat()
        )
    return ClockLine(name, duty.rule, state, ICONS[state], spoken(duty, now, lang))


def track(notice: Any, now: datetime, *, lang: str | None = None) -> tuple[TrackStep, ...]:
    """The four steps. A notice that came back shows it at once, and never as sent and well."""

    def show(moment: datetime) -> str:
        near = formats.local_day(moment) == formats.local_day(now)
        return formats.clock_time(moment) if near else formats.relative(moment, now, lang, short=True)

    def step(name: str, moment: datetime | None) -> TrackStep:
        return TrackStep(name, show(moment) if moment else "—", "done" if moment else "")

    told = str(notice.channel) in ("PHONE", "LETTER")
    if notice.returned_at and not notice.delivered_at:
        text = _("%(time)s came back") % {"time": show(notice.returned_at)}
        second = TrackStep(_("Not delivered"), text, "fail", "alert")
    else:
        second = step(_("Told") if told else _("Delivered"), notice.delivered_at)
    first = step(_("Sent"), notice.sent_at)
    return (
        first,
        second,
        step(_("Opened"), notice.opened_at),
        step(_("Acknowledged"), notice.acknowledged_at),
    )
