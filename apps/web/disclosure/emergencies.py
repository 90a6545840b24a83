"""Opening a file in an emergency, and looking at such openings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.audit.models import LedgerEntry
from apps.core import tickets, wall
from apps.disclosure import actions, policies
from apps.disclosure.looks import LOOKS
from apps.disclosure.models import EmergencyOpening
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web.disclosure.forms import EMERGENCY_VERDICTS, EmergencyForm, HiddenFileForm, ReviewForm
from apps.web.disclosure.words import tabs
from apps.web.shared import Page, capped_count, get_visible_or_404, keyset_page, now, run_action

PURPOSE = "emergency"
TICKET_SECONDS = 900
WITH = ("child", "user", "agency", "responsible", "reviewed_by")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own openings and those to review, the newest first."""
    user = request.user
    if not allows(user, Perm.BREAK_GLASS):
        require(user, Perm.REVIEW_ACCESS)
    seen = EmergencyOpening.objects.visible_to(user).select_related(*WITH)
    if request.GET.get("show") == "open":
        seen = seen.unreviewed()
    page: Page = keyset_page(request, seen, ("starts_at", "pk"), descending=True, count=capped_count(seen))
    at = now()
    context = {
        "page": page, "rows": [{"one": one, "in_force": one.is_in_force(at)} for one in page.items], "now": at,
        "tabs": tabs(user, "open" if request.GET.get("show") == "open" else "all"),
        "may_open": policies.may_break_glass(user),
    }  # fmt: skip
    return render(request, "access/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whether a file with exactly this number or IIN exists, and at which body; each search is noted."""
    policies.check_can_break_glass(request.user)
    form = HiddenFileForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form)
    done, child = run_action(
        form, lambda: actions.search_hidden(form.cleaned_data["q"], by=request.user, at=now())
    )  # fmt: skip
    if not done:
        return _asked(request, form)
    if child is None:
        form.add_error("q", _("There is no file with exactly this number or IIN."))
        return _asked(request, form)
    if Child.objects.visible_to(request.user).filter(pk=child.pk).exists():
        return redirect("children:detail", child.number)
    ticket = tickets.issue([child.pk, request.user.pk], purpose=PURPOSE)
    return _confirmed(request, child, EmergencyForm(initial={"ticket": ticket}))


@require_POST
def open_file(request: HttpRequest) -> HttpResponse:
    """Break the glass: three hours, for this person alone."""
    policies.check_can_break_glass(request.user)
    child = _child_of(request)
    form = EmergencyForm(request.POST)
    if form.is_valid():
        kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
        done, opening = run_action(
            form, lambda: actions.break_glass(child, kind=kind, reason=reason, by=request.user, at=now())
        )
        if done:
            messages.warning(request, _("The file is open to you for three hours. The responsible body has been told."))
            return redirect("children:detail", opening.child.number)
    return _confirmed(request, child, form)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One opening: who, why, what was looked at; the reviewer's verdict."""
    opening = get_visible_or_404(
        EmergencyOpening.objects.select_related(*WITH), request.user, pk=pk_of(number, "E")
    )  # fmt: skip
    may_review = _may_review(request.user, opening)
    form = ReviewForm(request.POST or None, verdicts=EMERGENCY_VERDICTS) if may_review else None
    if request.method == "POST":
        policies.check_can_review(request.user, opening)
        if form is not None and form.is_valid() and run_action(
            form, lambda: actions.review_emergency(opening, **form.cleaned_data, by=request.user, at=now())
        )[0]:  # fmt: skip
            messages.success(request, _("The review is recorded."))
            return redirect("access:detail", opening.number)
    at = now()
    looks = LedgerEntry.objects.filter(
        subject_kind="child", subject_id=opening.child_id, actor_id=opening.user_id, verb__in=LOOKS,
        at__gte=opening.starts_at, at__lt=opening.ends_at,
    )  # fmt: skip
    context = {
        "one": opening, "form": form, "now": at, "in_force": opening.is_in_force(at), "looks": looks.count(),
        "links": Child.objects.visible_to(request.user).filter(pk=opening.child_id).exists(),
        "is_own": opening.user_id == request.user.pk, "duties": _review_duties(opening, request.user),
    }  # fmt: skip
    return render(request, "access/detail.html", context, status=422 if form and form.errors else 200)


def _review_duties(opening: EmergencyOpening, reader: Any) -> list[Obligation]:
    """The clock of the review, for those who owe it."""
    duties = Obligation.objects.visible_to(reader).open().about(opening.subject)
    return list(duties.select_related("rule").soonest_first())


@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """The person needs the file no longer."""
    opening = get_visible_or_404(EmergencyOpening.objects.all(), request.user, pk=pk_of(number, "E"))
    actions.end_emergency(opening, by=request.user, at=now())
    messages.success(request, _("The opening has ended."))
    return redirect("access:detail", opening.number)


def pk_of(number: str, prefix: str) -> int:
    """The id in `E-12`; 0, which nothing has, for anything else."""
    digits = number.removeprefix(f"{prefix}-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else 0


def _may_review(user: Any, opening: EmergencyOpening) -> bool:
    mine = allows(user, Perm.REVIEW_ACCESS) and user.agency.pk == opening.responsible_id
    return mine and opening.user_id != user.pk and opening.verdict in ("", EMERGENCY_VERDICTS.ASKED)


def _child_of(request: HttpRequest) -> Child:
    said = tickets.taken(request.POST.get("ticket", ""), purpose=PURPOSE, seconds=TICKET_SECONDS)
    child_id, user_id = said or (None, None)
    if child_id is None or user_id != request.user.pk:
        raise BadRequest("an old ticket, or somebody else's")
    with wall.lifted("a file that was found by its whole number or IIN, to be opened in an emergency"):
        return Child.objects.select_related("guardianship__area__parent").get(pk=child_id)


def _asked(request: HttpRequest, form: HiddenFileForm) -> HttpResponse:
    return render(request, "access/find.html", {"form": form}, status=422 if form.errors else 200)


def _confirmed(request: HttpRequest, child: Child, form: EmergencyForm) -> HttpResponse:
    """Only that a file exists, and where."""
    context = {"form": form, "body": child.guardianship}
    return render(request, "access/open.html", context, status=422 if form.errors else 200)
