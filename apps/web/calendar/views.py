"""Pages of the calendar: a year to look at, a day to name, and what naming it does to open terms."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.obligations import calendar_actions
from apps.obligations.calendar_actions import Effects
from apps.obligations.models import CalendarDay
from apps.web.calendar import year as years
from apps.web.calendar.forms import DayForm
from apps.web.formats import long_date
from apps.web.shared import now as clock
from apps.web.shared import run_action


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A year by months: working days, holidays, transfers, each with its source."""
    today = local_day(clock())
    asked = request.GET.get("year", str(today.year))
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and years.FIRST <= int(asked) <= years.LAST):
        raise Http404
    context = {"year": years.year(int(asked), today), "can_edit": allows(request.user, Perm.EDIT_CALENDAR)}
    return render(request, "calendar/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """Name a day, look at what would move, and only then save."""
    require(request.user, Perm.EDIT_CALENDAR)
    known = CalendarDay.objects.filter(date=day).first() if day else None
    initial = {"date": day, "is_working": "no", "is_certain": True}
    form = DayForm(request.POST or None, initial=initial, day=known, fixed=day is not None)
    context = {"form": form, "day": day, "known": known, "back": _year_of(day)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "calendar/edit.html", context, status=422 if form.is_bound else 200)
    at = clock()
    if "confirm" not in request.POST:
        effects = calendar_actions.preview_day(day=form.as_day(), at=at)
        return render(request, "calendar/edit.html", context | {"effects": effects})
    done, effects = run_action(
        form, lambda: calendar_actions.set_day(**form.cleaned_data, by=request.user, at=at)
    )  # fmt: skip
    if not done:
        return render(request, "calendar/edit.html", context, status=422)
    return _done(request, form.cleaned_data["date"], effects)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, day: date) -> HttpResponse:
    """Ask, showing what would move; then let the day follow the plain week again."""
    require(request.user, Perm.EDIT_CALENDAR)
    known = get_object_or_404(CalendarDay, date=day)
    at = clock()
    if request.method == "POST":
        return _done(request, day, calendar_actions.remove_day(date=day, by=request.user, at=at))
    effects = calendar_actions.preview_removal(date=day, at=at)
    return render(request, "calendar/remove.html", {"day": known, "effects": effects, "back": _year_of(day)})


def _year_of(day: date | None) -> str:
    year = day.year if day else (local_day(clock()) + timedelta(days=31)).year
    return f"{reverse('calendar:index')}?year={year}"


def _done(request: HttpRequest, day: date, effects: Effects) -> HttpResponse:
    """Say what moved. Duties that were left alone are listed, so that the editor sees to them."""
    saved = _("The calendar is changed: %(day)s.") % {"day": long_date(day)}
    moved = ngettext(
        "The term of %(n)d open duty was counted anew.", "The terms of %(n)d open duties were counted anew.",
        effects.moved,
    ) % {"n": effects.moved}  # fmt: skip
    messages.success(request, f"{saved} {moved}" if effects.moved else saved)
    if effects.left:
        return render(request, "calendar/left.html", {"effects": effects, "back": _year_of(day)})
    return redirect(_year_of(day))
