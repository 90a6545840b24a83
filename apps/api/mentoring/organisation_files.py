"""Files of organisations, agreements, programmes and pairs: one paper of a record, with versions."""

from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from apps.accounts.models import User
from apps.api.files import StoredFile
from apps.api.inputs import Strict
from apps.api.parsers import Json
from apps.api.renderers import Anything
from apps.api.renderers import Json as JsonAnswer
from apps.documents.contents import PAPERS
from apps.documents.models import Document, Paper, PaperVersion
from apps.mentoring.acts import papers

FORM = "multipart/form-data"
BINARY = {(200, media_type): OpenApiTypes.BINARY for media_type in PAPERS}
VERSION = OpenApiParameter("version", int, description="Number of a version; the newest when left out.")
UPLOADS: dict[str, Any] = {"methods": ["post"], "pagination_class": None, "parser_classes": [Json, MultiPartParser]}
"""Options of an action that takes a file."""
DOWNLOADS: dict[str, Any] = {
    "methods": ["get"], "pagination_class": None, "renderer_classes": [JsonAnswer, Anything],
}  # fmt: skip
"""Options of an action that hands one out."""


class FileIn(Strict):
    """A file of at most 10 MB (PDF, JPEG, PNG, DOCX, told by content)."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)


class FileQuery(Strict):
    """Which version."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=32_000)


class FileVersionOut(StoredFile):
    """One file, with its checksum."""

    class Meta(StoredFile.Meta):
        fields = ("no", "name", "media_type", "size", "sha256", "at")


class PaperField(serializers.Serializer):
    """A paper with its versions, the newest first; null: none was added."""

    versions = FileVersionOut(many=True)


def with_versions(name: str) -> Prefetch:
    """The versions of the paper in this field of a record, in one query."""
    return Prefetch(f"{name}__versions", PaperVersion.objects.select_related("document").order_by("-no"))


def handed_out(paper: Paper | None, wanted: int | None, *, by: User, at: Any) -> FileResponse:
    """A version of a paper of a record the reader may see; noted in the ledger. 404 when there is none."""
    return answered(papers.open_paper(version_of(paper, wanted), by=by, at=at))


def version_of(paper: Paper | None, wanted: int | None) -> PaperVersion:
    """The version of this number, or the newest; 404 when there is none."""
    versions = paper.versions.select_related("document", "paper").order_by("-no") if paper else None
    version = None
    if versions is not None:
        version = versions.filter(no=wanted).first() if wanted else versions.first()
    if version is None:
        raise Http404
    return version


def answered(held: Document) -> FileResponse:
    """The stored file, to be saved."""
    return FileResponse(held.file.open("rb"), content_type=held.content_type, as_attachment=True, filename=held.name)
