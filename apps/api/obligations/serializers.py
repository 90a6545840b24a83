"""Duties as they are asked for and answered."""

from rest_framework import serializers

from apps.api.briefs import PersonBrief
from apps.api.duties import DutyOut
from apps.api.inputs import MOST_ID, Instant, Strict, Text, YesNo
from apps.obligations.models import Change, Obligation, Step


class ObligationRow(DutyOut):
    """A duty in a list. `overdue`: open, and the due instant has passed."""

    subject = serializers.CharField(source="subject_no", help_text="number of the incident")
    overdue = serializers.SerializerMethodField()

    class Meta:
        model = Obligation
        fields = (
            "id", "subject", "rule", "version", "title", "article", "basis", "term_basis", "owner", "recipient",
            "started_at", "due_at", "overdue", "state", "met_at", "breached_at", "cancelled_at", "cancel_reason",
        )  # fmt: skip

    def get_overdue(self, duty: Obligation) -> bool:
        return duty.is_overdue(self.context["at"])


class StepOut(serializers.ModelSerializer):
    class Meta:
        model = Step
        fields = ("position", "kind", "ripe_at", "taken_at", "told")


class ChangeOut(serializers.ModelSerializer):
    """A clock that was moved: both versions stay visible. Who moved it is named to the body that owes the duty."""

    by = serializers.SerializerMethodField()

    class Meta:
        model = Change
        fields = ("cause", "old_started_at", "new_started_at", "old_due_at", "new_due_at", "reason", "by", "at")

    def get_by(self, change: Change) -> PersonBrief(allow_null=True):
        mine = change.duty.owner_id == self.context["agency"].pk
        return PersonBrief(change.by).data if change.by and mine else None


class ObligationOut(ObligationRow):
    """A duty with its arithmetic, the rungs taken, and how its clock was moved."""

    steps = StepOut(many=True)
    changes = ChangeOut(many=True)

    class Meta(ObligationRow.Meta):
        fields = (*ObligationRow.Meta.fields, "explanation", "steps", "changes")


class ObligationQuery(Strict):
    state = serializers.ChoiceField(Obligation.State.choices, required=False)
    overdue = YesNo(required=False, help_text="open, and the due instant has passed")
    due_before = Instant(required=False)
    agency = serializers.IntegerField(required=False, min_value=1, max_value=MOST_ID, help_text="who owes it")
    rule = Text(required=False, max_length=60, help_text="code of a rule")
    subject = Text(required=False, max_length=24, help_text="number of an incident")
