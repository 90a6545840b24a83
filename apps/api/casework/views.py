"""Cases: list, the whole, opening, and what is done with one; each answer is the case as it is then."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.casework.inputs import CaseIn, CaseQuery
from apps.api.casework.serializers import CaseOut, CaseRow
from apps.api.etags import tagged
from apps.api.incidents.children import children_of
from apps.api.paging import Cursor
from apps.audit import log
from apps.casework import actions, clocks
from apps.casework.models import Approval, Assessment, Case, Goal, Plan, RiskChange, Visit
from apps.casework.states import State
from apps.core.errors import Refused
from apps.core.subjects import Subject

WITH = ("child", "agency", "officer", "previous")


class CaseResource(Resource):
    """Finding one case, acting on it, answering with it whole."""

    scope = "cases"

    def case(self, reference: str) -> Case:
        return find_visible(Case.objects.visible_to(self.user).select_related(*WITH), reference)

    def act(self, reference: str, do: Callable[[Case], Any]) -> Response:
        """Do something to the version the client read (If-Match), and answer with what came of it."""
        case = self.case(reference)
        with transaction.atomic():
            match_version(self.request, case)
            do(case)
        return self.answer(case)

    def answer(self, case: Case, status: int = 200) -> Response:
        again = Case.objects.select_related(*WITH).prefetch_related(*parts())
        whole = again.past_the_wall("the case of before, after the act").get(pk=case.pk)
        duties = clocks.duties_of(case).filter(owner=self.user.agency).select_related("rule", "owner", "party")
        context = {"agency": self.user.agency.pk, "duties": duties.order_by("due_at", "pk")}
        response = tagged(self.request, CaseOut(whole, context=context).data, whole.version, status)
        if status == 201:
            response["Location"] = self.request.build_absolute_uri(f"{whole.number}/")
        return response

    def person(self, pk: int | None) -> User | None:
        """Somebody of the body named by id; the action judges whether the person may keep cases. Raises Refused."""
        if pk is None:
            return None
        found = User.objects.filter(pk=pk, memberships__agency=self.user.agency).first()
        if found is None:
            raise Refused(_("Nobody of this number works at your body."), field="officer")
        return found


class Cases(CaseResource):
    """Reading one, and every list, is a row of the ledger."""

    pagination_class = Cursor

    @extend_schema(operation_id="cases_list", parameters=[CaseQuery], responses=CaseRow(many=True))
    def list(self, request: Request) -> Response:
        """Cases of the own body, newest first."""
        require_any(self.user, Perm.MANAGE_CASES, Perm.SUPERVISE_CASES)
        rows = narrowed(Case.objects.visible_to(self.user), self.query(CaseQuery)).select_related(*WITH)
        found = self.page(rows, "opened_at", "id", descending=True)
        ids = [case.pk for case in found]
        log.record("cases.listed", Subject("case", None, ""), by=self.user, at=self.at, ids=ids)
        return self.paged(CaseRow(found, many=True, context={"agency": self.user.agency.pk}).data)

    @extend_schema(operation_id="cases_retrieve", responses=CaseOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The whole case."""
        case = self.case(ref)
        actions.look(case, **self.who)
        return self.answer(case)

    @extend_schema(operation_id="cases_create", request=CaseIn, responses={201: CaseOut})
    def create(self, request: Request) -> Response:
        """Open a case on a child's file."""
        body = self.body(CaseIn)
        child = children_of(self.user, [body.pop("child")], at=self.at)[0]
        officer = self.person(body.pop("officer", None))
        case = actions.open_case(child, officer=officer, **body, **self.who)
        return self.answer(case, status=201)


def narrowed(cases: QuerySet[Case], wanted: dict[str, Any]) -> QuerySet[Case]:
    for name in ("state", "risk", "officer", "child"):
        if name in wanted:
            cases = cases.filter(**{name: wanted[name]})
    if "open" in wanted:
        cases = cases.open() if wanted["open"] else cases.filter(state=State.CLOSED)
    return cases


def parts() -> list[Prefetch]:
    """Everything a whole case is made of, a query each."""
    goals = Goal.objects.prefetch_related("steps").order_by("position", "pk")
    return [
        Prefetch("risks", RiskChange.objects.select_related("by").order_by("-pk")),
        Prefetch("assessments", Assessment.objects.select_related("by").order_by("-made_on", "-pk")),
        Prefetch("plans", Plan.objects.select_related("author").prefetch_related(Prefetch("goals", goals))
                 .order_by("-no")),
        Prefetch("visits", Visit.objects.select_related("by").order_by("-pk")),
        Prefetch("approvals", Approval.objects.select_related("asked_by", "decided_by").order_by("-pk")),
    ]  # fmt: skip
