"""Relatives, sisters and brothers as they are asked for and answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.accounts.models import User
from apps.api.children.records import STATE, PartOut, day
from apps.api.inputs import Strict, Text, YesNo
from apps.core.identifiers import masked_iin
from apps.people.acts.family import version_of
from apps.people.models import Child, Citizenship, Kinship, Relative
from apps.people.policies import is_responsible, sees_secrecy
from apps.people.secrecy import shown_kinship
from apps.people.siblings import Sibling, siblings_of, ties_to_siblings


class RelativeIn(Strict):
    """A relative. A person recorded already in your body's files, by the same IIN, is linked, not recorded twice."""

    kind = serializers.ChoiceField(Kinship.Kind.choices)
    surname = Text(max_length=200, required=False)
    given_name = Text(max_length=200, required=False)
    patronymic = Text(max_length=200, required=False)
    surname_latin = Text(max_length=200, required=False)
    given_name_latin = Text(max_length=200, required=False)
    birth_date = day(required=False)
    iin = Text(max_length=40, required=False)
    sex = serializers.ChoiceField(Relative.Sex.choices, required=False, allow_blank=True)
    citizenship = serializers.ChoiceField(Citizenship.choices, required=False, allow_blank=True)
    phone = Text(max_length=40, required=False)
    address = Text(max_length=250, required=False)
    remark = Text(max_length=250, required=False)
    is_secret = YesNo(required=False, help_text="kept in the secrecy of adoption")


class SiblingIn(Strict):
    number = Text(max_length=16, allow_blank=False, help_text="of a file that is open to you")
    remark = Text(max_length=250, required=False)


class RelativeOut(serializers.ModelSerializer):
    """A person. To those who mentor only the names."""

    iin = serializers.SerializerMethodField(help_text="1211••••0332")

    class Meta:
        model = Relative
        fields = (
            "id", "surname", "given_name", "patronymic", "surname_latin", "given_name_latin", "birth_date", "iin",
            "sex", "citizenship", "phone", "address",
        )  # fmt: skip
        extra_kwargs = {name: {"allow_null": True} for name in ("sex", "citizenship", "phone", "address")}

    def get_iin(self, person: Relative) -> str | None:
        return masked_iin(person.iin, "••••") or None

    def to_representation(self, person: Relative) -> dict[str, Any]:
        data = super().to_representation(person)
        if not self.context["identity"]:
            data |= dict.fromkeys(("birth_date", "iin", "sex", "citizenship", "phone", "address"))
        return data


class KinshipOut(PartOut):
    """Who a person is to the child. An adopter is MOTHER or FATHER to those outside the secrecy of adoption."""

    kind = serializers.SerializerMethodField()
    relative = RelativeOut(allow_null=True)
    version = serializers.SerializerMethodField(help_text="of the kinship and the person together")

    class Meta:
        model = Kinship
        fields = ("id", "kind", "relative", "remark", "is_secret", *STATE)

    @extend_schema_field(serializers.ChoiceField(Kinship.Kind.choices))
    def get_kind(self, tie: Kinship) -> str:
        return shown_kinship(tie, sees_secrecy(self.context["reader"], tie.child))

    def get_version(self, tie: Kinship) -> int:
        return version_of(tie)

    def to_representation(self, tie: Kinship) -> dict[str, Any]:
        data = super().to_representation(tie)
        return data if self.context["identity"] else {**data, "remark": "", "withdraw_reason": ""}


class SiblingOut(serializers.Serializer):
    """A sister or brother whose file is open to you."""

    id = serializers.IntegerField(source="child.pk")
    number = serializers.CharField(source="child.number")
    by_parent = serializers.BooleanField(help_text="through a common parent; else named in the file")
    tie = serializers.SerializerMethodField(help_text="to withdraw it by; the responsible body only")

    def get_tie(self, one: Sibling) -> int | None:
        return one.tie.pk if one.tie and self.context["responsible"] else None


class WithdrawnTieOut(serializers.ModelSerializer):
    class Meta:
        model = Kinship
        fields = ("id", "withdrawn_at", "withdraw_reason")


@extend_schema_serializer(many=False)  # one object, though its address reads like a list's
class SiblingsOut(serializers.Serializer):
    results = SiblingOut(many=True, source="open")
    hidden = serializers.IntegerField(help_text="how many more have files not open to you; the responsible body only")
    hidden_ties = serializers.ListField(
        child=serializers.IntegerField(), help_text="by which those of the hidden that are named can be withdrawn"
    )
    withdrawn = WithdrawnTieOut(many=True, help_text="named once and withdrawn; the responsible body only")


def siblings_told(child: Child, reader: User) -> dict[str, Any]:
    """The sisters and brothers of a child for one reader."""
    found = siblings_of(child, reader)
    told = {
        "open": found.open, "hidden": found.hidden, "hidden_ties": [tie.pk for tie in found.closed],
        "withdrawn": [tie for tie in ties_to_siblings(child, reader) if tie.withdrawn_at],
    }  # fmt: skip
    return SiblingsOut(told, context={"responsible": is_responsible(reader, child)}).data
