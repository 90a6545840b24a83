"""What an application is told when the child may have a file already."""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import User
from apps.api.problems import MEDIA_TYPE, TITLES, TYPE
from apps.core import wall
from apps.matching.actions import PossibleDuplicate
from apps.matching.handles import handle_of
from apps.people.models import Child


class CandidateOut(serializers.Serializer):
    """A file that may be the child's. Of one you may not see: no number, only what lets you ask its body."""

    number = serializers.CharField(allow_null=True)
    agency = serializers.CharField(help_text="the guardianship body responsible")
    initials = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True, help_text="null for a file you may not see")
    district = serializers.CharField()
    handle = serializers.CharField(
        allow_null=True, help_text="of a file you may not see: to ask its body with, `POST /api/v1/enquiries/`"
    )
    reasons = serializers.ListField(child=serializers.CharField(), help_text="same, swapped, digit, vague; two, three")


class PossibleDuplicateOut(serializers.Serializer):
    """409: compare, then send again with `override_reason`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.ListField(child=serializers.DictField())
    rule = serializers.CharField()
    candidates = CandidateOut(many=True)


def answer(stopped: PossibleDuplicate, reader: User) -> Response:
    """The problem document."""
    body = {
        "type": f"{TYPE}possible-duplicate", "title": str(TITLES["possible-duplicate"]), "status": 409,
        "detail": str(stopped.message), "rule": stopped.rule,
        "errors": [
            {"field": stopped.field, "message": str(stopped.message), "rule": stopped.rule, "article": None}
        ],
        "candidates": CandidateOut(_candidates(stopped, reader), many=True).data,
    }  # fmt: skip
    return Response(body, status=409, content_type=MEDIA_TYPE)


def _candidates(stopped: PossibleDuplicate, reader: User) -> list[dict[str, Any]]:
    with wall.lifted("files one may not see are shown masked"):
        held = Child.objects.select_related("guardianship", "area").in_bulk([one.child for one in stopped.likely])
    seen = set(Child.objects.visible_to(reader).filter(pk__in=held).values_list("pk", flat=True))
    return [_candidate(held[one.child], one.child in seen, one.reasons, reader) for one in stopped.likely]


def _candidate(child: Child, is_seen: bool, reasons: list[str], reader: User) -> dict[str, Any]:
    return {
        "number": child.number if is_seen else None, "agency": child.guardianship.name,
        "initials": " ".join(f"{name[0]}." for name in (child.surname, child.given_name) if name),
        "birth_year": child.birth_date.year if is_seen else None, "district": child.area.name, "reasons": reasons,
        "handle": None if is_seen else handle_of(child, reader),
    }  # fmt: skip
