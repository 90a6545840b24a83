"""A session of a programme: who is enrolled, the roll in one table, calling it off."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.core.errors import Refused
from apps.core.subjects import SUBJECTS
from apps.mentoring import policies
from apps.mentoring.acts import training
from apps.mentoring.models import Attendance, Session
from apps.web.formats import instant
from apps.web.mentoring.acting import act_page
from apps.web.mentoring.organisations.shared import form_act, posted
from apps.web.mentoring.training import forms, words
from apps.web.mentoring.training.shared import fetch_session
from apps.web.shared import now, run_action


class RollForm(django_forms.Form):
    """Of each enrolled candidate whether the candidate was there; left open it is asked again later."""

    def __init__(self, *args: Any, attendances: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in attendances:
            self.fields[self.name_of(one)] = django_forms.ChoiceField(
                choices=[("yes", _("was there")), ("no", _("was not there"))], required=False,
                widget=django_forms.RadioSelect, label=one.candidate.full_name,
                initial={True: "yes", False: "no", None: ""}[one.was_there],
            )  # fmt: skip

    @staticmethod
    def name_of(attendance: Attendance) -> str:
        return f"there-{attendance.pk}"

    @property
    def roll(self) -> dict[int, bool]:
        """What the act takes."""
        said = self.cleaned_data.items()
        return {int(name.partition("-")[2]): value == "yes" for name, value in said if value}


@act_page
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The session; a POST calls the roll."""
    session, at = fetch_session(request, pk), now()
    attendances = _attendances(session, request.user)
    trains = policies.may(policies.check_can_train, request.user, session.programme.agency)
    may_call = trains and session.cancelled_at is None and session.starts_at <= at
    form = RollForm(request.POST or None, attendances=attendances) if may_call else None
    if request.method == "POST":
        policies.check_can_train(request.user, session.programme.agency)
        if form and form.is_valid() and _called(request, session, form):
            return redirect("mentoring:session", session.pk)
    unrecorded = sum(1 for one in attendances if one.was_there is None) if trains else 0
    context = {
        "session": session, "programme": session.programme, "now": at, "form": form, "trains": trains,
        "look": words.session_look(session, at, unrecorded), "may_cancel": trains and _is_ahead(session, at),
        "may_enrol": allows(request.user, Perm.KEEP_MENTORS) and session.cancelled_at is None,
        "rows": [_row(one, form, request.user) for one in attendances],
    }  # fmt: skip
    return render(request, "mentoring/training/session.html", context, status=422 if form and form.errors else 200)


@act_page
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol own candidates, all that are ticked or none."""
    session = fetch_session(request, pk)
    require(request.user, Perm.KEEP_MENTORS)
    form = forms.EnrolForm(posted(request)[0], session=session, user=request.user)

    def act() -> Any:
        chosen = list(form.cleaned_data["candidates"].select_related("organisation"))
        return training.enrol_many(session, candidates=chosen, by=request.user, at=now())

    return form_act(
        request, form, act, heading=_("Enrol in the session"), button=_("Enrol"), said=_("Enrolled."),
        back=_address(session), up=(reverse("mentoring:training"), _("Training")),
        fields={"candidate": "candidates", "session": "candidates"}, text=_said(session),
    )  # fmt: skip


@act_page
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the session off; GET asks."""
    session = fetch_session(request, pk)
    policies.check_can_train(request.user, session.programme.agency)
    form = django_forms.Form(posted(request)[0])
    return form_act(
        request, form, lambda: training.cancel_session(session, by=request.user, at=now()),
        heading=_("Call off the session"), button=_("Call off"), said=_("Called off; the organisations are told."),
        back=_address(session), up=(reverse("mentoring:training"), _("Training")), text=_said(session),
        danger=[_("Enrolled candidates: %(n)s. Their organisations are told.") % {"n": session.attendances.count()}],
    )  # fmt: skip


@require_POST
def take_off(request: HttpRequest, pk: int, attendance: int) -> HttpResponse:
    """An own candidate does not take part after all."""
    session = fetch_session(request, pk)
    held = get_object_or_404(Attendance.objects.visible_to(request.user).filter(session=session), pk=attendance)
    try:
        training.take_off(held, by=request.user, at=now())
        messages.success(request, _("Taken off the list."))
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("mentoring:session", session.pk)


def _attendances(session: Session, reader: Any) -> list[Attendance]:
    seen = Attendance.objects.visible_to(reader).filter(session=session)
    with_all = seen.select_related("candidate__organisation__agency", "session")
    return list(with_all.order_by("candidate__surname", "candidate__given_name", "pk"))


def _row(attendance: Attendance, form: RollForm | None, reader: Any) -> dict[str, Any]:
    mine = policies.keeps(reader, attendance.candidate.organisation)
    return {
        "attendance": attendance, "candidate": attendance.candidate,
        "url": SUBJECTS.path("candidate", attendance.candidate.number) if mine else "",
        "field": form[RollForm.name_of(attendance)] if form else None,
        "may_take_off": mine and attendance.was_there is None,
    }  # fmt: skip


def _called(request: HttpRequest, session: Session, form: RollForm) -> bool:
    done, _made = run_action(form, lambda: training.call_roll(session, roll=form.roll, by=request.user, at=now()))
    if done:
        messages.success(request, _("The roll is recorded."))
    return done


def _is_ahead(session: Session, at: Any) -> bool:
    return session.cancelled_at is None and session.starts_at > at


def _said(session: Session) -> str:
    return f"{session.programme.title}, {instant(session.starts_at)}, {session.place}"


def _address(session: Session) -> str:
    return reverse("mentoring:session", args=[session.pk])
