"""The page of a meeting: where it stands, who acts next, consents, out and in, notes with their questions."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import notes
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.models import Meeting, MeetingNote
from apps.mentoring.states import AHEAD, MeetingState
from apps.obligations.models import Obligation
from apps.web import formats, wording
from apps.web.mentoring.meetings import words
from apps.web.mentoring.meetings.forms import AnswerForm, QuestionForm
from apps.web.mentoring.meetings.listing import show_children
from apps.web.shared import get_visible_or_404, now

WITH = (
    "assignment__child__guardianship", "assignment__child__area", "assignment__organisation", "assignment__mentor",
    "assignment__body", "area__parent", "planned_by", "child_consent_by", "head_consent_by", "recorded_by",
)  # fmt: skip


def fetch(request: HttpRequest, number: str) -> Meeting:
    """The meeting of this number, if the reader may see it; else 404."""
    return get_visible_or_404(Meeting.objects.select_related(*WITH), request.user, number=number)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The meeting; opening it is noted."""
    meeting = fetch(request, number)
    at = now()
    notes.open_meeting(meeting, by=request.user, at=at)
    return render(request, "mentoring/meetings/detail.html", page(meeting, request.user, at))


def page(meeting: Meeting, reader: User, at: datetime, **forms: Any) -> dict[str, Any]:
    """Context of `mentoring/meetings/detail.html`."""
    assignment = meeting.assignment
    home = home_of(assignment, local_day(at))
    written = list(
        MeetingNote.objects.visible_to(reader).filter(meeting=meeting)
        .select_related("author").prefetch_related("questions__asked_by", "questions__answered_by").order_by("-pk")
    )  # fmt: skip
    asked = any(not one.answered_at for note in written for one in note.questions.all())
    child = assignment.child
    named = show_children([child], reader)
    draft = notes.draft_of(meeting, reader, at)
    offers = words.offers(meeting, reader, home, at)
    main = [] if offers and offers[0]["url"].endswith("/call-off/") else offers[:1]
    return {
        "meeting": meeting, "now": at, "look": words.look(meeting, at), "icon": words.KIND_ICONS[meeting.kind],
        "times": words.times(meeting), "child": child, "is_named": child.pk in named, "home": home,
        **words.stages(meeting, noted=bool(written)),
        "next": words.next_step(meeting, home, at, noted=bool(written), asked=asked),
        "offers": offers, "main": main, "others": offers[len(main) :], "breaches": words.breaches(meeting),
        "duties": _duties(meeting, reader), "consents": _consents(meeting), "facts": _facts(meeting),
        "course": _course(meeting), "notes": written, "draft": draft, "line": _line(meeting, written),
        "may_note": policies.may(policies.check_can_note, reader, assignment),
        "may_ask": policies.may(policies.check_can_question, reader, assignment),
        "ask_form": QuestionForm(), "answer_form": AnswerForm(), **forms,
    }  # fmt: skip


def _duties(meeting: Meeting, reader: User) -> list[Obligation]:
    """What is still owed about the meeting and its notes, soonest first, as far as the reader sees duties."""
    seen = Obligation.objects.visible_to(reader).open()
    found = seen.filter(subject_kind__in=("meeting", "note_question"), subject_no=meeting.number)
    return list(found.select_related("rule").soonest_first())


def _consents(meeting: Meeting) -> list[dict[str, Any]]:
    """The two answers an outing needs."""
    if not meeting.is_outing:
        return []
    return [
        _consent(_("The child"), meeting.child_consent_at, meeting.child_consent_by, meeting, _("heard by %(who)s")),
        _consent(
            _("The head of the child's organisation"), meeting.head_consent_at, meeting.head_consent_by, meeting,
            "%(who)s",
        ),
    ]  # fmt: skip


def _consent(label: str, at: datetime | None, by: User | None, meeting: Meeting, who: str) -> dict[str, Any]:
    if at is not None:
        name = who % {"who": wording.short_name(by)} if by else ""
        under = ", ".join(filter(None, [formats.instant(at), name]))
        return {"icon": "check", "state": "met", "text": format_html("<b>{}</b>: {}", label, _("agreed")),
                "under": under}  # fmt: skip
    lacking = meeting.state == MeetingState.ASKED
    said = _("not asked yet") if lacking else _("no consent was recorded")
    state = "soon" if lacking else "over" if meeting.state == MeetingState.HELD else "off"
    return {"icon": "bell", "state": state, "text": format_html("<b>{}</b>: {}", label, said), "under": ""}


def _facts(meeting: Meeting) -> list[dict[str, Any]]:
    place = ", ".join(filter(None, [meeting.place, meeting.area.name if meeting.area else ""]))
    return [
        {"label": _("Kind of meeting"), "value": meeting.get_kind_display()},
        {"label": _("Place"), "value": place},
        {"label": _("What for"), "value": meeting.purpose},
        {"label": _("Services for the child"), "value": meeting.get_service_display() if meeting.service else ""},
        {"label": _("Mentor"), "value": meeting.assignment.mentor_name},
        {"label": _("Mentoring organisation"), "value": meeting.assignment.organisation.name},
        {"label": _("Why it did not take place"), "value": meeting.reason},
    ]  # fmt: skip


def _course(meeting: Meeting) -> list[dict[str, Any]]:
    """How an outing went: out, in, with whom."""
    if meeting.state in AHEAD and not meeting.left_at:
        return []
    with_whom = meeting.third_party if meeting.state == MeetingState.HELD else "NONE"
    return [
        {"label": _("The child left"), "value": formats.instant(meeting.left_at) if meeting.left_at else ""},
        {"label": _("The child came back"),
         "value": formats.instant(meeting.returned_at) if meeting.returned_at else ""},
        {"label": _("With whom the child was left"),
         "value": meeting.get_third_party_display() if with_whom != "NONE" else ""},
        {"label": _("With whom, when and why"), "value": meeting.third_party_text},
    ]  # fmt: skip


def _line(meeting: Meeting, written: list[MeetingNote]) -> list[dict[str, Any]]:
    """What happened, newest on top."""
    asked = meeting.is_outing and (meeting.head_consent_at or meeting.state == MeetingState.ASKED)
    who = wording.short_name(meeting.planned_by)
    said = _("The outing was asked for") if asked else _("The meeting was planned")
    rows = [_row(meeting.planned_at, "plus", "run", said, who)]
    for at, by, text in (
        (meeting.child_consent_at, meeting.child_consent_by, _("The child agreed")),
        (meeting.head_consent_at, meeting.head_consent_by, _("The head agreed")),
    ):
        if at:
            rows.append(_row(at, "check", "met", text, wording.short_name(by) if by else ""))
    if meeting.left_at:
        rows.append(_row(meeting.left_at, "exit", "run", _("The child left")))
    if meeting.returned_at:
        rows.append(_row(meeting.returned_at, "home", "met", _("The child came back")))
    if meeting.recorded_at:
        state, icon = words.LOOKS[meeting.state]
        by = wording.short_name(meeting.recorded_by) if meeting.recorded_by else ""
        rows.append(_row(meeting.recorded_at, icon, state, str(meeting.get_state_display()).capitalize(), by))
    rows += [
        _row(note.written_at, "edit", "run", _("A note was written"), wording.short_name(note.author))
        for note in written
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _row(at: datetime, icon: str, state: str, text: str, who: str = "") -> dict[str, Any]:
    said = format_html('{} <span class="muted small">{}</span>', text, who)
    return {"at": at, "icon": icon, "state": state, "text": said}
