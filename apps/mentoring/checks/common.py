"""Small questions that many inputs of mentoring share. Each adds to a Collector."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector, Stale
from apps.core.texts import said

EARLIEST = date(1900, 1, 1)
MOST_YEARS = 20
"""Papers that end later name no end at all."""


def required(text: Any, field: str, longest: int, refuse: Collector, message: Any = None) -> str:
    """The text without spaces around; refused when nothing is left to see or it is too long."""
    kept = said(text)
    if not kept:
        refuse(message or _("Fill this in."), field=field)
    return _no_longer(kept, field, longest, refuse)


def optional(text: Any, field: str, longest: int, refuse: Collector) -> str:
    """The text without spaces around, or nothing; refused when it is too long: none is cut."""
    return _no_longer(str(text or "").strip(), field, longest, refuse)


def reason_given(reason: str, longest: int = 1000, field: str = "reason") -> str:
    """A reason that stays on record. Raises Refused for an empty one, and for one too long."""
    refuse = Collector()
    kept = required(reason, field, longest, refuse, _("Give the reason: it stays on record."))
    refuse.done()
    return kept


def _no_longer(kept: str, field: str, longest: int, refuse: Collector) -> str:
    if len(kept) > longest:
        refuse(_("At most %(longest)s characters.") % {"longest": longest}, field=field)
    return kept


def check_past(day: date | None, field: str, today: date, refuse: Collector) -> bool:
    """A day on which something happened: known, sound, and not ahead. True when it is."""
    if day is None:
        refuse(_("Name the day."), field=field)
    elif day > today:
        refuse(_("This day is in the future."), field=field)
    elif day < EARLIEST:
        refuse(_("Check the year."), field=field)
    else:
        return True
    return False


def check_since(day: date | None, field: str, first: date, today: date, refuse: Collector) -> None:
    """A day on which something happened about an application that was made on `first`."""
    if check_past(day, field, today, refuse) and day < first:
        refuse(_("Not before the application of %(day)s.") % {"day": f"{first:%d.%m.%Y}"}, field=field)


def check_end(
    until: date | None, issued_on: date, today: date, refuse: Collector, *, field: str = "valid_until"
) -> None:  # fmt: skip
    """The last day that is written on a paper: not before its issue, and within a human span of time."""
    if until is None:
        return
    if until < issued_on:
        refuse(_("The document cannot end before it was issued."), field=field)
    elif until > today + timedelta(days=MOST_YEARS * 366):
        refuse(_("At most %(years)s years ahead.") % {"years": MOST_YEARS}, field=field)


def check_choice(value: Any, known: Iterable[Any], field: str, refuse: Collector, message: Any = None) -> None:
    if value not in known:
        refuse(message or _("Choose one of the list."), field=field)


def check_version(record: Any, version: int | None) -> None:
    """Raises Stale when the record was saved since it was read; None: the caller does not ask."""
    if version is not None and record.version != version:
        raise Stale
