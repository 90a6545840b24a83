"""The acts on an incident: each a page with its form, one action, and back to the incident."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.kinds import AgencyKind
from apps.incidents import aftermath, policies
from apps.incidents.acts import corrections, drafts, sending
from apps.incidents.models import Incident
from apps.incidents.states import LIVE
from apps.web.incidents import act_forms
from apps.web.incidents.about import kind_name
from apps.web.incidents.detail import fetch
from apps.web.shared import now, run_action

NEAR = timedelta(days=3)
act_page = require_http_methods(["GET", "POST"])


def form_act(
    request: HttpRequest,
    incident: Incident,
    form: Form,
    act: Callable[[], Any],
    *,
    heading: Any,
    button: Any,
    said: Any,
    text: Any = "",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; once it is right and the action took it, say so and go back to the incident."""
    if request.method == "POST" and form.is_valid():
        done, _result = run_action(form, act)
        if done:
            messages.success(request, str(said))
            return redirect("incidents:detail", incident.number)
    context = {
        "incident": incident,
        "form": form,
        "heading": heading,
        "button": button,
        "text": text,
        "kind": kind_name(incident),
        **(extra or {}),
    }
    return render(request, "incidents/act.html", context, status=422 if form.is_bound else 200)


def plain_act(
    request: HttpRequest, incident: Incident, act: Callable[[], Any], *, heading: Any, text: Any, button: Any, said: Any
) -> HttpResponse:
    """An act without a form: GET asks, POST acts; a refusal is shown on the page that asks."""
    form = Form(request.POST if request.method == "POST" else None)
    return form_act(request, incident, form, act, heading=heading, button=button, said=said, text=text)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@act_page
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Correct the instant of establishing; the old clock stays visible."""
    incident = fetch(request, number)
    policies.check_can_correct(request.user, incident)
    initial = {"established_at": incident.established_at}
    form = act_forms.CorrectForm(posted(request), now=now(), initial=initial)

    def act() -> Any:
        values = form.cleaned_data
        return corrections.correct_established_at(
            incident, established_at=values["established_at"], reason=values["reason"], by=request.user, at=now()
        )

    return form_act(
        request,
        incident,
        form,
        act,
        heading=_("Correct the time of establishing"),
        button=_("Correct"),
        said=_("Corrected. The clocks were counted anew; the old ones stay on the page."),
        text=_("Every clock that counts from it is counted anew. A term that was missed stays missed."),
    )


@act_page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    incident = fetch(request, number)
    policies.check_can_edit_draft(request.user, incident)
    form = act_forms.ReasonForm(posted(request))
    return form_act(
        request,
        incident,
        form,
        lambda: drafts.discard(incident, reason=form.cleaned_data["reason"], by=request.user, at=now()),
        heading=_("Discard the draft"),
        button=_("Discard"),
        said=_("The draft is discarded. It can be restored."),
        text=_("Its clocks end. The draft and the reason stay on record."),
    )


@act_page
def restore(request: HttpRequest, number: str) -> HttpResponse:
    incident = fetch(request, number)
    policies.check_can_restore(request.user, incident)
    return plain_act(
        request,
        incident,
        lambda: drafts.restore(incident, by=request.user, at=now()),
        heading=_("Restore the draft"),
        text=_("Its clocks run on from where they began."),
        button=_("Restore"),
        said=_("The draft is back."),
    )


@act_page
def follow_up(request: HttpRequest, number: str) -> HttpResponse:
    incident = fetch(request, number)
    policies.check_can_follow_up(request.user, incident)
    form = act_forms.FollowUpForm(posted(request), incident=incident)

    def act() -> Any:
        values = form.cleaned_data
        return aftermath.add_follow_up(incident, kind=values["kind"], text=values["text"], by=request.user, at=now())

    return form_act(
        request, incident, form, act, heading=_("Record what was done"), button=_("Record"), said=_("Recorded.")
    )


@act_page
def confirm_violence(request: HttpRequest, number: str) -> HttpResponse:
    incident = fetch(request, number)
    policies.check_can_follow_up(request.user, incident)
    return plain_act(
        request,
        incident,
        lambda: aftermath.confirm_violence(incident, by=request.user, at=now()),
        heading=_("Violence was confirmed"),
        button=_("Confirm"),
        said=_("Recorded: an assistance plan is owed now."),
        text=_("The guardianship body of the child's district then owes an assistance plan (Article 36(3))."),
    )


@act_page
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close, or show everything that is still missing (bad input 31)."""
    incident = fetch(request, number)
    policies.check_can_close(request.user, incident)
    return plain_act(
        request,
        incident,
        lambda: aftermath.close(incident, by=request.user, at=now()),
        heading=_("Close the incident"),
        text=_("Everybody must have been told, and follow-up recorded."),
        button=_("Close"),
        said=_("Closed."),
    )


@act_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    incident = fetch(request, number)
    policies.check_can_close(request.user, incident)
    form = act_forms.ReasonForm(posted(request))
    return form_act(
        request,
        incident,
        form,
        lambda: aftermath.reopen(incident, reason=form.cleaned_data["reason"], by=request.user, at=now()),
        heading=_("Reopen the incident"),
        button=_("Reopen"),
        said=_("Open again."),
    )


@act_page
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Join this report to another one of the same event that the reader sees."""
    incident = fetch(request, number)
    policies.check_can_follow_up(request.user, incident)
    found = likely_same(incident, request.user)
    form = act_forms.JoinForm(posted(request), incidents=found)

    def act() -> Any:
        return aftermath.join(incident, into=form.cleaned_data["into"], by=request.user, at=now())

    return form_act(
        request,
        incident,
        form,
        act,
        heading=_("Join with another report"),
        button=_("Join"),
        said=_("Joined. Both reporters and the earliest time of establishing are kept in the report that goes on."),
        text=_("This report ends here and points to the other one. The other one goes on, with the earlier clock."),
        extra={"nothing": "" if found.exists() else _("No other open report about these children or this district.")},
    )


@act_page
def recipient_new(request: HttpRequest, number: str) -> HttpResponse:
    """Name a body the rules could not find (`?role=`), or tell one more."""
    incident = fetch(request, number)
    policies.check_can_change_recipients(request.user, incident)
    role = request.GET.get("role", "")
    role = role if role in AgencyKind.values else ""
    form = act_forms.RecipientForm(posted(request), user=request.user, role=role)

    def act() -> Any:
        values = form.cleaned_data
        return sending.add_recipient(
            incident, agency=values["agency"], name=values["name"], role=role, by=request.user, at=now()
        )

    heading = _("Name the recipient") if role else _("Tell one more")
    return form_act(
        request, incident, form, act, heading=heading, button=_("Send the notice"), said=_("The notice has gone out.")
    )


def likely_same(incident: Incident, user: Any) -> Any:
    """Open reports the reader sees that concern the same children, or the same district within three days."""
    children = incident.concerned.filter(child__isnull=False).values("child")
    seen = Incident.objects.visible_to(user).filter(state__in=LIVE).exclude(pk=incident.pk).select_related("agency")
    same = Q(concerned__child__in=children) | Q(area=incident.area, established_at__range=_around(incident))
    return seen.filter(same).distinct().order_by("-established_at")


def _around(incident: Incident) -> tuple[datetime, datetime]:
    return incident.established_at - NEAR, incident.established_at + NEAR
