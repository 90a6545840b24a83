"""Birth dates as they are mistyped: day and month swapped, or one digit wrong."""

from datetime import date
from functools import lru_cache

SAME, SWAPPED, DIGIT, VAGUE = "same", "swapped", "digit", "vague"
"""How close two birth dates are; VAGUE: one of them is estimated, and they are not far apart."""


def closeness(one: date, other: date) -> str:
    """SAME, SWAPPED, DIGIT, or empty for two dates that no slip makes of each other."""
    if one == other:
        return SAME
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return SWAPPED
    return DIGIT if sum(a != b for a, b in zip(_digits(one), _digits(other), strict=True)) == 1 else ""


@lru_cache(maxsize=8192)
def slips(born: date) -> tuple[date, ...]:
    """The date itself and every date that one slip makes of it, at most about fifty."""
    found = {born}
    if (swapped := _day(f"{born.month:02d}{born.day:02d}{born.year:04d}")) is not None:
        found.add(swapped)
    text = _digits(born)
    for place in range(len(text)):
        changed = (_day(text[:place] + digit + text[place + 1 :]) for digit in "0123456789")
        found |= {day for day in changed if day is not None}
    return tuple(sorted(found))


def _digits(born: date) -> str:
    return f"{born.day:02d}{born.month:02d}{born.year:04d}"


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
