"""Drawing up a plan and carrying it out."""

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.casework import planning, policies
from apps.casework.models import Case, Goal, Plan, Step
from apps.casework.states import PlanState
from apps.core.errors import Refused
from apps.web.casework import forms
from apps.web.casework.acts import act_page, case_act, posted
from apps.web.casework.detail import _duties, _shown, fetch
from apps.web.conflicts import fields_of, history_of, save_form
from apps.web.shared import now, run_action


@act_page
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """The plan being drawn up: its goals and steps. POST adds a goal, and begins the version if none is begun."""
    case = fetch(request, number)
    policies.check_can_work(request.user, case)
    drawn = case.plans.filter(state=PlanState.DRAFT).first()
    form = forms.GoalForm(posted(request))
    if request.method == "POST":
        if drawn is None:
            drawn = planning.draft_plan(case, by=request.user, at=now())
        if form.data.get("text") is not None and form.is_valid():
            if run_action(form, lambda: planning.add_goal(drawn, **form.cleaned_data, by=request.user, at=now()))[0]:
                return redirect("cases:plan", case.number)
        elif form.data.get("text") is None:
            return redirect("cases:plan", case.number)
    return _page(request, case, drawn, form)


@act_page
def step(request: HttpRequest, number: str, goal: int, pk: int = 0) -> HttpResponse:
    """Add a step to a goal, or change one."""
    case = fetch(request, number)
    policies.check_can_work(request.user, case)
    found = get_object_or_404(Goal.objects.select_related("plan__case"), pk=goal, plan__case=case)
    held = get_object_or_404(found.steps, pk=pk) if pk else None
    values = partial(fields_of, names=("text", "who", "due_on"))
    initial = {**values(held), "version": planning.version_of(held)} if held else None
    form = forms.StepForm(posted(request), initial=initial)
    history = history_of(held, values=values, version=planning.version_of) if held else None
    if save_form(
        request, form, lambda: planning.save_step(held, goal=found, **form.parts, by=request.user, at=now()),
        history=history,
    )[0]:  # fmt: skip
        return redirect("cases:plan", case.number)
    context = {
        "form": form, "heading": _("Step of the plan"), "text": found.text, "button": _("Save"), "number": case.number,
        "back": f"/cases/{case.number}/plan/", "now": now(),
    }  # fmt: skip
    return render(request, "casework/act.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, number: str, what: str, pk: int) -> HttpResponse:
    """Take a goal or a step out of a plan that nobody has approved."""
    case = fetch(request, number)
    if what == "goal":
        goal = get_object_or_404(Goal.objects.select_related("plan__case"), pk=pk, plan__case=case)
        planning.remove_goal(goal, by=request.user, at=now())
    else:
        one = get_object_or_404(Step.objects.select_related("goal__plan__case"), pk=pk, goal__plan__case=case)
        planning.remove_step(one, by=request.user, at=now())
    return redirect("cases:plan", case.number)


@require_POST
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Put the plan before the supervisor."""
    case = fetch(request, number)
    drawn = get_object_or_404(case.plans, state=PlanState.DRAFT)
    try:
        planning.submit_plan(drawn, by=request.user, at=now())
    except Refused as refused:
        for one in refused.all:
            messages.error(request, str(one.message))
        return redirect("cases:plan", case.number)
    messages.success(request, _("The supervisor has been asked."))
    return redirect("cases:detail", case.number)


@act_page
def done(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    case, one = _step(request, number, pk)
    form = forms.DoneForm(posted(request))
    return case_act(
        request, case, form, lambda: planning.finish_step(one, **form.cleaned_data, by=request.user, at=now()),
        heading=_("The step is done"), text=one.text, button=_("Done"), said=_("The step is done."),
    )  # fmt: skip


@act_page
def drop(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    case, one = _step(request, number, pk)
    form: Form = forms.ReasonForm(posted(request))
    return case_act(
        request, case, form, lambda: planning.drop_step(one, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Drop the step"), text=one.text, button=_("Drop"), said=_("The step is dropped."),
    )  # fmt: skip


def _step(request: HttpRequest, number: str, pk: int) -> tuple[Case, Step]:
    case = fetch(request, number)
    policies.check_can_record(request.user, case)
    return case, get_object_or_404(Step.objects.select_related("goal__plan__case"), pk=pk, goal__plan__case=case)


def _page(request: HttpRequest, case: Case, drawn: Plan | None, form: Form) -> HttpResponse:
    context = {"case": case, "now": now(), "drawn": _shown(drawn, _duties(case)), "form": form}
    return render(request, "casework/plan.html", context, status=422 if form.errors else 200)
