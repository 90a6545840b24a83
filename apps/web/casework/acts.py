"""The acts on a case: each a page with its form, one action, and back to the case."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.casework import actions, planning, policies
from apps.casework.models import Approval, Case, Visit
from apps.core.localtime import local_day
from apps.people.models import Child
from apps.web.answers import answered
from apps.web.casework import forms
from apps.web.casework.detail import fetch
from apps.web.conflicts import History, history_of
from apps.web.shared import get_visible_or_404, now

act_page = require_http_methods(["GET", "HEAD", "POST"])


def form_act(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, heading: Any, button: Any, said: Any, back: str,
    number: str, text: Any = "", rule: str = "", history: History | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form; once it is right and the action took it, say so and go to `back`."""
    context = {
        "heading": heading, "button": button, "text": text, "back": back, "number": number, "rule": rule, "now": now(),
    }  # fmt: skip
    return answered(
        request, form, act, template="casework/act.html", context=context, said=said, back=(back,), history=history
    )


def case_act(request: HttpRequest, case: Case, form: Form, act: Callable[[], Any], **words: Any) -> HttpResponse:
    return form_act(request, form, act, back=f"/cases/{case.number}/", number=case.number, **words)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@act_page
def open_case(request: HttpRequest, number: str) -> HttpResponse:
    """Open a case on a child's file."""
    child = get_visible_or_404(Child.objects.all(), request.user, number=number)
    policies.check_can_open(request.user, child)
    form = forms.OpenForm(posted(request), agency=request.user.agency)
    return form_act(
        request, form, lambda: actions.open_case(child, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Open a case"), button=_("Open a case"), said=_("The case is open."), number=child.number,
        back=f"/children/{child.number}/case/",
    )  # fmt: skip


@act_page
def assess(request: HttpRequest, number: str) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_work(request.user, case)
    initial = {"made_on": local_day(now()), "risk": case.risk}
    form = forms.AssessForm(posted(request), case=case, initial=initial)
    return case_act(
        request, case, form, lambda: actions.assess(case, data=form.cleaned_data, by=request.user, at=now()),
        heading=_("Assessment of needs"), button=_("Record"), said=_("The assessment is recorded."),
    )  # fmt: skip


@act_page
def risk(request: HttpRequest, number: str) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_record(request.user, case)
    form = forms.RiskForm(posted(request), initial={"risk": case.risk, "version": case.risk})
    history = history_of(case, values=lambda one: {"risk": one.risk}, version=lambda one: one.risk)
    return case_act(
        request, case, form, lambda: actions.set_risk(case, **form.parts, by=request.user, at=now()), history=history,
        heading=_("Change the risk"), button=_("Record"), said=_("Saved."),
        text=_("A critical case is reviewed every month, any other every three months."),
    )  # fmt: skip


@act_page
def review(request: HttpRequest, number: str) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_record(request.user, case)
    form = forms.ReviewForm(posted(request))
    return case_act(
        request, case, form, lambda: actions.review(case, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Record a review"), button=_("Record"), said=_("The review is recorded; the next one has its clock."),
    )  # fmt: skip


@act_page
def close(request: HttpRequest, number: str) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_work(request.user, case)
    form = forms.ClosingForm(posted(request))
    return case_act(
        request, case, form, lambda: actions.submit_closing(case, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Close the case"), button=_("Put before the supervisor"),
        said=_("The supervisor has been asked."), text=_("The case is closed when the supervisor agrees."),
    )  # fmt: skip


@act_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_reopen(request.user, case)
    form = forms.ReasonForm(posted(request))
    return case_act(
        request, case, form, lambda: actions.reopen(case, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Open the case again"), button=_("Open the case again"), said=_("The case is open again."),
        text=_("Work begins with a fresh assessment."),
    )  # fmt: skip


@act_page
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """The supervisor agrees; GET asks."""
    case, asked = _asked(request, number)
    form = Form(posted(request))
    return case_act(
        request, case, form, lambda: planning.approve(asked, by=request.user, at=now()),
        heading=_("Approve: %(what)s") % {"what": asked.get_kind_display()}, button=_("Approve"), said=_("Approved."),
    )  # fmt: skip


@act_page
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    case, asked = _asked(request, number)
    form = forms.ReasonForm(posted(request))
    return case_act(
        request, case, form, lambda: planning.send_back(asked, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Return: %(what)s") % {"what": asked.get_kind_display()}, button=_("Return"),
        said=_("Returned with your reason."),
    )  # fmt: skip


@act_page
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """Record a visit that was made; `?planned=` names the one it was planned as."""
    case = fetch(request, number)
    policies.check_can_record(request.user, case)
    wanted = request.GET.get("planned", "")
    planned = get_object_or_404(case.visits, pk=wanted) if wanted.isdecimal() and len(wanted) < 19 else None
    initial = {"occurred_at": now(), **({"kind": planned.kind, "place": planned.place} if planned else {})}
    form = forms.VisitForm(posted(request), now=now(), initial=initial)

    def act() -> Visit:
        data = dict(form.cleaned_data)
        next_on = data.pop("next_on")
        return planning.record_visit(case, data=data, planned=planned, next_on=next_on, by=request.user, at=now())

    return case_act(
        request, case, form, act, heading=_("Record a visit"), button=_("Record"), said=_("The visit is recorded."),
    )  # fmt: skip


@act_page
def plan_visit(request: HttpRequest, number: str) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_record(request.user, case)
    form = forms.PlanVisitForm(posted(request))
    return case_act(
        request, case, form, lambda: planning.plan_visit(case, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Plan a visit"), button=_("Plan a visit"), said=_("The visit is planned; it is a duty now."),
    )  # fmt: skip


@act_page
def call_off(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    case = fetch(request, number)
    policies.check_can_record(request.user, case)
    planned = get_object_or_404(case.visits.select_related("case"), pk=pk)
    form = forms.ReasonForm(posted(request))
    return case_act(
        request, case, form, lambda: planning.call_off_visit(planned, **form.cleaned_data, by=request.user, at=now()),
        heading=_("The visit does not take place"), button=_("Call off"), said=_("Called off."),
    )  # fmt: skip


def _asked(request: HttpRequest, number: str) -> tuple[Case, Approval]:
    case = fetch(request, number)
    asked = get_object_or_404(case.approvals.select_related("plan"), outcome="")
    asked.case = case
    policies.check_can_decide(request.user, asked)
    return case, asked
