"""The steps of a letter: each a POST that carries the letter along, none an address of its own."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from apps.complaints import waiting
from apps.core.errors import Refused
from apps.web.intake import bodies, pages, room, sending, steps
from apps.web.intake.draft import Draft, opened
from apps.web.intake.forms import CodeForm, StepForm
from apps.web.intake.review import lines

START, CODE = "start", "code"
POSTER = re.compile(r"[\w-]{1,32}", re.ASCII)


def first(request: HttpRequest, said: str = "", status: int = 200) -> HttpResponse:
    """Who writes? `said`: what became of what was there before."""
    code = request.GET.get("p", "")
    draft = Draft(translation.get_language() or "ru", poster=code if POSTER.fullmatch(code) else "")
    response = _shown(draft, said=said, status=status)
    response.may_be_found = not said  # type: ignore[attr-defined]
    return response


def step(request: HttpRequest) -> HttpResponse:
    """One press of a button. Whatever it was, what the screen held is kept."""
    draft = opened(request.POST.get("ticket", ""))
    if draft is None:
        return first(request, said="late")
    here = steps.present(draft)
    if here is not None and here.form:
        draft.keep(request.POST, list(here.form.base_fields))
        draft.said["bodies"] = [str(one.pk) for one in bodies.named(draft.all("bodies"))]
    if wanted := request.POST.get("language"):
        draft.speak(wanted)
    translation.activate(draft.language)
    refused = _add_files(request, draft)
    if refused or wanted:
        return _shown(draft, problem=refused, status=422 if refused else 200)
    return _go(request, draft, here, request.POST.get("go", ""))


def _go(request: HttpRequest, draft: Draft, here: steps.Step | None, go: str) -> HttpResponse:
    if here is None:
        return _begin(request, draft, go)
    if go == "back":
        steps.go_back(draft)
    elif go.startswith("to:"):
        steps.go_to(draft, go[3:])
    elif go.startswith("drop:"):
        gone = [one for one in draft.files if one["id"] == go[5:]]
        waiting.drop(gone)
        draft.files = [one for one in draft.files if one not in gone]
    elif go == "next":
        form = steps.filled(here, draft)
        if form is not None and not form.is_valid():
            return _shown(draft, form=form, status=422)
        steps.go_on(draft)
    elif go == "send" and here.name == steps.REVIEW:
        return _send(request, draft)
    return _shown(draft)


def _begin(request: HttpRequest, draft: Draft, go: str) -> HttpResponse:
    """From the first screen, or from that of the code."""
    if draft.step == CODE and go == "next":
        return room.enter(request, draft, lambda form, status: _shown(draft, form=form, status=status))
    if go in ("child", "adult"):
        draft.who = go.upper()
        draft.step = steps.way(draft)[0].name
    else:
        draft.step = CODE if go == CODE else START
    return _shown(draft)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    wrong = steps.first_wrong(draft)
    if not wrong:
        try:
            return sending.send(request, draft)
        except Refused as refused:
            steps.go_to(draft, steps.step_of(refused.field or "", draft))
            return _refused(draft, refused)
    steps.go_to(draft, wrong)
    here = steps.present(draft)
    return _shown(draft, form=steps.filled(here, draft) if here else None, status=422)


def _refused(draft: Draft, refused: Refused) -> HttpResponse:
    here = steps.present(draft)
    form = steps.filled(here, draft) if here else None
    if form is None or refused.field not in form.fields:
        return _shown(draft, problem=" ".join(str(one.message) for one in refused.all), status=422)
    form.refuse(refused)
    return _shown(draft, form=form, status=422)


def _add_files(request: HttpRequest, draft: Draft) -> str:
    """Let what was chosen wait for the letter; what is wrong with it, if anything."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        return ""
    if not pages.take_files(request, len(uploads)):
        return pages.too_many_files()
    try:
        draft.files += waiting.put(uploads, already=len(draft.files))
    except Refused as refused:
        return str(refused.message)
    return ""


def _shown(draft: Draft, *, form: Any = None, problem: str = "", said: str = "", status: int = 200) -> HttpResponse:
    """The screen the letter is at, with what was typed there."""
    context: dict[str, Any] = {"draft": draft, "ticket": draft.ticket, "problem": problem, "said": said}
    here = steps.present(draft)
    if here is None:
        name = CODE if draft.step == CODE else START
        context["form"] = form or CodeForm()
        return pages.page(f"intake/{name}.html", context, status=status)
    context |= {"step": here, "places": _places(here, draft), "form": form or _unchecked(here, draft)}
    if here.name == steps.REVIEW:
        context["lines"] = lines(draft)
    return pages.page(here.template, context, status=status)


def _unchecked(here: steps.Step, draft: Draft) -> StepForm | None:
    """The form with what was said, before anybody judges it."""
    if here.form is None:
        return None
    form = here.form(draft=draft)
    for name, field in form.fields.items():
        field.initial = draft.all(name) if hasattr(field.widget, "allow_multiple_selected") and (
            field.widget.allow_multiple_selected
        ) else draft.get(name)  # fmt: skip
    return form


def _places(here: steps.Step, draft: Draft) -> list[dict[str, Any]]:
    last = steps.way(draft)[-1].place
    return [{"n": n, "of": last, "done": n < here.place, "current": n == here.place} for n in range(1, last + 1)]
