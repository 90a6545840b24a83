"""Recording a new incident in three steps. Every post saves what is right; the draft lives on the server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.audit.models import LedgerEntry
from apps.core.errors import Refused, Stale
from apps.disclosure.mask import mask
from apps.incidents import policies
from apps.incidents.acts import drafts, sending
from apps.incidents.checks import check_whole
from apps.incidents.models import Incident
from apps.incidents.states import State
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web.incidents import children, draft_page, from_call
from apps.web.incidents.forms import STEPS, DraftForm, WhatForm, WhoForm, field_errors, kind_rows
from apps.web.refusals import refuse
from apps.web.shared import get_visible_or_404, now

KEPT_KEYS = 20


@dataclass
class Outcome:
    """What became of a post: the draft as stored, and what was not taken over."""

    draft: Incident | None
    form: DraftForm
    refused: list[Refused] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.draft is not None and not self.form.errors


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Step 1 of a draft that does not exist yet. The page's key makes one draft of however many posts; `call` names a
    call to 111 whose answers are taken over."""
    policies.check_can_log(request.user)
    call = from_call.call_of(request)
    if request.method != "POST":
        form = make_form(request, None, 1, initial=from_call.initial(call))
        return _page(request, None, 1, form, key=uuid4().hex)
    key = request.POST.get("key", "")[:32]
    with transaction.atomic():
        draft = _draft_of(request, key)
        outcome = save(request, draft, 1, beside={} if draft else from_call.beside(call))
        if outcome.draft and draft is None:
            _remember(request, key, outcome.draft)
    return _answer(request, outcome, 1, key=key)


@require_safe
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Where work on the draft goes on: the first step that still lacks something."""
    draft = _own_draft(request, number)
    if draft.state != State.DRAFT:
        return redirect("incidents:detail", number)
    lacking = [draft_page.STEP_OF_FIELD.get(one.field or "", 1) for one in _lacks(draft)]
    return redirect("incidents:step", number, min(lacking, default=3))


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """One step of a stored draft."""
    if step not in STEPS:
        raise Http404
    draft = _own_draft(request, number)
    if draft.state != State.DRAFT:
        return redirect("incidents:detail", number)
    if request.method != "POST":
        return _page(request, draft, step, make_form(request, draft, step))
    outcome = save(request, draft, step)
    # A save by htmx may carry the button pressed meanwhile; only the form itself sends.
    if step == 3 and request.POST.get("go") == "send" and outcome.is_whole and not request.htmx:
        return _submit(request, outcome.draft or draft, outcome)
    return _answer(request, outcome, step)


@require_POST
def find_child(request: HttpRequest) -> HttpResponse:
    """Children that fit what is typed, as rows to tick; by POST, so that no name stands in an address."""
    policies.check_can_log(request.user)
    drafts = Incident.objects.visible_to(request.user).filter(state=State.DRAFT, agency=request.user.agency)
    draft = drafts.filter(number=request.POST.get("draft", "")).first()
    held = children.of_draft(draft) + children.by_numbers(request.user, request.POST.getlist("child"))
    ticked = {child.number for child in held}.intersection(request.POST.getlist("child"))
    q = request.POST.get("q", "").strip()
    return render(request, "incidents/_found.html", _rows(request, ticked, q))


def save(
    request: HttpRequest, draft: Incident | None, step: int, *, beside: Mapping[str, Any] = MappingProxyType({})
) -> Outcome:  # fmt: skip
    """Store every field that is right, and what is known `beside` them; put the others, with their refusals, into the
    form."""
    form = make_form(request, draft, step, data=request.POST)
    form.is_valid()
    if request.htmx and isinstance(form, WhatForm):
        form.forget_halves()
    values = form.facts()
    if draft is None and not any(value not in (None, "", False) for value in values.values()):
        form.add_error("kind", _("Say what happened."))
        return Outcome(None, form)
    held = {"data": {**beside, **values}, "reason": form.cleaned_data.get("reason", ""), **_who(request, draft, form)}
    try:
        saved = _save_whoever(request, draft, held)
    except Stale:
        text = _("Somebody else saved this draft meanwhile; load the page again. Nothing was overwritten.")
        form.add_error(None, text)
        return Outcome(draft, form)
    for one in saved.refused:
        refuse(form, one)
    return Outcome(saved.incident, form, saved.refused)


def _save_whoever(request: HttpRequest, draft: Incident | None, held: dict[str, Any]) -> drafts.Saved:
    """Save against the version the page has. One's own automatic save that was still under way is no conflict."""
    version = request.POST.get("version", "")
    act = partial(drafts.save_draft, draft, **held, lenient=True, by=request.user, at=now())
    try:
        return act(version=int(version) if version.isdecimal() and len(version) < 10 else None)
    except Stale:
        if draft is None or not saved_last_by(draft, request.user):
            raise
        return act()


def saved_last_by(draft: Incident, user: Any) -> bool:
    verbs = ["incident.draft_created", "incident.draft_saved"]
    last = LedgerEntry.objects.filter(subject_kind="incident", subject_id=draft.pk, verb__in=verbs)
    return last.order_by("-pk").values_list("actor_id", flat=True).first() == user.pk


def make_form(
    request: HttpRequest, draft: Incident | None, step: int, data: Any = None, **extra: Any
) -> DraftForm:  # fmt: skip
    """The form of a step, filled from the draft or bound to what was posted."""
    if step == 1:
        extra["clock_runs"] = bool(draft) and Obligation.objects.about(draft.subject).exists()
    elif step == 2:
        held = children.of_draft(draft)
        mask(held, request.user)
        extra["offered"] = [*held, *children.by_numbers(request.user, data.getlist("child") if data else [])]
        extra["initial"] = {
            "child": [child.number for child in held],
            "unknown": "\n".join(children.unknown_of(draft)),
            "area": draft.area_id or children.likely_area(held, request.user),
        }
    return STEPS[step](data, draft=draft, user=request.user, now=now(), **extra)


def _who(request: HttpRequest, draft: Incident | None, form: DraftForm) -> dict[str, Any]:
    if not isinstance(form, WhoForm):
        return {}
    numbers = form.cleaned_data.get("child", [])
    allowed: dict[str, Child] = {child.number: child for child in children.of_draft(draft)}
    allowed |= {child.number: child for child in children.by_numbers(request.user, numbers)}
    lines = form.cleaned_data.get("unknown", "").splitlines()
    return {"children": [allowed[number] for number in numbers if number in allowed], "unknown": lines}


def _submit(request: HttpRequest, draft: Incident, outcome: Outcome) -> HttpResponse:
    try:
        incident = sending.submit(draft, by=request.user, at=now())
    except Refused as refused:
        for one in refused.all:
            if one.field in outcome.form.fields:
                refuse(outcome.form, one)
        return _page(request, draft, 3, outcome.form, status=422)
    messages.success(request, _("The notices have gone out. The clocks below say who has been reached."))
    return redirect("incidents:detail", incident.number)


def _answer(request: HttpRequest, outcome: Outcome, step: int, key: str = "") -> HttpResponse:
    """The next step, the same one with its errors, or for htmx the parts that changed."""
    draft, go = outcome.draft, request.POST.get("go", "")
    if request.htmx:
        return render(request, "incidents/_saved.html", _context(request, draft, step, outcome.form, key=key))
    if not outcome.is_whole or "find" in request.POST or draft is None:
        return _page(request, draft, step, outcome.form, key=key, status=200 if "find" in request.POST else 422)
    if go == "next":
        return redirect("incidents:step", draft.number, min(step + 1, 3))
    if go == "back":
        return redirect("incidents:step", draft.number, max(step - 1, 1))
    messages.success(request, _("The draft is saved. The term runs on."))
    return redirect("incidents:step", draft.number, step)


def _page(
    request: HttpRequest, draft: Incident | None, step: int, form: DraftForm, *, key: str = "", status: int = 200
) -> HttpResponse:
    context = _context(request, draft, step, form, key=key)
    if step == 1:
        context |= {"kinds": kind_rows(form), "kind_errors": field_errors(form, "kind")}
    if step == 2:
        allowed = {number for number, _label in form.fields["child"].choices}
        ticked = allowed.intersection(form["child"].value() or [])
        context |= _rows(request, ticked, request.POST.get("q", "").strip())
        context["child_errors"] = field_errors(form, "child")
    if step == 3 and draft:
        context |= {"recorded": draft_page.recorded(draft), "missing": draft_page.missing(draft, now())}
    return render(request, f"incidents/step_{step}.html", context, status=status)


def _context(
    request: HttpRequest, draft: Incident | None, step: int, form: DraftForm, *, key: str = ""
) -> dict[str, Any]:
    at = now()
    return {
        "draft": draft,
        "form": form,
        "step": step,
        "key": key,
        "call": from_call.call_of(request) if key else None,
        "now": at,
        "stages": draft_page.stages(draft),
        "running": draft_page.running(draft, at),
        "saved_at": at if request.method == "POST" else None,
    }


def _rows(request: HttpRequest, ticked: set[str], q: str) -> dict[str, Any]:
    chosen = children.by_number(sorted(ticked))
    found = children.search(request.user, q, leave_out=sorted(ticked))
    mask([*chosen, *found], request.user)
    return {
        "chosen": chosen,
        "found": found,
        "q": q,
        "now": now(),
    }


def _own_draft(request: HttpRequest, number: str) -> Incident:
    draft = get_visible_or_404(
        Incident.objects.select_related("agency__area__parent", "area"), request.user, number=number
    )
    if draft.state == State.DRAFT:
        policies.check_can_edit_draft(request.user, draft)
    return draft


def _lacks(draft: Incident) -> list[Refused]:
    try:
        check_whole(draft, now())
    except Refused as refused:
        return refused.all
    return []


def _draft_of(request: HttpRequest, key: str) -> Incident | None:
    """The draft an earlier post of the same page made, also when both came at once."""
    if not key:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"draft:{key}"])
    stored = type(request.session)(session_key=request.session.session_key)
    number = stored.get("drafts", {}).get(key)
    return Incident.objects.visible_to(request.user).filter(number=number, state="DRAFT").first() if number else None


def _remember(request: HttpRequest, key: str, draft: Incident) -> None:
    held = dict(request.session.get("drafts", {}))
    held[key] = draft.number
    request.session["drafts"] = dict(list(held.items())[-KEPT_KEYS:])
    request.session.save()
