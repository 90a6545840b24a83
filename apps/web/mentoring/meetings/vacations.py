"""Vacations of an orphan organisation: days without school, on which services besides are allowed (28-2(4)(2))."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import vacations
from apps.mentoring.models import Assignment, NonStudyPeriod
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.meetings import forms
from apps.web.mentoring.meetings.acts import form_act
from apps.web.mentoring.meetings.listing import check_may_list
from apps.web.shared import get_visible_or_404, keyset_page, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The own organisation's vacations; for others those of the homes where their children live."""
    check_may_list(request.user)
    at = now()
    today = local_day(at)
    rows = NonStudyPeriod.objects.visible_to(request.user).filter(organisation__in=homes_of(request.user, today))
    page = keyset_page(request, rows.select_related("organisation"), ["starts_on", "pk"], descending=True)
    may_keep = policies.may(policies.check_keeps_home, request.user, request.user.agency)
    context = {
        "page": page, "rows": [_row(one, today) for one in page.items], "now": at, "may_keep": may_keep,
    }  # fmt: skip
    return render(request, "mentoring/meetings/vacations.html", context)


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Enter days without school at the own organisation."""
    home = request.user.agency
    policies.check_keeps_home(request.user, home)
    form = forms.VacationForm(posted(request))
    return form_act(
        request, form, lambda: vacations.add_vacation(home, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Enter a vacation"), button=_("Save"), back=reverse("mentoring:vacations"),
        said=_("The vacation is entered."), under=home.name,
        text=_("Weekends and holidays are known already; enter the days without school besides them."),
    )  # fmt: skip


@act_page
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out days that were entered by mistake; GET asks."""
    vacation = get_visible_or_404(NonStudyPeriod.objects.select_related("organisation"), request.user, pk=pk)
    policies.check_keeps_home(request.user, vacation.organisation)
    return form_act(
        request, forms.Nothing(posted(request)),
        lambda: vacations.remove_vacation(vacation, by=request.user, at=now()), heading=_("Remove a vacation"),
        button=_("Remove"), back=reverse("mentoring:vacations"), said=_("The vacation is removed."), under=str(
            f"{vacation.name}, {vacation.starts_on:%d.%m.%Y} – {vacation.ends_on:%d.%m.%Y}"
        ),
        text=_("Meetings that are planned stay planned; new services on these days are refused."),
    )  # fmt: skip


def homes_of(user: User, today: Any) -> Any:
    """The homes whose vacations concern the reader."""
    if user.agency is not None and user.agency.kind == AgencyKind.ORPHAN_ORG:
        return Agency.objects.filter(pk=user.agency.pk).values("pk")
    children = Assignment.objects.visible_to(user).standing().values("child")
    return Placement.objects.on(today).filter(child__in=children).values("organisation")


def _row(vacation: NonStudyPeriod, today: Any) -> dict[str, Any]:
    if vacation.ends_on < today:
        look = ("off", "check", _("past"))
    elif vacation.starts_on <= today:
        look = ("met", "sun", _("now"))
    else:
        look = ("run", "calendar", _("ahead"))
    return {"vacation": vacation, "look": look, "days": (vacation.ends_on - vacation.starts_on).days + 1}
