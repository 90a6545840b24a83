"""The list of children: rows of access in page order, filters, search; the same number of queries for any size."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Expression
from django.http import HttpRequest

from apps.accounts.models import User
from apps.care.models import Placement
from apps.casework.sifting import fitting
from apps.core.db import KkKey
from apps.disclosure import mask
from apps.matching.search import search
from apps.mentoring.models import Assignment
from apps.people.models import Child, ChildCategory, access_rows, newest_first
from apps.web.children.columns import Column, Listed
from apps.web.children.list_form import BY_NAME, OLDEST, YOUNGEST
from apps.web.shared import PAGE, Page, capped_count, keyset_page

FOUND = 50
"""A search shows so many of the best; more are found by typing more."""
ORDERS = {
    BY_NAME: ((KkKey("surname"), KkKey("given_name"), "pk"), False),
    YOUNGEST: (("birth_date", "pk"), True),
    OLDEST: (("birth_date", "pk"), False),
}
"""Orders by what stands in the file: keys, and whether they descend. Without one the newest come first."""


def page(
    request: HttpRequest, wanted: dict[str, Any], today: date, columns: Iterable[Column] = (), size: int = PAGE
) -> Page:
    """What the filters and the address ask for."""
    reader = request.user
    fits = fitting(wanted, reader, today)
    if wanted.get("q"):
        part = _found(reader, wanted["q"], fits)
    elif wanted.get("sort") in ORDERS:
        keys, descending = _order(wanted["sort"], reader)
        children = Child.objects.visible_to(reader).filter(fits)
        part = keyset_page(request, children, keys, descending=descending, size=size, count=capped_count(children))
        part.items = [child.pk for child in part.items]
    else:
        rows = _sifted(reader, fits)
        count = capped_count(rows.order_by().values("child_id").distinct())
        keys = ("sort_at", "child_id")
        part = keyset_page(
            request, newest_first(rows), keys, anchor="child_id", descending=True, size=size, count=count
        )
        part.items = [row.child_id for row in part.items]
    columns = list(columns)
    part.items = lines(part.items, reader, today, {column.needs for column in columns})
    for line in part.items:
        line.cells = [(column, column.text(line, today)) for column in columns]
    return part


def ids_of(reader: User, wanted: dict[str, Any], today: date) -> QuerySet:
    """The ids of all children that fit, in the order asked for."""
    children = Child.objects.visible_to(reader).filter(fitting(wanted, reader, today))
    sort = wanted.get("sort") or ""
    keys, descending = _order(sort, reader) if sort in ORDERS else (("registered_at", "pk"), True)
    ordered = children.order_by(*keys)
    return (ordered.reverse() if descending else ordered).values_list("pk", flat=True)


def _order(sort: str, reader: User) -> tuple[tuple[Any, ...], bool]:
    """The keys of an order, and whether they descend. A place among names or birth dates tells them: the masked files
    come last, by number alone."""
    keys, descending = ORDERS[sort]
    named = mask.named_to(reader)
    if not named:
        return keys, descending
    first, last = (Value(1), Value(0)) if descending else (Value(0), Value(1))
    rank = Case(When(named, then=first), default=last, output_field=IntegerField())
    return (rank, *(_where_named(key, named) for key in keys[:-1]), keys[-1]), descending


def _where_named(key: str | Expression, named: Q) -> Expression:
    """The key of files that are named to the reader; one and the same for all others."""
    blank = Value(date.min) if key == "birth_date" else Value("", TextField())
    return Case(When(named, then=key), default=blank)


def lines(ids: list[int], reader: User, today: date, needs: Iterable[str] = ("stays", "mentors")) -> list[Listed]:
    """The children with where they live and who mentors them today, in the order of `ids`."""
    children = Child.objects.filter(pk__in=ids).select_related("area", "guardianship").prefetch_related(
        *(_PREFETCHED[need](reader, today) for need in sorted(set(needs) & set(_PREFETCHED)))
    )  # fmt: skip
    known = {child.pk: child for child in children}
    mask.mask(known.values(), reader)
    grounds: dict[int, set[str]] = {}
    for child, ground in access_rows(reader).filter(child__in=ids).values_list("child_id", "ground"):
        grounds.setdefault(child, set()).add(ground)
    return [_line(known[pk], grounds.get(pk, set())) for pk in ids]


_PREFETCHED = {
    "stays": lambda _reader, today: Prefetch(
        "placements", Placement.objects.on(today).select_related("organisation"), to_attr="stays"
    ),
    "mentors": lambda _reader, today: Prefetch("assignments", Assignment.objects.on(today), to_attr="mentored"),
    "categories": lambda reader, today: Prefetch(
        "categories", ChildCategory.objects.visible_to(reader).standing().on(today), to_attr="falls_under"
    ),
}


def _line(child: Child, grounds: set[str]) -> Listed:
    stays, mentored = getattr(child, "stays", []), getattr(child, "mentored", [])
    named = mask.Scope.NAME in child.visible  # type: ignore[attr-defined]
    under = getattr(child, "falls_under", []) if named else []
    return Listed(
        child, stays[0].organisation if stays else None, mentored[0] if mentored else None,
        [str(one.get_kind_display()) for one in under], frozenset(grounds),
    )  # fmt: skip


def _sifted(reader: User, fits: Q) -> QuerySet:
    return access_rows(reader).filter(child__in=Child.objects.filter(fits)) if fits else access_rows(reader)


def _found(user: User, text: str, fits: Q) -> Page:
    ids = search(user, text, fits=fits, limit=FOUND + 1)
    return Page(items=ids[:FOUND], count=len(ids), cap=FOUND)
