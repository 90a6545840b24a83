"""What the office asks of bodies, word to the police, and files the republic opens itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.accounts.kinds import AgencyKind
from apps.complaints import policies
from apps.complaints.acts import danger, requests
from apps.complaints.models import Appeal
from apps.core import wall
from apps.core.errors import Refused
from apps.people.models import Child
from apps.web.appeals import forms
from apps.web.appeals.acting import act_page, appeal_act, fetch, posted, seen
from apps.web.appeals.search import bodies_near
from apps.web.appeals.work import bodies_of
from apps.web.shared import now


@act_page
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Information, the opening of a file, or a recommendation; its clock starts at the body."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    initial = seen(appeal, kind=request.GET.get("kind", ""), is_urgent=appeal.is_urgent)
    form = forms.AskForm(
        posted(request), near=request.user.agency.area.region, suggested=bodies_of(appeal), initial=initial
    )  # fmt: skip

    def act() -> Any:
        held = dict(form.cleaned_data)
        number_ = held.pop("child").strip().upper()
        held.pop("find_words")
        child = _child(number_) if number_ else None
        if number_ and child is None:
            raise Refused(_("There is no file with this number."), field="child")
        return requests.ask(appeal, **held, child=child, by=request.user, at=now())

    return appeal_act(
        request, appeal, form, act, heading=_("Ask a body"), button=_("Send"),
        said=_("Sent: the body is told, and its term runs."),
        text=_("The body reads only what you write here, under another number: neither the appeal nor its sender."),
    )  # fmt: skip


@act_page
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    appeal = fetch(request, number)
    asked = get_object_or_404(appeal.requests.select_related("body", "appeal__office"), pk=pk)
    policies.check_can_withdraw_request(request.user, asked)
    form = forms.ReasonForm(posted(request), initial={"version": asked.version})
    return appeal_act(
        request, appeal, form, lambda: requests.withdraw(asked, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Withdraw the request %(number)s") % {"number": asked.number}, button=_("Withdraw"),
        said=_("Withdrawn; the body is told."), text=str(asked.body),
    )  # fmt: skip


@act_page
def police(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the police of the danger; they answer within 24 hours."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    near = appeal.area.region if appeal.area else request.user.agency.area.region
    form = forms.PoliceForm(
        posted(request), near=near, kinds=[AgencyKind.POLICE], initial=seen(appeal),
        suggested=bodies_near(near, AgencyKind.POLICE),
    )  # fmt: skip

    def act() -> Any:
        held = {name: value for name, value in form.cleaned_data.items() if name != "find_words"}
        return danger.tell_police(appeal, **held, by=request.user, at=now())

    return appeal_act(
        request, appeal, form, act, heading=_("Tell the police"), button=_("Tell the police"),
        said=_("The police are told; the sender sees that help was called."),
        text=_("Is somebody in danger this minute? Call 102 first."),
    )  # fmt: skip


@act_page
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """The police need not be told, or were told by telephone: who, when, why."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.ReasonForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: danger.settle_danger(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Why the police are not told here"), button=_("Record"), said=_("Recorded."),
        text=_("They were called by telephone (who, when, what was said), or there is no danger (how you know)."),
    )  # fmt: skip


@act_page
def open_file(request: HttpRequest, number: str) -> HttpResponse:
    """The republic's ombudsman opens a child's file without asking (Article 7-2(5)); on record."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.NumberForm(posted(request))

    def act() -> Any:
        child = _child(form.cleaned_data["number"].strip().upper())
        if child is None:
            raise Refused(_("There is no file with this number."), field="child")
        return requests.open_file(appeal, child=child, by=request.user, at=now())

    return appeal_act(
        request, appeal, form, act, heading=_("Open a child's file"), button=_("Open the file"),
        said=_("The file is open to your office until the consideration ends."), fields={"child": "number"},
        text=_("The Commissioner opens files without asking (Article 7-2(5)). It is on record, and the file says so."),
        rule="kz345.a7-2.s5",
    )  # fmt: skip


def may_open_files(appeal: Appeal) -> bool:
    return appeal.office.kind == AgencyKind.REPUBLIC_OMBUDSMAN


def _child(number: str) -> Child | None:
    with wall.lifted("an ombudsman asks for a file by its whole number; only the action opens anything of it"):
        return Child.objects.filter(number=number).first()
