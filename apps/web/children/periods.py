"""Pages that place a child, assign a mentor, and end either."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.care.actions import end_placement, place_child
from apps.core.localtime import local_day
from apps.mentoring.actions import assign_mentor, end_assignment
from apps.people.actions import open_child
from apps.people.models import Child
from apps.people.policies import check_is_responsible
from apps.web.answers import answered
from apps.web.children.forms import EndForm, MentorForm, StayForm
from apps.web.shared import get_visible_or_404, now

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def place(request: HttpRequest, number: str) -> HttpResponse:
    child = _child(request, number)
    form = StayForm(request.POST or None, user=request.user, initial={"starts_on": local_day(now())})
    words = {"heading": _("Where the child lives"), "act": _("Place the child"), "done": _("The stay is recorded.")}
    return _answer(
        request, child, form, words,
        lambda: place_child(child, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def end_stay(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child = _child(request, number)
    stay = get_object_or_404(child.placements.select_related("organisation"), pk=pk)
    form = EndForm(request.POST or None, initial={"ends_on": local_day(now())})
    words = {
        "heading": _("End of the stay in %(name)s") % {"name": stay.organisation.name},
        "act": _("End the stay"), "done": _("The end of the stay is recorded."),
    }  # fmt: skip
    return _answer(
        request, child, form, words, lambda: end_placement(stay, **form.cleaned_data, by=request.user, at=now())
    )


@form_page
def assign(request: HttpRequest, number: str) -> HttpResponse:
    child = _child(request, number)
    today = local_day(now())
    form = MentorForm(request.POST or None, user=request.user, today=today, initial={"starts_on": today})
    words = {
        "heading": _("Mentor"), "act": _("Assign the mentor"), "done": _("The mentor is assigned."),
        "lead": _("For a child of ten or older who lives in an education organisation for orphans."),
        "rule": "kz345.a28-2.p1",
    }  # fmt: skip
    return _answer(
        request, child, form, words,
        lambda: assign_mentor(child, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def end_mentor(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child = _child(request, number)
    assignment = get_object_or_404(child.assignments, pk=pk)
    form = EndForm(request.POST or None, initial={"ends_on": local_day(now())})
    words = {
        "heading": _("End of mentoring by %(name)s") % {"name": assignment.mentor_name},
        "act": _("End the assignment"), "done": _("The end of the assignment is recorded."),
    }  # fmt: skip
    return _answer(
        request, child, form, words,
        lambda: end_assignment(assignment, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


def _child(request: HttpRequest, number: str) -> Child:
    child = get_visible_or_404(Child.objects.select_related("guardianship"), request.user, number=number)
    check_is_responsible(request.user, child)
    return child


def _answer(
    request: HttpRequest, child: Child, form: Any, words: dict[str, Any], act: Callable[[], Any]
) -> HttpResponse:
    """The form, or after the act the file."""
    return answered(
        request, form, act, template="children/period.html", context={"child": child, "now": now(), **words},
        said=words["done"], back=("children:detail", child.number),
        shown=lambda: open_child(child, by=request.user, at=now()),
    )  # fmt: skip
