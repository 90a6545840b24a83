"""The ledger as it is asked for and answered: numbers alone, no content of cases."""

from rest_framework import serializers

from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.inputs import Strict, Text
from apps.audit.models import LedgerEntry
from apps.retention.ledger import KINDS, kind_of

LEDGER_KINDS = [(kind, kind) for kind in KINDS]


class LedgerQuery(Strict):
    kind = serializers.ChoiceField(LEDGER_KINDS, required=False)
    person = Text(max_length=150, required=False, help_text="sign-in name")
    day = serializers.DateField(required=False, help_text="in Almaty")
    number = Text(max_length=24, required=False, help_text="of a record, like C-104512 or I-26-001415")


class ActorBrief(PersonBrief):
    username = serializers.CharField()


class AboutOut(serializers.Serializer):
    kind = serializers.CharField(source="subject_kind")
    number = serializers.CharField(source="subject_no", help_text="empty for records without one, such as a list")


class LedgerRow(serializers.ModelSerializer):
    """One act, read, refusal or export."""

    kind = serializers.SerializerMethodField()
    about = AboutOut(source="*")
    person = serializers.SerializerMethodField(help_text="null: the system")
    agency = serializers.SerializerMethodField(help_text="of the post acted in")

    class Meta:
        model = LedgerEntry
        fields = ("id", "at", "verb", "kind", "about", "person", "agency")

    def get_kind(self, entry: LedgerEntry) -> serializers.ChoiceField(LEDGER_KINDS):
        return kind_of(entry.verb)

    def get_person(self, entry: LedgerEntry) -> ActorBrief(allow_null=True):
        found = self.context["people"].get(entry.actor_id)
        return ActorBrief(found).data if found else None

    def get_agency(self, entry: LedgerEntry) -> AgencyBrief(allow_null=True):
        found = self.context["agencies"].get(entry.agency_id)
        return AgencyBrief(found).data if found else None
