"""Notices as they are asked for and answered."""

from rest_framework import serializers

from apps.accounts.kinds import AgencyKind
from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.inputs import Instant, Strict, Text, YesNo
from apps.notices.models import Notice


class NoticeOut(serializers.ModelSerializer):
    """One notice to one recipient, with every instant of its way."""

    sender = AgencyBrief()
    recipient = AgencyBrief(allow_null=True)
    opened_by = PersonBrief(allow_null=True)
    acknowledged_by = PersonBrief(allow_null=True)
    told_by = PersonBrief(allow_null=True)
    subject = serializers.CharField(source="subject_no", help_text="number of the incident")

    class Meta:
        model = Notice
        fields = (
            "id", "number", "subject", "sender", "recipient", "recipient_name", "role", "channel", "sent_at",
            "delivered_at", "opened_at", "opened_by", "acknowledged_at", "acknowledged_by", "returned_at",
            "return_reason", "told_person", "told_by", "told_at", "withdrawn_at", "withdraw_reason",
        )  # fmt: skip


PEOPLE = ("sender", "recipient", "opened_by", "acknowledged_by", "told_by")


class NoticeQuery(Strict):
    acknowledged = YesNo(required=False)
    role = serializers.ChoiceField(AgencyKind.choices, required=False)
    subject = Text(required=False, max_length=24, help_text="number of an incident")


class ToldIn(Strict):
    """Somebody told the recipient by telephone or letter."""

    channel = serializers.ChoiceField([Notice.Channel.PHONE, Notice.Channel.LETTER])
    person = Text(max_length=150, help_text="who was told")
    told_at = Instant()
