"""Suspected duplicates of the own body: the list, two files side by side, and questions between bodies."""

from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.matching import actions
from apps.matching.handles import child_of
from apps.matching.models import Enquiry, Merge, SuspectedPair
from apps.matching.own import own_of
from apps.people.actions import open_child
from apps.people.models import Child
from apps.web.matching import sides
from apps.web.matching.forms import AnswerForm, AskForm, MergeForm, ReasonForm, UndoForm
from apps.web.shared import capped_count, get_visible_or_404, keyset_page, now, run_action

WHOLE = ("one__guardianship", "one__area", "two__guardianship", "two__area", "decided_by")
QUESTIONS = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open pairs, the likeliest first, and what bodies ask each other."""
    require(request.user, Perm.MERGE_CHILDREN)
    pairs = SuspectedPair.objects.visible_to(request.user).open().select_related(*WHOLE)
    page = keyset_page(request, pairs, ("score", "pk"), descending=True, count=capped_count(pairs))
    page.items = sides.briefs(page.items, request.user, local_day(now()))
    questions = (
        Enquiry.objects.visible_to(request.user).filter(Q(answered_at__isnull=True) | Q(asker=request.user.agency))
        .select_related("asker", "asked", "child").order_by("answered_at", "-asked_at")[:QUESTIONS]
    )  # fmt: skip
    return render(request, "matching/index.html", {"page": page, "questions": questions, "now": now()})


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two files side by side: merge them, or say that they are two children."""
    found = _pair(request, pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    compared = sides.lines(sides.values(found.one), sides.values(found.two), choosing=True)
    fields = [line.name for line in compared if line.choice]
    own = own_of(request.user, found.children)
    both = {found.one_id, found.two_id} <= own
    forms = {
        "merging": MergeForm(request.POST if act == "merge" else None, pair=found, fields=fields),
        "different": ReasonForm(request.POST if act == "different" else None, prefix="different"),
        "undoing": UndoForm(request.POST if act == "undo" else None, prefix="undo"),
    }
    if act and _do(request, act, found, forms):
        return redirect("matching:pair", pk=found.pk)
    for child in (found.one, found.two):
        if Child.objects.visible_to(request.user).filter(pk=child.pk).exists():
            open_child(child, by=request.user, at=now())
    context = {
        "pair": found, "compared": compared if both else [], "both": both, "now": now(),
        "merge": Merge.objects.between(found.children).first(),
        "reasons": [sides.REASONS[code] for code in found.reasons if code in sides.REASONS],
        "parts": [] if both else _parts(found, request, own), **forms,
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values())
    return render(request, "matching/pair.html", context, status=422 if wrong else 200)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that these are two children."""
    found = _pair(request, pk)
    try:
        actions.reopen(found, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("matching:pair", pk=pk)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the body of a file that was shown masked; answered in place for htmx."""
    child = child_of(request.POST.get("token", ""), request.user)
    if child is None:
        raise Http404
    form = AskForm(request.POST, auto_id=f"ask{token_hex(4)}_%s")
    done = form.is_valid() and run_action(
        form, lambda: actions.ask_body(child, text=form.cleaned_data["text"], by=request.user, at=now())
    )[0]  # fmt: skip
    context = {"side": {"token": request.POST.get("token", ""), "asked": done, "asking": form}}
    if request.htmx:
        return render(request, "matching/_ask.html", context)
    if done:
        messages.success(request, _("The other body has been asked."))
        return redirect("matching:index")
    return render(request, "matching/ask.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """A question between two bodies; the one that was asked answers."""
    require(request.user, Perm.MERGE_CHILDREN)
    records = Enquiry.objects.select_related("child", "asker", "asked", "asked_by", "answered_by")
    found = get_visible_or_404(records, request.user, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if run_action(form, lambda: actions.answer_enquiry(found, answer=answer, by=request.user, at=now()))[0]:
            messages.success(request, _("The answer is sent."))
            return redirect("matching:index")
    seen = Child.objects.visible_to(request.user).filter(pk=found.child_id).exists()
    context = {"enquiry": found, "form": form, "seen": seen, "asked": found.asked_id == request.user.agency.pk,
               "now": now()}  # fmt: skip
    return render(request, "matching/enquiry.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, act: str, found: SuspectedPair, forms: dict[str, Any]) -> bool:
    """Do what was asked; False leaves the errors in the form."""
    by, at = request.user, now()
    form = forms[{"merge": "merging", "different": "different", "undo": "undoing"}.get(act, "merging")]
    if not form.is_valid():
        return False
    if act == "merge":
        parts = form.parts()
        kept = parts.pop("kept")
        done, words = run_action(form, lambda: actions.merge(kept, **parts, by=by, at=at)), _("The files are one now.")
    elif act == "different":
        reason = form.cleaned_data["reason"]
        done = run_action(form, lambda: actions.call_different(found, reason=reason, by=by, at=at))
        words = _("Noted: two children.")
    else:
        made = Merge.objects.between(found.children).first()
        if made is None:
            raise Http404
        done = run_action(form, lambda: actions.undo(made, reason=form.cleaned_data["reason"], by=by, at=at))
        words = _("The merge is undone: two files again.")
    if done[0]:
        messages.success(request, words)
    return done[0]


def _pair(request: HttpRequest, pk: int) -> SuspectedPair:
    require(request.user, Perm.MERGE_CHILDREN)
    return get_visible_or_404(SuspectedPair.objects.select_related(*WHOLE), request.user, pk=pk)


def _parts(found: SuspectedPair, request: HttpRequest, own: set[int]) -> list[sides.Side]:
    """Both files, one of them masked."""
    asked = sides.asked_by(request.user, [found.one_id, found.two_id])
    return [
        sides.side(child, request.user, local_day(now()), seen=child.pk in own, asked=child.pk in asked,
                   reasons=[])
        for child in (found.one, found.two)
    ]  # fmt: skip
