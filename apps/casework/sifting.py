"""Which children fit the filters of the list, of those the reader sees."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.care.models import Placement
from apps.casework.models import Case
from apps.core.localtime import day_end, day_start
from apps.disclosure.mask import named_to
from apps.mentoring.models import Assignment
from apps.mentoring.policies import MENTORED_FROM
from apps.people.models import Child, ChildCategory

AGES = {"0-2": (0, 2), "3-6": (3, 6), "7-9": (7, 9), "10-13": (10, 13), "14-17": (14, 17), "18": (18, 120)}
TELLING = ("born", "papers", "category")
"""Filters by what the mask hides: fitting one would tell it, so that a masked file fits none."""


def fitting(wanted: dict[str, Any], reader: User, today: date) -> Q:
    """The filters as one condition on Child; empty when nothing is asked for."""
    fits = _plain(wanted, today) & _of_records(wanted, reader, today)
    return fits & named_to(reader) if any(wanted.get(name) for name in TELLING) else fits


def choices_for(reader: User, today: date) -> dict[str, QuerySet]:
    """What the filters of this reader may be: the querysets that `ListForm` takes."""
    return {
        "homes": homes_of(reader, today), "officers": officers_of(reader), "districts": districts_of(reader),
    }  # fmt: skip


def homes_of(user: User, today: date) -> QuerySet[Agency]:
    """Organisations in which children live today whom the user may see."""
    stays = Placement.objects.on(today).filter(child__in=Child.objects.visible_to(user))
    return Agency.objects.filter(pk__in=stays.values("organisation_id")).order_by("name_ru")


def officers_of(user: User) -> QuerySet[User]:
    """Those who answer for the cases that the user sees."""
    held = Case.objects.visible_to(user).open().values("officer_id")
    return User.objects.filter(pk__in=held).order_by("last_name", "first_name", "pk")


def districts_of(user: User) -> QuerySet[Area]:
    """Where the children live whom the user sees."""
    return Area.objects.filter(pk__in=Child.objects.visible_to(user).values("area_id")).order_by("name_ru")


def _plain(wanted: dict[str, Any], today: date) -> Q:
    """What stands in the file itself."""
    fits = _aged(wanted, today)
    if wanted.get("sex"):
        fits &= Q(sex=wanted["sex"])
    if wanted.get("district"):
        fits &= Q(area=wanted["district"])
    if wanted.get("papers") == "no":
        fits &= ~Q(no_iin_reason="")
    if wanted.get("born"):
        fits &= Q(birth_date__year=wanted["born"])
    if wanted.get("since"):
        fits &= Q(registered_at__gte=day_start(wanted["since"]))
    if wanted.get("until"):
        fits &= Q(registered_at__lte=day_end(wanted["until"]))
    return fits


def _aged(wanted: dict[str, Any], today: date) -> Q:
    fits = Q()
    if wanted.get("age"):
        fits &= _between(*AGES[wanted["age"]], today)
    youngest, oldest = wanted.get("age_from"), wanted.get("age_to")
    if youngest is not None or oldest is not None:
        fits &= _between(youngest or 0, 120 if oldest is None else oldest, today)
    return fits


def _of_records(wanted: dict[str, Any], reader: User, today: date) -> Q:
    """What stands in records about the child, as far as the reader may see them."""
    fits = Q()
    if wanted.get("organisation"):
        fits &= Q(Exists(_stays(today).filter(organisation=wanted["organisation"])))
    if wanted.get("mentor"):
        has = Q(Exists(Assignment.objects.on(today).filter(child=OuterRef("pk"))))
        fits &= has if wanted["mentor"] == "yes" else ~has & _may_have(today)
    if wanted.get("category"):
        seen = ChildCategory.objects.visible_to(reader).standing().on(today)
        fits &= Q(Exists(seen.filter(child=OuterRef("pk"), kind=wanted["category"])))
    if wanted.get("officer"):
        held = Case.objects.visible_to(reader).open()
        fits &= Q(Exists(held.filter(child=OuterRef("pk"), officer=wanted["officer"])))
    return fits


def _may_have(today: date) -> Q:
    """Those to whom Article 28-2(1) allows a mentor."""
    home = _stays(today).filter(organisation__kind=AgencyKind.ORPHAN_ORG)
    return _between(MENTORED_FROM, 17, today) & Q(Exists(home))


def _stays(today: date) -> QuerySet[Placement]:
    return Placement.objects.on(today).filter(child=OuterRef("pk"))


def _between(youngest: int, oldest: int, today: date) -> Q:
    return Q(birth_date__lte=years_before(today, youngest), birth_date__gt=years_before(today, oldest + 1))


def years_before(day: date, years: int) -> date:
    """The birthday of someone who turns `years` on that day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
