"""Notes: written, corrected by a new version, withdrawn with a reason; never erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, NotAllowed, Stale
from apps.people.acts.parts import check_standing, clean, keep, locked, take_back
from apps.people.models import Child, Note, NoteText
from apps.people.policies import check_may_write_daily, is_responsible, may_write_daily

LONGEST = 10_000


@action
def write_note(child: Child, *, data: Mapping[str, Any], by: User, at: datetime) -> Note:
    """`data`: kind, confidentiality, text."""
    check_may_write_daily(by, child)
    values = {name: data.get(name) for name in ("kind", "confidentiality")}
    refuse = Collector()
    clean(Note, list(values), values, refuse)
    text = _text(data.get("text"), refuse)
    refuse.done()
    note = Note.objects.create(child=child, author=by, agency=by.agency, written_at=at, **values)
    NoteText.objects.create(note=note, no=1, text=text, by=by, at=at)
    log.record("note.written", child.subject, by=by, at=at, record=note.pk, level=note.confidentiality)
    return note


@action
def correct_note(note: Note, *, text: str, version: int, by: User, at: datetime) -> Note:
    """A new version of the text, by the author; the old ones stay readable. Raises Stale."""
    stored = locked(note)
    check_may_correct(by, stored)
    check_standing(stored)
    if stored.version != version:
        raise Stale
    refuse = Collector()
    text = _text(text, refuse)
    refuse.done()
    latest = stored.texts.latest("no")
    if latest.text == text:
        return stored
    keep(stored)
    NoteText.objects.create(note=stored, no=latest.no + 1, text=text, by=by, at=at)
    log.record("note.corrected", stored.subject, by=by, at=at, record=stored.pk, no=latest.no + 1)
    return stored


@action
def withdraw_note(note: Note, *, reason: str, by: User, at: datetime) -> Note:
    """By the author or the responsible body; the note stays in the file, marked, with the reason."""
    stored = locked(note)
    if not may_withdraw(by, stored):
        raise NotAllowed(_("Only the author or the responsible body withdraws a note."))
    return take_back(stored, name="note", reason=reason, by=by, at=at)


def may_correct(user: User, note: Note) -> bool:
    """The author, while the file is his or hers to write in."""
    return note.author_id == user.pk and may_write_daily(user, note.child)


def check_may_correct(user: User, note: Note) -> None:
    if not may_correct(user, note):
        raise NotAllowed(_("Only the author corrects a note."))


def may_withdraw(user: User, note: Note) -> bool:
    return is_responsible(user, note.child) or may_correct(user, note)


def _text(text: Any, refuse: Collector) -> str:
    text = str(text or "").strip()
    if not text:
        refuse(_("Write the note."), field="text")
    elif len(text) > LONGEST:
        refuse(_("At most %(longest)s characters.") % {"longest": LONGEST}, field="text")
    return text
