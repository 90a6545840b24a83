"""Areas as they are answered and asked for."""

from rest_framework import serializers

from apps.accounts.models import Area
from apps.api.inputs import Strict


class AreaOut(serializers.ModelSerializer):
    name = serializers.CharField(help_text="in the reader's language")

    class Meta:
        model = Area
        fields = ("id", "code", "level", "parent", "name", "name_kk", "name_ru", "name_en", "valid_from", "valid_to")


class AreaQuery(Strict):
    level = serializers.ChoiceField(Area.Level.choices, required=False)
    parent = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
