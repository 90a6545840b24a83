"""Pages of keeping files: what is due, one file, finding in the archive."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.core.localtime import local_day
from apps.people.models import Child
from apps.retention import finding
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.standing import against, against_person
from apps.retention.states import ErasureState, State
from apps.web.retention import lists
from apps.web.retention.forms import FindForm
from apps.web.shared import get_visible_or_404, keyset_page, now, run_action


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the head: one list at a time, each read by key."""
    require(request.user, Perm.ERASE_CHILDREN)
    at = now()
    shown = lists.chosen(request.GET.get("show", ""))
    page = keyset_page(request, lists.rows(shown, request.user, local_day(at)), ("pk",))
    children = {row.child_id for row in page.items if shown.asks} - {None}
    stands = against(children, at) if children else {}
    for row in page.items:
        row.stands = stands.get(getattr(row, "child_id", None), [])
    context = {"page": page, "shown": shown, "tabs": lists.tabs(shown, request.user, local_day(at)), "now": at}
    return render(request, "retention/index.html", context | {"form": FindForm()})


@require_http_methods(["POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Files in the archive by name, for a purpose. By POST: no name stands in an address."""
    require(request.user, Perm.ERASE_CHILDREN)
    form = FindForm(request.POST)
    done, found = False, None
    if form.is_valid():
        done, found = run_action(form, lambda: finding.find_archived(
            form.cleaned_data["q"], purpose=form.cleaned_data["purpose"], by=request.user, at=now(),
        ))  # fmt: skip
    context = {"form": form, "found": found, "now": now()}
    return render(request, "retention/found.html", context, status=200 if done else 422)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """How one file is kept, what stands against the next step, and who did what. Bears no name."""
    kept, child = file_of(request, number)
    at = now()
    log.record("retention.opened", (child or kept).subject, by=request.user, at=at)
    stands, may = against_person(child.pk, at) if child else [], _may(kept, child, request.user, at)
    context = {
        "kept": kept, "child": child, "number": number, "now": at, "today": local_day(at),
        "stands": stands, "holds": holds_of(child), "erasures": list(_erasures(kept)), **may,
        "may_archive": may["may_archive"] and not stands, "is_stopped": may["may_archive"] and bool(stands),
    }  # fmt: skip
    return render(request, "retention/detail.html", context)


def file_of(request: HttpRequest, number: str) -> tuple[Retention | None, Child | None]:
    """The row and the child of a number of the own body; the row alone once erased. 404 for anything else."""
    kept, child = finding.file_of(number, by=request.user)
    if kept or child:
        return kept, child
    get_visible_or_404(Child.objects, request.user, number=number)  # a foreign file reached for is written down
    raise Http404


def holds_of(child: Child | None) -> list[Hold]:
    if child is None:
        return []
    return list(child.holds.select_related("placed_by", "released_by").order_by("-pk"))


def _erasures(kept: Retention | None) -> QuerySet[Erasure]:
    rows = Erasure.objects.filter(retention=kept) if kept else Erasure.objects.none()
    names = ("proposed_by", "confirmed_by", "withdrawn_by", "proposed_post__agency", "confirmed_post__agency")
    return rows.select_related(*names).order_by("-pk")


def _may(kept: Retention | None, child: Child | None, user: Any, at: Any) -> dict[str, bool]:
    """Which acts the page offers. Each act checks for itself."""
    state = kept.state if kept else ""
    under_way = kept.erasures.filter(state__in=[ErasureState.PROPOSED, ErasureState.CONFIRMED]) if kept else []
    waits = bool(under_way) and under_way.exists()
    over = bool(kept and kept.keep_until and kept.keep_until < local_day(at))
    return {
        "may_archive": state == State.PROPOSED, "may_reopen": state == State.ARCHIVED and not waits,
        "may_propose": state == State.ARCHIVED and over and not waits, "may_hold": child is not None,
    }  # fmt: skip
