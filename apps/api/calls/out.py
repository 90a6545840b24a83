"""Calls to 111 as they are answered."""

from rest_framework import serializers

from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief
from apps.complaints.models import Call, CallReferral


class CallReferralOut(serializers.ModelSerializer):
    """Where a call was passed on, when it was taken over there, and what came of it. The centre reads no appeal."""

    body = AgencyBrief()
    incident = serializers.CharField(source="incident.number", allow_null=True, default=None)

    class Meta:
        model = CallReferral
        fields = ("id", "body", "incident", "sent_at", "acknowledged_at", "outcome", "outcome_at")


class CallRow(serializers.ModelSerializer):
    operator = PersonBrief()
    area = AreaBrief(allow_null=True)

    class Meta:
        model = Call
        fields = (
            "id", "number", "operator", "way", "category", "safety", "by_child", "language", "area", "began_at",
            "outcome", "ended_at", "version",
        )  # fmt: skip


class CallOut(CallRow):
    """One contact with what was said and where it was passed on."""

    referrals = CallReferralOut(many=True)

    class Meta(CallRow.Meta):
        fields = (*CallRow.Meta.fields, "said", "referrals")


class CallReferredOut(serializers.Serializer):
    """The call became an appeal. `code` is the caller's receipt, to be read out: told this once, and renewed at its
    first own use."""

    number = serializers.CharField(help_text="of the appeal, for the caller's ticket")
    office = AgencyBrief()
    code = serializers.CharField()
    call = CallOut()


class CallCodeOut(serializers.Serializer):
    """Another receipt in place of the one before."""

    code = serializers.CharField()
