"""Rules and computed terms as they are asked for and answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.articles import article_of
from apps.api.inputs import MOST_ID, Strict, Text
from apps.obligations.models import Rule
from apps.obligations.models.rules import Basis


class RuleOut(serializers.ModelSerializer):
    """One version of a rule. A change of the Law is a new version, never an edit."""

    article = serializers.SerializerMethodField(help_text="like 28-2(10)(7)")
    title = serializers.CharField(help_text="in the reader's language")
    duty = serializers.CharField()
    note = serializers.CharField()
    term = serializers.SerializerMethodField()
    recipients = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Rule
        fields = (
            "code", "version", "basis", "term_basis", "ladder_basis", "article", "title", "duty", "note", "opens_on",
            "met_on", "term", "owner_kind", "recipients", "recipient_rule", "in_force_from", "in_force_to",
            "in_force_precision", "source",
        )  # fmt: skip

    def get_article(self, rule: Rule) -> str | None:
        return article_of(rule)

    @extend_schema_field({"type": "object", "additionalProperties": True, "example": {"kind": "HOURS", "amount": 24}})
    def get_term(self, rule: Rule) -> dict[str, Any]:
        return rule.term


class RuleWhole(RuleOut):
    """The version in force today, or else the latest; `versions` are all of them."""

    versions = RuleOut(many=True)

    class Meta(RuleOut.Meta):
        fields = (*RuleOut.Meta.fields, "versions")


class RuleQuery(Strict):
    basis = serializers.ChoiceField(Basis.choices, required=False)
    in_force_on = serializers.DateField(required=False)
    opens_on = Text(required=False, max_length=48, help_text="code of an event")


class DueQuery(Strict):
    """`from`: an ISO 8601 instant, or a day; without an offset it is the clock in Almaty."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=MOST_ID)
    birth_date = serializers.DateField(required=False, help_text="for terms that end at an age")

    def get_fields(self) -> dict[str, Any]:
        return {"from": Text(max_length=40, allow_blank=False), **super().get_fields()}


class LineOut(serializers.Serializer):
    """A step of the arithmetic: its code with parameters for programs, its text for people."""

    code = serializers.CharField()
    params = serializers.DictField()
    text = serializers.CharField()


class DueOut(serializers.Serializer):
    """How a due instant comes about. `due_at` is null for a rule that is a window of the day."""

    rule = serializers.CharField()
    version = serializers.IntegerField()
    basis = serializers.ChoiceField(Basis.choices)
    term_basis = serializers.ChoiceField(Basis.choices)
    article = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    lines = LineOut(many=True)
    explanation = serializers.ListField(child=serializers.CharField())
