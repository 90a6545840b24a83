"""Who stands in for whom, and cases given from hand to hand."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, find_visible, require_any
from apps.api.briefs import PersonBrief
from apps.api.casework.views import CaseResource
from apps.api.inputs import Id, Nothing, Strict
from apps.api.paging import Cursor
from apps.casework import staffing
from apps.casework.models import Absence, Handover


class AbsenceIn(Strict):
    user = Id(required=False, help_text="id of who is away; you yourself when absent; others for supervisors alone")
    substitute = Id(help_text="id of who stands in: sees the cases and gets the reminders for that time")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="the last day, included")


class AbsenceOut(serializers.ModelSerializer):
    user = PersonBrief()
    substitute = PersonBrief()

    class Meta:
        model = Absence
        fields = ("id", "user", "substitute", "starts_on", "ends_on")


class HandoverRow(serializers.ModelSerializer):
    """Cases that were given to another officer at once."""

    officer = PersonBrief()
    by = PersonBrief()
    cases = serializers.SerializerMethodField(help_text="their numbers")

    class Meta:
        model = Handover
        fields = ("id", "officer", "reason", "by", "at", "undone_at", "cases")

    def get_cases(self, done: Handover) -> list[str]:
        return [moved.case.number for moved in done.cases.all()]


class UndoneOut(serializers.Serializer):
    given_back = serializers.IntegerField(help_text="cases that are open and still with the new officer")


class Staffing(CaseResource):
    lookup_value_regex = DIGITS
    pagination_class: Any = Cursor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_any(self.user, Perm.MANAGE_CASES, Perm.SUPERVISE_CASES)


class Absences(Staffing):
    """Of the people who keep cases at the own body."""

    @extend_schema(operation_id="absences_list", responses=AbsenceOut(many=True))
    def list(self, request: Request) -> Response:
        """The latest entered first, past ones included."""
        rows = Absence.objects.visible_to(self.user).select_related("user", "substitute")
        return self.paged(AbsenceOut(self.page(rows, "id", descending=True), many=True).data)

    @extend_schema(operation_id="absences_create", request=AbsenceIn, responses={201: AbsenceOut})
    def create(self, request: Request) -> Response:
        """Say who is away and who stands in."""
        body = self.body(AbsenceIn)
        away, stands_in = self.person(body.pop("user", None)), self.person(body.pop("substitute"))
        made = staffing.say_absent(away or self.user, substitute=stands_in, **body, **self.who)
        return Response(AbsenceOut(made).data, status=201)

    @extend_schema(operation_id="absences_end", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """The person is back earlier: it ended yesterday, or never was when it had not begun."""
        self.body(Nothing)
        held = Absence.objects.visible_to(self.user).select_related("user")
        staffing.end_absence(find_visible(held, ref), **self.who)
        return Response(status=204)


class Handovers(Staffing):
    """Made by `POST …/cases/hand-over/`; for supervisors."""

    @extend_schema(operation_id="handovers_list", responses=HandoverRow(many=True))
    def list(self, request: Request) -> Response:
        """The latest first."""
        rows = Handover.objects.visible_to(self.user).select_related("officer", "by").prefetch_related("cases__case")
        return self.paged(HandoverRow(self.page(rows, "id", descending=True), many=True).data)

    @extend_schema(operation_id="handovers_undo", request=Nothing, responses=UndoneOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def undo(self, request: Request, ref: str) -> Response:
        """Give them back."""
        self.body(Nothing)
        done = find_visible(Handover.objects.visible_to(self.user), ref)
        return Response({"given_back": staffing.undo_handover(done, **self.who)})
