"""Lists of children that go out: who takes what for what purpose, and the file."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible, require_any
from apps.api.children.documents import Anything
from apps.api.children.filters import FilterQuery, stored
from apps.api.inputs import Strict, Text
from apps.api.paging import Cursor
from apps.api.renderers import Json
from apps.core.errors import Refused
from apps.exchange import exporting
from apps.exchange.models import ExportJob, Format
from apps.exchange.policies import check_can_export
from apps.exchange.states import ExportState

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportIn(Strict):
    """`purpose`, the filters and the number of rows are noted in the ledger."""

    format = serializers.ChoiceField(Format.choices)
    purpose = Text(max_length=300)
    query = FilterQuery(required=False)
    columns = serializers.ListField(
        child=Text(max_length=20), required=False, max_length=30, help_text="the usual ones when left out"
    )


class ExportOut(serializers.ModelSerializer):
    """`rows`: as they were counted when the list was asked for, then as they were written."""

    rows = serializers.IntegerField(source="total")
    rows_done = serializers.IntegerField(source="done")
    query = serializers.DictField(child=serializers.CharField())
    columns = serializers.ListField(child=serializers.CharField())
    is_ready = serializers.SerializerMethodField(help_text="whether `…/file/` answers with the file now")

    class Meta:
        model = ExportJob
        fields = (
            "id", "format", "purpose", "query", "columns", "state", "rows", "rows_done", "made_at", "finished_at",
            "expires_at", "is_ready",
        )  # fmt: skip

    def get_is_ready(self, job: ExportJob) -> bool:
        return waits_to_be_fetched(job) or (job.state == ExportState.DONE and bool(job.file))


class Exports(Resource):
    """One's own exports, in the post in which they were made."""

    scope = "children"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_can_export(self.user)
        require_any(self.user, Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN)

    @extend_schema(operation_id="exports_list", responses=ExportOut(many=True))
    def list(self, request: Request) -> Response:
        """The latest first."""
        rows = self.page(ExportJob.objects.visible_to(self.user), "id", descending=True)
        return self.paged(ExportOut(rows, many=True).data)

    @extend_schema(operation_id="exports_retrieve", responses=ExportOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """How far it is."""
        return Response(ExportOut(self._job(ref)).data)

    @extend_schema(operation_id="exports_create", request=ExportIn, responses={201: ExportOut})
    def create(self, request: Request) -> Response:
        """Ask for the list of children you see. A short one is ready at once, a long one is written in the
        background: ask for its state until it `is_ready`."""
        body = self.body(ExportIn)
        job = exporting.ask_export(
            kind=body["format"], purpose=body["purpose"], query=stored(body.get("query", {})),
            columns=known(body.get("columns", ())), **self.who,
        )  # fmt: skip
        response = Response(ExportOut(job).data, status=201)
        response["Location"] = request.build_absolute_uri(f"{job.pk}/")
        return response

    @extend_schema(
        operation_id="exports_file",
        responses={(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in TYPES.values()},
    )
    @action(detail=True, pagination_class=None, renderer_classes=[Json, Anything])
    def file(self, request: Request, ref: str) -> HttpResponse:
        """The file; noted in the ledger. A short list is written while it is fetched, once."""
        job = self._job(ref)
        if waits_to_be_fetched(job):
            content: Any = b"".join(exporting.stream(job, self.at))
            answer = HttpResponse(content, content_type=TYPES[Format(job.format)])
        else:
            if job.state in (ExportState.WAITING, ExportState.WRITING):
                raise Refused(_("The file is not ready yet."))
            exporting.download(job, **self.who)
            answer = FileResponse(job.file.open("rb"), content_type=TYPES[Format(job.format)])
        answer["Content-Disposition"] = f'attachment; filename="children-{job.pk}.{job.format.lower()}"'
        answer["Cache-Control"], answer["X-Content-Type-Options"] = "no-store", "nosniff"
        return answer

    def _job(self, reference: str) -> ExportJob:
        return find_visible(ExportJob.objects.visible_to(self.user).select_related("made_by"), reference)


def waits_to_be_fetched(job: ExportJob) -> bool:
    """A list that is short enough is never kept as a file."""
    return job.state == ExportState.WAITING and exporting.is_small(job)


def known(columns: Any) -> list[str]:
    """The columns by name. Raises Refused for one that the list does not have."""
    names = exporting.source().columns()
    if wrong := [name for name in columns if name not in names]:
        said = {"name": wrong[0][:20], "names": ", ".join(names)}
        raise Refused(_("There is no column %(name)s. Columns: %(names)s.") % said, field="columns")
    return list(columns)
