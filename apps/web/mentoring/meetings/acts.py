"""The acts on a meeting: each a page with its form, one action, and back to the meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import meetings
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.checks.meetings import is_head_of
from apps.mentoring.models import Meeting
from apps.web.conflicts import save_form
from apps.web.mentoring.meetings import forms, words
from apps.web.mentoring.meetings.detail import fetch
from apps.web.shared import now

act_page = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def form_act(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, heading: Any, button: Any, said: Any, back: str,
    number: str = "", text: Any = "", under: Any = "", fields: dict[str, str] | None = None,
    template: str = "mentoring/meetings/act.html", to: Callable[[Any], str] | None = None,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form; once it is right and the action took it, say so and go to `back`, or to what `to` makes of the
    action's outcome. `fields`: domain names to names of the form."""
    done, outcome = save_form(request, form, act, fields=fields)
    if done:
        messages.success(request, str(said))
        return redirect(to(outcome) if to else back)
    context = {
        "form": form, "heading": heading, "button": button, "text": text, "under": under, "back": back,
        "number": number, "now": now(), **(extra or {}),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)


def meeting_act(
    request: HttpRequest, meeting: Meeting, form: Form, act: Callable[[], Any], **texts: Any
) -> HttpResponse:
    """An act on one meeting; its time stands under the heading."""
    return form_act(
        request, form, act, back=f"/mentoring/meetings/{meeting.number}/", number=meeting.number,
        under=words.times(meeting), **texts,
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
        request, meeting, forms.Nothing(posted(request)),
        lambda: meetings.head_agrees(meeting, by=request.user, at=now()), heading=_("Agree to the outing as the head"),
        button=_("I agree"), said=_("Your consent is recorded."), text=_whither(meeting),
    )  # fmt: skip


@act_page
def child_agrees(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody of the organisation asked the child, and it wishes to go; GET asks."""
    meeting = _at_home(request, number)
    return meeting_act(
        request, meeting, forms.Nothing(posted(request)),
        lambda: meetings.child_agrees(meeting, by=request.user, at=now()), heading=_("The child agrees to the outing"),
        button=_("I asked the child: it agrees"), said=_("The child's consent is recorded."), text=_whither(meeting),
    )  # fmt: skip


@act_page
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _at_home(request, number)
    form = forms.ReasonForm(posted(request))
    return meeting_act(
        request, meeting, form,
        lambda: meetings.refuse_outing(meeting, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Refuse the outing"), button=_("Refuse"), said=_("The outing does not take place."),
        text=_("The head or the child does not agree. This cannot be taken back: a new outing is asked for anew."),
    )  # fmt: skip


@act_page
def left(request: HttpRequest, number: str) -> HttpResponse:
    """The child leaves; refused while the head or the child has not agreed."""
    meeting = _meets(request, number)
    form = forms.LeftForm(posted(request), now=now(), initial={"left_at": now()})
    return meeting_act(
        request, meeting, form, lambda: meetings.child_leaves(meeting, left_at=form.cleaned_data["left_at"],
                                                              by=request.user, at=now()),
        heading=_("The child leaves the organisation"), button=_("Record"), said=_("Recorded: the child is out."),
        text=_whither(meeting), fields=dict.fromkeys(("head_consent", "child_consent", "kind", "state"), "left_at"),
    )  # fmt: skip


@act_page
def returned(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    form = forms.ReturnedForm(posted(request), now=now(), initial={"returned_at": now()})
    return meeting_act(
        request, meeting, form, lambda: meetings.child_returns(meeting, returned_at=form.cleaned_data["returned_at"],
                                                               by=request.user, at=now()),
        heading=_("The child is back"), button=_("Record"), said=_("Recorded: the child is back."),
        fields={"left_at": "returned_at", "state": "returned_at"},
    )  # fmt: skip


@act_page
def held(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    initial = {"left_at": meeting.left_at, "returned_at": meeting.returned_at, "third_party": meeting.third_party}
    form = forms.CourseForm(posted(request), meeting=meeting, now=now(), initial=initial)
    return meeting_act(
        request, meeting, form,
        lambda: meetings.record_held(meeting, data=form.cleaned_data, by=request.user, at=now()),
        heading=_("The meeting took place"), button=_("Record"), said=_("The meeting is recorded."),
        text=_("Recorded once, it stays as it was."),
    )  # fmt: skip


@act_page
def missed(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    form = forms.ReasonForm(posted(request))
    return meeting_act(
        request, meeting, form,
        lambda: meetings.record_missed(meeting, **form.cleaned_data, by=request.user, at=now()),
        heading=_("The meeting did not take place"), button=_("Record"), said=_("Recorded: it did not take place."),
        text=_("The mentor or the child did not come."),
    )  # fmt: skip


@act_page
def call_off(request: HttpRequest, number: str) -> HttpResponse:
    meeting = _meets(request, number)
    form = forms.ReasonForm(posted(request))
    return meeting_act(
        request, meeting, form, lambda: meetings.call_off(meeting, **form.cleaned_data, by=request.user, at=now()),
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
