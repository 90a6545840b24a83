"""The work of the office: beginning, notes, words to the sender, who works on it, links to child and incident."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.complaints import policies
from apps.complaints.acts import work
from apps.complaints.models import Appeal, ChildLink, IncidentLink
from apps.complaints.states import ENDED
from apps.incidents.models import Incident
from apps.people.models import Child
from apps.web.appeals import forms
from apps.web.appeals.acting import act_page, appeal_act, fetch, page_of, posted, press, seen, version_sent
from apps.web.conflicts import save_form
from apps.web.shared import now


@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """One press: the work begins."""
    appeal = fetch(request, number)
    act = partial(work.begin, appeal, version=version_sent(request), by=request.user, at=now())
    return press(request, appeal, act, said=_("The work has begun."))


@require_POST
def note_read(request: HttpRequest, number: str) -> HttpResponse:
    """What the sender wrote was read."""
    appeal = fetch(request, number)
    act = partial(work.note_read, appeal, by=request.user, at=now())
    return press(request, appeal, act, said=_("Noted as read."), back=f"{page_of(appeal)}#said")


@act_page
def write(request: HttpRequest, number: str) -> HttpResponse:
    """A question or word to the sender; not the reply."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.TextForm(posted(request), initial=seen(appeal))
    said = _("Written. The sender reads it with the code.")
    return appeal_act(
        request, appeal, form, lambda: work.write_to_sender(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Write to the sender"), button=_("Send"), said=said,
        text=_("A child wrote: use short and kind words, and “you” as to a child. Your name is not shown.")
        if appeal.by_child else _("This is not the reply: the term runs on. Your name is not shown."),
    )  # fmt: skip


@act_page
def note(request: HttpRequest, number: str) -> HttpResponse:
    """The plan, an interview, a visit with findings and photos, evidence, a remark."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    initial = {"kind": request.GET.get("kind", ""), "happened_at": now()}
    files = request.FILES if request.method == "POST" else None
    form = forms.NoteForm(
        posted(request), files, now=now(), near=request.user.agency.area.region, suggested=bodies_of(appeal),
        initial=initial,
    )  # fmt: skip

    def act() -> Any:
        held = form.cleaned_data
        return work.write_note(
            appeal, kind=held["kind"], text=held["text"], place=held["body"], happened_at=held["happened_at"],
            uploads=held["files"], by=request.user, at=now(),
        )  # fmt: skip

    return appeal_act(
        request, appeal, form, act, heading=_("Write a note"), button=_("Record"), said=_("The note is recorded."),
        text=_("For the office alone: neither the sender nor the body complained about reads it."),
        fields={"place": "body"}, makes=True,
    )  # fmt: skip


@act_page
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Who works on it: said by the head, or taken from nobody."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    officer = appeal.officer_id if allows(request.user, Perm.DECIDE_APPEALS) else request.user.pk
    form = forms.AssignForm(posted(request), office=appeal.office, initial=seen(appeal, officer=officer))
    return appeal_act(
        request, appeal, form, lambda: work.assign(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Who works on it"), button=_("Save"), said=_("Saved."),
        text=_("The reminders of its terms go to this person."),
    )  # fmt: skip


@act_page
def hand_over(request: HttpRequest) -> HttpResponse:
    """Everything a person works on, to another: such as at the end of a mandate."""
    require(request.user, Perm.DECIDE_APPEALS)
    mine = Appeal.objects.visible_to(request.user).filter(office=request.user.agency).exclude(state__in=ENDED)
    leaving = User.objects.filter(pk__in=mine.values("officer")).order_by("last_name", "first_name", "pk")
    form = forms.HandOverForm(posted(request), office=request.user.agency, leaving=leaving)
    done, moved = save_form(
        request, form, lambda: work.hand_over(**form.cleaned_data, by=request.user, at=now())
    )  # fmt: skip
    if done:
        said = ngettext("%(n)s appeal was handed over.", "%(n)s appeals were handed over.", moved)
        messages.success(request, said % {"n": moved})
        return redirect("appeals:index")
    context = {
        "form": form, "heading": _("Hand appeals over"), "button": _("Hand over"), "cancel": reverse("appeals:index"),
        "text": _("All open appeals of the person go to another. Who is shut out of one stays shut out."),
    }  # fmt: skip
    return render(request, "appeals/act.html", context, status=422 if form.errors else 200)


@act_page
def link_child(request: HttpRequest, number: str) -> HttpResponse:
    """Which child it is about, by the number of a file the office has a ground for."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.NumberForm(posted(request))

    def act() -> Any:
        child = Child.objects.visible_to(request.user).filter(number=_number(form)).first()
        return work.link_child(appeal, child=child, by=request.user, at=now())

    return appeal_act(
        request, appeal, form, act, heading=_("Link a child's file"), button=_("Link"), said=_("Linked."),
        text=_("Whoever sees the file learns nothing of the appeal."), fields={"child": "number"},
    )  # fmt: skip


@act_page
def link_incident(request: HttpRequest, number: str) -> HttpResponse:
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    form = forms.NumberForm(posted(request))

    def act() -> Any:
        incident = Incident.objects.visible_to(request.user).filter(number=_number(form)).first()
        return work.link_incident(appeal, incident=incident, by=request.user, at=now())

    return appeal_act(
        request, appeal, form, act, heading=_("Link an incident"), button=_("Link"), said=_("Linked."),
        text=_("Of the incidents your office was told of."), fields={"incident": "number"},
    )  # fmt: skip


@act_page
def unlink(request: HttpRequest, number: str, what: str, pk: int) -> HttpResponse:
    """It was another child, or another incident; GET asks."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    model: Any = {"child": ChildLink, "incident": IncidentLink}.get(what)
    link = get_object_or_404(model or ChildLink.objects.none(), appeal=appeal, pk=pk)
    form = Form(posted(request))
    return appeal_act(
        request, appeal, form, lambda: work.unlink(appeal, link=link, by=request.user, at=now()),
        heading=_("Take the link away"), button=_("Take away"), said=_("The link is taken away."),
    )  # fmt: skip


def bodies_of(appeal: Appeal) -> list[Any]:
    """Bodies of the register that the appeal is about: offered before any search."""
    return [one.agency for one in appeal.respondents.exclude(agency=None).select_related("agency__area__parent")]


def _number(form: Form) -> str:
    return form.cleaned_data["number"].strip().upper()
