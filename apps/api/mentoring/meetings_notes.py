"""Notes on meetings: the own draft, the note, questions and answers."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import DIGITS
from apps.api.mentoring import meetings_inputs as inputs
from apps.api.mentoring.meetings import MeetingResource
from apps.api.mentoring.meetings_out import MeetingOut, NoteDraftOut
from apps.mentoring import policies
from apps.mentoring.acts import notes
from apps.mentoring.models import Meeting, MeetingNote, NoteQuestion

EMPTY = {"text": "", "version": 0, "saved_at": None, "expires_at": None}


class MeetingNotes(MeetingResource):
    """Notes are written once; a correction is a note of its own. A draft is read by nobody but its writer."""

    @extend_schema(operation_id="meetings_note", request=inputs.MeetingNoteIn, responses={201: MeetingOut})
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, ref: str) -> Response:
        """Write the note of a meeting that took place or was missed; the draft goes with it."""
        body = self.body(inputs.MeetingNoteIn)
        return self.act(ref, lambda one: notes.write_note(one, **body, **self.who), status=201)

    @extend_schema(operation_id="meetings_draft", responses=NoteDraftOut)
    @action(detail=True, methods=["get"])
    def draft(self, request: Request, ref: str) -> Response:
        """The own draft that waits."""
        return self._draft(self._meeting(ref))

    @extend_schema(operation_id="meetings_draft_save", request=inputs.NoteDraftIn, responses=NoteDraftOut)
    @draft.mapping.put
    def save_draft(self, request: Request, ref: str) -> Response:
        """Keep what was typed so far; a version that another window made old is refused and nothing overwritten."""
        meeting = self._meeting(ref)
        notes.save_draft(meeting, **self.body(inputs.NoteDraftIn), **self.who)
        return self._draft(meeting)

    @extend_schema(operation_id="meetings_draft_discard", responses={204: None})
    @draft.mapping.delete
    def discard_draft(self, request: Request, ref: str) -> Response:
        """Give the draft up."""
        notes.discard_draft(self._meeting(ref), **self.who)
        return Response(status=204)

    @extend_schema(operation_id="meetings_ask", request=inputs.NoteQuestionIn, responses={201: MeetingOut})
    @action(detail=True, methods=["post"], url_path=rf"notes/(?P<note>{DIGITS})/questions")
    def ask(self, request: Request, ref: str, note: str) -> Response:
        """Ask about a note; the mentor owes an answer."""
        body = self.body(inputs.NoteQuestionIn)
        return self.act(ref, lambda one: notes.ask(self._note(one, note), **body, **self.who), status=201)

    @extend_schema(operation_id="meetings_answer", request=inputs.NoteAnswerIn, responses=MeetingOut)
    @action(detail=True, methods=["post"], url_path=rf"questions/(?P<question>{DIGITS})/answer")
    def reply(self, request: Request, ref: str, question: str) -> Response:
        """Answer a question on a note."""
        body = self.body(inputs.NoteAnswerIn)
        return self.act(ref, lambda one: notes.answer(self._question(one, question), **body, **self.who))

    def _meeting(self, reference: str) -> Meeting:
        meeting = self.meeting(reference)
        policies.check_can_note(self.user, meeting.assignment)
        return meeting

    def _draft(self, meeting: Meeting) -> Response:
        held = notes.draft_of(meeting, self.user, self.at)
        return Response(NoteDraftOut(held).data if held else EMPTY)

    def _note(self, meeting: Meeting, pk: str) -> MeetingNote:
        found = MeetingNote.objects.visible_to(self.user).filter(pk=pk, meeting=meeting).first()
        if found is None:
            raise Http404
        return found

    def _question(self, meeting: Meeting, pk: str) -> NoteQuestion:
        found = NoteQuestion.objects.filter(pk=pk, note__meeting=meeting).first()
        if found is None:
            raise Http404
        return found
