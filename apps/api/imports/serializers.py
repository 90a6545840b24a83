"""Imports as they are asked for and answered."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.inputs import Strict
from apps.exchange.models import ImportJob, ImportRow


class ImportIn(Strict):
    """A table of children: the field `file` of a form (`multipart/form-data`), CSV in UTF-8 or XLSX."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)


class ImportOut(serializers.ModelSerializer):
    """How far an import is. `refusal` says why the file as a whole is refused."""

    refusal = serializers.SerializerMethodField(help_text="why the file as a whole is refused, or null")
    rows = serializers.IntegerField(source="total", allow_null=True, help_text="null until the check has ended")
    rows_done = serializers.IntegerField(source="done", help_text="rows checked so far")
    rows_with_errors = serializers.IntegerField(source="faulty")
    rows_with_warnings = serializers.IntegerField(source="cautioned")

    class Meta:
        model = ImportJob
        fields = (
            "id", "state", "format", "refusal", "rows", "rows_done", "rows_with_errors", "rows_with_warnings",
            "made_at", "confirmed_at", "finished_at",
        )  # fmt: skip

    def get_refusal(self, job: ImportJob) -> str | None:
        return (job.refusal or {}).get((get_language() or "ru")[:2])


class ImportProblem(serializers.Serializer):
    """What is wrong or doubtful at one cell."""

    field = serializers.CharField(allow_null=True, help_text="the column, by the name of the field; null: the row")
    message = serializers.CharField()


class ImportRowOut(serializers.ModelSerializer):
    """One row of the table as a spreadsheet counts it, with what is wrong. No cell is repeated."""

    errors = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = ("row", "errors", "warnings")

    @extend_schema_field(ImportProblem(many=True))
    def get_errors(self, row: ImportRow) -> list[Any]:
        return _said(row, caution=False)

    @extend_schema_field(ImportProblem(many=True))
    def get_warnings(self, row: ImportRow) -> list[Any]:
        return _said(row, caution=True)


def _said(row: ImportRow, *, caution: bool) -> list[Any]:
    language = (get_language() or "ru")[:2]
    return [
        {"field": issue["field"], "message": issue["text"].get(language) or issue["text"]["ru"]}
        for issue in row.issues
        if issue["caution"] is caution
    ]
