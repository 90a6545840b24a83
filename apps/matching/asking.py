"""What a person typed to find a child, taken apart: words of a name, a birth date, digits."""

import re
from dataclasses import dataclass
from datetime import date

from apps.core.errors import Refused
from apps.core.names import name_words
from apps.core.parsing import parse_day

_NUMBER = re.compile(r"^[CС]?[-\s]?(\d[\d\s]*)$", re.IGNORECASE)
"""A number as people say it: C-104512, c 104 512, 104512; С may be Cyrillic."""
_PHONE = re.compile(r"^\+?\d[\d\s()\-]{4,}$")
_DATES = (
    re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    re.compile(r"\b\d{1,2}([./\- ])\d{1,2}\1(?:\d{4}|\d{2})\b"),
    re.compile(r"\b\d{4}\s*ж\.?\s*\d{1,2}\s+[^\W\d_]+"),
    re.compile(r"\b\d{1,2}\s+[^\W\d_]{3,}\.?\s+\d{4}\b"),
)
_RUN = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
LONGEST, MOST_WORDS = 200, 6
SOME_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """`digits`: of a number, an IIN or a telephone, when nothing else was typed; `words` of the name as typed; `days`:
    what the typed birth date may mean, the likeliest first; `year` of birth."""

    digits: str = ""
    words: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.digits or self.words or self.days or self.year)


def read(text: str) -> Asked:
    """Take apart what was typed; an empty one (false) when nothing can be looked for."""
    text = " ".join(text[:LONGEST].split())
    days, rest = _take_days(text)
    digits = _digits(rest if days else text)
    if digits:
        return Asked(digits=digits, days=days or _run(digits))
    year = _YEAR.search(rest)
    words = tuple(dict.fromkeys(name_words(rest)))[:MOST_WORDS]
    return Asked(words=words, days=days, year=int(year.group()) if year and words and not days else None)


def _digits(text: str) -> str:
    number = _NUMBER.match(text)
    if number:
        return re.sub(r"\D", "", number.group(1))
    return re.sub(r"\D", "", text) if _PHONE.match(text) else ""


def _take_days(text: str) -> tuple[tuple[date, ...], str]:
    for pattern in _DATES:
        found = pattern.search(text)
        days = _meant(found.group()) if found else ()
        if found and days:
            return days, " ".join((text[: found.start()] + " " + text[found.end() :]).split())
    return (), text


def _meant(text: str) -> tuple[date, ...]:
    """The day, or with day and month swapped when it is none otherwise."""
    parts = re.findall(r"\d+", text)
    swapped = ".".join([parts[1], parts[0], *parts[2:]]) if len(parts) == 3 and len(parts[0]) < 4 else ""
    for form in filter(None, (text, swapped)):
        try:
            day = parse_day(form, SOME_DAY)
        except Refused:
            continue
        if day is not None:
            return (day,)
    return ()


def _run(digits: str) -> tuple[date, ...]:
    """A birth date typed without dots: 15032012."""
    run = _RUN.match(digits)
    return _meant(".".join(run.groups())) if run else ()
