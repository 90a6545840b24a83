"""The acts of the organisation on a candidate: each a page with its form, one action, and back to the file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.mentoring import addressees, policies
from apps.mentoring.acts import applications, household
from apps.mentoring.checks.candidates import FIELDS, checked_candidate
from apps.mentoring.checks.household import RULE as HOUSEHOLD_RULE
from apps.mentoring.models import Candidate, Organisation
from apps.web.conflicts import count, fields_of, history_of, save_form
from apps.web.mentoring.acting import act_page, form_act, posted
from apps.web.mentoring.candidates import forms
from apps.web.mentoring.candidates.detail import fetch, is_own
from apps.web.refusals import refuse_besides
from apps.web.shared import now


def act_on(
    request: HttpRequest, candidate: Candidate, form: Form, act: Callable[[], Any], *, template: str = "act.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """An act on a candidate, and back to the file (or the own view)."""
    own = is_own(request, candidate)
    back = reverse("mentoring:own_candidate") if own else reverse("mentoring:candidate", args=[candidate.number])
    return form_act(
        request, form, act, template=f"mentoring/candidates/{template}", back=back, candidate=candidate, is_own=own,
        **more,
    )  # fmt: skip


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """An application made at the organisation."""
    require(request.user, Perm.KEEP_MENTORS)
    form = forms.ApplicationForm(posted(request), user=request.user)
    organisation = Organisation.objects.visible_to(request.user).select_related("agency").first()

    def act() -> Candidate:
        body = form.cleaned_data["body"]
        if body is None and organisation:
            body = addressees.body_for(organisation, form.cleaned_data["area"], local_day(now()))
        return applications.apply(organisation, body=body, data=form.data_of_candidate, by=request.user, at=now())

    done, made = save_form(request, form, act)
    if done:
        messages.success(request, _("The application is entered: %(number)s.") % {"number": made.number})
        return redirect("mentoring:candidate", made.number)
    if form.errors:
        refuse_besides(form, lambda: checked_candidate(form.data_of_candidate, local_day(now())))
    context = {"form": form, "now": now(), "organisation": organisation}
    return render(request, "mentoring/candidates/new.html", context, status=422 if form.errors else 200)


@act_page
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Correct what is known; what somebody else saved meanwhile is shown beside it."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    applications.check_open(candidate)
    form = forms.CorrectForm(posted(request), candidate=candidate, user=request.user)
    history = history_of(candidate, values=lambda one: fields_of(one, FIELDS), version=count)

    def act() -> Candidate:
        version = form.cleaned_data["version"] or 0
        return applications.correct(
            candidate, data=form.data_of_candidate, version=version, by=request.user, at=now()
        )  # fmt: skip

    return act_on(
        request, candidate, form, act, history=history, heading=_("Correct the application"), button=_("Save"),
        said=_("Saved."), text=_("Lost citizenship of a mentor is recorded here, and suspends the clearance."),
    )  # fmt: skip


@act_page
def consult(request: HttpRequest, number: str) -> HttpResponse:
    """Advice that was given."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    form = forms.ConsultForm(posted(request), initial={"held_on": local_day(now())})
    return act_on(
        request, candidate, form,
        lambda: applications.consult(candidate, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Record advice"), button=_("Record"), said=_("The advice is recorded."), rule="kz345.a28-2.p10.s1",
        text=_("What a mentor does and may not do, which papers are needed, how the training goes."),
    )  # fmt: skip


@act_page
def account(request: HttpRequest, number: str) -> HttpResponse:
    """Tie the application to the account of the mentor."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    form = forms.AccountForm(posted(request), candidate=candidate)
    return act_on(
        request, candidate, form,
        lambda: applications.link_account(candidate, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Account of the candidate"), button=_("Save"), said=_("Saved."),
        text=_("With the account the candidate sees the own progress, and later the child."),
    )  # fmt: skip


@act_page
def declare(request: HttpRequest, number: str) -> HttpResponse:
    """“Lives alone”, or everybody with whom the candidate lives."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    initial = {name: _as_typed(getattr(candidate, name)) for name in ("is_married", "lives_alone")}
    form = forms.DeclareForm(posted(request), initial=initial)

    def act() -> Candidate:
        asked = {name: form.cleaned_data[name] for name in ("is_married", "lives_alone")}
        return household.declare(candidate, **asked, members=list(form.typed.values()), by=request.user, at=now())

    known = candidate.household.filter(ends_on=None).order_by("-relation", "pk")
    places = form.places if form.is_bound and form.is_valid() else {}
    return act_on(
        request, candidate, form, act, heading=_("Declare the household"), button=_("Declare"), rule=HOUSEHOLD_RULE,
        said=_("The household is declared."), template="declare.html", fields=places, known=known,
        text=_("Six of the grounds reach the spouse and everybody of age who lives with the candidate."),
    )  # fmt: skip


@act_page
def member_new(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody moved in, or the candidate married."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    form = forms.MemberForm(posted(request))
    return act_on(
        request, candidate, form,
        lambda: household.add_member(candidate, data=form.cleaned_data, by=request.user, at=now()),
        heading=_("Add a person of the household"), button=_("Add"), said=_("The person is recorded."),
        rule=HOUSEHOLD_RULE,
        text=_("A person of age suspends the clearance of a mentor until the six checks are passed."),
    )  # fmt: skip


@act_page
def member_end(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Somebody lives there no more."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    member = get_object_or_404(candidate.household.select_related("candidate"), pk=pk)
    form = forms.EndMemberForm(posted(request), initial={"ends_on": local_day(now())})
    return act_on(
        request, candidate, form,
        lambda: household.end_member(member, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Lives there no more: %(name)s") % {"name": member.name}, button=_("Record"), said=_("Recorded."),
    )  # fmt: skip


def _as_typed(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"
