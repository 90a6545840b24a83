"""Suspected pairs, questions between bodies and merges as they are asked for and answered."""

from datetime import date
from typing import Any

from rest_framework import serializers

from apps.accounts.models import User
from apps.api.briefs import AgencyBrief, AreaBrief, PersonBrief
from apps.api.incidents.inputs import ChildRef
from apps.api.inputs import Strict, Text, YesNo
from apps.matching.comparing import COMPARED
from apps.matching.handles import handle_of
from apps.matching.merging import CHOSEN, taken
from apps.matching.models import Enquiry, Merge, SuspectedPair
from apps.people.models import Child

REASON = "a sentence that another officer can follow, without names: at least three words"


class PairQuery(Strict):
    state = serializers.ChoiceField(SuspectedPair.State.choices, required=False, help_text="OPEN when left out")


class PairReasonIn(Strict):
    reason = Text(max_length=500, help_text=REASON)


class MergeIn(Strict):
    """`take`: the fields whose value comes from the absorbed file; all others stay as the kept file has them."""

    kept = ChildRef(help_text="the file that stays")
    absorbed = ChildRef(help_text="the file that becomes part of it; both numbers find the child afterwards")
    take = serializers.ListField(child=serializers.ChoiceField(CHOSEN), required=False, max_length=len(CHOSEN))
    reason = Text(max_length=500, help_text=REASON)


class MergeQuery(Strict):
    standing = YesNo(required=False, help_text="true: not undone")


class EnquiryQuery(Strict):
    waiting = YesNo(required=False, help_text="true: not answered yet")


class EnquiryIn(Strict):
    handle = Text(max_length=300, allow_blank=False, help_text="of a file that was answered masked; good for an hour")
    text = Text(max_length=1000, help_text="a sentence or two")


class EnquiryAnswerIn(Strict):
    answer = Text(max_length=1000, help_text="a sentence or two")


class PairSide(serializers.Serializer):
    """One of two files. Of one that your body is not responsible for: no number, only what lets you ask."""

    is_own = serializers.BooleanField()
    number = serializers.CharField(allow_null=True)
    name = serializers.CharField(help_text="initials where the file is not the own body's")
    age = serializers.IntegerField(help_text="full years today")
    area = AreaBrief()
    agency = AgencyBrief(help_text="the guardianship body responsible")
    handle = serializers.CharField(allow_null=True, help_text="to ask that body with: `POST …/enquiries/`")


class PairRow(serializers.ModelSerializer):
    """`reasons`: same, swapped, digit, vague (birth dates); two, three (parts of the name that sound alike)."""

    reasons = serializers.ListField(child=serializers.CharField())
    one = serializers.SerializerMethodField(help_text="the older file")
    two = serializers.SerializerMethodField()

    class Meta:
        model = SuspectedPair
        fields = ("id", "state", "score", "reasons", "found_at", "one", "two")

    def get_one(self, pair: SuspectedPair) -> PairSide():
        return self._side(pair.one)

    def get_two(self, pair: SuspectedPair) -> PairSide():
        return self._side(pair.two)

    def _side(self, child: Child) -> dict[str, Any]:
        told = side(child, self.context["reader"], self.context["today"], own=child.pk in self.context["own"])
        return PairSide(told).data


class ComparedOut(serializers.Serializer):
    """One field of both files; an IIN is masked."""

    field = serializers.CharField()
    one = serializers.CharField(allow_null=True)
    two = serializers.CharField(allow_null=True)
    differs = serializers.BooleanField()
    may_choose = serializers.BooleanField(help_text="a merge may `take` it from either")


class PairOut(PairRow):
    """`compared` is null unless both files are the own body's: only then they may be merged."""

    compared = serializers.SerializerMethodField()
    decided_by = PersonBrief(allow_null=True)
    merge = serializers.SerializerMethodField(help_text="id of the merge of these two that stands, or null")

    class Meta(PairRow.Meta):
        fields = (
            *PairRow.Meta.fields, "override_reason", "reason", "decided_by", "decided_at", "compared", "merge",
        )  # fmt: skip

    def get_compared(self, pair: SuspectedPair) -> ComparedOut(many=True, allow_null=True):
        if any(child.pk not in self.context["own"] for child in pair.children):
            return None
        return ComparedOut(compared(pair.one, pair.two), many=True).data

    def get_merge(self, pair: SuspectedPair) -> int | None:
        return Merge.objects.between(pair.children).values_list("pk", flat=True).first()


class MergeOut(serializers.ModelSerializer):
    """`moved` and `left`: how many records of each kind went over, or could not because the kept file has the like; of
    those that you may know of."""

    kept = serializers.CharField(source="kept.number")
    absorbed = serializers.CharField(source="absorbed.number")
    taken = serializers.SerializerMethodField(help_text="fields whose value came from the absorbed file")
    moved = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()
    merged_by = PersonBrief()
    undone_by = PersonBrief(allow_null=True)

    class Meta:
        model = Merge
        fields = (
            "id", "kept", "absorbed", "reason", "taken", "moved", "left", "merged_by", "merged_at", "undone_by",
            "undone_at", "undo_reason",
        )  # fmt: skip

    def get_taken(self, made: Merge) -> list[str]:
        return sorted(taken(made, self.context["telling"].sees_secrecy(made)))

    def get_moved(self, made: Merge) -> dict[str, int]:
        return self.context["telling"].counts(made, made.moved)

    def get_left(self, made: Merge) -> dict[str, int]:
        return self.context["telling"].counts(made, made.left)


class EnquiryOut(serializers.ModelSerializer):
    """`child`: the number, for those who may open the file; null for the body that was shown it masked."""

    child = serializers.SerializerMethodField()
    asker = AgencyBrief()
    asked = AgencyBrief()
    asked_by = PersonBrief()
    answered_by = PersonBrief(allow_null=True)

    class Meta:
        model = Enquiry
        fields = (
            "id", "child", "asker", "asked", "text", "asked_by", "asked_at", "answer", "answered_by", "answered_at",
        )  # fmt: skip

    def get_child(self, enquiry: Enquiry) -> str | None:
        return enquiry.child.number if enquiry.child_id in self.context["seen"] else None


def side(child: Child, reader: User, today: date, *, own: bool) -> dict[str, Any]:
    initials = " ".join(f"{name[0]}." for name in (child.surname, child.given_name) if name)
    return {
        "is_own": own, "number": child.number if own else None, "name": child.full_name if own else initials,
        "age": child.age(today), "area": child.area, "agency": child.guardianship,
        "handle": None if own else handle_of(child, reader),
    }  # fmt: skip


def compared(one: Child, two: Child) -> list[dict[str, Any]]:
    """The fields that either file has."""
    rows = []
    for name in COMPARED:
        first, second = shown(one, name), shown(two, name)
        if first or second:
            differs = first != second
            rows.append(
                {"field": name, "one": first, "two": second, "differs": differs,
                 "may_choose": differs and name in CHOSEN}
            )  # fmt: skip
    return rows


def shown(child: Child, name: str) -> str | None:
    value = getattr(child, name)
    if value in (None, ""):
        return None
    if name == "iin":
        return f"{value[:4]}••••{value[-4:]}"
    return value.isoformat() if isinstance(value, date) else str(value)
