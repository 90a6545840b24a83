"""Emergency openings, consents and looks as they are asked for and answered."""

from rest_framework import serializers

from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.disclosure.purpose import KINDS
from apps.api.inputs import AgencyRef, Id, Strict, Text, YesNo
from apps.disclosure.models import Consent, EmergencyOpening, ReadingAlert
from apps.disclosure.reading import files_of
from apps.people.models import Child, Ground

MOST_FILES = 100


class GrantIn(Strict):
    """A file to be opened without a ground, in an emergency, for three hours."""

    child = Text(max_length=40, allow_blank=False, help_text="the whole number of the file (C-104512), or a whole IIN")
    kind = serializers.ChoiceField(EmergencyOpening.Kind.choices)
    reason = Text(max_length=1000, allow_blank=False, help_text="at least twenty characters")


class ReviewIn(Strict):
    verdict = serializers.ChoiceField(EmergencyOpening.Verdict.choices)
    note = Text(max_length=1000, required=False, help_text="needed unless everything was right")


class GrantOut(serializers.ModelSerializer):
    """An emergency opening: who, why, how long, and what the review said."""

    child = serializers.CharField(source="child.number")
    person = PersonBrief(source="user")
    agency = AgencyBrief()
    responsible = AgencyBrief(help_text="the body that reviews it")
    ground = serializers.SerializerMethodField()
    reviewed_by = PersonBrief(allow_null=True)

    class Meta:
        model = EmergencyOpening
        fields = (
            "id", "number", "child", "ground", "person", "agency", "responsible", "kind", "reason", "starts_at",
            "ends_at", "ended_at", "verdict", "note", "reviewed_by", "reviewed_at",
        )  # fmt: skip

    def get_ground(self, opening: EmergencyOpening) -> str:
        return Ground.EMERGENCY.value


class ConsentIn(Strict):
    """A consent that was given; the responsible body records it."""

    agency = AgencyRef(help_text="the mentoring organisation")
    scope = serializers.ListField(child=serializers.ChoiceField(Consent.Scope.choices), min_length=1, max_length=6)
    given_relation = serializers.ChoiceField(Consent.Relation.choices)
    given_by = Text(max_length=150, allow_blank=False, help_text="name of the person who gave it")
    given_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True)
    paper = Id(required=False, allow_null=True, help_text="id of the consent among the documents of the file")


class WithdrawIn(Strict):
    reason = Text(max_length=500, allow_blank=False)


class ConsentOut(serializers.ModelSerializer):
    """`given_by` is null for those who do not keep the file."""

    agency = AgencyBrief()
    scope = serializers.ListField(child=serializers.CharField())
    given_by = serializers.SerializerMethodField()

    class Meta:
        model = Consent
        fields = (
            "id", "agency", "scope", "given_relation", "given_by", "given_on", "expires_on", "recorded_at",
            "withdrawn_at",
        )  # fmt: skip

    def get_given_by(self, consent: Consent) -> str | None:
        return consent.given_by if self.context["responsible"] else None


class UnreviewedQuery(Strict):
    unreviewed = YesNo(required=False, help_text="true: those that wait for a verdict")


class AlertIn(Strict):
    verdict = serializers.ChoiceField(ReadingAlert.Verdict.choices)
    note = Text(max_length=1000, required=False, help_text="needed unless the work explains it")


class AlertRow(serializers.ModelSerializer):
    """Somebody read files in an unusual way; told to the head of the reader's agency."""

    number = serializers.CharField()
    person = PersonBrief(source="user")
    agency = AgencyBrief(help_text="of the reader's post")
    hour = serializers.DateTimeField(help_text="the clock hour in which it was noticed")
    times = serializers.IntegerField(help_text="files, or refusals for REFUSED")
    limit = serializers.IntegerField(help_text="what is usual at most; 0 where the kind has no number")
    reviewed_by = PersonBrief(allow_null=True)

    class Meta:
        model = ReadingAlert
        fields = (
            "id", "number", "kind", "person", "agency", "hour", "times", "limit", "raised_at", "verdict", "note",
            "reviewed_by", "reviewed_at",
        )  # fmt: skip


class AlertOut(AlertRow):
    """`children`: the numbers of those files behind it that you may see, at most a hundred."""

    files = serializers.SerializerMethodField(help_text="how many files are behind it")
    children = serializers.SerializerMethodField()

    class Meta(AlertRow.Meta):
        fields = (*AlertRow.Meta.fields, "files", "children")

    def get_files(self, alert: ReadingAlert) -> int:
        return files_of(alert).count()

    def get_children(self, alert: ReadingAlert) -> list[str]:
        seen = Child.objects.visible_to(self.context["reader"]).filter(pk__in=files_of(alert))
        return list(seen.order_by("number").values_list("number", flat=True)[:MOST_FILES])


class PurposeIn(Strict):
    kind = serializers.ChoiceField(KINDS)
    text = Text(max_length=500, required=False, help_text="needed for OTHER")


class PurposeOut(serializers.Serializer):
    kind = serializers.CharField()
    text = serializers.CharField()
    day = serializers.DateField(help_text="the day in Almaty for which it holds")


class LookQuery(Strict):
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False, help_text="the last day")


class LookOut(serializers.Serializer):
    """One person in one post, on one ground and for one purpose."""

    person = PersonBrief(allow_null=True)
    agency = AgencyBrief(allow_null=True)
    grounds = serializers.ListField(child=serializers.CharField())
    purpose = serializers.CharField(help_text="in the reader's language; empty for daily work")
    text = serializers.CharField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    times = serializers.IntegerField()
