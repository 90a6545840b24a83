"""Legal and psychological help to mentors (Article 28-2(10)(4)): the log, one more, withdrawn by mistake."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.mentoring.acts import helping
from apps.mentoring.models import Candidate, Help
from apps.web import formats
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.meetings import forms
from apps.web.mentoring.meetings.acts import form_act
from apps.web.shared import capped_count, get_visible_or_404, keyset_page, now

SUGGESTED = 200
ICONS = {Help.Kind.LEGAL: "book", Help.Kind.PSYCHOLOGICAL: "hand"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The log of the own organisation, newest first, with the sums of what is shown."""
    require(request.user, Perm.KEEP_MENTORS)
    form = forms.HelpSieveForm(request.GET)
    form.is_valid()
    rows = narrowed(Help.objects.visible_to(request.user), form.cleaned_data)
    page = keyset_page(
        request, rows.select_related("candidate", "by"), ["on", "pk"], descending=True,
        count=capped_count(rows.values("pk")),
    )  # fmt: skip
    context = {
        "form": form, "page": page, "now": now(), "sums": _sums(rows), "filtered": any(form.cleaned_data.values()),
        "rows": [{"help": one, "icon": ICONS[one.kind], "lasted": _lasted(one.minutes)} for one in page.items],
    }  # fmt: skip
    return render(request, "mentoring/meetings/help.html", context)


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Log help that was given; `?for=` names the mentor."""
    require(request.user, Perm.KEEP_MENTORS)
    at = now()
    named = request.GET.get("for", "")[:16]
    form = forms.HelpForm(posted(request), initial={"candidate": named, "on": local_day(at)})

    def act() -> Help:
        data = dict(form.cleaned_data)
        return helping.log_help(_candidate(request.user, data.pop("candidate")), **data, by=request.user, at=now())

    known = Candidate.objects.visible_to(request.user).open().order_by("-pk")[:SUGGESTED]
    return form_act(
        request, form, act, heading=_("Log help given to a mentor"), button=_("Record"), back=reverse("mentoring:help"),
        said=_("The help is recorded; the quarterly report counts it."), template="mentoring/meetings/help_new.html",
        text=_("Legal and psychological help is free of charge."), known=known,
    )  # fmt: skip


@act_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Entered by mistake: it stays on record and counts no more."""
    given = get_visible_or_404(Help.objects.select_related("candidate"), request.user, pk=pk)
    form = forms.ReasonForm(posted(request))
    return form_act(
        request, form, lambda: helping.withdraw_help(given, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Withdraw an entry about help"), button=_("Withdraw"), back=reverse("mentoring:help"),
        said=_("Withdrawn: it stays on record and counts no more."), number=given.candidate.number,
        under=f"{given.get_kind_display()}, {formats.numeric_date(given.on)}",
    )  # fmt: skip


def narrowed(given: QuerySet[Help], wanted: dict[str, Any]) -> QuerySet[Help]:
    """The entries that the filters ask for."""
    if q := (wanted.get("q") or "").strip().upper():
        given = given.filter(candidate__number=q)
    if wanted.get("kind"):
        given = given.filter(kind=wanted["kind"])
    if wanted.get("since"):
        given = given.filter(on__gte=wanted["since"])
    return given.filter(on__lte=wanted["until"]) if wanted.get("until") else given


def _candidate(user: User, number: str) -> Candidate:
    """The own candidate of this number; a hidden one is refused like a missing one. Raises Refused."""
    found = Candidate.objects.visible_to(user).filter(number=number.split(" ")[0].strip().upper()).first()
    if found is None:
        raise Refused(helping.NO_SUCH, field="candidate")
    return found


def _sums(given: QuerySet[Help]) -> list[dict[str, Any]]:
    """Times and hours by kind, as bars."""
    counted = given.filter(withdrawn_at=None).order_by().values("kind").annotate(n=Count("pk"), m=Sum("minutes"))
    held = {row["kind"]: row for row in counted}
    most = max([row["n"] for row in held.values()], default=0) or 1
    return [
        {
            "label": kind.label.capitalize(), "width": f"{100 * held.get(kind, {'n': 0})['n'] / most:.0f}%",
            "figure": f"{held[kind]['n']} · {_lasted(held[kind]['m'])}" if kind in held else "0",
        }
        for kind in Help.Kind
    ]  # fmt: skip


def _lasted(minutes: int) -> str:
    return formats.hours_and_minutes(timedelta(minutes=minutes))
