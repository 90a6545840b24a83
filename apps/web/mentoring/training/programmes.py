"""A training programme: its page with every trainee's progress, entering and changing it, planning, tests."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.localtime import local_day
from apps.core.subjects import SUBJECTS
from apps.mentoring.acts import papers, training
from apps.mentoring.checks.training import mark_of
from apps.mentoring.models import Candidate, Programme
from apps.mentoring.trainees import Trainee, progress_of, trainees_of
from apps.web.conflicts import fields_of, history_of
from apps.web.mentoring.acting import act_page
from apps.web.mentoring.organisations.forms import FileForm
from apps.web.mentoring.organisations.papers import handed_out
from apps.web.mentoring.organisations.shared import form_act, posted
from apps.web.mentoring.training import forms, listing, words
from apps.web.mentoring.training.shared import RULE, address, check_trains, fetch_programme, programme_act
from apps.web.shared import capped_count, keyset_page, now

SHOWN = 10


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The programme with its sessions and whom it trains."""
    programme, at = fetch_programme(request, number), now()
    found = trainees_of(programme)
    page = keyset_page(
        request, found.select_related("organisation__agency"), ["surname", "given_name", "pk"],
        count=capped_count(found.values("pk")),
    )  # fmt: skip
    seen = Candidate.objects.visible_to(request.user).filter(pk__in=[one.pk for one in page.items])
    visible = set(seen.values_list("pk", flat=True))
    ahead = programme.sessions.ahead(at).select_related("programme__agency").order_by("starts_at", "pk")[:SHOWN]
    paper = programme.paper
    context = {
        "programme": programme, "now": at, "page": page,
        "trainees": [_row(one, programme, visible) for one in progress_of(programme, page.items)],
        "sessions": listing.rows(list(ahead), request.user, at), "topics": topics_of(programme),
        "versions": list(paper.versions.select_related("document", "by").order_by("-no")) if paper else [],
        "facts": _facts(programme),
    }  # fmt: skip
    return render(request, "mentoring/training/programme.html", context)


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Enter a programme of the own organisation."""
    check_trains(request)
    form = forms.NewProgrammeForm(*posted(request))
    return form_act(
        request, form, lambda: _enter(form, request.user), heading=_("New training programme"), button=_("Save"),
        said=_("The programme is entered. Plan its sessions."), back=reverse("mentoring:training"),
        up=(reverse("mentoring:training"), _("Training")), onward=address, rule=RULE,
        text=_("Training is at the expense of whoever trains: nobody pays for it."),
    )  # fmt: skip


@act_page
def edit(request: HttpRequest, number: str) -> HttpResponse:
    programme = fetch_programme(request, number)
    form = forms.EditProgrammeForm(*posted(request), programme=programme)
    names = ("title", "hours", "topics", "pass_mark", "approved_on", "is_active")
    history = history_of(programme, values=lambda one: fields_of(one, names), version=mark_of)

    def act() -> Programme:
        held = form.cleaned_data
        return training.save_programme(
            programme, data=form.data_given, is_active=held["is_active"], seen=held["version"] or None,
            by=request.user, at=now(),
        )  # fmt: skip

    return programme_act(request, programme, form, act, heading=_("Change the programme"), button=_("Save"),
                         said=_("Saved."), history=history)  # fmt: skip


@act_page
def text(request: HttpRequest, number: str) -> HttpResponse:
    """Add the approved text, or a new version of it."""
    programme = fetch_programme(request, number)
    form = FileForm(*posted(request))
    return programme_act(
        request, programme, form,
        lambda: papers.file_programme(programme, upload=form.cleaned_data["file"], by=request.user, at=now()),
        heading=_("Approved text of the programme"), button=_("Add"), said=_("The text is stored."),
    )  # fmt: skip


@require_safe
def text_file(request: HttpRequest, number: str, no: int) -> FileResponse:
    """A version of the approved text as it was uploaded; noted."""
    return handed_out(request, fetch_programme(request, number).paper, no)


@act_page
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Set a session."""
    programme = fetch_programme(request, number)
    form = forms.SessionForm(posted(request)[0], now=now(), programme=programme)
    return programme_act(
        request, programme, form,
        lambda: training.plan_session(programme, data=form.data_given, by=request.user, at=now()),
        heading=_("Plan a session"), button=_("Plan"), said=_("The session is planned. Enrol who takes part."),
        topics=topics_of(programme), onward=lambda made: reverse("mentoring:session", args=[made.pk]),
        fields={"programme": "starts_at"},
    )  # fmt: skip


@act_page
def test(request: HttpRequest, number: str) -> HttpResponse:
    """Record a test. `?candidate=` names who took it."""
    programme = fetch_programme(request, number)
    initial = {"candidate": chosen(request, programme), "taken_on": local_day(now())}
    form = forms.TestForm(posted(request)[0], programme=programme, initial=initial)

    def act() -> Any:
        held = dict(form.cleaned_data)
        return training.record_test(held.pop("candidate"), programme=programme, **held, by=request.user, at=now())

    return programme_act(
        request, programme, form, act, heading=_("Record a test"), button=_("Record"),
        said=_("The result is recorded."),
        text=_("A test that was not passed may be repeated; every result stays."),
    )  # fmt: skip


def chosen(request: HttpRequest, programme: Programme) -> int | None:
    """The trainee that the address names by number."""
    wanted = request.GET.get("candidate", "")[:20]
    return trainees_of(programme).filter(number=wanted).values_list("pk", flat=True).first() if wanted else None


def topics_of(programme: Programme) -> list[str]:
    return [line.strip() for line in programme.topics.splitlines() if line.strip()]


def _enter(form: forms.NewProgrammeForm, by: Any) -> Programme:
    """Both or nothing: a programme whose text is refused is not entered."""
    at, upload = now(), form.cleaned_data["file"]
    with transaction.atomic():
        made = training.save_programme(None, data=form.data_given, by=by, at=at)
        return papers.file_programme(made, upload=upload, by=by, at=at) if upload else made


def _row(trainee: Trainee, programme: Programme, visible: set[int]) -> dict[str, Any]:
    """A trainee's progress as a line: hours as a bar, the test, the certificate, and what comes next."""
    one = trainee.candidate
    url = SUBJECTS.path("candidate", one.number) if one.pk in visible else ""
    return {"trainee": trainee, "candidate": one, "url": url, **words.share(trainee.hours, programme.hours)}


def _facts(programme: Programme) -> list[dict[str, Any]]:
    return [
        {"label": _("Organisation that trains"), "value": programme.agency.name},
        {"label": _("Hours"), "value": programme.hours},
        {"label": _("The test is passed from"), "value": f"{programme.pass_mark} %"},
        {"label": _("Approved on"), "value": f"{programme.approved_on:%d.%m.%Y}"},
        {"label": _("Price"), "value": _("none: at the expense of whoever trains")},
    ]  # fmt: skip
