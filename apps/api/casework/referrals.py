"""Referrals: what other bodies ask of the own one, and it of them."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version
from apps.api.casework.inputs import AcceptIn, AnswerIn, CaseReasonIn, ReferralIn, ReferralQuery
from apps.api.casework.serializers import ReferralOut, ReferralRow
from apps.api.etags import tagged
from apps.api.incidents.children import children_of
from apps.api.paging import Cursor
from apps.casework import referrals
from apps.casework.models import Case, Referral
from apps.core.localtime import local_day
from apps.obligations.models import Obligation
from apps.people.models import Child

WITH = ("child__area", "sender", "recipient", "case")


class Referrals(Resource):
    """Before acceptance the body that was asked reads a masked card: age, sex, district, what is asked."""

    scope = "cases"
    pagination_class = Cursor

    @extend_schema(operation_id="referrals_list", parameters=[ReferralQuery], responses=ReferralRow(many=True))
    def list(self, request: Request) -> Response:
        """Referrals to the own body and from it, newest first."""
        require(self.user, Perm.VIEW_CHILDREN)
        wanted = self.query(ReferralQuery)
        rows = Referral.objects.visible_to(self.user).select_related(*WITH)
        if box := wanted.pop("box", None):
            rows = rows.filter(**{"sender" if box == "out" else "recipient": self.user.agency})
        found = self.page(rows.filter(**wanted), "sent_at", "id", descending=True)
        return self.paged(ReferralRow(found, many=True, context={"today": local_day(self.at)}).data)

    @extend_schema(operation_id="referrals_retrieve", responses=ReferralOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One referral; read by the body that was asked, its notice counts as opened."""
        referral = self._referral(ref)
        referrals.open_referral(referral, **self.who)
        return self._answer(referral)

    @extend_schema(operation_id="referrals_create", request=ReferralIn, responses={201: ReferralOut})
    def create(self, request: Request) -> Response:
        """Ask another body for help, or to take a child over."""
        body = self.body(ReferralIn)
        child = children_of(self.user, [body.pop("child")], at=self.at)[0]
        return self._answer(referrals.send(child, **body, **self.who), status=201)

    @extend_schema(operation_id="referrals_accept", request=AcceptIn, responses=ReferralOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def accept(self, request: Request, ref: str) -> Response:
        """Promise help, or take the child over: from this instant the own body is responsible."""
        body = self.body(AcceptIn)
        return self._act(ref, lambda one: referrals.accept(one, **body, **self.who))

    @extend_schema(operation_id="referrals_refuse", request=CaseReasonIn, responses=ReferralOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def refuse(self, request: Request, ref: str) -> Response:
        """Refuse, with the reason."""
        body = self.body(CaseReasonIn)
        return self._act(ref, lambda one: referrals.refuse(one, **body, **self.who))

    @extend_schema(operation_id="referrals_answer", request=AnswerIn, responses=ReferralOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def answer(self, request: Request, ref: str) -> Response:
        """Tell what was done; the file closes to the own body."""
        body = self.body(AnswerIn)
        return self._act(ref, lambda one: referrals.answer(one, **body, **self.who))

    @extend_schema(operation_id="referrals_withdraw", request=CaseReasonIn, responses=ReferralOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, ref: str) -> Response:
        """The sender needs it no more."""
        body = self.body(CaseReasonIn)
        return self._act(ref, lambda one: referrals.withdraw(one, **body, **self.who))

    def _referral(self, reference: str) -> Referral:
        return find_visible(Referral.objects.visible_to(self.user).select_related(*WITH), reference)

    def _act(self, reference: str, do: Callable[[Referral], Any]) -> Response:
        referral = self._referral(reference)
        with transaction.atomic():
            match_version(self.request, referral)
            do(referral)
        return self._answer(referral)

    def _answer(self, referral: Referral, status: int = 200) -> Response:
        again = Referral.objects.select_related(*WITH).past_the_wall("the referral of before, after the act")
        one = again.get(pk=referral.pk)
        duties = Obligation.objects.about(one.subject).select_related("rule", "owner", "party").order_by("due_at", "pk")
        context = {
            "today": local_day(self.at), "sees_reason": referrals.sees_reason(self.user, one), "duties": duties,
            "sees_child": Child.objects.visible_to(self.user).filter(pk=one.child_id).exists(),
            "sees_case": bool(one.case_id) and Case.objects.visible_to(self.user).filter(pk=one.case_id).exists(),
        }  # fmt: skip
        response = tagged(self.request, ReferralOut(one, context=context).data, one.version, status)
        if status == 201:
            response["Location"] = self.request.build_absolute_uri(f"{one.number}/")
        return response
