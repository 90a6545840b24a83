"""Proposals: what the own organisation is asked, what the own body asked, one proposal, and the acts on it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import assignments as life
from apps.mentoring.checks.assignments import load_of
from apps.mentoring.finding import card_of
from apps.mentoring.models import Proposal
from apps.mentoring.states import ProposalState
from apps.obligations.models import Obligation
from apps.people.policies import is_responsible
from apps.web import wording
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.pairs import forms, words
from apps.web.mentoring.pairs.common import form_act
from apps.web.shared import CAP, capped_count, get_visible_or_404, keyset_page, now, tab_query

WITH = (
    "child__area", "child__guardianship", "candidate__organisation", "candidate__area", "organisation", "body",
    "proposed_by", "answered_by", "assignment",
)  # fmt: skip
TABS: dict[str, tuple[Any, str]] = {
    "": (gettext_lazy("Waiting for an answer"), "send"),
    "accepted": (gettext_lazy("Accepted, not begun"), "check"),
    "all": (gettext_lazy("All"), ""),
}
ON_THAT_DAY = {"agreement": "starts_on", "consent": "starts_on", "wish": "starts_on", "candidate": "starts_on"}
_DUE = Coalesce(
    Subquery(
        Obligation.objects.open().filter(subject_kind="mentor_proposal", subject_id=OuterRef("pk"))
        .order_by("due_at").values("due_at")[:1]
    ),
    Value(datetime.max.replace(tzinfo=UTC)),
)  # fmt: skip
"""When the answer to a proposal is due."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, the soonest answer first; else the newest first."""
    if not allows(request.user, Perm.KEEP_MENTORS):
        require(request.user, Perm.CLEAR_MENTORS)
    at, form = now(), forms.ProposalFilter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    base = Proposal.objects.visible_to(request.user)
    if q := (form.cleaned_data.get("q") or "").strip().upper():
        base = base.filter(Q(number=q) | Q(candidate__number=q))
    shown = in_tab(base, tab)
    page = keyset_page(
        request, shown.select_related("child__area", "candidate", "organisation", "body"),
        ["proposed_at", "pk"] if tab else [_DUE, F("pk")], descending=bool(tab), count=capped_count(shown.values("pk")),
    )  # fmt: skip
    context = {
        "now": at, "form": form, "page": page, "rows": _rows(page.items, request.user, local_day(at)), "tab": tab,
        "tabs": _tabs(base, tab, request), "filtered": bool(q), "is_asked": allows(request.user, Perm.KEEP_MENTORS),
    }  # fmt: skip
    return render(request, "mentoring/pairs/proposals.html", context)


def in_tab(proposals: QuerySet[Proposal], tab: str) -> QuerySet[Proposal]:
    if tab == "all":
        return proposals
    if tab == "accepted":
        return proposals.filter(state=ProposalState.ACCEPTED, assignment=None)
    return proposals.filter(state=ProposalState.PROPOSED)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One proposal: the organisation reads a masked card until mentoring begins."""
    proposal, at = _fetch(request, number), now()
    reader, today = request.user, local_day(at)
    duties = Obligation.objects.about(proposal.subject).exclude(state="CANCELLED").select_related("rule", "owner")
    card, person = card_of(proposal, today), proposal.candidate
    context = {
        "proposal": proposal, "now": at, "card": card, "languages": words.languages(card.languages),
        "look": words.PROPOSAL_LOOKS[proposal.state], "line": words.line_of(proposal),
        "duties": list(duties.order_by("due_at")), "url": words.candidate_url(person),
        "child": words.names([proposal.child], reader)[proposal.child_id], "load": load_of(person, today),
        "places": [n < load_of(person, today) for n in range(person.capacity)], "searches": _asks(reader, proposal),
        **_acts(proposal, reader), **_stand(proposal, reader),
    }  # fmt: skip
    return render(request, "mentoring/pairs/proposal.html", context)


@act_page
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """The organisation agrees; GET asks."""
    return _act(
        request, number, policies.check_can_answer, Form(posted(request)), life.accept_proposal,
        heading=_("Accept the proposal"), button=_("Accept"), said=_("Accepted; the body is told."),
        text=_("The file stays closed until the body begins the trial meetings."),
    )  # fmt: skip


@act_page
def decline(request: HttpRequest, number: str) -> HttpResponse:
    return _act(
        request, number, policies.check_can_answer, forms.ReasonForm(posted(request)), life.decline_proposal,
        heading=_("Decline the proposal"), button=_("Decline"), said=_("Declined with your reason; the body is told."),
    )  # fmt: skip


@act_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    return _act(
        request, number, policies.check_can_withdraw, forms.ReasonForm(posted(request)), life.withdraw_proposal,
        heading=_("Withdraw the proposal"), button=_("Withdraw"), said=_("Withdrawn; the organisation is told."),
    )  # fmt: skip


@act_page
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Trial meetings after an accepted proposal."""
    form = forms.BeginForm(posted(request), initial={"starts_on": local_day(now())})
    return _act(
        request, number, policies.check_can_withdraw, form, life.begin_trial,
        heading=_("Begin the trial meetings"), button=_("Begin"), said=_("The trial meetings may begin."),
        text=_("Everything is looked at once more, as it is on that day."), fields=ON_THAT_DAY,
        onward=lambda made: reverse("mentoring:assignment", args=[made.number]), rule="kz345.a28-2.p1",
    )  # fmt: skip


def _act(
    request: HttpRequest, number: str, check: Callable[[User, Proposal], Any], form: Form, act: Callable[..., Any],
    **said: Any,
) -> HttpResponse:  # fmt: skip
    """An act, with what was typed, on the proposal of this number by whom `check` lets; and back to it."""
    proposal = _fetch(request, number)
    check(request.user, proposal)
    return form_act(
        request, form, lambda: act(proposal, **form.cleaned_data, by=request.user, at=now()), number=proposal.number,
        back=reverse("mentoring:proposal", args=[proposal.number]), section="proposals", **said,
    )  # fmt: skip


def _fetch(request: HttpRequest, number: str) -> Proposal:
    return get_visible_or_404(Proposal.objects.select_related(*WITH), request.user, number=number)


def _asks(reader: User, proposal: Proposal) -> bool:
    return policies.may(policies.check_can_withdraw, reader, proposal)


def _acts(proposal: Proposal, reader: User) -> dict[str, bool]:
    """What may be done now."""
    waits = proposal.state == ProposalState.PROPOSED
    answers = waits and policies.may(policies.check_can_answer, reader, proposal)
    agreed = proposal.state == ProposalState.ACCEPTED and proposal.assignment is None
    return {
        "may_answer": answers, "may_withdraw": waits and _asks(reader, proposal),
        "may_begin": agreed and _asks(reader, proposal),
    }  # fmt: skip


def _stand(proposal: Proposal, reader: User) -> dict[str, Any]:
    """The picture of the way, and who acts next."""
    if proposal.state == ProposalState.PROPOSED:
        text = _("Answers the proposal: accepts it, or declines with a reason.")
        return {**words.stages(words.PROPOSED), "next": {"who": proposal.organisation.name, "text": text}}
    if proposal.assignment is not None:
        url = reverse("mentoring:assignment", args=[proposal.assignment.number])
        said = _("The assignment has a page of its own.")
        step = {"who": "", "text": said, "url": url, "act": _("Open the assignment")}
        return {**words.stages(words.stage_of(proposal.assignment)), "next": step}
    if proposal.state == ProposalState.ACCEPTED:
        text = _("Begins the trial meetings; only then the file opens.")
        return {**words.stages(words.TRIED), "next": {"who": proposal.body.name, "text": text}}
    step = {"who": proposal.body.name, "text": _("May propose another mentor for the child.")}
    if is_responsible(reader, proposal.child):
        step |= {"url": reverse("mentoring:match", args=[proposal.child.number]), "act": _("Find a mentor")}
    return {**words.stages(words.PROPOSED), "next": step}


def _rows(items: list[Proposal], reader: User, today: date) -> list[dict[str, Any]]:
    """Each proposal with its masked card, its running clock, and the child's name where the reader knows it."""
    duties = Obligation.objects.open().filter(subject_kind="mentor_proposal", subject_id__in=[one.pk for one in items])
    clocks = {duty.subject_id: duty for duty in duties.select_related("rule")}
    cards = {one.pk: card_of(one, today) for one in items}
    known = words.names([one.child for one in items], reader)
    return [
        {
            "proposal": one, "duty": clocks.get(one.pk), "look": words.PROPOSAL_LOOKS[one.state], "card": cards[one.pk],
            "languages": words.languages(cards[one.pk].languages), "child": known[one.child_id],
        }
        for one in items
    ]  # fmt: skip


def _tabs(proposals: QuerySet[Proposal], current: str, request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    for name, (label, icon) in TABS.items():
        count = None if name == "all" else capped_count(in_tab(proposals, name).values("pk"))
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": "soon" if count else "", "count": None if count is None else wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
