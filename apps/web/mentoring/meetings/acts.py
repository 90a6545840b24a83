"""The acts on a meeting: each a page with its form, one action, and back to the meeting."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import meetings
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.checks.meetings import is_head_of
from apps.mentoring.models import Meeting
from apps.web.mentoring import acting
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.meetings import forms, words
from apps.web.mentoring.meetings.detail import fetch
from apps.web.shared import now

form_act = partial(acting.form_act, template="mentoring/meetings/act.html")


def meeting_act(
    request: HttpRequest, meeting: Meeting, form: Form, act: Callable[..., Any], **texts: Any
) -> HttpResponse:
    """An act on one meeting with what was typed; its time stands under the heading."""
    return form_act(
        request, form, lambda: act(meeting, **form.cleaned_data, by=request.user, at=now()),
        back=f"/mentoring/meetings/{meeting.number}/", number=meeting.number, under=words.times(meeting), **texts,
    )  # fmt: skip


@act_page
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """The head agrees to the outing; GET asks."""
    meeting = fetch(request, number)
    home = home_of(meeting.assignment, local_day(now()))
    policies.check_keeps_home(request.user, home)
    if not is_head_of(request.user, home, local_day(now())):
        raise NotAllowed(_("Only the head of the organisation the child lives in may agree."))
    return meeting_act(
        request, meeting, forms.Nothing(posted(request)), meetings.head_agrees,
        heading=_("Agree to the outing as the head"),
        button=_("I agree"), said=_("Your consent is recorded."), text=_whither(meeting),
    )  # fmt: skip


@act_page
def child_agrees(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody of the organisation asked the child, and it wishes to go; GET asks."""
    meeting = _at_home(request, number)
    return meeting_act(
        request, meeting, forms.Nothing(posted(request)), meetings.child_agrees,
        heading=_("The child agrees to the outing"),
        button=_("I asked the child: it agrees"), said=_("The child's consent is recorded."), text=_whither(meeting),
    )  # fmt: skip


@act_page
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _at_home(request, number)
    return meeting_act(
        request, meeting, forms.ReasonForm(posted(request)), meetings.refuse_outing,
        heading=_("Refuse the outing"), button=_("Refuse"), said=_("The outing does not take place."),
        text=_("The head or the child does not agree. This cannot be taken back: a new outing is asked for anew."),
    )  # fmt: skip


@act_page
def left(request: HttpRequest, number: str) -> HttpResponse:
    """The child leaves; refused while the head or the child has not agreed."""
    meeting = _meets(request, number)
    form = forms.LeftForm(posted(request), now=now(), initial={"left_at": now()})
    return meeting_act(
        request, meeting, form,
        lambda one, left_at, by, at, **_typed: meetings.child_leaves(one, left_at=left_at, by=by, at=at),
        heading=_("The child leaves the organisation"), button=_("Record"), said=_("Recorded: the child is out."),
        text=_whither(meeting), fields=dict.fromkeys(("head_consent", "child_consent", "kind", "state"), "left_at"),
    )  # fmt: skip


@act_page
def returned(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    form = forms.ReturnedForm(posted(request), now=now(), initial={"returned_at": now()})
    return meeting_act(
        request, meeting, form,
        lambda one, returned_at, by, at, **_typed: meetings.child_returns(one, returned_at=returned_at, by=by, at=at),
        heading=_("The child is back"), button=_("Record"), said=_("Recorded: the child is back."),
        fields={"left_at": "returned_at", "state": "returned_at"},
    )  # fmt: skip


@act_page
def held(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    initial = {"left_at": meeting.left_at, "returned_at": meeting.returned_at, "third_party": meeting.third_party}
    form = forms.CourseForm(posted(request), meeting=meeting, now=now(), initial=initial)
    return meeting_act(
        request, meeting, form, lambda one, by, at, **data: meetings.record_held(one, data=data, by=by, at=at),
        heading=_("The meeting took place"), button=_("Record"), said=_("The meeting is recorded."),
        text=_("Recorded once, it stays as it was."),
    )  # fmt: skip


@act_page
def missed(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    return meeting_act(
        request, meeting, forms.ReasonForm(posted(request)), meetings.record_missed,
        heading=_("The meeting did not take place"), button=_("Record"), said=_("Recorded: it did not take place."),
        text=_("The mentor or the child did not come."),
    )  # fmt: skip


@act_page
def call_off(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    return meeting_act(
        request, meeting, forms.ReasonForm(posted(request)), meetings.call_off,
        heading=_("Call the meeting off"), button=_("Call off"), said=_("Called off."),
        text=_("It cannot be brought back; a new meeting is planned anew."),
    )  # fmt: skip


def _whither(meeting: Meeting) -> str:
    """Where the child goes, and what for."""
    place = ", ".join(filter(None, [meeting.place, meeting.area.name if meeting.area else ""]))
    return " · ".join(filter(None, [place, meeting.purpose, meeting.assignment.mentor_name]))


def _meets(request: HttpRequest, number: str) -> Meeting:
    meeting = fetch(request, number)
    policies.check_can_meet(request.user, meeting.assignment)
    return meeting


def _at_home(request: HttpRequest, number: str) -> Meeting:
    meeting = fetch(request, number)
    policies.check_keeps_home(request.user, home_of(meeting.assignment, local_day(now())))
    return meeting
