"""What may be done to an incident, each by a POST; the answer is the incident as it is then."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import find_visible
from apps.api.incidents.inputs import (
    CorrectIn,
    FollowUpIn,
    JoinIn,
    ReasonIn,
    RecipientIn,
    ReplaceIn,
)
from apps.api.incidents.serializers import IncidentOut
from apps.api.incidents.views import IncidentResource
from apps.api.inputs import Nothing
from apps.incidents import aftermath
from apps.incidents.acts import corrections, drafts, sending
from apps.notices.models import Notice


class IncidentActs(IncidentResource):
    """If-Match, where sent, must name the version the client read."""

    @extend_schema(operation_id="incidents_submit", request=Nothing, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, ref: str) -> Response:
        """Establish a draft and tell everybody."""
        self.body(Nothing)
        return self.act(ref, lambda incident: sending.submit(incident, **self.who))

    @extend_schema(operation_id="incidents_correct", request=CorrectIn, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, ref: str) -> Response:
        """Correct the instant the clock counts from; the old one stays visible."""
        body = self.body(CorrectIn)
        return self.act(ref, lambda incident: corrections.correct_established_at(incident, **body, **self.who))

    @extend_schema(operation_id="incidents_add_recipient", request=RecipientIn, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def recipients(self, request: Request, ref: str) -> Response:
        """Tell one more."""
        body = self.body(RecipientIn)
        return self.act(ref, lambda incident: sending.add_recipient(incident, **body, **self.who))

    @extend_schema(operation_id="incidents_replace_recipient", request=ReplaceIn, responses=IncidentOut)
    @action(detail=True, methods=["post"], url_path=r"notices/(?P<notice_id>[0-9A-Za-z-]{1,32})/replace")
    def replace(self, request: Request, ref: str, notice_id: str) -> Response:
        """The wrong body was told: withdraw its notice, tell the right one."""
        body = self.body(ReplaceIn)
        notice = find_visible(self._notices(ref), notice_id)
        return self.act(ref, lambda incident: sending.replace_recipient(notice, incident=incident, **body, **self.who))

    @extend_schema(operation_id="incidents_follow_up", request=FollowUpIn, responses=IncidentOut)
    @action(detail=True, methods=["post"], url_path="follow-ups")
    def follow_ups(self, request: Request, ref: str) -> Response:
        """Record what was done afterwards."""
        body = self.body(FollowUpIn)
        return self.act(ref, lambda incident: aftermath.add_follow_up(incident, **body, **self.who))

    @extend_schema(operation_id="incidents_confirm_violence", request=Nothing, responses=IncidentOut)
    @action(detail=True, methods=["post"], url_path="confirm-violence")
    def confirm_violence(self, request: Request, ref: str) -> Response:
        """Violence is confirmed: the guardianship body owes an assistance plan (Article 36(3))."""
        self.body(Nothing)
        return self.act(ref, lambda incident: aftermath.confirm_violence(incident, **self.who))

    @extend_schema(operation_id="incidents_close", request=Nothing, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Close; refused until everybody was told and follow-up is on record."""
        self.body(Nothing)
        return self.act(ref, lambda incident: aftermath.close(incident, **self.who))

    @extend_schema(operation_id="incidents_reopen", request=ReasonIn, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """New facts: work goes on."""
        body = self.body(ReasonIn)
        return self.act(ref, lambda incident: aftermath.reopen(incident, **body, **self.who))

    @extend_schema(operation_id="incidents_discard", request=ReasonIn, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, ref: str) -> Response:
        """Give a draft up; a breach that happened stays on record."""
        body = self.body(ReasonIn)
        return self.act(ref, lambda incident: drafts.discard(incident, **body, **self.who))

    @extend_schema(operation_id="incidents_restore", request=Nothing, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, ref: str) -> Response:
        """Take a discarded draft up again."""
        self.body(Nothing)
        return self.act(ref, lambda incident: drafts.restore(incident, **self.who))

    @extend_schema(operation_id="incidents_join", request=JoinIn, responses=IncidentOut)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, ref: str) -> Response:
        """Two reports of one event become one; the answer is the incident that goes on."""
        into = self.incident(self.body(JoinIn)["into"])
        return self.act(ref, lambda incident: aftermath.join(incident, into=into, **self.who))

    def _notices(self, reference: str):
        return Notice.objects.filter(subject_kind="incident", subject_id=self.incident(reference).pk)
