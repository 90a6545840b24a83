"""Incidents as they are answered."""

from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief, WarningOut
from apps.api.duties import DutyOut
from apps.api.examples import INCIDENT_ANSWER
from apps.api.incidents.inputs import INSTANT
from apps.api.notices.serializers import NoticeOut
from apps.incidents.models import Correction, FollowUp, Incident, IncidentChild
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.people.models import Child


@dataclass
class Whole:
    """An incident with everything an answer tells of it."""

    incident: Incident
    concerned: list[IncidentChild]
    duties: list[Obligation]
    notices: list[Notice]
    sees_reporter: bool
    named: frozenset[int] = frozenset()
    follow_ups: list[FollowUp] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)


class ConcernedOut(serializers.ModelSerializer):
    """`name` is null for those who neither may open the file nor were told in a role that has to know the child."""

    name = serializers.SerializerMethodField()

    class Meta:
        model = Child
        fields = ("id", "number", "name")

    def get_name(self, child: Child) -> str | None:
        return child.full_name if child.pk in self.context["named"] else None


class ReporterOut(serializers.Serializer):
    name = serializers.CharField()
    contact = serializers.CharField()
    is_confidential = serializers.BooleanField()


class FollowUpOut(serializers.ModelSerializer):
    """What was done afterwards. `by` is null where a confidential reporter is kept back."""

    agency = AgencyBrief()
    by = PersonBrief(source="who", allow_null=True)

    class Meta:
        model = FollowUp
        fields = ("id", "kind", "text", "agency", "by", "at")


class CorrectionOut(serializers.ModelSerializer):
    """A corrected start of the clock: the old one stays visible. `by` is null where a confidential reporter is kept
    back."""

    by = PersonBrief(source="who", allow_null=True)

    class Meta:
        model = Correction
        fields = ("id", "old_established_at", "new_established_at", "reason", "by", "at")


class IncidentRow(serializers.ModelSerializer):
    """An incident in a list."""

    agency = AgencyBrief()
    area = AreaBrief(allow_null=True)
    occurred_at = serializers.SerializerMethodField()

    class Meta:
        model = Incident
        fields = (
            "id", "number", "kind", "state", "version", "agency", "area", "place", "occurred_at", "established_at",
            "created_at", "submitted_at", "closed_at",
        )  # fmt: skip

    @extend_schema_field({
        "oneOf": [
            INSTANT,
            {"type": "object", "properties": {"from": INSTANT, "to": INSTANT}, "required": ["from", "to"]},
            {"type": "null"},
        ]
    })  # fmt: skip
    def get_occurred_at(self, incident: Incident) -> Any:
        written = serializers.DateTimeField().to_representation
        if incident.occurred_to:
            return {"from": written(incident.occurred_from), "to": written(incident.occurred_to)}
        return written(incident.occurred_from) if incident.occurred_from else None


@extend_schema_serializer(examples=[INCIDENT_ANSWER])
class IncidentOut(IncidentRow):
    """The whole incident. `reporter` is null for those from whom a confidential one is kept."""

    author = serializers.SerializerMethodField(help_text="null where a confidential reporter is kept back")
    joined_to = serializers.CharField(source="joined_to.number", default=None, allow_null=True)
    reporter = serializers.SerializerMethodField()
    children = serializers.SerializerMethodField()
    unknown_children = serializers.SerializerMethodField()
    duties = serializers.SerializerMethodField(help_text="one for each recipient of each rule, soonest first")
    notices = serializers.SerializerMethodField()
    follow_ups = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField(help_text="allowed, but should be looked at")

    class Meta:
        model = Incident
        fields = (
            *IncidentRow.Meta.fields, "author", "discovered_at", "description", "alleged_person", "alleged_relation",
            "safety", "safety_measures", "reporter", "episodes", "public_channel", "violence_confirmed_at",
            "joined_to", "children", "unknown_children", "duties", "notices", "follow_ups", "corrections",
            "warnings",
        )  # fmt: skip

    @property
    def whole(self) -> Whole:
        return self.context["whole"]

    def get_author(self, incident: Incident) -> PersonBrief(allow_null=True):
        return PersonBrief(incident.author).data if self.whole.sees_reporter else None

    def get_reporter(self, incident: Incident) -> ReporterOut(allow_null=True):
        if not self.whole.sees_reporter:
            return None
        return {
            "name": incident.reporter_name,
            "contact": incident.reporter_contact,
            "is_confidential": incident.reporter_is_confidential,
        }

    def get_children(self, incident: Incident) -> ConcernedOut(many=True):
        known = [c.child for c in self.whole.concerned if c.child]
        return ConcernedOut(known, many=True, context={"named": self.whole.named}).data

    def get_unknown_children(self, incident: Incident) -> list[str]:
        return [c.description for c in self.whole.concerned if not c.child]

    def get_duties(self, incident: Incident) -> DutyOut(many=True):
        return DutyOut(self.whole.duties, many=True, context={}).data

    def get_notices(self, incident: Incident) -> NoticeOut(many=True):
        return NoticeOut(self.whole.notices, many=True).data

    def get_follow_ups(self, incident: Incident) -> FollowUpOut(many=True):
        return FollowUpOut(self.whole.follow_ups, many=True).data

    def get_corrections(self, incident: Incident) -> CorrectionOut(many=True):
        return CorrectionOut(self.whole.corrections, many=True).data

    def get_warnings(self, incident: Incident) -> WarningOut(many=True):
        return self.whole.warnings
