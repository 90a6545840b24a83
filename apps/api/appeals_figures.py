"""Figures of appeals: sums of a period for the own office, or the country, without any person."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import Resource
from apps.api.briefs import AgencyBrief
from apps.api.inputs import MOST_ID, Instant, Strict
from apps.complaints.figures import Figures, figures_of, scope_of
from apps.complaints.periods import period_of


class AppealCellOut(serializers.Serializer):
    key = serializers.CharField(allow_null=True, help_text="a code, or the id of a district; empty where none was said")
    value = serializers.IntegerField(allow_null=True, help_text="null: hidden, because it could name somebody")
    is_small = serializers.BooleanField(help_text="hidden for being from one to four itself")


class AppealTermsOut(serializers.Serializer):
    in_term = serializers.IntegerField()
    late = serializers.IntegerField(help_text="answered after the term, or running on after it")
    running = serializers.IntegerField()


class AppealMonthOut(serializers.Serializer):
    month = serializers.DateField(help_text="its first day")
    terms = AppealTermsOut()


class AppealRequestsOut(serializers.Serializer):
    kind = serializers.CharField()
    sent = serializers.IntegerField()
    answered = serializers.IntegerField()
    late = serializers.IntegerField()
    overdue = serializers.IntegerField()
    refused = serializers.IntegerField()


class AppealOwingOut(serializers.Serializer):
    body = AgencyBrief()
    count = serializers.IntegerField()
    since = Instant(help_text="the first term that ran out")


class AppealBodyOut(serializers.Serializer):
    body = AgencyBrief()
    count = serializers.IntegerField()


class AppealOfficeOut(serializers.Serializer):
    office = AgencyBrief()
    received = AppealCellOut()
    restored = AppealCellOut()
    terms = AppealTermsOut(allow_null=True)


@extend_schema_serializer(many=False)
class AppealFiguresOut(serializers.Serializer):
    """Sums alone: nobody is named, and no number from one to four is shown or can be computed."""

    period = serializers.CharField()
    at = Instant()
    office = AgencyBrief(allow_null=True, help_text="null: the whole country")
    received = AppealCellOut()
    groups = serializers.DictField(child=AppealCellOut(many=True))
    terms = AppealTermsOut()
    months = AppealMonthOut(many=True)
    bodies = AppealBodyOut(many=True, help_text="complained about most often")
    requests = AppealRequestsOut(many=True)
    obstruction = AppealBodyOut(many=True, help_text="bodies that refused to open a file (Article 7-12(5))")
    owing = AppealOwingOut(many=True)
    offices = AppealOfficeOut(many=True, help_text="for the country")
    calls = serializers.DictField(child=AppealCellOut(many=True), help_text="calls to 111, for the country")


class AppealFiguresQuery(Strict):
    period = serializers.CharField(required=False, max_length=7, help_text="2026, 2026-q3 or 2026-09; else this year")
    office = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_ID, help_text="id of an office, for those who oversee the country"
    )


class AppealFigures(Resource):
    """Sums of appeals."""

    scope = "appeals"

    @extend_schema(operation_id="appeal_figures_retrieve", parameters=[AppealFiguresQuery], responses=AppealFiguresOut)
    def list(self, request: Request) -> Response:
        """Appeals of a period by kind, door, right, respondent, district, term and outcome."""
        asked = self.query(AppealFiguresQuery)
        scope = scope_of(self.user, asked.get("office"))
        figures = figures_of(scope, period_of(asked.get("period", ""), at=self.at), at=self.at)
        return Response(AppealFiguresOut(_said(figures)).data)


def _said(figures: Figures) -> dict[str, Any]:
    return {
        "period": figures.period.code, "at": figures.at, "office": figures.scope.office, "received": figures.received,
        "groups": figures.groups, "terms": figures.terms, "requests": figures.requests, "owing": figures.owing,
        "months": [{"month": first, "terms": terms} for first, terms in figures.months],
        "bodies": [{"body": body, "count": cell.value} for body, cell in figures.bodies],
        "obstruction": [{"body": body, "count": n} for body, n in figures.obstruction],
        "offices": figures.lines, "calls": figures.calls,
    }  # fmt: skip
