"""Notes on a meeting: a draft that the server keeps from the first second, the note itself, questions and answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import Refused, Stale
from apps.mentoring import policies
from apps.mentoring.acts import notes
from apps.mentoring.models import Meeting, MeetingNote, NoteDraft, NoteQuestion
from apps.web.conflicts import save_form
from apps.web.mentoring.meetings import words
from apps.web.mentoring.meetings.detail import fetch, page
from apps.web.mentoring.meetings.forms import AnswerForm, NoteForm, QuestionForm
from apps.web.refusals import refuse
from apps.web.shared import now

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, number: str) -> HttpResponse:
    """The editor. POST writes the note, or, with `go=save` and without script, the draft alone."""
    meeting = _writes(request, number)
    if request.method != "POST":
        held = notes.draft_of(meeting, request.user, now())
        initial = {"text": held.text, "version": held.version} if held else {}
        return _editor(request, meeting, NoteForm(initial=initial), draft=held)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            return _posted(request, meeting, form)
        except Stale:
            return _editor(request, meeting, form, conflict=True)
        except Refused as refused:
            refuse(form, refused)
    return _editor(request, meeting, form)


@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """An automatic save. 409 with both texts when another window saved since: nothing is overwritten."""
    meeting = _writes(request, number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "mentoring/meetings/_draft.html", {"form": form, "now": now()}, status=422)
    try:
        held = notes.save_draft(
            meeting, text=form.cleaned_data["text"], version=form.seen, by=request.user, at=now()
        )  # fmt: skip
    except Stale:
        stored = notes.draft_of(meeting, request.user, now())
        context = {"meeting": meeting, "stored": stored, "form": form, "now": now(), "conflict": True}
        return render(request, "mentoring/meetings/_draft.html", context, status=CONFLICT)
    return render(request, "mentoring/meetings/_draft.html", {"saved": held, "form": form, "now": now()})


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Give the draft up; GET asks."""
    meeting = _writes(request, number)
    if request.method != "POST":
        return render(request, "mentoring/meetings/discard.html", {"meeting": meeting, "now": now()})
    notes.discard_draft(meeting, by=request.user, at=now())
    messages.success(request, _("The draft is discarded."))
    return redirect("mentoring:meeting", meeting.number)


@require_POST
def ask(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A question on a note; the mentor owes an answer."""
    meeting = fetch(request, number)
    found = get_object_or_404(MeetingNote.objects.visible_to(request.user), pk=pk, meeting=meeting)
    form = QuestionForm(request.POST)
    if save_form(request, form, lambda: notes.ask(found, **form.cleaned_data, by=request.user, at=now()))[0]:
        messages.success(request, _("The question is asked: the mentor owes an answer."))
        return redirect("mentoring:meeting", meeting.number)
    return _page(request, meeting, ask_form=form, asking=found.pk)


@require_POST
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    meeting = fetch(request, number)
    policies.check_can_note(request.user, meeting.assignment)
    found = get_object_or_404(NoteQuestion, pk=pk, note__meeting=meeting)
    form = AnswerForm(request.POST)
    if save_form(request, form, lambda: notes.answer(found, **form.cleaned_data, by=request.user, at=now()))[0]:
        messages.success(request, _("The answer is recorded."))
        return redirect("mentoring:meeting", meeting.number)
    return _page(request, meeting, answer_form=form, answering=found.pk)


def _posted(request: HttpRequest, meeting: Meeting, form: NoteForm) -> HttpResponse:
    """Save or write. After a conflict `over` names the version that the writer has seen and means to replace: only a
    button sends it, never an automatic save."""
    typed, over = form.cleaned_data["text"], request.POST.get("over", "")
    version = int(over) if over.isdecimal() and len(over) < 10 else form.seen
    if over or request.POST.get("go") == "save":
        notes.save_draft(meeting, text=typed, version=version, by=request.user, at=now())
        messages.success(request, _("The draft is saved."))
        return redirect("mentoring:meeting_note", meeting.number)
    notes.write_note(meeting, text=typed, version=version, by=request.user, at=now())
    messages.success(request, _("The note is written."))
    return redirect("mentoring:meeting", meeting.number)


def _editor(
    request: HttpRequest, meeting: Meeting, form: NoteForm, *, draft: NoteDraft | None = None, conflict: bool = False
) -> HttpResponse:  # fmt: skip
    stored = notes.draft_of(meeting, request.user, now()) if conflict else None
    context = {
        "meeting": meeting, "form": form, "draft": draft, "stored": stored, "conflict": conflict, "now": now(),
        "times": words.times(meeting), "may_write": meeting.planned_from <= now(),
    }  # fmt: skip
    status = CONFLICT if conflict else 422 if form.errors else 200
    return render(request, "mentoring/meetings/note.html", context, status=status)


def _page(request: HttpRequest, meeting: Meeting, **extra: Any) -> HttpResponse:
    return render(request, "mentoring/meetings/detail.html", page(meeting, request.user, now(), **extra), status=422)


def _writes(request: HttpRequest, number: str) -> Meeting:
    meeting = fetch(request, number)
    policies.check_can_note(request.user, meeting.assignment)
    return meeting
