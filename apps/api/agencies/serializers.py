"""Agencies as they are answered and asked for."""

from rest_framework import serializers

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.api.briefs import AreaBrief
from apps.api.inputs import Strict, YesNo


class AgencyOut(serializers.ModelSerializer):
    name = serializers.CharField(help_text="in the reader's language")
    area = AreaBrief()

    class Meta:
        model = Agency
        fields = (
            "id", "kind", "name", "name_kk", "name_ru", "name_en", "area", "bin", "head_name", "address", "phone",
            "email", "on_platform", "is_active",
        )  # fmt: skip


class AgencyQuery(Strict):
    kind = serializers.ChoiceField(AgencyKind.choices, required=False)
    area = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    is_active = YesNo(required=False)
