"""Meetings, notes, help, vacations and the immediate message as they are answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.api.articles import article_of_code
from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief
from apps.api.duties import DutyOut
from apps.mentoring.checks.meetings import RULES
from apps.mentoring.models import Help, Meeting, MeetingNote, NonStudyPeriod, NoteDraft, NoteQuestion


class MeetingChild(serializers.Serializer):
    """`name` is null for whom the file of the child is closed; initials where no consent opens the name."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, child: Any) -> str | None:
        return child.full_name if child.pk in self.context["named"] else None


class MeetingPair(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    mentor = serializers.CharField(source="mentor_name")
    child = MeetingChild()
    organisation = AgencyBrief()


class BreachOut(serializers.Serializer):
    code = serializers.ChoiceField(Meeting.Breach.choices)
    rule = serializers.CharField()
    article = serializers.CharField(allow_null=True, help_text="like 28-2(4)(1)")


class MeetingRow(serializers.ModelSerializer):
    assignment = MeetingPair()
    area = AreaBrief(allow_null=True)
    breaches = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = (
            "id", "number", "assignment", "kind", "state", "planned_from", "planned_to", "area", "place", "purpose",
            "service", "breaches", "version",
        )  # fmt: skip

    @extend_schema_field(BreachOut(many=True))
    def get_breaches(self, meeting: Meeting) -> Any:
        return [{"code": code, "rule": RULES[code], "article": article_of_code(RULES[code])} for code in
                meeting.breaches]  # fmt: skip


class NoteQuestionOut(serializers.ModelSerializer):
    asked_by = PersonBrief()
    answered_by = PersonBrief(allow_null=True)

    class Meta:
        model = NoteQuestion
        fields = ("id", "text", "asked_by", "asked_at", "answer", "answered_by", "answered_at")


class MeetingNoteOut(serializers.ModelSerializer):
    author = PersonBrief()
    questions = NoteQuestionOut(many=True)

    class Meta:
        model = MeetingNote
        fields = ("id", "text", "author", "written_at", "questions")


class MeetingOut(MeetingRow):
    """The whole meeting: consents, out and in, notes with their questions, and duties with their clocks."""

    child_consent_by = PersonBrief(allow_null=True, help_text="who heard the child")
    head_consent_by = PersonBrief(allow_null=True)
    planned_by = PersonBrief()
    recorded_by = PersonBrief(allow_null=True)
    notes = MeetingNoteOut(many=True)
    duties = serializers.SerializerMethodField()

    class Meta(MeetingRow.Meta):
        fields = (
            *MeetingRow.Meta.fields, "is_abroad", "planned_by", "planned_at", "child_consent_at", "child_consent_by",
            "head_consent_at", "head_consent_by", "left_at", "returned_at", "third_party", "third_party_text", "reason",
            "recorded_by", "recorded_at", "notes", "duties",
        )  # fmt: skip

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, meeting: Meeting) -> Any:
        return DutyOut(self.context["duties"], many=True).data


class NoteDraftOut(serializers.ModelSerializer):
    """The own draft; `version` 0 and an empty text when none waits."""

    class Meta:
        model = NoteDraft
        fields = ("text", "version", "saved_at", "expires_at")
        extra_kwargs = {"saved_at": {"allow_null": True}, "expires_at": {"allow_null": True}}


class HelpedOut(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField(source="full_name")


class HelpOut(serializers.ModelSerializer):
    candidate = HelpedOut()
    by = PersonBrief()

    class Meta:
        model = Help
        fields = ("id", "candidate", "kind", "on", "minutes", "note", "by", "at", "withdrawn_at", "withdraw_reason")


class VacationOut(serializers.ModelSerializer):
    organisation = AgencyBrief()

    class Meta:
        model = NonStudyPeriod
        fields = ("id", "organisation", "name", "starts_on", "ends_on")


class ToldOut(serializers.Serializer):
    name = serializers.CharField()
    delivered_at = serializers.DateTimeField(allow_null=True)


class AtOnceOut(serializers.Serializer):
    """The incident that came of it and who is told; until when the Law's “immediately” counts."""

    incident = serializers.CharField(help_text="number, as it stands in `/incidents/{id}/`")
    established_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    told = ToldOut(many=True)


@extend_schema_serializer(many=False)
class MineOut(serializers.Serializer):
    """A mentor's own page: pairs that run, meetings ahead and to be recorded, what is owed."""

    pairs = MeetingPair(many=True)
    meetings = MeetingRow(many=True)
    duties = DutyOut(many=True)
