"""The list of the office's appeals: urgent ones first, then by term, page by page along the rows of access; as many
queries for any size."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.complaints import reading
from apps.complaints.clocks import TERMS
from apps.complaints.models import Appeal, AppealAccess, Post, Respondent, Round
from apps.complaints.models.appeals import access_rows
from apps.complaints.states import NEW
from apps.obligations.events import Event
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.appeals import words
from apps.web.appeals.forms import FilterForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

Rank = AppealAccess.Rank
TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("At work"), "", ""),
    "urgent": (gettext_lazy("Urgent"), "over", "alert"),
    "nobody": (gettext_lazy("Nobody's yet"), "soon", "inbox"),
    "mine": (gettext_lazy("Mine"), "", "people"),
    "wrote": (gettext_lazy("The sender wrote"), "soon", "edit"),
    "ended": (gettext_lazy("Ended appeals"), "off", "lock"),
}
KEYS = ("rank", "sort_at", "appeal_id")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Appeals that the reader's office considers or was told of."""
    require(request.user, Perm.VIEW_APPEALS)
    at = now()
    form = FilterForm(request.GET, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    base = narrowed(access_rows(request.user), wanted, request.user, at)
    page = _page(request, in_tab(base, tab, request.user), tab)
    context = {
        "form": form, "page": page, "rows": rows([one.appeal for one in page.items], at), "now": at, "tab": tab,
        "tabs": _tabs(base, tab, request), "filtered": any(wanted.values()),
        "narrowed": any(value for name, value in wanted.items() if name != "q"),
        "may_keep": allows(request.user, Perm.KEEP_APPEALS), "may_decide": allows(request.user, Perm.DECIDE_APPEALS),
    }  # fmt: skip
    return render(request, "appeals/index.html", context)


def narrowed(access: QuerySet[AppealAccess], wanted: dict[str, Any], user: Any, at: datetime) -> QuerySet[AppealAccess]:
    """The rows that the filters ask for."""
    if wanted.get("q"):
        access = access.filter(appeal__in=reading.search(Appeal.objects.visible_to(user), wanted["q"]).values("pk"))
    for name in ("kind", "right", "channel", "state"):
        if wanted.get(name):
            access = access.filter(**{f"appeal__{name}": wanted[name]})
    if wanted.get("area"):
        access = access.filter(Q(appeal__area=wanted["area"]) | Q(appeal__area__parent=wanted["area"]))
    if wanted.get("by"):
        access = access.filter(appeal__by_child=wanted["by"] == "child")
    if wanted.get("body"):
        access = access.filter(appeal__in=_against(wanted["body"]))
    if wanted.get("overdue"):
        access = access.filter(rank__lt=Rank.ENDED, appeal__due_at__lt=at)
    return access


def in_tab(access: QuerySet[AppealAccess], tab: str, user: Any) -> QuerySet[AppealAccess]:
    if tab == "wrote":
        return access.filter(appeal__wrote_at__isnull=False)
    if tab == "ended":
        return access.filter(rank=Rank.ENDED)
    if tab == "urgent":
        return access.filter(rank=Rank.URGENT)
    access = access.filter(rank__lt=Rank.ENDED)
    if tab == "nobody":
        return access.filter(appeal__state__in=NEW)
    return access.filter(appeal__officer=user) if tab == "mine" else access


def rows(appeals: list[Appeal], at: datetime) -> list[dict[str, Any]]:
    """Each appeal with its clock and the body it is about, in as many queries for any number. Where nobody has it yet,
    the clock to take it over stands before the reply's; where a child is in danger, the clock of that before all."""
    new = [one for one in appeals if one.state in NEW]
    clocks = terms_of(appeals) | to_take_over(new) | dangers_of([one for one in appeals if one.is_urgent])
    return [
        {
            "appeal": one, "duty": clocks.get(one.pk), "what": _named_first(clocks.get(one.pk)),
            "look": words.LOOKS[one.state], "sender": words.sender(one),
            "against": [_named(held) for held in one.respondents.all()],
        }
        for one in appeals
    ]  # fmt: skip


def _named_first(duty: Obligation | None) -> str:
    """What the clock is of, where it is not of the reply."""
    return duty.rule.title if duty and duty.rule.opens_on not in TERMS else ""


def _named(respondent: Respondent) -> str:
    return respondent.agency.name if respondent.agency else str(respondent.get_level_display())


def terms_of(appeals: list[Appeal]) -> dict[int, Obligation]:
    """The duty to reply of the last consideration of each, by the id of the appeal."""
    rounds = dict(Round.objects.filter(appeal__in=[one.pk for one in appeals]).values_list("pk", "appeal_id"))
    duties = Obligation.objects.filter(subject_kind="appeal_round", subject_id__in=rounds, rule__opens_on__in=TERMS)
    found = duties.exclude(state=Obligation.State.CANCELLED).select_related("rule").order_by("subject_id", "pk")
    return {rounds[duty.subject_id]: duty for duty in found}


def to_take_over(appeals: list[Appeal]) -> dict[int, Obligation]:
    """The running duty to take over or pass on each, by the id of the appeal."""
    rounds = dict(Round.objects.filter(appeal__in=[one.pk for one in appeals]).values_list("pk", "appeal_id"))
    duties = Obligation.objects.open().filter(
        subject_kind="appeal_round", subject_id__in=rounds, rule__met_on=Event.APPEAL_TAKEN_OVER
    )
    return {rounds[duty.subject_id]: duty for duty in duties.select_related("rule").order_by("subject_id", "pk")}


def dangers_of(appeals: list[Appeal]) -> dict[int, Obligation]:
    """The clock of a danger that nobody has settled, by the id of the appeal."""
    ids = [one.pk for one in appeals]
    rounds = Round.objects.filter(appeal__in=ids).values_list("pk", "appeal")
    about = {("appeal_round", pk): appeal for pk, appeal in rounds}
    told = Post.objects.filter(appeal__in=ids, what=Post.What.DANGER).values_list("pk", "appeal")
    about |= {("appeal_post", pk): appeal for pk, appeal in told}
    duties = Obligation.objects.open().filter(
        subject_kind__in=["appeal_round", "appeal_post"], subject_id__in={pk for _kind, pk in about},
        rule__met_on=Event.APPEAL_DANGER_SETTLED,
    )  # fmt: skip
    found = {}
    for duty in duties.select_related("rule").order_by("-due_at"):
        appeal = about.get((duty.subject_kind, duty.subject_id))
        if appeal:
            found[appeal] = duty
    return found


def _against(words_: str) -> QuerySet:
    """Appeals about bodies in whose name every word stands."""
    held = Respondent.objects.filter(agency__isnull=False)
    for word in words_.split()[:5]:
        held = held.filter(agency__name_ru__icontains=word) | held.filter(agency__name_kk__icontains=word)
    return held.values("appeal_id")


def _page(request: HttpRequest, access: QuerySet[AppealAccess], tab: str) -> Page:
    whole = access.select_related("appeal__officer", "appeal__area__parent").prefetch_related(
        Prefetch("appeal__respondents", Respondent.objects.select_related("agency").order_by("pk"))
    )
    count = capped_count(access.values("pk"))
    return keyset_page(request, whole, KEYS, anchor="appeal_id", descending=tab == "ended", count=count)


def _tabs(access: QuerySet[AppealAccess], current: str, request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = None if name == "ended" else capped_count(in_tab(access, name, request.user).values("pk"))
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": None if count is None else wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
