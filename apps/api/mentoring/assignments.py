"""Pairs of a mentor and a child: list, the whole of one, and the acts on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.api.base import Resource, find_visible
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.api.etags import check_match, tagged, version_hash
from apps.api.inputs import Nothing
from apps.api.mentoring import organisation_files as files
from apps.api.mentoring import pairs_serializers as told
from apps.api.mentoring.pairs import named
from apps.api.mentoring.pairs_out import MentorPairOut
from apps.api.paging import Cursor
from apps.audit import log
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.mentoring import policies
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import contracts
from apps.mentoring.acts.closing import end_with_word
from apps.mentoring.checks.assignments import check_goes_on, home_of, load_of
from apps.mentoring.models import Assignment, Suspension
from apps.mentoring.states import AssignmentState
from apps.people.models import Child
from apps.people.policies import is_responsible

ROW = ("child", "candidate", "organisation", "body")
WHOLE = (*ROW, "child__guardianship", "candidate__organisation", "agreement", "proposal", "contract")
WAITS = (AssignmentState.TRIAL, AssignmentState.SUSPENDED)


class MentorPairs(Resource):
    """No pair is ever used again: what ended stays, and the next one is another. Reading one, and every list, is a row
    of the ledger."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(
        operation_id="mentoring_assignments_list", parameters=[told.PairQuery], responses=told.MentorPairRow(many=True)
    )
    def list(self, request: Request) -> Response:
        """Pairs of the own organisation, body or home, newest first; a mentor sees the own."""
        policies.check_sees_pairs(self.user)
        wanted = self.query(told.PairQuery)
        rows = Assignment.objects.visible_to(self.user).filter(**wanted).select_related(*ROW)
        found = self.page(rows, "id", descending=True)
        ids = [pair.pk for pair in found]
        log.record("assignments.listed", Subject("assignment", None, ""), by=self.user, at=self.at, ids=ids)
        context = {"named": named([pair.child for pair in found], self.user)}
        return self.paged(told.MentorPairRow(found, many=True, context=context).data)

    @extend_schema(operation_id="mentoring_assignments_retrieve", parameters=PURPOSE, responses=MentorPairOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The whole pair. Counts as looking into the file where that is open."""
        pair = self._pair(ref)
        if Child.objects.visible_to(self.user).filter(pk=pair.child_id).exists():
            open_for(request, pair.child, at=self.at)
        return self._answer(pair)

    @extend_schema(operation_id="mentoring_assignments_activate", request=told.ContractIn, responses=MentorPairOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def activate(self, request: Request, ref: str) -> Response:
        """The three-party agreement is signed: mentoring begins for good."""
        body = self.body(told.ContractIn)
        return self._act(ref, lambda pair: life.activate(pair, **body, **self.who))

    @extend_schema(operation_id="mentoring_assignments_suspend", request=told.SuspendIn, responses=MentorPairOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def suspend(self, request: Request, ref: str) -> Response:
        """No meetings and no file from this second; everybody is told."""
        body = self.body(told.SuspendIn)
        return self._act(ref, lambda pair: life.suspend(pair, **body, **self.who))

    @extend_schema(operation_id="mentoring_assignments_lift", request=Nothing, responses=MentorPairOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def lift(self, request: Request, ref: str) -> Response:
        """Mentoring goes on where it rested; everything is looked at once more."""
        self.body(Nothing)
        return self._act(ref, lambda pair: life.lift(pair, **self.who))

    @extend_schema(operation_id="mentoring_assignments_end", request=told.PairEndIn, responses=MentorPairOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """The pair ends, and what the child says to it is kept."""
        body = self.body(told.PairEndIn)
        return self._act(ref, lambda pair: end_with_word(pair, **body, **self.who))

    @extend_schema(
        operation_id="mentoring_assignments_contract", request={files.FORM: files.FileIn}, responses=MentorPairOut
    )
    @action(detail=True, **files.UPLOADS)
    def contract(self, request: Request, ref: str) -> Response:
        """Add the three-party agreement as it was signed, or a new version of it; earlier ones stay."""
        upload = self.body(files.FileIn)["file"]
        return self._act(ref, lambda pair: contracts.file_contract(pair, upload=upload, **self.who))

    @extend_schema(
        operation_id="mentoring_assignments_contract_download", parameters=[files.VERSION], responses=files.BINARY
    )
    @action(detail=True, url_path="contract/download", **files.DOWNLOADS)
    def contract_download(self, request: Request, ref: str) -> FileResponse:
        """The signed agreement as it was uploaded; noted in the ledger, and a look into the file."""
        pair = self._pair(ref)
        policies.check_can_print(self.user, pair)
        version = files.version_of(pair.contract, self.query(files.FileQuery).get("version"))
        return files.answered(contracts.open_contract(pair, version, **self.who))

    def _pair(self, reference: str) -> Assignment:
        rests = Prefetch("suspensions", Suspension.objects.order_by("since"))
        pairs = Assignment.objects.visible_to(self.user).select_related(*WHOLE)
        pairs = pairs.prefetch_related(rests, files.with_versions("contract"))
        return find_visible(pairs, reference)

    def _act(self, reference: str, do: Callable[[Assignment], Any]) -> Response:
        pair = self._pair(reference)
        with transaction.atomic():
            check_match(self.request, version_of(pair))
            do(pair)
        return self._answer(self._pair(reference))

    def _answer(self, pair: Assignment) -> Response:
        today = local_day(self.at)
        context = {
            "home": home_of(pair, today), "load": load_of(pair.candidate, today) if pair.candidate else None,
            "lacking": lacking(pair, self.user, today), "named": named([pair.child], self.user),
            "knows_name": policies.may(policies.check_can_print, self.user, pair),
        }  # fmt: skip
        return tagged(self.request, MentorPairOut(pair, context=context).data, version_of(pair))


def lacking(pair: Assignment, reader: User, today: date) -> list[Refused]:
    """What stands against going on today, for the body that decides it."""
    refuse = Collector()
    if pair.state in WAITS and is_responsible(reader, pair.child):
        check_goes_on(pair, today, refuse)
    return refuse.refusals


def version_of(pair: Assignment) -> str:
    """A pair counts no versions: what people change of it."""
    return version_hash(pair.state, pair.starts_on, pair.ends_on, pair.contract_no)
