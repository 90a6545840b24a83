"""Keeping files: the archive, legal hold and erasure by two persons, for the heads of the body responsible."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.inputs import Nothing
from apps.api.paging import Cursor
from apps.api.retention import serializers as told
from apps.audit import log
from apps.core.localtime import local_day
from apps.people.models import Child
from apps.retention import actions, erasing, finding, policies
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.standing import against_person
from apps.retention.states import ErasureState, State

OF_ERASURE = ("proposed_by", "confirmed_by", "withdrawn_by")
OF_HOLD = ("child", "placed_by", "released_by")
ONE_HOLD = rf"holds/(?P<hold>{DIGITS})"
ONE_ERASURE = rf"erasures/(?P<erasure>{DIGITS})"


class Keeping(Resource):
    """A record is named by the number of the file: it may be closed to every other address."""

    scope = "retention"
    scope_of_action = {"find": "retention:read"}
    lookup_value_regex = r"[Cc]-[0-9]{1,14}"
    pagination_class: Any = Cursor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(self.user, Perm.ERASE_CHILDREN)

    def file(self, number: str) -> tuple[Retention | None, Child | None]:
        """The row and the child; the row alone once erased. Reaching for a foreign file is written down."""
        kept, child = finding.file_of(number.upper(), by=self.user)
        if kept is None and child is None:
            find_visible(Child.objects.visible_to(self.user), number)
            raise Http404
        return kept, child

    def child(self, number: str) -> Child:
        child = self.file(number)[1]
        if child is None:
            raise Http404
        policies.check_can_keep(self.user, child)
        return child

    def answer(self, number: str) -> Response:
        """How the file is kept now."""
        kept, child = self.file(number)
        holds = child.holds.select_related(*OF_HOLD).order_by("-pk") if child else []
        erasures = kept.erasures.select_related(*OF_ERASURE).order_by("-pk") if kept else []
        against = against_person(child.pk, self.at) if child else []
        number = child.number if child else kept.number if kept else number
        return Response(told.whole(number, kept, {"holds": holds, "erasures": erasures, "against": against}))


class Retentions(Keeping):
    """What became of files after majority."""

    @extend_schema(
        operation_id="retention_list", parameters=[told.RetentionQuery], responses=told.RetentionRow(many=True)
    )
    def list(self, request: Request) -> Response:
        """Files of the own body that are due for the archive, in it, or erased; the longest known first."""
        wanted = self.query(told.RetentionQuery)
        rows = Retention.objects.visible_to(self.user)
        if "state" in wanted:
            rows = rows.filter(state=wanted["state"])
        if wanted.get("over"):
            under_way = [ErasureState.PROPOSED, ErasureState.CONFIRMED]
            rows = rows.filter(state=State.ARCHIVED, keep_until__lt=local_day(self.at))
            rows = rows.exclude(erasures__state__in=under_way)
        return self.paged(told.RetentionRow(self.page(rows, "id"), many=True).data)

    @extend_schema(operation_id="retention_retrieve", responses=told.RetentionOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One file by its number: how it is kept and what stands against the next step. Noted in the ledger."""
        kept, child = self.file(ref)
        subject = child.subject if child else kept.subject if kept else None
        if subject:
            log.record("retention.opened", subject, by=self.user, at=self.at)
        return self.answer(ref)

    @extend_schema(
        operation_id="retention_find", request=told.ArchiveSearchIn, responses={200: told.ArchivedOut(many=True)}
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def find(self, request: Request) -> Response:
        """Files in the archive of the own body, the best first. By POST, so that no name stands in an address."""
        body = self.body(told.ArchiveSearchIn)
        found = finding.find_archived(body["q"], purpose=body["purpose"], **self.who)
        return Response(told.ArchivedOut(found, many=True).data)

    @extend_schema(operation_id="retention_holds", responses=told.HoldOut(many=True))
    @action(detail=False, url_path="holds")
    def all_holds(self, request: Request) -> Response:
        """Legal holds in force on files of the own body."""
        rows = Hold.objects.visible_to(self.user).on(local_day(self.at)).select_related(*OF_HOLD)
        return self.paged(told.HoldOut(self.page(rows, "id"), many=True).data)

    @extend_schema(
        operation_id="retention_erasures", parameters=[told.ErasureQuery], responses=told.ErasureOut(many=True)
    )
    @action(detail=False, url_path="erasures")
    def all_erasures(self, request: Request) -> Response:
        """Erasures of files of the own body; `state=PROPOSED` are those that wait for a second person."""
        rows = Erasure.objects.visible_to(self.user).filter(**self.query(told.ErasureQuery))
        found = self.page(rows.select_related(*OF_ERASURE), "id", descending=True)
        return self.paged(told.ErasureOut(found, many=True).data)


class RetentionActs(Keeping):
    """What a head does with a file; each answer is how it is kept then."""

    pagination_class = None

    @extend_schema(operation_id="retention_archive", request=Nothing, responses=told.RetentionOut)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, ref: str) -> Response:
        """Put a file that is due into the archive: every body's ground to open it ends."""
        self.body(Nothing)
        return self._act(ref, lambda child: actions.archive(child, **self.who))

    @extend_schema(operation_id="retention_postpone", request=told.KeepReasonIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"])
    def postpone(self, request: Request, ref: str) -> Response:
        """Leave open a file that is due; it is asked about again."""
        body = self.body(told.KeepReasonIn)
        return self._act(ref, lambda child: actions.postpone(child, **body, **self.who))

    @extend_schema(operation_id="retention_reopen", request=told.KeepReasonIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """Take a file out of the archive: the own body sees it again."""
        body = self.body(told.KeepReasonIn)
        return self._act(ref, lambda child: actions.reopen(child, **body, **self.who))

    @extend_schema(operation_id="retention_hold", request=told.HoldIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, ref: str) -> Response:
        """Legal hold: neither archived nor erased while it is in force."""
        body = {"ends_on": None, **self.body(told.HoldIn)}
        return self._act(ref, lambda child: actions.place_hold(child, **body, **self.who))

    @extend_schema(operation_id="retention_release", request=told.KeepReasonIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"], url_path=f"{ONE_HOLD}/release")
    def release(self, request: Request, ref: str, hold: str) -> Response:
        """Lift a legal hold."""
        child, body = self.child(ref), self.body(told.KeepReasonIn)
        held = Hold.objects.filter(child=child, released_at__isnull=True, pk=hold).first()
        if held is None:
            raise Http404
        actions.release_hold(held, **body, **self.who)
        return self.answer(ref)

    @extend_schema(operation_id="retention_erase", request=told.ErasureIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"])
    def erase(self, request: Request, ref: str) -> Response:
        """Propose to erase a file whose term of keeping has ended: the first of two persons."""
        body = self.body(told.ErasureIn)
        return self._act(ref, lambda child: erasing.propose_erasure(child, **body, **self.who))

    @extend_schema(operation_id="retention_confirm", request=told.TypedIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"], url_path=f"{ONE_ERASURE}/confirm")
    def confirm(self, request: Request, ref: str, erasure: str) -> Response:
        """The second person agrees; the days to think begin, then nothing can be brought back."""
        found, body = self._erasure(ref, erasure), self.body(told.TypedIn)
        erasing.confirm_erasure(found, **body, **self.who)
        return self.answer(ref)

    @extend_schema(operation_id="retention_withdraw", request=told.KeepReasonIn, responses=told.RetentionOut)
    @action(detail=True, methods=["post"], url_path=f"{ONE_ERASURE}/withdraw")
    def withdraw(self, request: Request, ref: str, erasure: str) -> Response:
        """Take an erasure back as long as it is not carried out."""
        found, body = self._erasure(ref, erasure), self.body(told.KeepReasonIn)
        erasing.withdraw_erasure(found, **body, **self.who)
        return self.answer(ref)

    def _act(self, number: str, do: Callable[[Child], Any]) -> Response:
        do(self.child(number))
        return self.answer(number)

    def _erasure(self, number: str, pk: str) -> Erasure:
        self.file(number)
        found = Erasure.objects.visible_to(self.user).filter(pk=pk, number=number.upper()).first()
        if found is None:
            raise Http404
        return found
