"""The course of a consideration: extension, outcome, reply, closing, opening again; and the files of an appeal."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.appeals import inputs
from apps.api.appeals.out import AppealOut, LetterOut
from apps.api.appeals.views import AppealResource
from apps.api.base import DIGITS
from apps.api.inputs import Nothing
from apps.api.mentoring.organisation_files import DOWNLOADS
from apps.audit.transitions import check_move
from apps.complaints import letters, policies, reading
from apps.complaints.acts import course
from apps.complaints.files import ENDINGS
from apps.complaints.models import Appeal
from apps.complaints.states import State

FILES: dict[Any, Any] = {(200, media_type): OpenApiTypes.BINARY for media_type in ENDINGS}


class AppealCourse(AppealResource):
    """If-Match, where sent, must name the version the client read."""

    scope_of_action = {"reply_preview": "appeals:read"}

    @extend_schema(operation_id="appeals_extend", request=inputs.ExtendIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, ref: str) -> Response:
        """Extend the term: once, by the head, with reasons, at most two months (APPC Article 76)."""
        body = self.body(inputs.ExtendIn)
        return self.act(ref, lambda appeal: course.extend(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_extension_told", request=Nothing, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="extension-told")
    def extension_told(self, request: Request, ref: str) -> Response:
        """The sender was told of the extension by telephone or letter."""
        self.body(Nothing)
        return self.act(ref, lambda appeal: course.tell_extension(appeal, **self.who))

    @extend_schema(operation_id="appeals_decide", request=inputs.DecideIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, ref: str) -> Response:
        """Decide whether the right is restored, with what shows it. Decided by the head."""
        body = self.body(inputs.DecideIn)
        return self.act(ref, lambda appeal: course.decide(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_take_up_again", request=inputs.AppealReasonIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="take-up-again")
    def take_up_again(self, request: Request, ref: str) -> Response:
        """The outcome was not the last word: the work goes on under the same clock."""
        body = self.body(inputs.AppealReasonIn)
        return self.act(ref, lambda appeal: course.take_up_again(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_reply_preview", request=inputs.PreviewIn, responses=LetterOut)
    @action(detail=True, methods=["post"], url_path="reply-preview")
    def reply_preview(self, request: Request, ref: str) -> Response:
        """The letter as it would be sent: your words between the fixed parts. Nothing is stored or sent."""
        text, appeal = self.body(inputs.PreviewIn)["text"], self.appeal(ref)
        policies.check_can_work(self.user, appeal)
        check_move(appeal, State.REPLIED, Appeal.TRANSITIONS)
        written = course.preview(appeal, text, at=self.at)
        return Response({"template": letters.letter_for(appeal).name, "text": written})

    @extend_schema(operation_id="appeals_reply", request=inputs.ReplyIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, ref: str) -> Response:
        """Send the reply in the language of the appeal, with the rights of appeal; senders of joined appeals are
        answered too, each in the own language (`others`)."""
        body = self.body(inputs.ReplyIn)
        return self.act(ref, lambda appeal: course.reply(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_close", request=Nothing, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Nothing more is to be done; it is kept for the years of the archive, then destroyed."""
        self.body(Nothing)
        return self.act(ref, lambda appeal: course.close(appeal, **self.who))

    @extend_schema(operation_id="appeals_reopen", request=inputs.AppealReasonIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """New facts: a new consideration with its own clock; the old one stays as it was."""
        body = self.body(inputs.AppealReasonIn)
        return self.act(ref, lambda appeal: course.reopen(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_file", responses=FILES)
    @action(detail=True, url_path=rf"files/(?P<file>{DIGITS})", **DOWNLOADS)
    def file(self, request: Request, ref: str, file: str) -> FileResponse:
        """The copy that people see, without places and devices; noted."""
        return self._handed_out(ref, file, whole=False)

    @extend_schema(operation_id="appeals_file_whole", responses=FILES)
    @action(detail=True, url_path=rf"files/(?P<file>{DIGITS})/whole", **DOWNLOADS)
    def whole(self, request: Request, ref: str, file: str) -> FileResponse:
        """The original as it came, as evidence: it may tell where and by what it was taken; noted."""
        return self._handed_out(ref, file, whole=True)

    def _handed_out(self, ref: str, pk: str, *, whole: bool) -> FileResponse:
        appeal = self.appeal(ref)
        found = appeal.attachments.select_related("appeal").filter(pk=pk).first() if not appeal.shredded_at else None
        if found is None:
            raise Http404
        name, media_type, content = reading.hand_out(found, whole=whole, **self.who)
        return FileResponse(BytesIO(content), content_type=media_type, as_attachment=True, filename=name)
