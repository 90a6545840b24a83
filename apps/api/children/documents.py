"""The documents of a child's file: listed, uploaded, renewed, corrected, withdrawn, restored, downloaded."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import DIGITS, Resource, find_visible, match_version
from apps.api.briefs import AgencyBrief
from apps.api.disclosure.purpose import PURPOSE, open_for, take_purpose
from apps.api.etags import require_match, tagged
from apps.api.files import StoredFile
from apps.api.inputs import Nothing, Strict, Text
from apps.api.paging import Cursor
from apps.api.parsers import Json
from apps.api.renderers import Anything
from apps.api.renderers import Json as JsonAnswer
from apps.documents.contents import PAPERS
from apps.documents.models import Compartment, Paper, PaperVersion
from apps.people import papers
from apps.people.models import Child

FORM = "multipart/form-data"
VERSIONS = Prefetch("versions", PaperVersion.objects.select_related("document").order_by("-no"))
VERSION = OpenApiParameter("version", int, description="Number of a version; the newest when left out.")


class AboutIn(Strict):
    """What is said about a document. A compartment needs the right to it; a medical conclusion is always HEALTH."""

    kind = serializers.ChoiceField(Paper.Kind.choices)
    title = Text(max_length=200, required=False)
    number = Text(max_length=60, required=False)
    issued_by = Text(max_length=200, required=False)
    issued_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(
        required=False, allow_null=True, help_text="its last day; opens the duty to renew, with reminders"
    )
    compartment = Text(max_length=8, required=False, help_text=f"one of {', '.join(Compartment.values[1:])}, or empty")


class DocumentIn(AboutIn):
    """A file of at most 10 MB (PDF, JPEG, PNG, DOCX, told by content) and what is said about it."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)


class DocumentChange(AboutIn):
    """Names left out stay as they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "partial": True})


class VersionIn(Strict):
    """A new version. Names left out stay; a later `expires_on` meets the duty to renew."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)
    note = Text(max_length=300, required=False)
    number = Text(max_length=60, required=False)
    issued_by = Text(max_length=200, required=False)
    issued_on = serializers.DateField(required=False)
    expires_on = serializers.DateField(required=False)


class DocumentWithdraw(Strict):
    """Why it is withdrawn."""

    reason = Text(max_length=300, allow_blank=False)


class DownloadQuery(Strict):
    """Which version."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=32_000)
    purpose = Text(required=False)


class VersionOut(StoredFile):
    """One file of a document, with its checksum."""


class DocumentOut(serializers.ModelSerializer):
    """A document with its versions, the newest first. Withdrawn ones stay in the list."""

    agency = AgencyBrief(help_text="whose person added it")
    versions = VersionOut(many=True)
    compartment = serializers.CharField(help_text="HEALTH, ADOPTION or empty")

    class Meta:
        model = Paper
        fields = (
            "id", "kind", "title", "number", "issued_by", "issued_on", "expires_on", "compartment", "agency",
            "added_at", "withdrawn_at", "withdraw_reason", "version", "versions",
        )  # fmt: skip


class Documents(Resource):
    """Shown to those who may know who the child is; closed compartments with their permission alone."""

    scope = "children"
    pagination_class = Cursor
    lookup_value_regex = DIGITS
    parser_classes = [Json, MultiPartParser]

    @extend_schema(operation_id="documents_list", responses=DocumentOut(many=True), parameters=PURPOSE)
    def list(self, request: Request, child_id: str) -> Response:
        """The child's documents, newest first. Counts as opening the file."""
        child = self._child(child_id)
        open_for(request, child, at=self.at)
        found = self.page(self._of(child), "added_at", "id", descending=True)
        return self.paged(DocumentOut(found, many=True).data)

    @extend_schema(operation_id="documents_retrieve", responses=DocumentOut, parameters=PURPOSE)
    def retrieve(self, request: Request, child_id: str, ref: str) -> Response:
        """One document. Counts as opening the file."""
        child, paper = self._both(child_id, ref)
        open_for(request, child, at=self.at)
        return self._answer(paper)

    @extend_schema(operation_id="documents_create", request={FORM: DocumentIn}, responses={201: DocumentOut})
    def create(self, request: Request, child_id: str) -> Response:
        """Upload a document: the responsible body, or the organisation the child lives in.

        With an Idempotency-Key the file may have at most 5 MB.
        """
        child, data = self._child(child_id), self.body(DocumentIn)
        upload = data.pop("file")
        (paper,) = papers.add_papers(child, uploads=[upload], data=data, by=self.user, at=self.at)
        response = self._again(child, paper, status=201)
        response["Location"] = request.build_absolute_uri(f"{paper.pk}/")
        return response

    @extend_schema(operation_id="documents_update", request=DocumentChange, responses=DocumentOut)
    def partial_update(self, request: Request, child_id: str, ref: str) -> Response:
        """Correct what is said about a document. If-Match names the version that was changed."""
        child, paper = self._both(child_id, ref)
        data = self.body(DocumentChange)
        papers.check_may_change(self.user, paper, child)
        require_match(request)
        with transaction.atomic():
            version = self._version(paper)
            papers.correct_paper(paper, child, data=data, version=version, by=self.user, at=self.at)
        open_for(request, child, at=self.at)
        return self._again(child, paper)

    @extend_schema(operation_id="documents_renew", request={FORM: VersionIn}, responses={201: DocumentOut})
    @action(detail=True, methods=["post"], pagination_class=None, url_path="versions")
    def renew(self, request: Request, child_id: str, ref: str) -> Response:
        """A new version of a document."""
        child, paper = self._both(child_id, ref)
        data = self.body(VersionIn)
        upload, note = data.pop("file"), data.pop("note", "")
        with transaction.atomic():
            version = self._version(paper)
            papers.add_version(
                paper, child, upload=upload, note=note, data=data, version=version, by=self.user, at=self.at
            )
        return self._again(child, paper, status=201)

    @extend_schema(operation_id="documents_withdraw", request=DocumentWithdraw, responses=DocumentOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """Take a document out of use. It stays in the list and may be restored."""
        child, paper = self._both(child_id, ref)
        reason = self.body(DocumentWithdraw)["reason"]
        with transaction.atomic():
            version = self._version(paper)
            papers.withdraw_paper(paper, child, reason=reason, version=version, by=self.user, at=self.at)
        return self._again(child, paper)

    @extend_schema(operation_id="documents_restore", request=Nothing, responses=DocumentOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def restore(self, request: Request, child_id: str, ref: str) -> Response:
        """Put a withdrawn document back."""
        child, paper = self._both(child_id, ref)
        self.body(Nothing)
        with transaction.atomic():
            papers.restore_paper(paper, child, version=self._version(paper), by=self.user, at=self.at)
        return self._again(child, paper)

    @extend_schema(
        operation_id="documents_download", parameters=[VERSION, *PURPOSE],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in PAPERS},
    )  # fmt: skip
    @action(detail=True, pagination_class=None, renderer_classes=[JsonAnswer, Anything])
    def download(self, request: Request, child_id: str, ref: str) -> FileResponse:
        """A file as it was uploaded; noted in the ledger."""
        child, paper = self._both(child_id, ref)
        wanted = self.query(DownloadQuery).get("version")
        versions = paper.versions.select_related("document", "paper").order_by("-no")
        version = versions.filter(no=wanted).first() if wanted else versions.first()
        if version is None:
            raise Http404
        take_purpose(request, child, at=self.at)
        held = papers.open_paper(version, child, by=self.user, at=self.at)
        return FileResponse(
            held.file.open("rb"), content_type=held.content_type, as_attachment=True, filename=held.name
        )

    def stored(self) -> Response | None:
        child, paper = self._both(self.kwargs["child_id"], self.kwargs["ref"])
        if not papers.may_change(self.user, paper, child):
            return None
        open_for(self.request, child, at=self.at)
        return self._again(child, paper)

    def _child(self, reference: str) -> Child:
        child = find_visible(Child.objects.visible_to(self.user).select_related("guardianship"), reference)
        if not papers.sees_papers(self.user, child):
            raise Http404
        return child

    def _of(self, child: Child) -> Any:
        return papers.papers_of(child, self.user).select_related("agency").prefetch_related(VERSIONS)

    def _both(self, child_id: str, ref: str) -> tuple[Child, Paper]:
        child = self._child(child_id)
        return child, find_visible(self._of(child), ref)

    def _version(self, paper: Paper) -> int:
        """The stored version, after If-Match agreed. Inside a transaction."""
        match_version(self.request, paper)
        return Paper.objects.values_list("version", flat=True).get(pk=paper.pk)

    def _again(self, child: Child, paper: Paper, status: int = 200) -> Response:
        return self._answer(self._of(child).get(pk=paper.pk), status=status)

    def _answer(self, paper: Paper, status: int = 200) -> Response:
        return tagged(self.request, DocumentOut(paper).data, paper.version, status)
