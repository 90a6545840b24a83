"""Children, their stays and their mentors as they are asked for and answered."""

from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, AreaBrief, WarningOut
from apps.api.inputs import AgencyRef, AreaRef, Id, Strict, Text, YesNo
from apps.care.models import Placement
from apps.core.identifiers import masked_iin
from apps.core.localtime import local_day
from apps.disclosure.mask import Scope
from apps.mentoring.models import Assignment
from apps.people.models import IDENTITY_GROUNDS, Child, Citizenship, Language


class ChildIn(Strict):
    """A child to be registered by its guardianship body. Either `iin` or `no_iin_reason`."""

    surname = Text(max_length=200, required=False)
    given_name = Text(max_length=200, allow_blank=False)
    patronymic = Text(max_length=200, required=False)
    surname_ru = Text(max_length=200, required=False, help_text="spelling in Russian, if it is another")
    given_name_ru = Text(max_length=200, required=False)
    patronymic_ru = Text(max_length=200, required=False)
    surname_latin = Text(max_length=200, required=False)
    given_name_latin = Text(max_length=200, required=False)
    iin = Text(max_length=40, required=False, help_text="12 digits, the last a check digit")
    no_iin_reason = serializers.ChoiceField(Child.NoIin.choices, required=False, allow_blank=True)
    birth_date = serializers.DateField()
    birth_date_is_estimated = YesNo(required=False)
    birth_precision = serializers.ChoiceField(
        Child.Precision.choices, required=False, help_text="what is known of it; the latest day it may be is kept"
    )
    sex = serializers.ChoiceField(Child.Sex.choices)
    area = AreaRef(required=False, help_text="district of residence; the body's own when left out")
    address = Text(max_length=250, required=False)
    representative_kind = Text(
        max_length=14, required=False, help_text=f"one of {', '.join(Child.Representative.values)}, or empty"
    )
    representative_name = Text(max_length=150, required=False)
    citizenship = serializers.ChoiceField(Citizenship.choices, required=False, allow_blank=True)
    languages = serializers.ListField(child=serializers.ChoiceField(Language.choices), required=False, max_length=20)
    phone = Text(max_length=40, required=False)
    contacts = Text(max_length=250, required=False)
    found_on = serializers.DateField(required=False, allow_null=True)
    found_place = Text(max_length=250, required=False, help_text="needed for FOUNDLING")
    found_circumstances = Text(max_length=5000, required=False, help_text="needed for FOUNDLING")
    refuge = serializers.ChoiceField(Child.Refuge.choices, required=False, allow_blank=True)
    savings_told_on = serializers.DateField(required=False, allow_null=True)


class ChildNew(ChildIn):
    """With `override_reason` when the answer was `possible-duplicate` and none of the candidates is this child."""

    override_reason = Text(max_length=500, required=False, help_text="how you know that it is another child")


class ChildChange(ChildIn):
    """Names left out stay as they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "partial": True})


class ChildSearch(Strict):
    """What to look for: a number, a whole IIN (a part of one finds nothing), or names in any spelling."""

    q = Text(max_length=200, allow_blank=False)


class ChildRow(serializers.ModelSerializer):
    """A child in a list."""

    birth_date = serializers.SerializerMethodField(help_text="null when the child is masked")
    age = serializers.SerializerMethodField(help_text="full years today")
    is_masked = serializers.SerializerMethodField(help_text="names are initials until consent names them")
    area = AreaBrief()
    guardianship = AgencyBrief()

    class Meta:
        model = Child
        fields = (
            "id", "number", "is_masked", "surname", "given_name", "patronymic", "birth_date", "age", "sex", "area",
            "guardianship", "registered_at", "version",
        )  # fmt: skip

    def get_birth_date(self, child: Child) -> date | None:
        return None if self.get_is_masked(child) else child.birth_date

    def get_age(self, child: Child) -> int:
        return child.age(local_day(timezone.now()))

    def get_is_masked(self, child: Child) -> bool:
        return Scope.NAME not in child.visible


OF_IDENTITY = (
    "citizenship", "phone", "contacts", "found_on", "found_place", "found_circumstances", "refuge", "savings_told_on",
    "databank_number", "databank_on",
)  # fmt: skip
"""Null, with IIN and address, for those who may not see who the child is."""


class ChildOut(ChildRow):
    """A file. `iin` is masked; IIN and address are null for those who may not see who the child is."""

    iin = serializers.SerializerMethodField(help_text="1211••••0332; the whole one at `…/iin/`, noted in the ledger")
    address = serializers.SerializerMethodField()
    grounds = serializers.SerializerMethodField(help_text="why you see this file")
    warnings = WarningOut(many=True, read_only=True, required=False, help_text="what is doubtful, after a change")

    class Meta:
        model = Child
        fields = (
            *ChildRow.Meta.fields, "surname_ru", "given_name_ru", "patronymic_ru", "surname_latin", "given_name_latin",
            "iin", "no_iin_reason", "birth_date_is_estimated", "birth_precision", "address", "representative_kind",
            "representative_name", "languages", *OF_IDENTITY, "grounds", "warnings",
        )  # fmt: skip
        extra_kwargs = {name: {"allow_null": True} for name in OF_IDENTITY}

    def to_representation(self, child: Child) -> dict[str, Any]:
        data = super().to_representation(child)
        return data if self._sees_identity() else {**data, **dict.fromkeys(OF_IDENTITY)}

    def _sees_identity(self) -> bool:
        return bool(self.context["grounds"] & IDENTITY_GROUNDS)

    def get_iin(self, child: Child) -> str | None:
        return masked_iin(child.iin, "••••") or None if self._sees_identity() else None

    def get_address(self, child: Child) -> str | None:
        return child.address if self._sees_identity() else None

    def get_grounds(self, child: Child) -> list[str]:
        return sorted(self.context["grounds"])


class IinOut(serializers.Serializer):
    iin = serializers.CharField()


class PeriodEnd(Strict):
    ends_on = serializers.DateField(help_text="the last day, included; today or earlier ends access at once")


class PlacementIn(Strict):
    organisation = AgencyRef()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)


class PlacementOut(serializers.ModelSerializer):
    organisation = AgencyBrief()

    class Meta:
        model = Placement
        fields = ("id", "organisation", "starts_on", "ends_on")


class AssignmentIn(Strict):
    """A cleared mentor and the three-party agreement; the organisation is the mentor's."""

    candidate = Id(help_text="id of the cleared mentor")
    contract_no = Text(max_length=60, help_text="number of the three-party agreement")
    contract_on = serializers.DateField(help_text="the day on which it was signed")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)


class AssignmentOut(serializers.ModelSerializer):
    organisation = AgencyBrief()

    class Meta:
        model = Assignment
        fields = ("id", "organisation", "candidate", "mentor", "mentor_name", "starts_on", "ends_on")
