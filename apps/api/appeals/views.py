"""Appeals: the list, one opened, registration, and who sent one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.api.appeals.examples import APPEAL_REQUEST, TICKET_ANSWER
from apps.api.appeals.inputs import AppealIn, AppealQuery
from apps.api.appeals.out import AppealIdentityOut, AppealOut, AppealRow, AppealWholeOut, TicketOut
from apps.api.appeals.whole import duties_of, of_acts, opened_context
from apps.api.base import Resource, find_visible, match_version
from apps.api.etags import tagged
from apps.api.inputs import Nothing
from apps.api.paging import Cursor
from apps.audit import log
from apps.complaints import reading
from apps.complaints.acts import filing
from apps.complaints.checks import IDENTITY
from apps.complaints.models import Appeal, AppealAccess
from apps.complaints.models.appeals import access_rows
from apps.core.subjects import Subject

WITH = ("office", "officer", "area", "joined_to")
Rank = AppealAccess.Rank


class AppealResource(Resource):
    """Finding one appeal, acting on it, answering with it. The answer to an act holds no sealed text."""

    scope = "appeals"

    def appeal(self, reference: str) -> Appeal:
        return find_visible(Appeal.objects.visible_to(self.user).select_related(*WITH), reference)

    def act(self, reference: str, do: Callable[[Appeal], Any]) -> Response:
        """Do something to the version the client read (If-Match), and answer with what came of it; 204 once the office
        sees the appeal no more."""
        appeal = self.appeal(reference)
        with transaction.atomic():
            match_version(self.request, appeal)
            do(appeal)
        return self.answer(appeal)

    def answer(self, appeal: Appeal) -> Response:
        again = of_acts(Appeal.objects.visible_to(self.user).select_related(*WITH)).filter(pk=appeal.pk).first()
        if again is None:
            return Response(status=204)
        data = AppealOut(again, context={"duties": duties_of(again)}).data
        return tagged(self.request, data, again.version)

    def stored(self) -> Response | None:
        return self.answer(self.appeal(self.kwargs["ref"])) if "ref" in self.kwargs else None

    def colleague(self, pk: int) -> User | None:
        """Somebody who has or had a post at the own office; the action judges whether it is still held."""
        return User.objects.filter(pk=pk, memberships__agency=self.user.agency).first()


class Appeals(AppealResource):
    """Only people of the office that considers an appeal see it, and nobody who is shut out of it."""

    pagination_class = Cursor
    scope_of_action = {"identity": "appeals:read"}

    @extend_schema(operation_id="appeals_list", parameters=[AppealQuery], responses=AppealRow(many=True))
    def list(self, request: Request) -> Response:
        """Appeals of the own office: urgent ones first, then by their term, then those that ended."""
        require(self.user, Perm.VIEW_APPEALS)
        rows = narrowed(access_rows(self.user), self.query(AppealQuery), self.user, self.at)
        found = self.page(rows, "rank", "sort_at", "appeal_id")
        held = Appeal.objects.select_related(*WITH).in_bulk([row.appeal_id for row in found])
        ids = [row.appeal_id for row in found]
        log.record("appeals.listed", Subject("appeal", None, ""), by=self.user, at=self.at, ids=ids)
        return self.paged(AppealRow([held[pk] for pk in ids], many=True).data)

    @extend_schema(operation_id="appeals_retrieve", responses=AppealWholeOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One appeal with everything that was said, noted and asked. Opening it is noted. Who sent it stays closed."""
        appeal = self.appeal(ref)
        reading.note_opened(appeal, **self.who)
        again = of_acts(Appeal.objects.visible_to(self.user).select_related(*WITH)).get(pk=appeal.pk)
        context = opened_context(again, self.user)
        return tagged(request, AppealWholeOut(again, context=context).data, again.version)

    @extend_schema(
        operation_id="appeals_create", request=AppealIn, responses={201: TicketOut},
        examples=[APPEAL_REQUEST, TICKET_ANSWER],
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """Register what came by letter, at a reception, by e-mail, by telephone, from the media, or what the office
        takes up itself. Receipt is never refused: what is unknown is left out. A body that is not in the register is
        described in words. Scans are added as a note. The office that considers it may be another one than yours."""
        body = self.body(AppealIn)
        channel, received_at = body.pop("channel"), body.pop("received_at", None)
        entry = {**body, "respondents": respondents_from(body.get("respondents", ()))}
        filed = filing.register(entry, channel=channel, received_at=received_at, **self.who)
        response = Response(ticket_of(filed, self.user), status=201)
        return self.located(response, filed.appeal.number)

    @extend_schema(operation_id="appeals_identity", request=Nothing, responses=AppealIdentityOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def identity(self, request: Request, ref: str) -> Response:
        """Open who sent it. Each look is noted, and the sender can be told of it; the answer is kept nowhere."""
        self.body(Nothing)
        said = reading.open_identity(self.appeal(ref), **self.who)
        return Response({name: said.get(name) for name in (*IDENTITY, "way")})


def respondents_from(given: Any) -> list[dict[str, Any]]:
    """As the domain takes them."""
    return [
        {"agency": one.get("agency"), "level": one.get("level", ""), "described": one.get("described", "")}
        for one in given
    ]  # fmt: skip


def ticket_of(filed: filing.Filed, receiver: User) -> dict[str, Any]:
    appeal = filed.appeal
    names = ("number", "received_at", "registered_on", "office", "route", "due_at", "is_urgent")
    told = {name: getattr(appeal, name) for name in names}
    return TicketOut({**told, "received_by": receiver, "code": filed.code}).data


def narrowed(
    rows: QuerySet[AppealAccess], wanted: dict[str, Any], user: User, at: datetime
) -> QuerySet[AppealAccess]:  # fmt: skip
    for name in ("state", "kind", "right", "channel", "office", "officer", "by_child"):
        if name in wanted:
            rows = rows.filter(**{f"appeal__{name}": wanted[name]})
    if "urgent" in wanted:
        rows = rows.filter(appeal__is_urgent=wanted["urgent"])
    if "open" in wanted:
        rows = rows.filter(rank__lt=Rank.ENDED) if wanted["open"] else rows.filter(rank=Rank.ENDED)
    if "overdue" in wanted:
        late = Q(rank__lt=Rank.ENDED, appeal__due_at__lt=at)
        rows = rows.filter(late if wanted["overdue"] else ~late)
    if wanted.get("q"):
        found = reading.search(Appeal.objects.visible_to(user), wanted["q"])
        rows = rows.filter(appeal__in=found.values("pk"))
    return rows
