"""The course of a consideration: extension, outcome, the reply in two steps, closing, opening again."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.complaints import clocks, policies
from apps.complaints.acts import course
from apps.complaints.acts.course import EXTENSION_MONTHS
from apps.complaints.models import Appeal
from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.obligations.terms.days import add_months
from apps.web.appeals import forms, words
from apps.web.appeals.acting import (
    act_page,
    appeal_act,
    fetch,
    page_of,
    posted,
    press,
    seen,
    told_when_stale,
    version_sent,
)  # fmt: skip
from apps.web.conflicts import save_form
from apps.web.formats import long_date
from apps.web.shared import now


@act_page
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """The head extends the term once; the page says until when at most."""
    appeal = fetch(request, number)
    policies.check_can_work(request.user, appeal)
    if not allows(request.user, Perm.DECIDE_APPEALS):
        raise NotAllowed(_("Only the head or the deputy extends a term (APPC Article 76)."))
    term = clocks.term_of(appeal, clocks.current(appeal))
    form = forms.ExtendForm(posted(request), initial=seen(appeal))
    if term:
        first = local_day(term.due_at)
        longest = add_months(first, EXTENSION_MONTHS)[0]
        form.fields["until"].help_text = _("After %(first)s, at most %(longest)s.") % {
            "first": long_date(first), "longest": long_date(longest),
        }  # fmt: skip
    return appeal_act(
        request, appeal, form, lambda: course.extend(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Extend the term"), button=_("Extend"), said=_("The term is extended."), rule="appc.a76.extension",
        text=_("Once for a consideration, at most two months, by a reasoned decision of the head."),
    )  # fmt: skip


@require_POST
def tell_extension(request: HttpRequest, number: str) -> HttpResponse:
    """The sender was told of the extension by telephone or letter."""
    appeal = fetch(request, number)
    act = partial(course.tell_extension, appeal, by=request.user, at=now())
    return press(request, appeal, act, said=_("Recorded."))


@act_page
def decide(request: HttpRequest, number: str) -> HttpResponse:
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    form = forms.DecideForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: course.decide(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Decide on the outcome"), button=_("Decide"), said=_("Decided. Now the sender is answered."),
        text=_("Is the right restored, and what shows it?"),
    )  # fmt: skip


@act_page
def take_up_again(request: HttpRequest, number: str) -> HttpResponse:
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    form = forms.ReasonForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: course.take_up_again(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Take up again"), button=_("Take up again"), said=_("The work goes on under the same clock."),
    )  # fmt: skip


@act_page
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Write, look at the whole letter, send. Nothing is sent that was not shown first."""
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    joined = list(appeal.joined.select_related("office"))
    languages = sorted({one.language for one in joined} - {appeal.language})
    form = forms.ReplyForm(posted(request), languages=languages, initial=seen(appeal))
    wanted = request.POST.get("step", "")
    if request.method == "POST" and wanted != "send":
        look = wanted == "look" and bool(appeal.outcome) and form.is_valid()
        return _reply_page(request, appeal, form, joined, letters_=_previews(appeal, joined, form) if look else [])
    act = told_when_stale(appeal, form, lambda: _send(request, appeal, form))
    done, _made = save_form(request, form, act)
    if done:
        messages.success(request, _("The reply is sent."))
        return redirect(page_of(appeal))
    return _reply_page(request, appeal, form, joined)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    appeal = fetch(request, number)
    act = partial(course.close, appeal, version=version_sent(request), by=request.user, at=now())
    return press(request, appeal, act, said=_("The appeal is closed."))


@act_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """New facts: a new consideration with a new clock; the old one stays as it was."""
    appeal = fetch(request, number)
    policies.check_can_decide(request.user, appeal)
    form = forms.ReasonForm(posted(request), initial=seen(appeal))
    return appeal_act(
        request, appeal, form, lambda: course.reopen(appeal, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Open again"), button=_("Open again"), said=_("Opened again: a new term runs."),
        text=_("A new consideration begins, with a term of its own; the old one stays on record."),
    )  # fmt: skip


def _send(request: HttpRequest, appeal: Appeal, form: forms.ReplyForm) -> Appeal:
    held = form.cleaned_data
    return course.reply(
        appeal, text=held["text"], others=form.others, version=held["version"], by=request.user, at=now()
    )  # fmt: skip


def _previews(appeal: Appeal, joined: list[Appeal], form: forms.ReplyForm) -> list[dict[str, str]]:
    """The letters as they would be sent: the own one, then one for each joined sender."""
    said, at = {appeal.language: form.cleaned_data["text"]} | form.others, now()
    found = [{"number": appeal.number, "text": course.preview(appeal, said[appeal.language], at=at)}]
    for one in joined:
        one.outcome = appeal.outcome
        found.append({"number": one.number, "text": course.preview(one, said[one.language], at=at)})
    return found


def _reply_page(
    request: HttpRequest, appeal: Appeal, form: forms.ReplyForm, joined: list[Appeal], *, letters_: Sequence[Any] = ()
) -> HttpResponse:
    context = {
        "appeal": appeal, "form": form, "letters": letters_, "now": now(), "cancel": page_of(appeal), "joined": joined,
        "language": dict(words.LANGUAGES)[appeal.language], "is_decided": bool(appeal.outcome),
    }  # fmt: skip
    return render(request, "appeals/reply.html", context, status=422 if form.is_bound and form.errors else 200)
