"""A duty with its clock, as every resource answers it."""

from typing import Any

from rest_framework import serializers

from apps.api.articles import article_of
from apps.api.briefs import AgencyBrief
from apps.obligations.explain import explain
from apps.obligations.models import Obligation
from apps.obligations.models.rules import Basis
from apps.obligations.terms import Computation


class RecipientOut(serializers.Serializer):
    """Who is to be told. `id` null: a role for which nobody was found yet."""

    role = serializers.CharField(help_text="the role in which the rule names the recipient")
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_null=True)


class DutyOut(serializers.ModelSerializer):
    """`basis` says what demands the duty, `term_basis` what sets its number: never blurred."""

    rule = serializers.CharField(source="rule.code", help_text="code of the rule")
    version = serializers.IntegerField(source="rule.version")
    title = serializers.CharField(source="rule.title")
    article = serializers.SerializerMethodField(help_text="like 28-2(10)(7)")
    basis = serializers.ChoiceField(Basis.choices, source="rule.basis")
    term_basis = serializers.ChoiceField(Basis.choices, source="rule.term_basis")
    owner = AgencyBrief()
    recipient = serializers.SerializerMethodField()
    explanation = serializers.SerializerMethodField(help_text="how the due instant comes about, a line a step")

    class Meta:
        model = Obligation
        fields = (
            "id", "rule", "version", "title", "article", "basis", "term_basis", "owner", "recipient", "started_at",
            "due_at", "state", "met_at", "breached_at", "cancelled_at", "cancel_reason", "explanation",
        )  # fmt: skip

    def get_article(self, duty: Obligation) -> str | None:
        return article_of(duty.rule)

    def get_recipient(self, duty: Obligation) -> RecipientOut(allow_null=True):
        if not duty.role and not duty.party_id:
            return None
        party = duty.party
        return {"role": duty.role, "id": party.pk if party else None, "name": party.name if party else None}

    def get_explanation(self, duty: Obligation) -> list[str]:
        seen: dict[Any, list[str]] = self.context.setdefault("explained", {})
        key = (duty.rule_id, duty.started_at)
        if key not in seen:
            seen[key] = explain(Computation.from_json(duty.arithmetic)) if duty.arithmetic else []
        return seen[key]
