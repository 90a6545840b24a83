"""Imports of children: upload a table, ask how far its check is, read its errors, let it in."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import DIGITS, Resource, find_visible
from apps.api.imports.serializers import ImportIn, ImportOut, ImportRowOut
from apps.api.inputs import Nothing
from apps.api.paging import Cursor
from apps.api.parsers import Json
from apps.exchange import actions
from apps.exchange.models import ImportJob, ImportRow
from apps.exchange.policies import check_can_import


class Imports(Resource):
    """A table comes in as a whole or not at all."""

    scope = "children"
    scope_of_action = {"list": "children:write", "retrieve": "children:write", "errors": "children:write"}
    pagination_class = Cursor
    lookup_value_regex = DIGITS
    parser_classes = [Json, MultiPartParser]

    @extend_schema(operation_id="imports_list", responses=ImportOut(many=True))
    def list(self, request: Request) -> Response:
        """Imports of the own agency, newest first."""
        check_can_import(self.user)
        found = self.page(ImportJob.objects.visible_to(self.user), "id", descending=True)
        return self.paged(ImportOut(found, many=True).data)

    @extend_schema(operation_id="imports_create", request={"multipart/form-data": ImportIn}, responses={201: ImportOut})
    def create(self, request: Request) -> Response:
        """Upload a table. It is checked in the background: ask for its state until it is READY or CHECKED_FAULTY.

        Refused at once: another kind of file, an encoding other than UTF-8 or UTF-16, unknown or missing columns.
        With an Idempotency-Key the file may have at most 5 MB.
        """
        check_can_import(self.user)
        job = actions.upload_import(self.body(ImportIn)["file"], by=self.user, at=self.at)
        response = Response(ImportOut(job).data, status=201)
        response["Location"] = request.build_absolute_uri(f"{job.pk}/")
        return response

    @extend_schema(operation_id="imports_retrieve", responses=ImportOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """How far it is."""
        return Response(ImportOut(self._job(ref)).data)

    @extend_schema(operation_id="imports_errors", responses=ImportRowOut(many=True))
    @action(detail=True)
    def errors(self, request: Request, ref: str) -> Response:
        """The rows with errors or warnings, in the order of the table."""
        rows = ImportRow.objects.filter(job=self._job(ref), doubtful=True).only("row", "issues")
        return self.paged(ImportRowOut(self.page(rows, "id"), many=True).data)

    @extend_schema(operation_id="imports_confirm", request=Nothing, responses=ImportOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def confirm(self, request: Request, ref: str) -> Response:
        """Let a READY table in, all rows or none; it is DONE when its state says so."""
        job = self._job(ref)
        self.body(Nothing)
        return Response(ImportOut(actions.confirm_import(job, **self.who)).data)

    @extend_schema(operation_id="imports_discard", request=Nothing, responses=ImportOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def discard(self, request: Request, ref: str) -> Response:
        """Give it up: file and rows are deleted."""
        job = self._job(ref)
        self.body(Nothing)
        return Response(ImportOut(actions.discard_import(job, **self.who)).data)

    def _job(self, reference: str) -> ImportJob:
        return find_visible(ImportJob.objects.visible_to(self.user), reference)
