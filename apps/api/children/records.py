"""The records of a child's file as they are asked for and answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.briefs import AgencyBrief, WarningOut
from apps.api.inputs import MOST_ID, AgencyRef, Id, Strict, Text
from apps.documents.models import Paper
from apps.people.models import (
    ChildCategory,
    ChildName,
    HealthRecord,
    Language,
    Note,
    ParentStatus,
    Schooling,
)
from apps.people.policies import can_see_identity


@extend_schema_field({"type": ["integer", "null"], "minimum": 1})
class PaperRef(serializers.Field):
    """A document of the file by its id. Whether it is in the file, the act checks."""

    default_error_messages = {"invalid": "The id of a document."}

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, help_text="id of the document that proves it")

    def to_internal_value(self, data: Any) -> Paper:
        if not isinstance(data, int) or isinstance(data, bool) or not 0 < data <= MOST_ID:
            self.fail("invalid")
        return Paper(pk=data)


def day(*, required: bool = True, help_text: str = "") -> serializers.DateField:
    return serializers.DateField(required=required, allow_null=not required, help_text=help_text)


class CategoryIn(Strict):
    kind = serializers.ChoiceField(ChildCategory.Kind.choices)
    why = serializers.ChoiceField(
        ChildCategory.Why.choices, required=False, allow_blank=True,
        help_text="needed for ORPHAN (Article 1(8)), WITHOUT_CARE (1(1-1)) and SPECIAL_SERVICES (SC_…)",
    )  # fmt: skip
    why_text = Text(max_length=300, required=False)
    starts_on = day()
    ends_on = day(required=False)
    paper = PaperRef()


class HealthIn(Strict):
    kind = serializers.ChoiceField(HealthRecord.Kind.choices)
    group = serializers.ChoiceField(HealthRecord.Group.choices, required=False, allow_blank=True)
    text = Text(max_length=10_000, required=False)
    participants = Text(max_length=300, required=False, help_text="needed for PLAN (Article 31(3))")
    starts_on = day()
    ends_on = day(required=False)
    paper = PaperRef()


class SchoolingIn(Strict):
    """A school of the system (`institution`), or one by name."""

    kind = serializers.ChoiceField(Schooling.Kind.choices)
    institution = AgencyRef(required=False, allow_null=True)
    institution_name = Text(max_length=200, required=False)
    grade = Text(max_length=20, required=False)
    language = serializers.ChoiceField(Language.choices, required=False, allow_blank=True)
    starts_on = day()
    ends_on = day(required=False)
    paper = PaperRef()


class StatusIn(Strict):
    """Why a parent does not care for the child."""

    kinship = Id(help_text="id of the parent in `…/family/`")
    code = serializers.ChoiceField(ParentStatus.Code.choices)
    text = Text(max_length=300, required=False, help_text="needed for OTHER_LACK")
    starts_on = day(required=False)
    ends_on = day(required=False)
    paper = PaperRef()


class NoteIn(Strict):
    kind = serializers.ChoiceField(Note.Kind.choices)
    confidentiality = serializers.ChoiceField(Note.Confidentiality.choices)
    text = Text(max_length=10_000, allow_blank=False)


class NoteChange(Strict):
    text = Text(max_length=10_000, allow_blank=False)


class NameIn(Strict):
    """The new name; the present one becomes a former name."""

    surname = Text(max_length=200, required=False)
    given_name = Text(max_length=200, allow_blank=False)
    patronymic = Text(max_length=200, required=False)
    surname_ru = Text(max_length=200, required=False)
    given_name_ru = Text(max_length=200, required=False)
    patronymic_ru = Text(max_length=200, required=False)
    surname_latin = Text(max_length=200, required=False)
    given_name_latin = Text(max_length=200, required=False)
    reason = serializers.ChoiceField(ChildName.Reason.choices, help_text="ADOPTION, RESTORED: only with the right")
    changed_on = day()
    paper = PaperRef()


class PartEndIn(Strict):
    ends_on = day(help_text="the last day, included")


class CategoryEnd(PartEndIn):
    reason = Text(max_length=300, required=False)


class PartWithdrawIn(Strict):
    reason = Text(max_length=300, allow_blank=False, help_text="only for what was entered by mistake")


class DatabankIn(Strict):
    number = Text(max_length=40, allow_blank=False)
    on = day(help_text="the day of the entry")


class DatabankOut(serializers.Serializer):
    number = serializers.CharField(source="databank_number")
    on = serializers.DateField(source="databank_on")


class PartOut(serializers.ModelSerializer):
    """What every record has. `paper`: null when the reader may not see that document."""

    warnings = WarningOut(many=True, read_only=True, required=False, help_text="what is doubtful, after a change")

    def to_representation(self, part: Any) -> dict[str, Any]:
        data = super().to_representation(part)
        if "paper" in data and data["paper"] not in self.context["papers"]:
            data["paper"] = None
        return data


STATE = ("withdrawn_at", "withdraw_reason", "version", "warnings")


class CategoryOut(PartOut):
    """A category. Those who mentor see neither ground nor document."""

    class Meta:
        model = ChildCategory
        fields = ("id", "kind", "why", "why_text", "starts_on", "ends_on", "end_reason", "paper", *STATE)

    def to_representation(self, part: ChildCategory) -> dict[str, Any]:
        data = super().to_representation(part)
        if not can_see_identity(self.context["reader"], part.child):
            data |= {"why": "", "why_text": "", "end_reason": "", "withdraw_reason": "", "paper": None}
        return data


class HealthOut(PartOut):
    agency = AgencyBrief()

    class Meta:
        model = HealthRecord
        fields = (
            "id", "kind", "group", "text", "participants", "starts_on", "ends_on", "agency", "paper", *STATE,
        )  # fmt: skip


class SchoolingOut(PartOut):
    agency = AgencyBrief()
    institution = AgencyBrief(allow_null=True)

    class Meta:
        model = Schooling
        fields = (
            "id", "kind", "institution", "institution_name", "grade", "language", "starts_on", "ends_on", "agency",
            "paper", *STATE,
        )  # fmt: skip


class StatusOut(PartOut):
    class Meta:
        model = ParentStatus
        fields = ("id", "kinship", "code", "text", "starts_on", "ends_on", "paper", *STATE)


class NameOut(PartOut):
    class Meta:
        model = ChildName
        fields = (
            "id", "surname", "given_name", "patronymic", "surname_ru", "given_name_ru", "patronymic_ru",
            "surname_latin", "given_name_latin", "starts_on", "ends_on", "reason", "is_secret", "paper", *STATE,
        )  # fmt: skip


class NoteTextOut(serializers.Serializer):
    no = serializers.IntegerField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class NoteOut(PartOut):
    agency = AgencyBrief()
    author = serializers.CharField(source="author.get_full_name")
    texts = NoteTextOut(many=True, help_text="all versions, the newest last")

    class Meta:
        model = Note
        fields = ("id", "kind", "confidentiality", "author", "agency", "written_at", "texts", *STATE)
