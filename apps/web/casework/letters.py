"""Referrals: what came in, what went out, one referral, and the acts on it."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.casework import policies, referrals
from apps.casework.models import Case, Referral
from apps.casework.states import ReferralState
from apps.core.localtime import local_day
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web import wording
from apps.web.casework import forms, words
from apps.web.casework.acts import act_page, form_act, posted
from apps.web.shared import CAP, capped_count, get_visible_or_404, keyset_page, now

WITH = ("child__area", "sender", "recipient", "escalated_to", "sent_by", "replied_by", "ended_by", "case")
_REPLY_DUE = Coalesce(
    Subquery(
        Obligation.objects.open().filter(subject_kind="referral", subject_id=OuterRef("pk"))
        .order_by("due_at").values("due_at")[:1]
    ),
    Value(datetime.max.replace(tzinfo=UTC)),
)  # fmt: skip
"""When the reply to a referral is due."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the own body, the soonest reply first; with `?show=all` all received, with `?box=out` all sent."""
    require(request.user, Perm.VIEW_CHILDREN)
    out = request.GET.get("box") == "out"
    mine = Referral.objects.visible_to(request.user)
    box = mine.filter(sender=request.user.agency) if out else mine.exclude(sender=request.user.agency)
    waiting = not out and request.GET.get("show") != "all"
    if waiting:
        box = box.filter(recipient=request.user.agency, state=ReferralState.SENT)
    page = keyset_page(
        request, box.select_related("child__area", "sender", "recipient"),
        [_REPLY_DUE, F("pk")] if waiting else ["sent_at", "pk"], descending=not waiting,
        count=capped_count(box.values("pk")),
    )  # fmt: skip
    context = {
        "page": page, "rows": _rows(page.items, local_day(now())), "out": out, "now": now(),
        "tabs": _tabs(mine, request),
    }  # fmt: skip
    return render(request, "casework/referrals.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One referral: before it is accepted the body that was asked reads a masked card only."""
    referral, at = _fetch(request, number), now()
    referrals.open_referral(referral, by=request.user, at=at)
    user = request.user
    sees_child = Child.objects.visible_to(user).filter(pk=referral.child_id).exists()
    duties = Obligation.objects.about(referral.subject).exclude(state="CANCELLED").select_related("rule", "owner")
    seen_case = Case.objects.visible_to(user).filter(pk=referral.case_id).exists() if referral.case_id else False
    is_sent, is_mine = referral.state == ReferralState.SENT, user.agency.pk == referral.sender_id
    may_reply = policies.may(policies.check_can_reply, user, referral)
    context = {
        "referral": referral, "now": at, "card": referrals.card_of(referral, local_day(at)), "sees_child": sees_child,
        "sees_reason": referrals.sees_reason(user, referral), "duties": list(duties.order_by("due_at")),
        "seen_case": seen_case, "look": words.REFERRAL_LOOKS[referral.state], "line": _line(referral),
        "may_reply": may_reply and is_sent,
        "may_open_case": sees_child and referral.is_transfer and referral.state == ReferralState.ACCEPTED
        and user.agency.pk == referral.child.guardianship_id,
        "may_answer": may_reply and not referral.is_transfer and referral.state == ReferralState.ACCEPTED,
        "may_withdraw": is_mine and policies.may(policies.check_can_withdraw, user, referral)
        and (is_sent or (referral.state == ReferralState.ACCEPTED and not referral.is_transfer)),
    }  # fmt: skip
    return render(request, "casework/referral.html", context)


@act_page
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask another body about a child (`number` is the child's)."""
    child = get_visible_or_404(Child.objects.all(), request.user, number=number)
    policies.check_can_refer(request.user, child)
    form = forms.ReferralForm(posted(request), user=request.user)
    return form_act(
        request, form, lambda: referrals.send(child, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Ask another body"), button=_("Send"), said=_("Sent: the body is told and its clock runs."),
        text=_("Once another body takes the child over, your case is closed and an empty one opens there."),
        back=f"/children/{child.number}/case/", number=child.number,
    )  # fmt: skip


@act_page
def accept(request: HttpRequest, number: str) -> HttpResponse:
    referral = _fetch(request, number)
    policies.check_can_reply(request.user, referral)
    form: Form = forms.AcceptForm(posted(request), user=request.user) if referral.is_transfer else Form(posted(request))
    if referral.is_transfer:
        text = _(
            "With this your body becomes responsible for the child; until then the sender is. The sender's case is"
            " closed, and an empty one opens at your body, from which the former plan is read."
        )
    else:
        text = _("With this the file opens to your body for the time of the help.")
    return _act(
        request, referral, form, lambda: referrals.accept(referral, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Accept"), button=_("Accept"), said=_("Accepted."), text=text,
    )  # fmt: skip


@act_page
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    referral = _fetch(request, number)
    policies.check_can_reply(request.user, referral)
    form = forms.ReasonForm(posted(request))
    return _act(
        request, referral, form, lambda: referrals.refuse(referral, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Refuse"), button=_("Refuse"), said=_("Refused with your reason."),
    )  # fmt: skip


@act_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    referral = _fetch(request, number)
    policies.check_can_reply(request.user, referral)
    form = forms.AnswerForm(posted(request))
    return _act(
        request, referral, form, lambda: referrals.answer(referral, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Answer what was done"), button=_("Send"), said=_("Answered; the file is closed to your body again."),
    )  # fmt: skip


@act_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    referral = _fetch(request, number)
    policies.check_can_withdraw(request.user, referral)
    form = forms.ReasonForm(posted(request))
    return _act(
        request, referral, form, lambda: referrals.withdraw(referral, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Withdraw"), button=_("Withdraw"), said=_("Withdrawn."),
    )  # fmt: skip


def _act(request: HttpRequest, referral: Referral, form: Form, act: Any, **said: Any) -> HttpResponse:
    back = reverse("referrals:detail", args=[referral.number])
    return form_act(request, form, act, back=back, number=referral.number, **said)


def _fetch(request: HttpRequest, number: str) -> Referral:
    return get_visible_or_404(Referral.objects.select_related(*WITH), request.user, number=number)


def _rows(items: list[Referral], today: Any) -> list[dict[str, Any]]:
    """Each referral with its masked card and its running clock, in one query."""
    duties = Obligation.objects.open().filter(subject_kind="referral", subject_id__in=[one.pk for one in items])
    clocks = {duty.subject_id: duty for duty in duties.select_related("rule")}
    return [
        {
            "referral": one, "duty": clocks.get(one.pk), "look": words.REFERRAL_LOOKS[one.state],
            "card": referrals.card_of(one, today),
        }
        for one in items
    ]  # fmt: skip


def _tabs(mine: Any, request: HttpRequest) -> list[dict[str, Any]]:
    address, agency = reverse("referrals:index"), request.user.agency
    out, every = request.GET.get("box") == "out", request.GET.get("show") == "all"
    waiting = mine.filter(recipient=agency, state=ReferralState.SENT)
    count = capped_count(waiting.values("pk"))
    return [
        {"label": _("Waiting for us"), "url": address, "current": not (out or every),
         "state": "soon" if count else "", "icon": "inbox", "count": wording.number(count, cap=CAP)},
        {"label": _("All received"), "url": f"{address}?show=all", "current": every and not out},
        {"label": _("Sent by us"), "url": f"{address}?box=out", "current": out, "icon": "send"},
    ]  # fmt: skip


def _line(referral: Referral) -> list[dict[str, Any]]:
    """The way of a referral, newest on top."""
    rows = [words.row_of(referral.sent_at, "send", "run", _("Sent by %(who)s") % {"who": referral.sender.name})]
    if referral.replied_at:
        refused = bool(referral.refusal)
        said = _("Refused: %(why)s") % {"why": referral.refusal} if refused else _("Accepted")
        rows.append(
            words.row_of(referral.replied_at, "off" if refused else "check", "over" if refused else "met", said)
        )
    if referral.ended_at:
        why = referral.answer or _("Withdrawn: %(why)s") % {"why": referral.withdrawal}
        rows.append(words.row_of(referral.ended_at, "check" if referral.answer else "off", "off", why))
    return rows[::-1]
