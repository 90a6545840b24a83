"""Quarterly reports as they are answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief
from apps.api.duties import DutyOut
from apps.mentoring.models import QuarterlyReport, ReportVersion
from apps.mentoring.reading import Reading


class ReportRow(serializers.ModelSerializer):
    """`due_at` is the end of the term, null while the quarter runs."""

    organisation = AgencyBrief()
    body = AgencyBrief()
    due_at = serializers.DateTimeField(allow_null=True, default=None)

    class Meta:
        model = QuarterlyReport
        fields = (
            "id", "number", "organisation", "body", "year", "quarter", "state", "first_submitted_at", "due_at",
            "version",
        )  # fmt: skip


class ReportFigureOut(serializers.Serializer):
    """`computed` is what the records gave, `value` what is reported, `before` that of the quarter before."""

    code = serializers.CharField(source="figure.code")
    label = serializers.CharField(source="figure.label", help_text="in the reader's language")
    value = serializers.IntegerField()
    computed = serializers.IntegerField()
    reason = serializers.CharField()
    before = serializers.IntegerField(allow_null=True)


class ReportTextsOut(serializers.Serializer):
    help_given = serializers.CharField()
    problems = serializers.CharField()
    proposals = serializers.CharField()


class ReportVersionOut(serializers.ModelSerializer):
    """What was signed; `digest` is the SHA-256 over number, figures and texts."""

    submitted_by = PersonBrief()
    decided_by = PersonBrief(allow_null=True)

    class Meta:
        model = ReportVersion
        fields = ("no", "digest", "submitted_by", "submitted_at", "outcome", "reason", "decided_by", "decided_at")


class ReportOut(ReportRow):
    """The report as the reader may read it: the working copy for the organisation while it writes, else what was
    handed in last (`read_version`)."""

    read_version = serializers.SerializerMethodField()
    figures = serializers.SerializerMethodField()
    texts = serializers.SerializerMethodField()
    versions = ReportVersionOut(many=True)
    duties = serializers.SerializerMethodField()

    class Meta(ReportRow.Meta):
        fields = (*ReportRow.Meta.fields, "figures_at", "read_version", "figures", "texts", "versions", "duties")

    @property
    def read(self) -> Reading:
        return self.context["read"]

    def get_read_version(self, report: QuarterlyReport) -> int | None:
        return self.read.version.no if self.read.version else None

    @extend_schema_field(ReportFigureOut(many=True))
    def get_figures(self, report: QuarterlyReport) -> Any:
        return ReportFigureOut(self.read.lines, many=True).data

    @extend_schema_field(ReportTextsOut)
    def get_texts(self, report: QuarterlyReport) -> Any:
        return ReportTextsOut(self.read.texts).data

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, report: QuarterlyReport) -> Any:
        return DutyOut(self.context["duties"], many=True).data


class ReportRecordOut(serializers.Serializer):
    """A record behind a figure: its kind, id and day. `number` is null for what has none or is not shown to you."""

    kind = serializers.CharField(help_text="assignment, meeting, candidate, consultation, certificate, clearance, …")
    id = serializers.IntegerField()
    number = serializers.CharField(allow_null=True)
    on = serializers.DateField()


class ReportSumsRow(serializers.Serializer):
    """One region or one guardianship body. Returned reports count as handed in; their figures count once they are
    handed in again."""

    area = AreaBrief(allow_null=True)
    body = AgencyBrief(allow_null=True)
    expected = serializers.IntegerField(help_text="all that were owed, begun or not")
    submitted = serializers.IntegerField()
    in_time = serializers.IntegerField()
    late = serializers.IntegerField()
    missing = serializers.IntegerField()
    accepted = serializers.IntegerField()
    returned = serializers.IntegerField()
    figures = serializers.DictField(child=serializers.IntegerField())


class ReportNotBegun(serializers.Serializer):
    """A report that is owed by an agreement in force and that nobody has begun: it has no number."""

    organisation = AgencyBrief()
    body = AgencyBrief()
    year = serializers.IntegerField(source="quarter.year")
    quarter = serializers.IntegerField(source="quarter.no")


class ReportSumsOut(serializers.Serializer):
    year = serializers.IntegerField()
    quarter = serializers.IntegerField()
    area = AreaBrief()
    rows = ReportSumsRow(many=True)
    missing = ReportRow(many=True, help_text="begun and never handed in, the longest overdue first, at most 200")
    not_begun = ReportNotBegun(
        many=True, help_text="owed and not even begun, at most 200; `rows` count them as missing"
    )
