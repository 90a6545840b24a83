"""Instants are stored in UTC; people and the Law count in the zone of Almaty (UTC+5 since 1 March 2024)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

ALMATY = ZoneInfo("Asia/Almaty")


def local(at: datetime) -> datetime:
    """The same instant on a clock in Almaty."""
    return at.astimezone(ALMATY)


def local_day(at: datetime) -> date:
    return local(at).date()


def day_start(day: date) -> datetime:
    return datetime.combine(day, time(0), ALMATY)


def day_end(day: date) -> datetime:
    """The last second of the day in Almaty."""
    return datetime.combine(day, time(23, 59, 59), ALMATY)


def is_ambiguous(naive: datetime) -> bool:
    """Whether the clock in Almaty showed this twice (29 February 2024, 23:00 to 24:00)."""
    return naive.replace(tzinfo=ALMATY, fold=0).utcoffset() != naive.replace(tzinfo=ALMATY, fold=1).utcoffset()


def from_local(naive: datetime, offset_hours: int | None = None, field: str | None = None) -> datetime:
    """An instant from what a person read off a clock. Asks for the offset when the hour happened twice."""
    if not is_ambiguous(naive):
        return naive.replace(tzinfo=ALMATY)
    for fold in (0, 1):
        candidate = naive.replace(tzinfo=ALMATY, fold=fold)
        if offset_hours is not None and candidate.utcoffset() == timedelta(hours=offset_hours):
            return candidate
    raise Refused(
        _("This hour happened twice, because the clocks went back. Say which: UTC+6 (first) or UTC+5 (second)."),
        field=field,
        rule="caseflow.time.ambiguous",
    )
