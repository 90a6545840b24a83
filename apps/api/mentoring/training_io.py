"""Training as it is asked for and answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.inputs import Id, Instant, Strict, Text, YesNo
from apps.api.mentoring import organisation_files as files
from apps.mentoring.models import Attendance, Certificate, Programme, Session, TestResult

WITH_CANDIDATE = ("candidate__organisation__agency", "programme", "agency", "result", "issued_by")
REFERENCE = r"^[0-9A-Za-z][0-9A-Za-z-]{0,31}$"


def reference(what: str) -> serializers.RegexField:
    """A record by its id or number, as text."""
    return serializers.RegexField(REFERENCE, max_length=32, help_text=f"id or number of {what}")


class ProgrammeChange(Strict):
    title = Text(max_length=250)
    hours = serializers.IntegerField(min_value=0, max_value=9999)
    topics = Text(max_length=4000, required=False, default="", help_text="one on each line")
    pass_mark = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=70, help_text="per cent")
    approved_on = serializers.DateField()
    is_active = YesNo(required=False)


class ProgrammeIn(Strict):
    """There is no field for a price: training is at the expense of whoever gives it."""

    title = Text(max_length=250)
    hours = serializers.IntegerField(min_value=0, max_value=9999)
    topics = Text(max_length=4000, required=False, default="", help_text="one on each line")
    pass_mark = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=70, help_text="per cent")
    approved_on = serializers.DateField()


class ProgrammeRow(serializers.ModelSerializer):
    number = serializers.CharField()
    agency = AgencyBrief()

    class Meta:
        model = Programme
        fields = ("id", "number", "agency", "title", "hours", "topics", "pass_mark", "approved_on", "is_active")


class ProgrammeOut(ProgrammeRow):
    paper = files.PaperField(allow_null=True)

    class Meta(ProgrammeRow.Meta):
        fields = (*ProgrammeRow.Meta.fields, "paper")


class SessionQuery(Strict):
    ahead = YesNo(required=False, help_text="only those that take place and are not over")
    programme = Id(required=False)


class SessionIn(Strict):
    programme = reference("a programme")
    starts_at = Instant()
    ends_at = Instant()
    hours = serializers.IntegerField(min_value=0, max_value=9999, help_text="that count for the programme")
    place = Text(max_length=250)
    trainer = Text(max_length=150)
    topic = Text(max_length=250, required=False, default="")


class EnrolIn(Strict):
    candidates = serializers.ListField(child=reference("a candidate"), max_length=200)


class RollLine(Strict):
    attendance = Id()
    was_there = YesNo()


class RollIn(Strict):
    roll = serializers.ListField(child=RollLine(), max_length=1000)


class TestIn(Strict):
    candidate = reference("somebody who was enrolled in the programme")
    taken_on = serializers.DateField()
    score = serializers.IntegerField(min_value=0, max_value=9999, help_text="per cent")


class CertificateIn(Strict):
    """`valid_until` left out: as long as is set for training."""

    candidate = reference("somebody who was enrolled in the programme")
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)


class CertificateQuery(Strict):
    STATES = (("valid", "valid"), ("soon", "soon"), ("ended", "ended"), ("revoked", "revoked"))

    q = Text(max_length=100, required=False, help_text="a number, or the beginning of a surname")
    programme = Id(required=False)
    state = serializers.ChoiceField(STATES, required=False)


class RevokeIn(Strict):
    reason = Text(max_length=500)


class TraineeBrief(serializers.Serializer):
    """A candidate as whoever trains the candidate knows the person."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField(source="full_name")
    organisation = AgencyBrief(source="organisation.agency")


class SessionRow(serializers.ModelSerializer):
    agency = AgencyBrief(source="programme.agency")

    class Meta:
        model = Session
        fields = (
            "id", "programme", "agency", "starts_at", "ends_at", "hours", "place", "trainer", "topic", "cancelled_at",
        )  # fmt: skip


class AttendanceOut(serializers.ModelSerializer):
    candidate = TraineeBrief()

    class Meta:
        model = Attendance
        fields = ("id", "candidate", "was_there")


class SessionOut(SessionRow):
    """`attendances`: all, for whoever trains; the own candidates, for their organisation."""

    attendances = serializers.SerializerMethodField()

    class Meta(SessionRow.Meta):
        fields = (*SessionRow.Meta.fields, "attendances")

    @extend_schema_field(AttendanceOut(many=True))
    def get_attendances(self, session: Session) -> Any:
        return AttendanceOut(self.context["attendances"], many=True).data


class TestOut(serializers.ModelSerializer):
    class Meta:
        model = TestResult
        fields = ("id", "programme", "candidate", "taken_on", "score", "is_passed")


class CertificateOut(serializers.ModelSerializer):
    candidate = TraineeBrief()
    agency = AgencyBrief(help_text="that trained")
    result = TestOut(allow_null=True)
    issued_by = PersonBrief()

    class Meta:
        model = Certificate
        fields = (
            "id", "number", "candidate", "programme", "agency", "result", "issued_on", "valid_until", "issued_by",
            "issued_at", "revoked_at", "revoke_reason",
        )  # fmt: skip


class TraineeOut(serializers.Serializer):
    """How far a candidate has come; `result` is the passed test, or the last one."""

    candidate = TraineeBrief()
    enrolled = serializers.IntegerField(help_text="sessions")
    attended = serializers.IntegerField(help_text="sessions")
    hours = serializers.IntegerField(help_text="attended")
    result = TestOut(allow_null=True)
    certificate = serializers.CharField(source="certificate.number", allow_null=True, default=None)
