"""The desk of those who supervise: what waits for approval, who has how much, cases nobody answers for."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.casework import policies, staffing
from apps.casework.models import Absence, Approval, Case, Handover, Matter
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.obligations.models import Obligation
from apps.web.casework import forms, listing
from apps.web.casework.acts import act_page, form_act, posted
from apps.web.shared import get_visible_or_404, now

SHOWN = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The desk."""
    policies.check_can_supervise(request.user)
    at, agency = now(), request.user.agency
    waiting = Approval.objects.filter(outcome="", case__agency=agency).order_by("asked_at", "pk")
    orphaned = staffing.without_officer(Case.objects.of_body(agency), local_day(at)).order_by("opened_at", "pk")
    context = {
        "now": at, "today": local_day(at), "approvals": _waiting(waiting), "load": workload(agency, local_day(at)),
        "orphaned": listing.rows(list(orphaned.select_related("child", "officer")[:SHOWN]), agency.pk),
        "orphaned_count": orphaned.count(),
        "absences": list(
            Absence.objects.visible_to(request.user).filter(ends_on__gte=local_day(at))
            .select_related("user", "substitute").order_by("starts_on", "pk")
        ),
        "handovers": list(
            Handover.objects.visible_to(request.user).select_related("officer", "by")
            .annotate(count=Count("cases")).order_by("-at", "-pk")[:5]
        ),
    }  # fmt: skip
    return render(request, "casework/desk.html", context)


def workload(agency: Any, today: Any) -> list[dict[str, Any]]:
    """Open cases of each officer as bars; those with cases and those who could have some."""
    counted = Case.objects.open().filter(agency=agency, officer__isnull=False).order_by()
    held = {
        row["officer"]: row
        for row in counted.values("officer").annotate(n=Count("pk"), hard=Count("pk", Q(risk__gte=Case.Risk.HIGH)))
    }
    able = staffing.keepers_at(agency.pk, today)
    most = max([row["n"] for row in held.values()], default=0) or 1
    bars = []
    for person in User.objects.filter(pk__in=able | set(held)):
        row = held.get(person.pk, {"n": 0, "hard": 0})
        label = (
            person.get_full_name()
            if person.pk in able
            else _("%(who)s (post has ended)") % {"who": person.get_full_name()}
        )
        figure = f"{row['n']} · {_('high risk')} {row['hard']}" if row["hard"] else str(row["n"])
        bars.append({
            "label": label, "figure": figure, "width": f"{100 * row['n'] / most:.0f}%", "n": row["n"],
            "state": "run" if person.pk in able else "over",
            "url": f"{reverse('cases:hand_over')}?officer={person.pk}",
        })  # fmt: skip
    return sorted(bars, key=lambda bar: (-bar["n"], bar["label"]))


@act_page
def hand_over(request: HttpRequest) -> HttpResponse:
    """Choose cases by the filters of the list, and give them to another officer: those ticked, or all that fit."""
    policies.check_can_supervise(request.user)
    agency, at = request.user.agency, now()
    sieve = forms.FilterForm(request.GET, agency=agency)
    sieve.is_valid()
    tab = "nobody" if request.GET.get("tab") == "nobody" else ""
    fitting = listing.in_tab(
        listing.narrowed(Case.objects.of_body(agency), sieve.cleaned_data), tab, request.user, local_day(at)
    ).order_by("-risk", "pk")
    form = forms.HandOverForm(posted(request), agency=agency)
    if request.method == "POST" and form.is_valid():
        answer = _give(request, form, fitting)
        if answer:
            return answer
    count = fitting.count()
    context = {
        "now": at, "form": form, "sieve": sieve, "tab": tab, "count": count, "shown": 200,
        "rows": listing.rows(list(fitting.select_related("child", "officer")[:200]), agency.pk),
        "chosen": set(request.POST.getlist("case")), "every": request.POST.get("all") == "1",
    }  # fmt: skip
    return render(request, "casework/hand_over.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what was handed over."""
    handover = get_visible_or_404(Handover.objects.all(), request.user, pk=pk)
    try:
        given = staffing.undo_handover(handover, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        said = ngettext("%(n)s case went back.", "%(n)s cases went back.", given)
        messages.success(request, said % {"n": given})
    return redirect("cases:desk")


@act_page
def absence(request: HttpRequest) -> HttpResponse:
    """Say that one is away, or, for those who supervise, that somebody is."""
    policies.check_can_say_absent(request.user, request.user)
    may_choose = policies.may(policies.check_can_supervise, request.user)
    form = forms.AbsenceForm(posted(request), agency=request.user.agency, may_choose=may_choose)

    def act() -> Absence:
        values = dict(form.cleaned_data)
        return staffing.say_absent(values.pop("user", None) or request.user, **values, by=request.user, at=now())

    return form_act(
        request, form, act, heading=_("Absence and substitute"), button=_("Record"), said=_("The absence is recorded."),
        back=reverse("cases:index"), number="",
        text=_("The substitute sees the cases and duties in “My day” and gets the reminders for that time."),
    )  # fmt: skip


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """The person is back earlier."""
    held = get_visible_or_404(Absence.objects.select_related("user"), request.user, pk=pk)
    try:
        staffing.end_absence(held, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The absence has ended."))
    return redirect("cases:index")


def _give(request: HttpRequest, form: Any, fitting: QuerySet[Case]) -> HttpResponse | None:
    """Hand over what is chosen; None with the refusal in the form."""
    if request.POST.get("all"):
        chosen = list(fitting.values_list("pk", flat=True)[: staffing.MOST_AT_ONCE + 1])
    else:
        ticked = [int(pk) for pk in request.POST.getlist("case") if pk.isdecimal() and len(pk) < 19]
        chosen = list(fitting.filter(pk__in=ticked).values_list("pk", flat=True))
    try:
        done = staffing.hand_over(
            chosen, to=form.cleaned_data["officer"], reason=form.cleaned_data["reason"], by=request.user, at=now()
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return None
    count = done.cases.count()
    said = ngettext("%(n)s case has a new officer.", "%(n)s cases have a new officer.", count)
    messages.success(request, said % {"n": count})
    return redirect("cases:desk")


def _waiting(approvals: QuerySet[Approval]) -> list[dict[str, Any]]:
    """What waits for a decision, each with its clock."""
    found = list(approvals.select_related("case__child", "asked_by")[:100])
    asked = Matter.objects.filter(case__in=[one.case_id for one in found], kind=Matter.Kind.DECISION, ended_at=None)
    ids = list(asked.values_list("pk", flat=True))
    duties = Obligation.objects.open().filter(subject_kind="case_matter", subject_id__in=ids)
    clocks = {duty.subject_no: duty for duty in duties.select_related("rule")}
    return [{"approval": one, "duty": clocks.get(one.case.number)} for one in found]
