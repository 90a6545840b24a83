"""The list of children: rows of access in page order, filters, search; the same number of queries for any size."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.care.models import Placement
from apps.core.db import KkKey
from apps.matching.search import search
from apps.mentoring.models import Assignment
from apps.mentoring.policies import MENTORED_FROM
from apps.people.models import Child, access_rows, newest_first
from apps.web.children.forms import AGES, BY_NAME
from apps.web.shared import Page, capped_count, keyset_page

FOUND = 50
"""A search shows so many of the best; more are found by typing more."""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    child: Child
    home: Agency | None
    mentor: Assignment | None


def page(request: HttpRequest, wanted: dict[str, Any], today: date) -> Page:
    """What the filters and the address ask for."""
    fits = _fits(wanted, today)
    if wanted.get("q"):
        return _found(request.user, wanted["q"], fits, today)
    if wanted.get("sort") == BY_NAME:
        children = Child.objects.visible_to(request.user).filter(fits)
        keys = (KkKey("surname"), KkKey("given_name"), "pk")
        part = keyset_page(request, children, keys, count=capped_count(children))
        part.items = lines([child.pk for child in part.items], today)
        return part
    rows = access_rows(request.user).filter(child__in=Child.objects.filter(fits)) if fits else access_rows(request.user)
    count = capped_count(rows.order_by().values("child_id").distinct())
    part = keyset_page(
        request, newest_first(rows), ("sort_at", "child_id"), anchor="child_id", descending=True, count=count
    )
    part.items = lines([row.child_id for row in part.items], today)
    return part


def homes_of(user: User, today: date) -> QuerySet[Agency]:
    """Organisations in which children live today whom the user may see."""
    stays = Placement.objects.on(today).filter(child__in=Child.objects.visible_to(user))
    return Agency.objects.filter(pk__in=stays.values("organisation_id")).order_by("name_ru")


def lines(ids: list[int], today: date) -> list[Listed]:
    """The children with where they live and who mentors them today, in the order of `ids`."""
    children = Child.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("placements", Placement.objects.on(today).select_related("organisation"), to_attr="stays"),
        Prefetch("assignments", Assignment.objects.on(today), to_attr="mentored"),
    )
    known = {child.pk: child for child in children}
    return [
        Listed(
            child,
            child.stays[0].organisation if child.stays else None,
            child.mentored[0] if child.mentored else None,
        )
        for child in (known[pk] for pk in ids)
    ]


def _found(user: User, text: str, fits: Q, today: date) -> Page:
    ids = search(user, text, fits=fits, limit=FOUND + 1)
    return Page(items=lines(ids[:FOUND], today), count=len(ids), cap=FOUND)


def _fits(wanted: dict[str, Any], today: date) -> Q:
    fits = Q()
    if wanted.get("age"):
        fits &= _aged(*AGES[wanted["age"]], today)
    if wanted.get("sex"):
        fits &= Q(sex=wanted["sex"])
    if wanted.get("organisation"):
        fits &= Q(Exists(_stays(today).filter(organisation=wanted["organisation"])))
    if wanted.get("mentor"):
        has = Q(Exists(Assignment.objects.on(today).filter(child=OuterRef("pk"))))
        fits &= has if wanted["mentor"] == "yes" else ~has & _may_have(today)
    return fits


def _may_have(today: date) -> Q:
    """Those to whom Article 28-2(1) allows a mentor."""
    home = _stays(today).filter(organisation__kind=AgencyKind.ORPHAN_ORG)
    return _aged(MENTORED_FROM, 17, today) & Q(Exists(home))


def _stays(today: date) -> QuerySet[Placement]:
    return Placement.objects.on(today).filter(child=OuterRef("pk"))


def _aged(youngest: int, oldest: int, today: date) -> Q:
    return Q(birth_date__lte=years_before(today, youngest), birth_date__gt=years_before(today, oldest + 1))


def years_before(day: date, years: int) -> date:
    """The birthday of someone who turns `years` on that day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
