"""Calls to contact centre 111, logged by the centre's own system (Article 7-2(7))."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.appeals.views import respondents_from
from apps.api.base import DIGITS, Resource, by_reference, find_visible, match_version
from apps.api.calls import inputs
from apps.api.calls.out import CallCodeOut, CallOut, CallReferredOut, CallRow
from apps.api.etags import tagged
from apps.api.inputs import Nothing
from apps.api.paging import Cursor
from apps.audit import log
from apps.complaints.acts import calls
from apps.complaints.models import Call, CallReferral
from apps.core.subjects import Subject
from apps.incidents.models import Incident

WITH = ("operator", "area")


class Calls(Resource):
    """The centre sees its own calls; the caller stays anonymous."""

    scope = "calls"
    pagination_class = Cursor

    @extend_schema(operation_id="calls_list", parameters=[inputs.CallQuery], responses=CallRow(many=True))
    def list(self, request: Request) -> Response:
        """Calls of the own centre, newest first."""
        require(self.user, Perm.TAKE_CALLS)
        wanted = self.query(inputs.CallQuery)
        rows = Call.objects.visible_to(self.user).select_related(*WITH)
        if "open" in wanted:
            rows = rows.filter(ended_at__isnull=wanted.pop("open"))
        found = self.page(rows.filter(**wanted), "began_at", "id", descending=True)
        ids = [one.pk for one in found]
        log.record("calls.listed", Subject("call", None, ""), by=self.user, at=self.at, ids=ids)
        return self.paged(CallRow(found, many=True).data)

    @extend_schema(operation_id="calls_retrieve", responses=CallOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One call with what was said, where it was passed on, and what came of it there. Opening it is noted."""
        call = self._call(ref)
        log.record("call.opened", call.subject, by=self.user, at=self.at)
        return self._answer(call)

    @extend_schema(operation_id="calls_create", request=inputs.CallIn, responses={201: CallOut})
    def create(self, request: Request) -> Response:
        """Log a contact."""
        call = calls.log_call(data=self.body(inputs.CallIn), **self.who)
        return self.located(self._answer(call, status=201), call.number)

    @extend_schema(operation_id="calls_update", request=inputs.CallChange, responses=CallOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Correct or complete what was noted, while the call is at work."""
        body = self.body(inputs.CallChange)
        return self._act(ref, lambda call: calls.change_call(call, data=body, **self.who))

    @extend_schema(operation_id="calls_end", request=inputs.CallEndIn, responses=CallOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """Say what came of it. A child in danger must have been passed on first."""
        body = self.body(inputs.CallEndIn)
        return self._act(ref, lambda call: calls.end_call(call, **body, **self.who))

    @extend_schema(operation_id="calls_take_up", request=Nothing, responses=CallOut)
    @action(detail=True, methods=["post"], url_path="take-up", pagination_class=None)
    def take_up(self, request: Request, ref: str) -> Response:
        """It was not over: the call is at work again."""
        self.body(Nothing)
        return self._act(ref, lambda call: calls.take_up_call(call, **self.who))

    @extend_schema(
        operation_id="calls_refer_to_ombudsman", request=inputs.CallAppealIn, responses={201: CallReferredOut}
    )
    @action(detail=True, methods=["post"], url_path="refer-to-ombudsman", pagination_class=None)
    def refer_to_ombudsman(self, request: Request, ref: str) -> Response:
        """Make it an appeal of the office that must consider it. The answer holds the caller's receipt, this once."""
        body = self.body(inputs.CallAppealIn)
        if "respondents" in body:
            body["respondents"] = respondents_from(body["respondents"])
        call = self._call(ref)
        with transaction.atomic():
            match_version(request, call)
            referred = calls.refer_to_ombudsman(call, entry=body, **self.who)
        appeal = referred.referral.appeal
        told = {"number": appeal.number, "office": appeal.office, "code": referred.code, "call": self._again(call)}
        return Response(CallReferredOut(told).data, status=201)

    @extend_schema(operation_id="calls_refer_as_incident", request=inputs.CallIncidentIn, responses=CallOut)
    @action(detail=True, methods=["post"], url_path="refer-as-incident", pagination_class=None)
    def refer_as_incident(self, request: Request, ref: str) -> Response:
        """Say which incident, logged by the centre and told of, the call was passed on as."""
        wanted = by_reference(Incident, str(self.body(inputs.CallIncidentIn)["incident"]))
        incident = Incident.objects.visible_to(self.user).filter(wanted).first()
        return self._act(ref, lambda call: calls.refer_as_incident(call, incident=incident, **self.who))

    @extend_schema(operation_id="calls_code_again", request=Nothing, responses={201: CallCodeOut})
    @action(detail=True, methods=["post"], url_path=rf"referrals/(?P<referral>{DIGITS})/code", pagination_class=None)
    def code_again(self, request: Request, ref: str, referral: str) -> Response:
        """The caller lost the code: another one, as long as nobody has used the first."""
        self.body(Nothing)
        call = self._call(ref)
        found = CallReferral.objects.filter(pk=referral, call=call, appeal__isnull=False).first()
        if found is None:
            raise Http404
        return Response({"code": calls.give_receipt_again(call, referral=found, **self.who)}, status=201)

    def stored(self) -> Response | None:
        return self._answer(self._call(self.kwargs["ref"])) if "ref" in self.kwargs else None

    def _call(self, reference: str) -> Call:
        return find_visible(Call.objects.visible_to(self.user).select_related(*WITH), reference)

    def _act(self, reference: str, do: Callable[[Call], Any]) -> Response:
        call = self._call(reference)
        with transaction.atomic():
            match_version(self.request, call)
            do(call)
        return self._answer(call)

    def _answer(self, call: Call, status: int = 200) -> Response:
        again = self._again(call)
        return tagged(self.request, CallOut(again).data, again.version, status)

    def _again(self, call: Call) -> Call:
        referrals: QuerySet[CallReferral] = CallReferral.objects.select_related("body", "incident").order_by("pk")
        found = Call.objects.visible_to(self.user).select_related(*WITH)
        return found.prefetch_related(Prefetch("referrals", referrals)).get(pk=call.pk)
