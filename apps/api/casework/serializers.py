"""Cases and referrals as they are answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.duties import DutyOut
from apps.casework.models import Approval, Assessment, Case, Goal, Plan, Referral, RiskChange, Step, Visit


class CaseChild(serializers.Serializer):
    """`name` is null for a body that handed the child over."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, child: Any) -> str | None:
        return child.full_name if child.guardianship_id == self.context["agency"] else None


class CaseRow(serializers.ModelSerializer):
    child = CaseChild()
    agency = AgencyBrief()
    officer = PersonBrief(allow_null=True)

    class Meta:
        model = Case
        fields = (
            "id", "number", "child", "agency", "state", "reason", "risk", "officer", "opened_at", "review_on",
            "closed_at", "closing_reason", "version",
        )  # fmt: skip


class AssessmentOut(serializers.ModelSerializer):
    by = PersonBrief()

    class Meta:
        model = Assessment
        fields = (
            "id", "made_on", "strengths", "needs", "dangers", "wishes", "not_heard_reason", "conclusion", "risk", "by",
        )  # fmt: skip


class RiskOut(serializers.ModelSerializer):
    by = PersonBrief(allow_null=True)

    class Meta:
        model = RiskChange
        fields = ("risk", "reason", "by", "at")


class PlanStepOut(serializers.ModelSerializer):
    class Meta:
        model = Step
        fields = ("id", "text", "who", "due_on", "done_at", "result", "dropped_at", "drop_reason")


class GoalOut(serializers.ModelSerializer):
    steps = PlanStepOut(many=True)

    class Meta:
        model = Goal
        fields = ("id", "text", "steps")


class PlanOut(serializers.ModelSerializer):
    author = PersonBrief()
    goals = GoalOut(many=True)

    class Meta:
        model = Plan
        fields = ("no", "state", "author", "created_at", "approved_at", "goals")


class VisitOut(serializers.ModelSerializer):
    by = PersonBrief()

    class Meta:
        model = Visit
        fields = (
            "id", "kind", "planned_on", "occurred_at", "place", "child_seen", "seen_alone", "findings",
            "called_off_at", "call_off_reason", "by",
        )  # fmt: skip


class ApprovalOut(serializers.ModelSerializer):
    asked_by = PersonBrief()
    decided_by = PersonBrief(allow_null=True)

    class Meta:
        model = Approval
        fields = ("kind", "asked_by", "asked_at", "outcome", "reason", "decided_by", "decided_at")


class CaseOut(CaseRow):
    """The whole case: risk over time, assessments, plans, visits, decisions, and every duty with its clock."""

    previous = serializers.CharField(source="previous.number", allow_null=True, default=None)
    risks = RiskOut(many=True)
    assessments = AssessmentOut(many=True)
    plans = PlanOut(many=True)
    visits = VisitOut(many=True)
    approvals = ApprovalOut(many=True)
    duties = serializers.SerializerMethodField()

    class Meta(CaseRow.Meta):
        fields = (
            *CaseRow.Meta.fields, "reason_text", "closing_text", "previous", "risks", "assessments", "plans", "visits",
            "approvals", "duties",
        )  # fmt: skip

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, case: Case) -> Any:
        return DutyOut(self.context["duties"], many=True).data


class HandoverOut(serializers.Serializer):
    id = serializers.IntegerField()
    moved = serializers.IntegerField()


class ReferralCard(serializers.Serializer):
    """All that is told of the child before acceptance."""

    age = serializers.IntegerField()
    sex = serializers.CharField(help_text="in the reader's language")
    district = serializers.CharField(help_text="in the reader's language")


class ReferralRow(serializers.ModelSerializer):
    sender = AgencyBrief()
    recipient = AgencyBrief()
    card = serializers.SerializerMethodField()

    class Meta:
        model = Referral
        fields = (
            "id", "number", "kind", "state", "sender", "recipient", "asked", "card", "until", "sent_at", "replied_at",
            "ended_at", "version",
        )  # fmt: skip

    def get_card(self, referral: Referral) -> ReferralCard:
        from apps.casework.referrals import card_of

        card = card_of(referral, self.context["today"])
        return {"age": card.age, "sex": card.sex, "district": card.district}


class ReferralOut(ReferralRow):
    """`child` and `reason` are null until the body that was asked accepts, and again once its access ended."""

    child = serializers.SerializerMethodField(help_text="id of the child, as it stands in `/children/{id}/`")
    reason = serializers.SerializerMethodField()
    case = serializers.SerializerMethodField(help_text="id of the case, as it stands in `/cases/{id}/`; null: none")
    duties = serializers.SerializerMethodField()

    class Meta(ReferralRow.Meta):
        fields = (
            *ReferralRow.Meta.fields, "child", "reason", "case", "refusal", "answer", "withdrawal", "duties",
        )  # fmt: skip

    def get_child(self, referral: Referral) -> int | None:
        return referral.child_id if self.context["sees_child"] else None

    def get_reason(self, referral: Referral) -> str | None:
        return referral.reason if self.context["sees_reason"] else None

    def get_case(self, referral: Referral) -> str | None:
        return referral.case.number if self.context["sees_case"] else None

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, referral: Referral) -> Any:
        return DutyOut(self.context["duties"], many=True).data
