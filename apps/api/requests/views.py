"""What ombudsmen ask of bodies: read and answered by the body, followed by the office."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.appeals.out import RequestOut, RequestRow
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.etags import tagged
from apps.api.paging import Cursor
from apps.api.parsers import Json
from apps.api.requests.inputs import BodyAnswerForm, BodyAnswerIn, RequestQuery, RequestReasonIn
from apps.complaints import reading
from apps.complaints.acts import requests
from apps.complaints.models import Appeal, BodyRequest
from apps.complaints.states import RequestState
from apps.obligations.models import Obligation
from apps.people.models import Child

JSON, FORM = "application/json", "multipart/form-data"
WITH = ("office", "body")


class BodyRequests(Resource):
    """A body sees what it is asked, under a number of its own, and neither the appeal nor who sent it."""

    scope = "requests"
    pagination_class = Cursor

    @extend_schema(operation_id="requests_list", parameters=[RequestQuery], responses=RequestRow(many=True))
    def list(self, request: Request) -> Response:
        """What the own body was asked (`box=in`), and what the own office asked (`box=out`), the latest first."""
        require_any(self.user, Perm.ANSWER_REQUESTS, Perm.VIEW_APPEALS)
        rows = self._narrowed(BodyRequest.objects.visible_to(self.user), self.query(RequestQuery))
        found = self.page(rows.select_related(*WITH), "sent_at", "id", descending=True)
        return self.paged(RequestRow(found, many=True, context=self._around(found)).data)

    @extend_schema(operation_id="requests_retrieve", responses=RequestOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One request with its texts and its clock; opening it is noted."""
        return self._answer(self._request(ref))

    @extend_schema(
        operation_id="requests_answer", request={JSON: BodyAnswerIn, FORM: BodyAnswerForm}, responses=RequestOut
    )
    @action(detail=True, methods=["post"], pagination_class=None, parser_classes=[Json, MultiPartParser])
    def answer(self, request: Request, ref: str) -> Response:
        """Answer for the body; as a form, with files. A late answer is taken and stays late. For `FILE` it opens the
        file to the office for as long as it considers the appeal."""
        body = self.body(BodyAnswerForm)
        uploads = body.pop("files", ())
        return self._act(ref, lambda one: requests.answer(one, **body, uploads=uploads, **self.who))

    @extend_schema(operation_id="requests_refuse", request=RequestReasonIn, responses=RequestOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def refuse(self, request: Request, ref: str) -> Response:
        """Do not open the file, with the reasons: counted as obstruction (Article 7-12(5)). Only for `FILE`."""
        body = self.body(RequestReasonIn)
        return self._act(ref, lambda one: requests.refuse_file(one, **body, **self.who))

    @extend_schema(operation_id="requests_withdraw", request=RequestReasonIn, responses=RequestOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, ref: str) -> Response:
        """The office that asked needs it no more."""
        body = self.body(RequestReasonIn)
        return self._act(ref, lambda one: requests.withdraw(one, **body, **self.who))

    def stored(self) -> Response | None:
        return self._answer(self._request(self.kwargs["ref"])) if "ref" in self.kwargs else None

    def _request(self, reference: str) -> BodyRequest:
        return find_visible(BodyRequest.objects.visible_to(self.user).select_related(*WITH), reference)

    def _act(self, reference: str, do: Callable[[BodyRequest], Any]) -> Response:
        one = self._request(reference)
        with transaction.atomic():
            match_version(self.request, one)
            do(one)
        return self._answer(one)

    def _answer(self, request: BodyRequest) -> Response:
        one = BodyRequest.objects.visible_to(self.user).select_related(*WITH).get(pk=request.pk)
        duties = Obligation.objects.about(one.subject).select_related("rule", "owner", "party").soonest_first()
        opened = reading.open_request(one, **self.who)
        context = {**self._around([one]), "opened": opened, "duties": duties}
        return tagged(self.request, RequestOut(one, context=context).data, one.version)

    def _around(self, rows: Sequence[BodyRequest]) -> dict[str, dict[int, str]]:
        """Numbers of the appeals and children of these requests, as far as the reader may see them."""
        appeals = Appeal.objects.visible_to(self.user).filter(pk__in={one.appeal_id for one in rows})
        children = Child.objects.visible_to(self.user).filter(pk__in={one.child_id for one in rows if one.child_id})
        return {
            "appeals": dict(appeals.values_list("pk", "number")),
            "children": dict(children.values_list("pk", "number")),
        }

    def _narrowed(self, rows: QuerySet[BodyRequest], wanted: dict[str, Any]) -> QuerySet[BodyRequest]:
        box = wanted.get("box")
        if box:
            rows = rows.filter(**{"body" if box == "in" else "office": self.user.agency})
        for name in ("kind", "state", "body"):
            if name in wanted:
                rows = rows.filter(**{name: wanted[name]})
        if "overdue" in wanted:
            late = Q(state=RequestState.SENT, due_at__lt=self.at)
            rows = rows.filter(late if wanted["overdue"] else ~late)
        return rows
