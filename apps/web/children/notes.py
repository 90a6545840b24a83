"""Notes of a child's file, the newest first; corrected ones show their earlier texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.people.acts import notes as acts
from apps.people.models import Note
from apps.people.policies import check_may_write_daily, is_responsible, may_write_daily
from apps.web.children.part_forms import NoteForm, NoteTextForm, WithdrawPartForm
from apps.web.children.part_pages import opened
from apps.web.children.parts import answer, find_child, find_part, form_page, version_in
from apps.web.conflicts import Snapshot
from apps.web.shared import keyset_page, now

TAB = "children:notes"


@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The notes this reader may read, page by page."""
    child, frame, _shown = opened(request, number, TAB)
    writes = may_write_daily(request.user, child)
    seen = Note.objects.visible_to(request.user).filter(child=child)
    rows = seen.select_related("author", "agency").prefetch_related("texts__by")
    page = keyset_page(request, rows, ["written_at", "pk"], descending=True)
    own = is_responsible(request.user, child)
    for note in page.items:
        _with_acts(note, child.number, writes and note.author_id == request.user.pk, own)
    add = reverse("children:note_new", args=[child.number]) if writes else ""
    return render(request, "children/notes.html", frame | {"page": page, "add": add})


@form_page
def new(request: HttpRequest, number: str) -> HttpResponse:
    child = find_child(request, number)
    check_may_write_daily(request.user, child)
    initial = {"confidentiality": Note.Confidentiality.OPEN}
    form = NoteForm(request.POST or None, child=child, user=request.user, initial=initial)
    return answer(
        request, child, form, TAB, {"heading": _("Write a note"), "act": _("Keep the note")},
        lambda: acts.write_note(child, data=form.data_of_part, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A new version of the text, by the author."""
    child = find_child(request, number)
    note = find_part(Note, child, request.user, pk)
    initial = {"text": note.texts.latest("no").text, "version": note.version}
    form = NoteTextForm(request.POST or None, child=child, user=request.user, initial=initial)
    return answer(
        request, child, form, TAB, {"heading": _("Correct the note"), "act": _("Save")},
        lambda: acts.correct_note(
            note, text=form.cleaned_data["text"], version=version_in(form), by=request.user, at=now()
        ),
        history=lambda: [Snapshot(one.no, {"text": one.text}, one.at, one.by_id) for one in note.texts.order_by("no")],
    )  # fmt: skip


@form_page
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child = find_child(request, number)
    note = find_part(Note, child, request.user, pk)
    form = WithdrawPartForm(request.POST or None)
    return answer(
        request, child, form, TAB, {"heading": _("Withdraw the note"), "act": _("Withdraw")},
        lambda: acts.withdraw_note(note, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


def _with_acts(note: Any, number: str, is_author: bool, responsible: bool) -> None:
    """Texts, the newest apart, and links for those who may."""
    texts = list(note.texts.all())
    note.newest, note.earlier = texts[-1], texts[:-1][::-1]
    note.edit_url = note.withdraw_url = ""
    if note.withdrawn_at:
        return
    if is_author:
        note.edit_url = reverse("children:note_edit", args=[number, note.pk])
    if is_author or responsible:
        note.withdraw_url = reverse("children:note_withdraw", args=[number, note.pk])
