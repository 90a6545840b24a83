"""Records named inside others."""

from rest_framework import serializers


class AreaBrief(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField(help_text="KATO code")
    name = serializers.CharField(help_text="in the reader's language")


class AgencyBrief(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField(help_text="in the reader's language")


class PersonBrief(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="get_full_name")


class WarningOut(serializers.Serializer):
    """Something that is allowed but should be looked at."""

    field = serializers.CharField(allow_null=True)
    message = serializers.CharField()
    rule = serializers.CharField(allow_null=True, default=None)
