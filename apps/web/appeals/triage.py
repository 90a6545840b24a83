"""Whose an appeal is: taking over, correcting, passing on, joining, shutting out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.complaints import policies, routing
from apps.complaints.acts import triage
from apps.complaints.acts.filing import office_of, way_of
from apps.complaints.models import Appeal
from apps.complaints.vaults import vault_of
from apps.core.errors import Refused
from apps.web.appeals import forms, listing, similar
from apps.web.appeals.acting import act_page, appeal_act, fetch, posted, seen
from apps.web.conflicts import History, Snapshot, count, fields_of, history_of
from apps.web.shared import now

OFFICES = (AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN, AgencyKind.HR_COMMISSIONER)
SAID = ("kind", "right", "is_urgent", "is_ill_treatment", "area")
AT = {"respondents": "bodies"}


@act_page
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """The office says what it is about, and considers it from now on."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = _form(request, appeal)
    return appeal_act(
        request, appeal, form,
        lambda: triage.take_over(
            appeal, data=form.told, version=form.cleaned_data["version"], by=request.user, at=now()
        ),
        heading=_("Take over"), button=_("Take over"), said=_("The appeal is taken over."), fields=AT,
        text=_("What is it about? Lists, figures and the term rest on it."), other=_elsewhere(appeal),
    )  # fmt: skip


@act_page
def describe(request: HttpRequest, number: str) -> HttpResponse:
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = _form(request, appeal)
    history = _versions(appeal)

    def act() -> Appeal:
        version = form.cleaned_data["version"]
        return triage.describe(appeal, data=form.told, version=version, by=request.user, at=now())

    return appeal_act(
        request, appeal, form, act,
        heading=_("Correct what it is about"), button=_("Save"), said=_("Saved."), fields=AT, history=history,
        text=_("Another kind has another term, counted from the same registration."), other=_elsewhere(appeal),
    )  # fmt: skip


@act_page
def forward(request: HttpRequest, number: str) -> HttpResponse:
    """Pass it on; the sender is told, and this office sees it no more."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    offices = Agency.objects.active().of_kind(*OFFICES).filter(on_platform=True).exclude(pk=appeal.office_id)
    way = _way(appeal)
    initial = seen(appeal, to=office_of(way).pk)
    form = forms.ForwardForm(posted(request), offices=offices.order_by("-kind", "name_ru"), initial=initial)
    return appeal_act(
        request, appeal, form, lambda: triage.forward(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Pass on to another office"), button=_("Pass on"), back=reverse("appeals:index"),
        said=_("Passed on: the other office considers it, and the sender is told."),
        rule=routing.RULES.get(way.route, ""),
        text=_said_of(appeal, office_of(way)),
    )  # fmt: skip


@act_page
def pass_outside(request: HttpRequest, number: str) -> HttpResponse:
    """By letter to a body that does not work in the system; the office is done with it."""
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    form = forms.OutsideForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: triage.pass_outside(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Pass on by letter"), button=_("Pass on"), said=_("Passed on by letter; the appeal is closed here."),
        text=_("To a body that considers it and does not work in the system: a court, the prosecutor."),
    )  # fmt: skip


@act_page
def join(request: HttpRequest, number: str) -> HttpResponse:
    """The same matter again: found among what the reader sees, by the body, the right and the words."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.JoinForm(posted(request), initial=seen(appeal, into=request.GET.get("into", "")[:16]))

    def act() -> Appeal:
        wanted = form.cleaned_data["into"].strip().upper()
        into = Appeal.objects.visible_to(request.user).filter(number=wanted).first()
        if into is None:
            raise Refused(_("There is no such appeal among those you see."), field="into")
        return triage.join(appeal, into=into, version=form.cleaned_data["version"], by=request.user, at=now())

    found = similar.like(appeal, request.user)
    return appeal_act(
        request, appeal, form, act, heading=_("Join to another appeal"), button=_("Join"), said=_("Joined."),
        text=_("The work goes on in the other appeal; this sender is answered all the same."),
        template="appeals/join.html", rows=listing.rows(found, now()),
    )  # fmt: skip


@act_page
def separate(request: HttpRequest, number: str) -> HttpResponse:
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.ReasonForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: triage.separate(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Separate from the other appeal"), button=_("Separate"), said=_("It is considered by itself again."),
        text=_("It goes on under the clock it had from the beginning."),
    )  # fmt: skip


@act_page
def withdraw_self(request: HttpRequest, number: str) -> HttpResponse:
    """A conflict of interest; confirmed, because the page closes behind whoever says so."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.ReasonForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: triage.withdraw_self(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Withdraw for a conflict of interest"), button=_("Withdraw: I shall not see it again"),
        said=_("You have withdrawn."), back=reverse("appeals:index"),
        text=_("You will not see this appeal again: not in lists, not by its number. Only the head admits you again."
               " Where no other head is left in the office, the appeal passes to the Commissioner."),
    )  # fmt: skip


@act_page
def exclude(request: HttpRequest, number: str) -> HttpResponse:
    """Shut a person of the office out."""
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    form = forms.ExcludeForm(posted(request), office=appeal.office)
    return appeal_act(
        request, appeal, form, lambda: triage.exclude(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Shut a person out"), button=_("Shut out"), said=_("This person sees the appeal no more."),
        text=_("The appeal is about this person, or he or she is close to whom it is about."),
    )  # fmt: skip


@act_page
def admit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    exclusion = get_object_or_404(appeal.exclusions.filter(user__isnull=False, lifted_at__isnull=True), pk=pk)
    form = forms.ReasonForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form,
        lambda: triage.admit_again(exclusion, reason=form.cleaned_data["reason"], by=request.user, at=now()),
        heading=_("Admit again"), button=_("Admit again"), said=_("This person sees the appeal again."),
        text=str(exclusion.user.get_full_name()) if exclusion.user else "",
    )  # fmt: skip


def _form(request: HttpRequest, appeal: Appeal) -> forms.TriageForm:
    bodies = list(Agency.objects.filter(pk__in=appeal.respondents.exclude(agency=None).values("agency")))
    initial = seen(appeal, bodies=bodies, **fields_of(appeal, SAID))
    described = forms.described_of(appeal, vault_of(appeal))
    return forms.TriageForm(posted(request), user=request.user, described=described, initial=initial)


def _versions(appeal: Appeal) -> History:
    """What was said of it in each version. An act writes the fields first and counts the version after them: the first
    row of a version is what its readers saw."""
    rows = history_of(appeal, values=lambda one: fields_of(one, SAID), version=count)

    def first_rows() -> list[Snapshot]:
        kept: dict[int, Snapshot] = {}
        for one in rows():
            kept.setdefault(one.version, one)
        return list(kept.values())

    return first_rows


def _way(appeal: Appeal) -> Any:
    named = appeal.respondents.select_related("agency__area__parent")
    told = [{"agency": one.agency, "level": one.level} for one in named]
    return way_of(told, appeal.area, told_to_npm=appeal.is_ill_treatment)


def _said_of(appeal: Appeal, wanted: Agency) -> str:
    """Whose it is by the rules, and what passing on means."""
    if wanted.pk == appeal.office_id:
        return _(
            "By the rules your own office considers it. Once it is passed on, your office does not see it any more."
        )
    said = _("By the rules it belongs to: %(office)s. Your office sees the appeal no more afterwards.")
    return said % {"office": wanted.name}


def _elsewhere(appeal: Appeal) -> str:
    """The address of passing on, offered beside a refusal that says it is another office's."""
    return reverse("appeals:forward", args=[appeal.number])
