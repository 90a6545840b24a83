"""The acts on a pair: signing its agreement, resting, going on, ending, and the agreement on paper."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts.closing import end_with_word
from apps.mentoring.acts.contracts import print_contract
from apps.mentoring.models import Assignment
from apps.people.policies import check_is_responsible
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.pairs import contract, forms
from apps.web.mentoring.pairs.assignments import fetch
from apps.web.mentoring.pairs.common import form_act
from apps.web.shared import now

ON_SIGNING = dict.fromkeys(("agreement", "consent", "wish", "candidate", "child"), "contract_on")


@act_page
def activate(request: HttpRequest, number: str) -> HttpResponse:
    """The three-party agreement was signed."""
    pair = _decides(request, number)
    form = forms.ContractForm(posted(request), initial={"contract_on": local_day(now())})
    return _act(
        request, pair, form, life.activate,
        heading=_("The agreement is signed"), button=_("Mentoring begins"), fields=ON_SIGNING,
        said=_("Mentoring begins; the organisation and the child's home are told."),
        text=_("Signed by the mentor, the guardianship body and the child's organisation. All is looked at once more."),
    )  # fmt: skip


@act_page
def suspend(request: HttpRequest, number: str) -> HttpResponse:
    """Rest for a time: no meetings, no file."""
    pair = fetch(request, number)
    policies.check_can_suspend(request.user, pair)
    return _act(
        request, pair, forms.SuspendForm(posted(request)), life.suspend,
        heading=_("Suspend"), button=_("Suspend"), said=_("Suspended: the file is closed from this second."),
        text=_("From this second nobody meets the child and mentor and organisation do not see the file. "
               "Meetings ahead are called off; everybody is told."),
    )  # fmt: skip


@act_page
def lift(request: HttpRequest, number: str) -> HttpResponse:
    """Go on where it rested; GET asks."""
    pair = _decides(request, number)
    return _act(
        request, pair, Form(posted(request)), life.lift,
        heading=_("Let mentoring go on"), button=_("Go on"), said=_("Mentoring goes on where it stood."),
        text=_("Everything is looked at once more, as it is today; then the file opens again."),
    )  # fmt: skip


@act_page
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End the assignment for good."""
    pair = _decides(request, number)
    form = forms.EndForm(posted(request), pair=pair, initial={"ends_on": local_day(now())})
    return _act(
        request, pair, form, end_with_word,
        heading=_("End the assignment"), button=_("End for good"), said=_("Recorded; everybody is told."),
        text=_("What ended stays ended: another mentor, or the same one again, is a new assignment."),
    )  # fmt: skip


@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The three-party agreement as PDF in Kazakh and Russian. Printing it is noted."""
    pair, at = fetch(request, number), now()
    print_contract(pair, by=request.user, at=at)
    return contract.response(pair, at)


def _decides(request: HttpRequest, number: str) -> Assignment:
    pair = fetch(request, number)
    check_is_responsible(request.user, pair.child)
    return pair


def _act(request: HttpRequest, pair: Assignment, form: Form, act: Callable[..., Any], **said: Any) -> HttpResponse:
    """An act on the pair with what was typed, and back to it."""
    return form_act(
        request, form, lambda: act(pair, **form.cleaned_data, by=request.user, at=now()), number=pair.number,
        back=reverse("mentoring:assignment", args=[pair.number]), section="assignments", **said,
    )  # fmt: skip
