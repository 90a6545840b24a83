"""Days and times as people type them, in Kazakh, Russian, English and ISO 8601."""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from apps.core.dates import MONTHS
from apps.core.errors import Refused
from apps.core.localtime import from_local

NEAR = {"today": 0, "сегодня": 0, "бүгін": 0, "yesterday": -1, "вчера": -1, "кеше": -1}
STEMS = {name[:3].casefold(): number for names in MONTHS.values() for number, name in enumerate(names, start=1)}
"""The first three letters of every month in three languages; no two months share them."""
SATURDAY = "сенбі"  # begins like a Russian September
EARLIEST, LATEST = 1900, 2200
INCOMPLETE = "caseflow.time.incomplete"
"""The refusal of a day without a time, or a time without a day."""

_NUMERIC = re.compile(r"^(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})\.?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_TIME = re.compile(r"^(\d{1,2})\s*(?:[:.\-]|ч|сағ|h)\s*(\d{2})(?:[:.](\d{2}))?\s*(?:мин|min)?\.?$")
_DIGITS = re.compile(r"^(\d{1,2})(\d{2})?$")


def parse_day(text: str, today: date, field: str | None = None) -> date | None:
    """A day from `20.03.2026`, `20.3.26`, `2026-03-20`, `20 марта 2026`, `2026 ж. 20 наурыз`, `вчера`; None: empty."""
    text = " ".join(text.casefold().split()).strip(" ,")
    if not text:
        return None
    if text in NEAR:
        return today + timedelta(days=NEAR[text])
    try:
        parts = _numeric_day(text) or _worded_day(text, today)
        year, month, day = parts or (0, 0, 0)
        return date(year if year > 99 else 2000 + year, month, day) if year >= 0 and parts else _no_day(field)
    except (ValueError, OverflowError):
        return _no_day(field)


def parse_time(text: str, field: str | None = None) -> time | None:
    """A time of day from `23:10`, `23.10`, `2310`, `9`, `23 ч 10 мин`; None if empty."""
    text = text.casefold().strip()
    if not text:
        return None
    match = _TIME.match(text) or _DIGITS.match(text)
    try:
        hour, minute, second = (*(int(part or 0) for part in match.groups()), 0)[:3] if match else (99, 0, 0)
        return time(hour, minute, second)
    except ValueError:
        raise Refused(_("Write the time as 23:10."), field=field) from None


def parse_instant(
    day_text: str, time_text: str, *, today: date, offset_hours: int | None = None, field: str | None = None
) -> datetime | None:
    """An instant from a day and a time on the clock of Almaty, or from ISO 8601 with its offset in the day's place.

    In UTC, because two instants in one zone are compared by their clock faces. None when both are empty.
    Refuses a day without a time, and an hour that happened twice without its offset.
    """
    whole = _iso_instant(day_text.strip()) if not time_text.strip() else None
    if whole is not None:
        if not EARLIEST <= whole.year <= LATEST:
            _no_day(field)
        return (whole if whole.tzinfo else from_local(whole, offset_hours, field)).astimezone(UTC)
    day, hour = parse_day(day_text, today, field), parse_time(time_text, field)
    if day is None and hour is None:
        return None
    if day is None:
        raise Refused(_("Give the day as well."), field=field, rule=INCOMPLETE)
    if hour is None:
        raise Refused(_("Give the time as well, as 23:10."), field=field, rule=INCOMPLETE)
    return from_local(datetime.combine(day, hour), offset_hours, field).astimezone(UTC)


def _iso_instant(text: str) -> datetime | None:
    if "t" not in text.casefold():
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _numeric_day(text: str) -> tuple[int, int, int] | None:
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _NUMERIC.match(text):
        day, month, year = match.groups()
    else:
        return None
    return int(year), int(month), int(day)


def _worded_day(text: str, today: date) -> tuple[int, int, int] | None:
    """`20 марта 2026`, `20 наурыз`, `2026 ж. 20 наурыз, жұма`: a year left out means the latest past one."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    words = re.findall(r"[^\W\d_]+", text)
    months = {STEMS[word[:3]] for word in words if word[:3] in STEMS and word != SATURDAY}
    years = [number for number in numbers if number >= EARLIEST]
    days = [number for number in numbers if number <= 31]
    if len(months) != 1 or len(days) != 1 or len(numbers) != len(years) + len(days):
        return None
    month = months.pop()
    if years:
        return years[0], month, days[0]
    year = today.year if (month, days[0]) <= (today.month, today.day) else today.year - 1
    return year, month, days[0]


def _no_day(field: str | None) -> date:
    raise Refused(_("This is not a day. Write it as 20.03.2026."), field=field)
