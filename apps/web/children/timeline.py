"""Everything that happened with a child, as far as this reader may see it: one line of time from many sources.

A source is one line in `timeline_sources.SOURCES`: whose rows the reader may see, the column that holds their
instant, and how one is told. Each source is asked once a page, newest first, so that a page costs the same however
long the story is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import unescape
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import format_html, strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from apps.accounts.models import User
from apps.core.localtime import local
from apps.people.models import Child
from apps.people.policies import is_responsible, sees_secrecy
from apps.people.story import Told
from apps.web.formats import MONTHS_ALONE
from apps.web.wording import short_name

SIZE = 40
_MICRO = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Reading:
    """Whose file, who reads it, when. Sources keep here what several rows need (`kept`)."""

    child: Child
    reader: User
    at: datetime
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def responsible(self) -> bool:
        return is_responsible(self.reader, self.child)

    @cached_property
    def secrecy(self) -> bool:
        return sees_secrecy(self.reader, self.child)


@dataclass(frozen=True)
class Said:
    """How one event is told. `by`: id of the person who acted, when that is worth telling."""

    icon: str
    state: str
    text: Any
    by: int | None = None


@dataclass(frozen=True)
class Source:
    """`rows(reading)`: what this reader may see of the child, unordered; `at`: its instant, never null there;
    `say(row, reading)`; `load(rows, reading)` fetches at once what the rows of a page need, into `reading.kept`."""

    kind: str
    label: Any
    rows: Callable[[Reading], QuerySet]
    say: Callable[[Any, Reading], Said]
    at: str = "at"
    load: Callable[[list[Any], Reading], None] | None = None


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this row. In an address as `microseconds.source.pk`, so that no name travels."""

    at: datetime
    source: int
    pk: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isdecimal() and part.isascii() and len(part) <= 18 for part in parts):
            return None
        micros, source, pk = map(int, parts)
        try:
            return cls(_EPOCH + micros * _MICRO, source, pk)
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICRO}.{self.source}.{self.pk}"

    def before(self, source: int, at: str) -> Q:
        """Rows of a source that come after this place: older ones, and of one instant the later sources."""
        older, same = Q(**{f"{at}__lt": self.at}), Q(**{at: self.at})
        if source == self.source:
            return older | (same & Q(pk__lt=self.pk))
        return older | same if source > self.source else older


def page(
    reading: Reading, sources: Sequence[Source], kind: str = "", start: Place | None = None
) -> tuple[list[dict[str, Any]], Place | None]:  # fmt: skip
    """Items for `components/timeline.html`, newest first, and where the next page begins (None: no more)."""
    shown, last = _found(reading, sources, kind, start)
    return list(_told(shown, reading)), last


def plain(
    reading: Reading, sources: Sequence[Source], kind: str = "", start: Place | None = None
) -> tuple[list[Told], Place | None]:  # fmt: skip
    """The same in words alone."""
    shown, last = _found(reading, sources, kind, start)
    told = [
        Told(place.at, source.kind, unescape(strip_tags(str(one.text))), by)
        for (place, source, _row), (_place, one, by) in zip(shown, _said(shown, reading), strict=True)
    ]
    return told, last


def _found(
    reading: Reading, sources: Sequence[Source], kind: str, start: Place | None
) -> tuple[list[tuple[Place, Source, Any]], Place | None]:  # fmt: skip
    found: list[tuple[Place, Source, Any]] = []
    for number, source in enumerate(sources):
        if kind in ("", source.kind):
            rows = source.rows(reading).filter(start.before(number, source.at) if start else Q())
            for row in rows.order_by(f"-{source.at}", "-pk")[: SIZE + 1]:
                found.append((Place(getattr(row, source.at), number, row.pk), source, row))
    found.sort(key=lambda one: (one[0].at, -one[0].source, one[0].pk), reverse=True)
    shown = found[:SIZE]
    return shown, shown[-1][0] if len(found) > SIZE else None


def months(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items under the months they fell into, by Almaty time."""
    names = MONTHS_ALONE[(get_language() or "ru")[:2]]

    def month(item: dict[str, Any]) -> tuple[int, int]:
        day = local(item["at"])
        return day.year, day.month

    return [
        {"label": f"{names[number - 1]} {year}".capitalize(), "items": list(group)}
        for (year, number), group in groupby(items, key=month)
    ]


def _said(
    shown: list[tuple[Place, Source, Any]], reading: Reading
) -> Iterable[tuple[Place, Said, User | None]]:  # fmt: skip
    """Each row told, with who acted; None for the system and where nobody is named."""
    for source in {id(one): one for _place, one, _row in shown}.values():
        if source.load:
            source.load([row for _place, of, row in shown if of is source], reading)
    said = [(place, source.say(row, reading)) for place, source, row in shown]
    people = User.objects.in_bulk({one.by for _place, one in said if one.by})
    for place, one in said:
        yield place, one, people.get(one.by) if one.by else None


def _told(shown: list[tuple[Place, Source, Any]], reading: Reading) -> Iterable[dict[str, Any]]:
    for place, one, by in _said(shown, reading):
        text = one.text
        if one.by:
            who = short_name(by) if by else _t("the system")
            text = format_html('{}<div class="muted small">{}</div>', text, who)
        yield {"at": place.at, "icon": one.icon, "state": one.state, "text": text}
