"""How files are kept, as it is asked for and answered. Bears no name."""

from typing import Any

from rest_framework import serializers

from apps.api.briefs import PersonBrief
from apps.api.inputs import Strict, Text, YesNo
from apps.people.models import Child
from apps.retention.finding import PURPOSES
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.states import ErasureState, State


class RetentionQuery(Strict):
    state = serializers.ChoiceField(State.choices, required=False)
    over = YesNo(required=False, help_text="true: in the archive, and the term of keeping has ended")


class ErasureQuery(Strict):
    state = serializers.ChoiceField(ErasureState.choices, required=False)


class KeepReasonIn(Strict):
    reason = Text(max_length=500)


class HoldIn(Strict):
    ordered_by = Text(max_length=250, help_text="the court, prosecutor or body, and the number of its act")
    reason = Text(max_length=500)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="null: no end is known")


class ErasureIn(Strict):
    ground = serializers.ChoiceField(Erasure.Ground.choices)
    reason = Text(max_length=500)
    typed = Text(max_length=24, help_text="the number of the file once more: this cannot be undone")


class TypedIn(Strict):
    typed = Text(max_length=24, help_text="the number of the file once more: this cannot be undone")


class ArchiveSearchIn(Strict):
    q = Text(max_length=100, allow_blank=False, help_text="name, number or IIN")
    purpose = serializers.ChoiceField([(one.value, one.value) for one in PURPOSES], help_text="stays in the ledger")


class ArchivedOut(serializers.ModelSerializer):
    """A file of the own body in the archive."""

    keep_until = serializers.DateField(source="retention.keep_until")

    class Meta:
        model = Child
        fields = ("number", "surname", "given_name", "patronymic", "birth_date", "keep_until")


class RetentionRow(serializers.ModelSerializer):
    """A file that is not in daily use, or is due for the archive."""

    class Meta:
        model = Retention
        fields = ("number", "state", "changed_at", "keep_until", "not_before")


class HoldOut(serializers.ModelSerializer):
    """Legal hold: while it is in force the file is neither archived nor erased."""

    number = serializers.CharField(source="child.number")
    placed_by = PersonBrief()
    released_by = PersonBrief(allow_null=True)

    class Meta:
        model = Hold
        fields = (
            "id", "number", "ordered_by", "reason", "starts_on", "ends_on", "placed_by", "placed_at", "released_by",
            "released_at", "release_reason",
        )  # fmt: skip


class ErasureOut(serializers.ModelSerializer):
    """`counts` and `entries` stay for good once it is carried out: rows a table, and rows of the ledger."""

    proposed_by = PersonBrief()
    confirmed_by = PersonBrief(allow_null=True)
    withdrawn_by = PersonBrief(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    entries = serializers.ListField(child=serializers.IntegerField())
    stopped_by = serializers.CharField(help_text="code of what stopped the last attempt; empty for nothing")

    class Meta:
        model = Erasure
        fields = (
            "id", "number", "state", "ground", "reason", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at",
            "erase_from", "withdrawn_by", "withdrawn_at", "withdraw_reason", "done_at", "counts", "entries",
            "stopped_by",
        )  # fmt: skip


class AgainstOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField(help_text="in the reader's language")
    count = serializers.IntegerField()


class RetentionOut(serializers.Serializer):
    """`state` null: in daily use. `against`: what must be settled before archiving or erasing."""

    number = serializers.CharField()
    state = serializers.ChoiceField(State.choices, allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    keep_until = serializers.DateField(allow_null=True, help_text="the last day on which nobody may erase")
    not_before = serializers.DateField(allow_null=True, help_text="the day on which an open file is asked about again")
    against = AgainstOut(many=True)
    holds = HoldOut(many=True)
    erasures = ErasureOut(many=True)


def whole(number: str, kept: Retention | None, parts: dict[str, Any]) -> dict[str, Any]:
    """What RetentionOut answers."""
    names = ("state", "changed_at", "keep_until", "not_before")
    said = {name: getattr(kept, name, None) for name in names}
    return RetentionOut({"number": number, "reason": kept.reason if kept else "", **said, **parts}).data
