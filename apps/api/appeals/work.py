"""The work on an appeal: words to the sender, notes, what bodies are asked, links; each by a POST."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Agency
from apps.api.appeals import inputs
from apps.api.appeals.out import AppealOut
from apps.api.appeals.views import AppealResource
from apps.api.base import DIGITS, by_reference
from apps.api.inputs import Nothing
from apps.api.parsers import Json
from apps.complaints.acts import danger, requests, work
from apps.complaints.models import Appeal
from apps.core import wall
from apps.core.errors import Refused
from apps.incidents.models import Incident
from apps.people.models import Child

JSON, FORM = "application/json", "multipart/form-data"


class AppealWork(AppealResource):
    """If-Match, where sent, must name the version the client read."""

    @extend_schema(operation_id="appeals_read", request=Nothing, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, ref: str) -> Response:
        """A person of the office read what the sender wrote: its clock is met, and the sender sees it."""
        self.body(Nothing)
        return self.act(ref, lambda appeal: work.note_read(appeal, **self.who))

    @extend_schema(operation_id="appeals_write", request=inputs.WriteIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, ref: str) -> Response:
        """A question or a word to the sender, read with the receipt. Not the reply: the term runs on."""
        body = self.body(inputs.WriteIn)
        return self.act(ref, lambda appeal: work.write_to_sender(appeal, **body, **self.who))

    @extend_schema(
        operation_id="appeals_note",
        request={JSON: inputs.AppealNoteIn, FORM: inputs.AppealNoteForm},
        responses=AppealOut,
    )
    @action(detail=True, methods=["post"], parser_classes=[Json, MultiPartParser])
    def notes(self, request: Request, ref: str) -> Response:
        """Write the plan, an interview, a visit, evidence or a remark; as a form, with files. Never told to anybody
        outside the office."""
        body = self.body(inputs.AppealNoteForm)
        uploads, place = body.pop("files", ()), _institution(body.pop("place", None))
        return self.act(
            ref, lambda appeal: work.write_note(appeal, **body, place=place, uploads=uploads, **self.who)
        )  # fmt: skip

    @extend_schema(operation_id="appeals_ask", request=inputs.AskIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, ref: str) -> Response:
        """Ask a body for information, for the opening of a child's file, or recommend; its clock starts. It reads
        `text` under a number of its own (Z-…), neither the appeal nor who sent it."""
        body = self.body(inputs.AskIn)
        number = body.pop("child", "")

        def do(appeal: Appeal) -> Any:
            child = file_of(number) if number else None
            return requests.ask(appeal, **body, child=child, **self.who)

        return self.act(ref, do)

    @extend_schema(operation_id="appeals_police", request=inputs.PoliceIn, responses=AppealOut)
    @action(detail=True, methods=["post"])
    def police(self, request: Request, ref: str) -> Response:
        """Tell the police of a danger, in any state of the appeal; they answer within 24 hours."""
        body = self.body(inputs.PoliceIn)
        return self.act(ref, lambda appeal: danger.tell_police(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_settle_danger", request=inputs.AppealReasonIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="settle-danger")
    def settle_danger(self, request: Request, ref: str) -> Response:
        """The police were told by telephone, or need not be: who, when and why stay on record."""
        body = self.body(inputs.AppealReasonIn)
        return self.act(ref, lambda appeal: danger.settle_danger(appeal, **body, **self.who))

    @extend_schema(operation_id="appeals_open_file", request=inputs.OpenFileIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="open-file")
    def open_file(self, request: Request, ref: str) -> Response:
        """The republic's Commissioner opens a child's file without asking its body (Article 7-2(5)), until the
        consideration ends. A region asks the body (Article 7-12(5))."""
        number = self.body(inputs.OpenFileIn)["child"]
        return self.act(ref, lambda appeal: requests.open_file(appeal, child=file_of(number), **self.who))

    @extend_schema(operation_id="appeals_link_child", request=inputs.LinkChildIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="children")
    def link_child(self, request: Request, ref: str) -> Response:
        """Say which child it is about. Whoever sees the child's file learns nothing of the appeal."""
        wanted = by_reference(Child, str(self.body(inputs.LinkChildIn)["child"]))
        child = Child.objects.visible_to(self.user).filter(wanted).first()
        return self.act(ref, lambda appeal: work.link_child(appeal, child=child, **self.who))

    @extend_schema(operation_id="appeals_link_incident", request=inputs.LinkIncidentIn, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path="incidents")
    def link_incident(self, request: Request, ref: str) -> Response:
        """Say which incident it is about, of those the office was told of."""
        wanted = by_reference(Incident, str(self.body(inputs.LinkIncidentIn)["incident"]))
        incident = Incident.objects.visible_to(self.user).filter(wanted).first()
        return self.act(ref, lambda appeal: work.link_incident(appeal, incident=incident, **self.who))

    @extend_schema(operation_id="appeals_unlink_child", request=Nothing, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path=rf"children/(?P<link>{DIGITS})/unlink")
    def unlink_child(self, request: Request, ref: str, link: str) -> Response:
        """It was another child."""
        self.body(Nothing)
        return self.act(ref, lambda appeal: work.unlink(appeal, link=_found(appeal.children, link), **self.who))

    @extend_schema(operation_id="appeals_unlink_incident", request=Nothing, responses=AppealOut)
    @action(detail=True, methods=["post"], url_path=rf"incidents/(?P<link>{DIGITS})/unlink")
    def unlink_incident(self, request: Request, ref: str, link: str) -> Response:
        """It was another incident."""
        self.body(Nothing)
        return self.act(ref, lambda appeal: work.unlink(appeal, link=_found(appeal.incidents, link), **self.who))


def file_of(number: str) -> Child:
    """The file of this whole number. Raises Refused; only the action opens anything of it."""
    with wall.lifted("an ombudsman asks for a file by its whole number; only the action opens anything of it"):
        found = Child.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise Refused(_("There is no file with this number."), field="child")
    return found


def _institution(pk: int | None) -> Agency | None:
    found = Agency.objects.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise ValidationError({"place": [_("There is no such agency.")]})
    return found


def _found(links: Any, pk: str) -> Any:
    found = links.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
