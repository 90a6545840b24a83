"""Drafts that are never lost: kept from the first save, told apart from another window's, gone with the note."""

from datetime import timedelta

import pytest

from apps.mentoring.acts import notes
from apps.mentoring.models import MeetingNote, NoteDraft, NoteQuestion
from tests.factories.accounts import fresh
from tests.web.mentoring.meetings.conftest import SATURDAY, get, post, visit

pytestmark = pytest.mark.django_db
AFTER = SATURDAY + timedelta(hours=3)


@pytest.fixture
def meeting(cast, clock):
    made = visit(cast)
    clock.move_to(AFTER)
    return made


def test_nothing_is_written_until_the_first_save_and_the_draft_waits_on_any_device(cast, as_, meeting):
    mentor = as_(cast.mentor)
    assert get(mentor, "meeting_note", meeting.number).status_code == 200
    assert not NoteDraft.objects.exists()
    saved = post(mentor, "meeting_draft", meeting.number, text="Серуен", version="0")
    assert 'value="1"' in saved.content.decode()
    other = as_(cast.mentor)
    form = get(other, "meeting_note", meeting.number).context["form"]
    assert (form["text"].value(), form["version"].value()) == ("Серуен", 1)
    assert get(as_(cast.coordinator), "meeting_note", meeting.number).context["form"]["text"].value() is None


def test_a_second_window_is_told_and_nothing_is_overwritten(cast, as_, meeting):
    mentor = as_(cast.mentor)
    post(mentor, "meeting_draft", meeting.number, text="Бірінші терезе", version="0")
    answer = post(mentor, "meeting_draft", meeting.number, text="Екінші терезе", version="0")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Бірінші терезе" in shown
    assert 'name="over" value="1"' in shown
    assert 'id="draft-version"' not in shown
    assert NoteDraft.objects.get().text == "Бірінші терезе"
    sent = post(mentor, "meeting_note", meeting.number, text="Екінші терезе", version="0", go="write")
    assert sent.status_code == 409
    assert "Бірінші терезе" in sent.content.decode()
    assert "Екінші терезе" in sent.content.decode()
    assert not MeetingNote.objects.exists()
    again = post(mentor, "meeting_draft", meeting.number, text="Екінші терезе, әрі қарай", version="0")
    assert (again.status_code, NoteDraft.objects.get().text) == (409, "Бірінші терезе")
    kept = post(mentor, "meeting_note", meeting.number, text="Екеуі", version="0", over="1")
    assert kept.status_code == 302
    assert NoteDraft.objects.get().text == "Екеуі"
    written = post(mentor, "meeting_note", meeting.number, text="Екеуі", version="2", go="write")
    assert written.status_code == 302
    assert (MeetingNote.objects.get().text, NoteDraft.objects.count()) == ("Екеуі", 0)


def test_without_script_the_draft_is_saved_by_a_button(cast, as_, meeting):
    mentor = as_(cast.mentor)
    assert post(mentor, "meeting_note", meeting.number, text="Сер", version="0", go="save").status_code == 302
    assert NoteDraft.objects.get().text == "Сер"
    assert get(mentor, "meeting_discard", meeting.number).status_code == 200
    assert post(mentor, "meeting_discard", meeting.number).status_code == 302
    assert not NoteDraft.objects.exists()


def test_an_empty_note_is_refused_at_its_field_and_what_was_typed_stays(cast, as_, meeting):
    answer = post(as_(cast.mentor), "meeting_note", meeting.number, text=" ", version="0", go="write")
    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors
    long = "ә" * 10_001
    answer = post(as_(cast.mentor), "meeting_draft", meeting.number, text=long, version="0")
    assert answer.status_code == 422


def test_a_draft_may_begin_before_the_meeting_and_the_note_not(cast, as_, clock):
    ahead = visit(cast)
    mentor = as_(cast.mentor)
    assert get(mentor, "meeting_note", ahead.number).context["may_write"] is False
    assert post(mentor, "meeting_note", ahead.number, text="Ойлар", version="0", go="save").status_code == 302
    assert post(mentor, "meeting_note", ahead.number, text="Ойлар", version="1", go="write").status_code == 422
    assert NoteDraft.objects.get().text == "Ойлар"


def test_a_question_and_its_answer(cast, as_, meeting):
    note = notes.write_note(meeting, text="Кітап оқыдық", by=fresh(cast.mentor), at=AFTER)
    assert post(as_(cast.orphanage), "note_ask", meeting.number, note.pk, text="Қай кітап?").status_code == 403
    empty = post(as_(cast.coordinator), "note_ask", meeting.number, note.pk, text="")
    assert (empty.status_code, empty.context["asking"]) == (422, note.pk)
    assert post(as_(cast.coordinator), "note_ask", meeting.number, note.pk, text="Қай кітап?").status_code == 302
    question = NoteQuestion.objects.get()
    mentor = as_(cast.mentor)
    owed = {row["duty"].rule.code for row in get(mentor, "mine").context["owed"]}
    assert owed == {"caseflow.mentoring.meeting", "caseflow.mentoring.question"}
    page = get(mentor, "meeting", meeting.number)
    assert "Қай кітап?" in page.content.decode()
    assert post(mentor, "note_answer", meeting.number, question.pk, text="").status_code == 422
    assert post(mentor, "note_answer", meeting.number, question.pk, text="Абай").status_code == 302
    assert post(as_(cast.officer), "note_answer", meeting.number, question.pk, text="Мен").status_code == 403
    question.refresh_from_db()
    assert question.answer == "Абай"


def test_nobody_reads_anothers_draft_and_strangers_find_no_editor(cast, as_, meeting):
    post(as_(cast.mentor), "meeting_draft", meeting.number, text="Құпия ой", version="0")
    for person in (cast.coordinator, cast.officer, cast.orphanage):
        assert "Құпия ой" not in get(as_(person), "meeting", meeting.number).content.decode()
    for person in (cast.police, *cast.outsiders):
        assert post(as_(person), "meeting_draft", meeting.number, text="x", version="0").status_code == 404
    for person in (cast.officer, cast.orphanage):
        assert post(as_(person), "meeting_draft", meeting.number, text="x", version="0").status_code == 403
