"""Candidates as they are answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.articles import article_of_code
from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief
from apps.api.duties import DutyOut
from apps.documents.models import Paper
from apps.mentoring.checks.next_step import Actor, Code
from apps.mentoring.checks.progress import LineState
from apps.mentoring.models import (
    Candidate,
    Certificate,
    Clearance,
    Consultation,
    HouseholdMember,
    HousingSurvey,
    Income,
    Interview,
    Reopening,
    Review,
)


class NextStepOut(serializers.Serializer):
    """Whose turn it is, and what is to be done."""

    code = serializers.ChoiceField(Code.choices)
    actor = serializers.ChoiceField(Actor.choices)
    what = serializers.CharField(help_text="in the reader's language")


class GroundLineOut(serializers.Serializer):
    """One ground of Article 28-2(3) about one person. Of the ninth nothing is asked and nothing is held."""

    ground = serializers.IntegerField()
    member = serializers.SerializerMethodField(help_text="id of the person of the household; null: the candidate")
    label = serializers.CharField(help_text="in the reader's language")
    rule = serializers.CharField()
    article = serializers.SerializerMethodField()
    state = serializers.ChoiceField(LineState.choices)
    detail = serializers.CharField(help_text="of grounds 10 and 13: what the paper shows")
    what = serializers.CharField(help_text="what is to be done; empty when it is settled")
    paper = serializers.IntegerField(source="paper_id", allow_null=True)
    valid_until = serializers.DateField(allow_null=True)

    def get_member(self, line: Any) -> int | None:
        return line.member.pk if line.member else None

    def get_article(self, line: Any) -> str | None:
        return article_of_code(line.rule)


class ProgressStepOut(serializers.Serializer):
    """Something besides the grounds: household, interview, survey."""

    code = serializers.CharField()
    is_done = serializers.BooleanField()
    what = serializers.CharField(help_text="in the reader's language")


class MentorCandidateRow(serializers.ModelSerializer):
    organisation = AgencyBrief(source="organisation.agency")
    body = AgencyBrief()
    area = AreaBrief()
    cleared_until = serializers.SerializerMethodField(help_text="last day of the clearance in force")
    settled = serializers.SerializerMethodField(help_text="how much of `total` is done")
    total = serializers.SerializerMethodField()
    next = serializers.SerializerMethodField()
    doubles = serializers.SerializerMethodField(
        help_text="numbers of other open applications that you see, of the same IIN or the same name and birth date"
    )

    class Meta:
        model = Candidate
        fields = (
            "id", "number", "state", "source", "surname", "given_name", "patronymic", "organisation", "body", "area",
            "applied_at", "cleared_until", "settled", "total", "next", "doubles", "version",
        )  # fmt: skip

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_cleared_until(self, one: Candidate) -> Any:
        return self.context["until"].get(one.pk)

    def get_settled(self, one: Candidate) -> int:
        return self.context["progress"][one.pk].done

    def get_total(self, one: Candidate) -> int:
        return self.context["progress"][one.pk].total

    @extend_schema_field(NextStepOut)
    def get_next(self, one: Candidate) -> Any:
        return NextStepOut(self.context["next"][one.pk]).data

    def get_doubles(self, one: Candidate) -> list[str]:
        return [other.number for other in self.context["doubles"].get(one.pk, [])]


class HouseholdMemberOut(serializers.ModelSerializer):
    class Meta:
        model = HouseholdMember
        fields = ("id", "name", "birth_date", "relation", "starts_on", "ends_on")


class ConsultationOut(serializers.ModelSerializer):
    by = PersonBrief()

    class Meta:
        model = Consultation
        fields = ("id", "held_on", "note", "by")


class IncomeOut(serializers.ModelSerializer):
    class Meta:
        model = Income
        fields = ("id", "monthly", "months", "paper", "issued_on", "valid_until")


class InterviewOut(serializers.ModelSerializer):
    by = PersonBrief()

    class Meta:
        model = Interview
        fields = ("id", "held_on", "findings", "is_favourable", "by")


class SurveyOut(serializers.ModelSerializer):
    by = PersonBrief()

    class Meta:
        model = HousingSurvey
        fields = ("id", "made_on", "address", "findings", "is_favourable", "paper", "by")


class MentorReviewOut(serializers.ModelSerializer):
    decided_by = PersonBrief(allow_null=True)

    class Meta:
        model = Review
        fields = ("id", "asked_at", "outcome", "reason", "decided_by", "decided_at")


class ClearanceOut(serializers.ModelSerializer):
    """The photograph of one day: `snapshot` holds codes, days and ids, nothing of a person."""

    class Meta:
        model = Clearance
        fields = ("id", "given_on", "valid_until", "ended_at", "snapshot")


class ReopeningOut(serializers.ModelSerializer):
    class Meta:
        model = Reopening
        fields = ("id", "cause", "member", "ground", "text", "at", "ended_at", "outcome")


class CertificateBrief(serializers.ModelSerializer):
    class Meta:
        model = Certificate
        fields = ("id", "number", "issued_on", "valid_until", "revoked_at")


class WithGrounds(MentorCandidateRow):
    """With the grounds and every step of the way."""

    grounds = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()

    @extend_schema_field(GroundLineOut(many=True))
    def get_grounds(self, one: Candidate) -> Any:
        return GroundLineOut(self.context["progress"][one.pk].lines, many=True).data

    @extend_schema_field(ProgressStepOut(many=True))
    def get_steps(self, one: Candidate) -> Any:
        return ProgressStepOut(self.context["progress"][one.pk].steps, many=True).data


class MentorCandidateOut(WithGrounds):
    """The whole application: the grounds with their papers, the household, and every step of the way."""

    account = PersonBrief(allow_null=True)
    household = HouseholdMemberOut(many=True)
    consultations = ConsultationOut(many=True)
    incomes = IncomeOut(many=True)
    interviews = InterviewOut(many=True)
    surveys = SurveyOut(many=True)
    reviews = MentorReviewOut(many=True)
    clearances = ClearanceOut(many=True)
    reopenings = ReopeningOut(many=True)
    certificates = CertificateBrief(many=True)
    subsistence_minimum = serializers.SerializerMethodField(help_text="tenge a month, on this day")
    duties = serializers.SerializerMethodField()

    class Meta(MentorCandidateRow.Meta):
        fields = (
            *MentorCandidateRow.Meta.fields, "birth_date", "iin", "citizenship", "address", "phone", "email",
            "languages", "interests", "capacity", "is_married", "lives_alone", "account", "closing_reason", "grounds",
            "steps", "household", "consultations", "incomes", "subsistence_minimum", "interviews", "surveys", "reviews",
            "clearances", "reopenings", "certificates", "duties",
        )  # fmt: skip

    def get_subsistence_minimum(self, one: Candidate) -> int | None:
        return self.context["minimum"]

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, one: Candidate) -> Any:
        return DutyOut(self.context["duties"], many=True).data


class OwnApplicationOut(WithGrounds):
    """One's own application: where it stands, what is missing, what comes next."""

    reason = serializers.SerializerMethodField(help_text="why it was returned, refused or withdrawn")

    class Meta(MentorCandidateRow.Meta):
        fields = (*MentorCandidateRow.Meta.fields, "grounds", "steps", "reason")

    def get_reason(self, one: Candidate) -> str:
        return self.context["reason"]


class ExpiringOut(serializers.Serializer):
    """A clearance that runs out, with the papers that do."""

    candidate = serializers.CharField(source="candidate.number", help_text="number of the candidate")
    id = serializers.IntegerField(source="candidate_id")
    name = serializers.CharField(source="candidate.full_name")
    organisation = AgencyBrief(source="candidate.organisation.agency")
    body = AgencyBrief(source="candidate.body")
    valid_until = serializers.DateField()
    grounds = serializers.SerializerMethodField()

    @extend_schema_field(GroundLineOut(many=True))
    def get_grounds(self, one: Clearance) -> Any:
        last = self.context["last"]
        lines = self.context["progress"][one.candidate_id].lines
        near = [line for line in lines if line.valid_until and line.valid_until <= last]
        return GroundLineOut(near, many=True).data


class CandidatePaperOut(serializers.ModelSerializer):
    """A paper of the application; its file is at `…/papers/{id}/download/`."""

    agency = AgencyBrief(help_text="whose person added it")
    name = serializers.SerializerMethodField(help_text="of the newest file")

    class Meta:
        model = Paper
        fields = (
            "id", "kind", "title", "number", "issued_by", "issued_on", "expires_on", "agency", "added_at",
            "withdrawn_at", "name",
        )  # fmt: skip

    def get_name(self, paper: Paper) -> str:
        newest = max(paper.versions.all(), key=lambda one: one.no, default=None)
        return newest.document.name if newest else ""
