"""The list of candidates and the list of clearances that run out: pages by key, as many queries for any size."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import allows, require
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.mentoring import dated
from apps.mentoring.checks.clearance import expiring as running_out
from apps.mentoring.checks.next_step import is_whole
from apps.mentoring.checks.progress import progress_of
from apps.mentoring.doubles import doubles_of
from apps.mentoring.models import Candidate, Clearance
from apps.mentoring.states import CLOSED, CandidateState
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.mentoring.candidates import words
from apps.web.mentoring.candidates.forms import FilterForm, FindForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

State = CandidateState
TABS: dict[str, tuple[Any, frozenset[str], str, str]] = {
    "": (_("All open"), frozenset(set(State) - CLOSED), "", ""),
    "applied": (_("To be advised"), frozenset({State.APPLIED}), "", "inbox"),
    "advised": (pgettext_lazy("candidates", "Advised"), frozenset({State.ADVISED}), "", "phone"),
    "checking": (_("Being checked"), frozenset({State.CHECKING, State.RETURNED}), "", "doc"),
    "review": (_("To decide"), frozenset({State.REVIEW}), "soon", "eye"),
    "cleared": (_("Cleared"), frozenset({State.CLEARED}), "met", "shield"),
    "suspended": (_("Suspended"), frozenset({State.SUSPENDED}), "over", "alert"),
    "closed": (_("Closed"), CLOSED, "", "lock"),
}
SUBJECTS = ("candidate", "mentor_review", "mentor_reopening", "clearance")
SOONEST = 3
FOUND = 25
IIN_LENGTH = 12


def check_lists(user: User) -> None:
    """Who keeps mentors or clears them has lists of them."""
    if not allows(user, Perm.KEEP_MENTORS):
        require(user, Perm.CLEAR_MENTORS)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Candidates of the organisation, or those before the body. What is searched for comes by POST."""
    check_lists(request.user)
    at = now()
    form = FilterForm(request.GET, **_sides(request.user))
    form.is_valid()
    find = FindForm(request.POST if request.method == "POST" else None)
    wanted = find.cleaned_data["q"].strip() if find.is_bound and find.is_valid() else ""
    base = narrowed(Candidate.objects.visible_to(request.user), form.cleaned_data)
    tab = request.GET.get("tab", "") if request.GET.get("tab") in TABS else ""
    page = _found(base, wanted) if wanted else _page(request, base, tab)
    context = {
        "form": form, "find": find, "wanted": wanted, "page": page, "now": at,
        "rows": rows(page.items, request.user, local_day(at)),
        "tabs": _tabs(base, tab, request), "tab": tab, "filtered": any(form.cleaned_data.values()),
        "soonest": soonest(request.user), "may_keep": allows(request.user, Perm.KEEP_MENTORS),
    }  # fmt: skip
    return render(request, "mentoring/candidates/index.html", context)


@require_safe
def expiring(request: HttpRequest) -> HttpResponse:
    """Clearances that run out within the days of the rule, the next one first."""
    check_lists(request.user)
    at = now()
    today = local_day(at)
    soon = running_out(request.user.agency, today).select_related("candidate__body", "candidate__area")
    page = keyset_page(request, soon, ["valid_until", "pk"], count=capped_count(soon.values("pk")))
    context = {
        "page": page, "rows": expiring_rows(page.items, at), "now": at,
        "days": dated.validity_on(today).expiring_days, "may_keep": allows(request.user, Perm.KEEP_MENTORS),
        "until": today + timedelta(days=dated.validity_on(today).expiring_days),
    }  # fmt: skip
    return render(request, "mentoring/candidates/expiring.html", context)


def rows(candidates: list[Candidate], reader: User, today: date) -> list[dict[str, Any]]:
    """Each candidate with how much is settled, whose turn it is, until when the clearance holds, and whether perhaps
    the same person has another application open."""
    progress, doubles = progress_of(candidates, today), doubles_of(candidates, reader)
    held = Clearance.objects.filter(candidate__in=candidates, ended_at=None)
    until = dict(held.values_list("candidate_id", "valid_until"))
    return [
        {
            "candidate": one, "look": words.STATE_LOOKS[one.state], "bar": words.bar_of(progress[one.pk]),
            "step": words.step_of(one, progress[one.pk], until.get(one.pk)), "until": until.get(one.pk),
            "doubles": doubles.get(one.pk),
        }
        for one in candidates
    ]  # fmt: skip


def expiring_rows(clearances: list[Clearance], at: datetime) -> list[dict[str, Any]]:
    """Each clearance with what runs out, of whom, and whether it is renewed already."""
    today = local_day(at)
    within = dated.validity_on(today).expiring_days
    progress = progress_of([one.candidate for one in clearances], today)
    found = []
    for one in clearances:
        known = progress[one.candidate_id]
        near = [line for line in known.lines if line.valid_until and line.valid_until <= today + timedelta(days=within)]
        near.sort(key=lambda line: line.valid_until)
        found.append({
            "clearance": one, "candidate": one.candidate, "lines": near,
            "bar": words.time_left(one, at, within), "is_renewed": is_whole(known) and not near,
        })  # fmt: skip
    return found


def narrowed(candidates: QuerySet[Candidate], wanted: dict[str, Any]) -> QuerySet[Candidate]:
    """The candidates that the filters ask for."""
    if side := wanted.get("side"):
        candidates = candidates.filter(Q(body=side) | Q(organisation__agency=side))
    return candidates.filter(source=wanted["source"]) if wanted.get("source") else candidates


def soonest(user: User) -> list[dict[str, Any]]:
    """The nearest terms of the own agency about candidates."""
    duties = Obligation.objects.open().filter(subject_kind__in=SUBJECTS, owner=user.agency)
    found = duties.select_related("rule").order_by("due_at", "pk")[:SOONEST]
    return [{"duty": duty, "url": reverse("mentoring:candidate", args=[duty.subject_no])} for duty in found]


def _sides(user: User) -> dict[str, Any]:
    """The other side, to narrow by it: those with which the own one has candidates."""
    mine = Candidate.objects.visible_to(user).order_by()
    if allows(user, Perm.KEEP_MENTORS):
        return {"sides": Agency.objects.filter(pk__in=mine.values("body")), "label": _("Guardianship body")}
    agencies = mine.values("organisation__agency")
    return {"sides": Agency.objects.filter(pk__in=agencies), "label": _("Mentoring organisation")}


def _found(candidates: QuerySet[Candidate], wanted: str) -> Page:
    """By number, whole IIN or the beginnings of names; the first of them, for a name is no key of a page."""
    if wanted.isdecimal() and len(wanted) == IIN_LENGTH:
        found = candidates.filter(iin=wanted).order_by("-pk")
        return Page(items=list(_joined(found)[:FOUND]), count=capped_count(found.values("pk")))
    named = Q()
    for part in wanted.split()[:3]:
        named &= Q(surname__istartswith=part) | Q(given_name__istartswith=part) | Q(patronymic__istartswith=part)
    found = candidates.filter(Q(number=wanted.upper()) | named).order_by("surname", "given_name", "-pk")
    return Page(items=list(_joined(found)[:FOUND]), count=capped_count(found.values("pk")))


def _page(request: HttpRequest, candidates: QuerySet[Candidate], tab: str) -> Page:
    candidates = candidates.filter(state__in=TABS[tab][1])
    count = capped_count(candidates.values("pk"))
    return keyset_page(request, _joined(candidates), ["applied_at", "pk"], descending=True, count=count)


def _joined(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    return candidates.select_related("organisation__agency", "body", "area")


def _tabs(candidates: QuerySet[Candidate], current: str, request: HttpRequest) -> list[dict[str, Any]]:
    """The stages with their counts, in one query."""
    counted = dict(candidates.order_by().values_list("state").annotate(count=Count("pk")))
    items = []
    for name, (label, states, colour, icon) in TABS.items():
        count = sum(counted.get(state, 0) for state in states)
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": colour if count else "", "count": wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
