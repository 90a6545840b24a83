"""What the API tells of one whole pair."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.briefs import AgencyBrief
from apps.api.mentoring.organisation_files import PaperField
from apps.api.mentoring.pairs_serializers import MentorPairRow, ObstacleOut
from apps.mentoring.models import Assignment, Suspension


class SuspensionOut(serializers.ModelSerializer):
    class Meta:
        model = Suspension
        fields = ("reason", "text", "since", "until", "came_from")


class MentorPairOut(MentorPairRow):
    """The whole pair. `lacking` is what stands against going on today, told to the body that decides."""

    home = serializers.SerializerMethodField(help_text="the organisation the child lives in, as far as the reader sees")
    agreement = serializers.CharField(source="agreement.number", allow_null=True, default=None)
    proposal = serializers.SerializerMethodField(help_text="number of the proposal it came from")
    suspensions = SuspensionOut(many=True)
    load = serializers.SerializerMethodField(help_text="children the mentor has now")
    capacity = serializers.SerializerMethodField(help_text="children the mentor has room for")
    lacking = serializers.SerializerMethodField()
    contract = serializers.SerializerMethodField(help_text="the agreement as it was signed; null: not there, or hidden")

    class Meta(MentorPairRow.Meta):
        fields = (
            *MentorPairRow.Meta.fields, "end_text", "home", "agreement", "proposal", "suspensions", "load", "capacity",
            "lacking", "contract",
        )  # fmt: skip

    @extend_schema_field(AgencyBrief(allow_null=True))
    def get_home(self, pair: Assignment) -> Any:
        return AgencyBrief(self.context["home"]).data if self.context["home"] else None

    def get_proposal(self, pair: Assignment) -> str | None:
        return pair.proposal.number if hasattr(pair, "proposal") else None

    def get_load(self, pair: Assignment) -> int | None:
        return self.context["load"]

    def get_capacity(self, pair: Assignment) -> int | None:
        return pair.candidate.capacity if pair.candidate else None

    @extend_schema_field(ObstacleOut(many=True))
    def get_lacking(self, pair: Assignment) -> Any:
        return ObstacleOut(self.context["lacking"], many=True).data

    @extend_schema_field(PaperField(allow_null=True))
    def get_contract(self, pair: Assignment) -> Any:
        shown = self.context["knows_name"] and pair.contract
        return PaperField(shown).data if shown else None
