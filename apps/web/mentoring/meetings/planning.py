"""Planning a meeting, asking for an outing, and recording a meeting that nobody had planned."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import meetings
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.models import Assignment, Meeting
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.meetings import forms
from apps.web.mentoring.meetings.acts import form_act
from apps.web.mentoring.meetings.listing import check_may_list, running_pairs, show_children
from apps.web.shared import get_visible_or_404, keyset_page, now

WITH = ("child__area", "child__guardianship", "organisation", "body", "mentor")


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """For which pair: the one there is at once, else a list to choose from."""
    check_may_list(request.user)
    q = request.GET.get("q", "")[:30]
    found = running_pairs(request.user, q).select_related("child", "organisation")
    few = list(found.order_by("pk")[:2])
    if len(few) == 1 and not q:
        return redirect("mentoring:meeting_new", few[0].number)
    page = keyset_page(request, found, ["pk"])
    named = show_children([one.child for one in page.items], request.user)
    rows = [{"pair": one, "is_named": one.child_id in named} for one in page.items]
    return render(request, "mentoring/meetings/pairs.html", {"page": page, "rows": rows, "q": q, "now": now()})


@act_page
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a meeting. An outing is asked for, unless the organisation the child lives in has both consents."""
    pair = _pair(request, number)
    at = now()
    home = home_of(pair, local_day(at)) if policies.cares_for(request.user, pair) else None
    form = forms.PlanForm(posted(request), assignment=pair, home=home, now=at, initial=_begun(request))

    def act() -> Meeting:
        outing = form.cleaned_data["kind"] == Meeting.Kind.OUTING
        do = meetings.ask_outing if outing and not form.is_agreed else meetings.plan_meeting
        return do(pair, data={**form.plan, "child_consent_by": request.user}, by=request.user, at=now())

    return _answer(
        request, pair, form, act, heading=_("Plan a meeting"), button=_("Plan a meeting"),
        said=lazy(lambda: _planned(form), str)(),
        text=_("Visits in the organisation need no consent. For an outing the child and the head are asked."),
    )  # fmt: skip


@act_page
def record(request: HttpRequest, number: str) -> HttpResponse:
    """Record a meeting that took place and nobody had planned."""
    pair = _pair(request, number)
    form = forms.UnplannedForm(posted(request), assignment=pair, now=now(), initial=_begun(request))
    return _answer(
        request, pair, form,
        lambda: meetings.record_unplanned(pair, data=form.cleaned_data, by=request.user, at=now()),
        heading=_("Record a meeting that took place"), button=_("Record"), said=_("The meeting is recorded."),
        text=_("What happened is recorded as it was. Recorded once, it stays."),
    )  # fmt: skip


def _planned(form: forms.PlanForm) -> str:
    """What came of it, once the form was read: an outing without its consents is not planned yet."""
    if form.cleaned_data["kind"] == Meeting.Kind.OUTING and not form.is_agreed:
        return _("The outing is asked for: it is planned once the child and the head agree.")
    return _("The meeting is planned.")


def _answer(request: HttpRequest, pair: Assignment, form: Any, act: Any, *, said: Any, **words: Any) -> HttpResponse:
    named = show_children([pair.child], request.user)
    who = pair.child.full_name if pair.child_id in named else pair.child.number
    return form_act(
        request, form, act, said=said, under=f"{who} · {pair.mentor_name}", back=reverse("mentoring:meetings"),
        fields={"head_consent": "head_consent" if "head_consent" in form.fields else "kind", "state": "kind"},
        onward=lambda made: reverse("mentoring:meeting", args=[made.number]), **words,
    )  # fmt: skip


def _pair(request: HttpRequest, number: str) -> Assignment:
    pair = get_visible_or_404(Assignment.objects.select_related(*WITH), request.user, number=number)
    policies.check_can_meet(request.user, pair)
    return pair


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What another page chose beforehand: the kind alone."""
    kind = request.GET.get("kind", "")
    return {"kind": kind if kind in Meeting.Kind.values else Meeting.Kind.INSIDE}
