"""Filters that write dates, names, numbers and articles in the page's language."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html_join

from apps.web import births, formats, wording

register = template.Library()


@register.filter
def instant(moment: datetime | None) -> str:
    """`пт 20 марта 2026, 23:10`."""
    return formats.instant(moment) if moment else ""


@register.filter
def instant_plain(moment: datetime | None) -> str:
    """The same without the weekday: `20 марта 2026, 23:10`."""
    return formats.instant(moment, weekday=False) if moment else ""


@register.filter
def long_date(day: date | datetime | None) -> str:
    """`пт 20 марта 2026`."""
    return formats.long_date(day) if day else ""


@register.filter
def numeric_date(day: date | datetime | None) -> str:
    """`20.03.2026`."""
    return formats.numeric_date(day) if day else ""


@register.filter
def clock_time(moment: datetime | None) -> str:
    """`23:10`."""
    return formats.clock_time(moment) if moment else ""


@register.filter
def relative(moment: datetime | None, now: datetime) -> str:
    """`{{ at|relative:now }}`: `сегодня, 08:12`."""
    return formats.relative(moment, now) if moment else ""


@register.filter
def relative_short(moment: datetime | None, now: datetime) -> str:
    """The same with short months, for tables: `20 нау., 23:10`."""
    return formats.relative(moment, now, short=True) if moment else ""


@register.filter
def until(moment: datetime | None, now: datetime) -> str:
    """`завтра, до 12:05`."""
    return formats.until(moment, now) if moment else ""


@register.filter
def until_whole(moment: datetime | None, now: datetime) -> str:
    """`until`, broken over two lines between day and hour only."""
    parts = until(moment, now).split(", ")
    return format_html_join(", ", '<span class="nb">{}</span>', ((part,) for part in parts))


@register.filter
def ago(moment: datetime | None, now: datetime) -> str:
    """`14 мин назад`."""
    return formats.ago(moment, now) if moment else ""


@register.filter
def child_age(child: Any, on: date | datetime) -> str:
    """`{{ child|child_age:now }}`: `13 лет`; `около 13 лет` where only the year of birth is known."""
    return births.age(child, on) if child else ""


@register.filter
def child_born(child: Any) -> str:
    """`{{ child|child_born }}`: `31 декабря 2014`, or as much of it as is known: `2014 г.`."""
    return births.Born.of_child(child).words if child else ""


@register.filter
def child_born_numeric(child: Any) -> str:
    """The same for tables: `31.12.2014`, `12.2014`, `2014 г.`."""
    return births.Born.of_child(child).numeric if child else ""


@register.filter
def article(reference: Any) -> str:
    """`ст. 28-2 п. 10 пп. 7)` from a rule, its code or its article."""
    return wording.rule_article(reference) if hasattr(reference, "code") else wording.article(reference or "")


@register.filter
def full_name(person: Any) -> str:
    """`Бекетова Айару Сериковна`."""
    return wording.full_name(person) if person else ""


@register.filter
def short_name(person: Any) -> str:
    """`Бекетова А. С.`, `А. Бекетова`."""
    return wording.short_name(person) if person else ""


@register.filter
def monogram(person: Any) -> str:
    """`БА`."""
    return wording.monogram(person)


@register.filter
def figure(value: int | None) -> str:
    """`12 480`."""
    return wording.number(value) if value is not None else ""


@register.filter
def file_size(size: int | None) -> str:
    """`340 КБ`."""
    return wording.file_size(size) if size is not None else ""
