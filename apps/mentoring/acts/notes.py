"""The writers of notes on meetings: drafts that are never lost, the note itself, questions and answers."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, Refused, Stale
from apps.mentoring import clocks, policies
from apps.mentoring.checks.common import required
from apps.mentoring.models import Meeting, MeetingNote, NoteDraft, NoteQuestion
from apps.mentoring.states import MeetingState
from apps.obligations.events import Event

LONGEST = 10_000
KEPT = timedelta(days=30)
"""So long a draft waits for its writer."""


@action
def save_draft(meeting: Meeting, *, text: str, version: int, by: User, at: datetime) -> NoteDraft:
    """Store what was typed so far. `version` is that of the draft one has read, 0 for none: another window that saved
    since raises Stale, and nothing is overwritten. An empty first save stores nothing."""
    meeting = _of(meeting, by)
    if len(text) > LONGEST:
        raise Refused(_("At most %(longest)s characters.") % {"longest": LONGEST}, field="text")
    held = NoteDraft.objects.select_for_update().filter(meeting=meeting, author=by).first()
    if (held.version if held else 0) != version:
        raise Stale
    held = held or NoteDraft(meeting=meeting, author=by, version=0)
    held.text, held.saved_at, held.expires_at = text, at, at + KEPT
    if text.strip() or held.pk:
        held.version += 1
        held.save()
    return held


def draft_of(meeting: Meeting, user: User, at: datetime) -> NoteDraft | None:
    """The own draft that waits, if any; nobody reads another's."""
    return NoteDraft.objects.filter(meeting=meeting, author=user, expires_at__gt=at).first()


@action
def open_meeting(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Reading a meeting with its notes is a look that stays on record."""
    log.record("meeting.opened", meeting.subject, by=by, at=at)


@action
def discard_draft(meeting: Meeting, *, by: User, at: datetime) -> None:
    NoteDraft.objects.filter(meeting=meeting, author=by).delete()


@action
def write_note(
    meeting: Meeting, *, text: str, version: int | None = None, by: User, at: datetime
) -> MeetingNote:  # fmt: skip
    """The note of a meeting that took place or was missed; the draft goes with it. Where one waits, `version` is that
    of the draft one has read: without it, or when another window saved since, Stale, for it would go unseen."""
    meeting = _of(meeting, by)
    held = NoteDraft.objects.select_for_update().filter(meeting=meeting, author=by).first()
    if held is not None and held.expires_at > at and held.version != version:
        raise Stale
    refuse = Collector()
    text = required(text, "text", LONGEST, refuse, _("Write the note."))
    if meeting.state == MeetingState.CANCELLED:
        refuse(_("This meeting was called off."), field="text")
    elif meeting.planned_from > at:
        refuse(_("This meeting is still ahead."), field="text")
    refuse.done()
    note = MeetingNote.objects.create(meeting=meeting, text=text, author=by, written_at=at)
    NoteDraft.objects.filter(meeting=meeting, author=by).delete()
    log.record("meeting.noted", meeting.subject, by=by, at=at, note=note.pk)
    return note


@action
def ask(note: MeetingNote, *, text: str, by: User, at: datetime) -> NoteQuestion:
    """A coordinator of the organisation, or the responsible body, asks about a note; the mentor owes an answer."""
    note = MeetingNote.objects.select_related(
        "meeting__assignment__child", "meeting__assignment__organisation", "author"
    ).get(pk=note.pk)  # fmt: skip
    assignment = note.meeting.assignment
    policies.check_can_question(by, assignment)
    refuse = Collector()
    text = required(text, "text", 1000, refuse, _("Write the question."))
    refuse.done()
    question = NoteQuestion.objects.create(note=note, text=text, asked_by=by, asked_at=at)
    log.record("meeting.question_asked", note.meeting.subject, by=by, at=at, question=question.pk)
    clocks.start(question.subject, Event.NOTE_QUESTION_ASKED, assignment.organisation, author=note.author, by=by, at=at)
    return question


@action
def answer(question: NoteQuestion, *, text: str, by: User, at: datetime) -> NoteQuestion:
    """The author of the note answers, or somebody of the organisation for him or her."""
    question = NoteQuestion.objects.select_for_update(of=("self",)).select_related(
        "note__meeting__assignment__child", "note__meeting__assignment__organisation"
    ).get(pk=question.pk)  # fmt: skip
    policies.check_can_note(by, question.note.meeting.assignment)
    if question.answered_at:
        raise Refused(_("This question was answered already."), field="text")
    refuse = Collector()
    question.answer = required(text, "text", 2000, refuse, _("Write the answer."))
    refuse.done()
    question.answered_by, question.answered_at = by, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    log.record("meeting.question_answered", question.note.meeting.subject, by=by, at=at, question=question.pk)
    clocks.finish(question.subject, Event.NOTE_QUESTION_ANSWERED, by=by, at=at)
    return question


def forget_drafts(at: datetime) -> int:
    """Each night: drafts whose time is over. Returns how many."""
    return NoteDraft.objects.filter(expires_at__lte=at).delete()[0]


def _of(meeting: Meeting, by: User) -> Meeting:
    """The stored meeting, locked: a first draft is written once however many windows save it."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    meeting = rows.select_related("assignment__child", "assignment__organisation").get(pk=meeting.pk)
    policies.check_can_note(by, meeting.assignment)
    return meeting
