"""Emergency openings, consents, purposes and looks."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible, require_any
from apps.api.children.periods import Periods
from apps.api.disclosure.purpose import PURPOSE
from apps.api.disclosure.serializers import (
    AlertIn,
    AlertOut,
    AlertRow,
    ConsentIn,
    ConsentOut,
    GrantIn,
    GrantOut,
    LookOut,
    LookQuery,
    PurposeIn,
    PurposeOut,
    ReviewIn,
    UnreviewedQuery,
    WithdrawIn,
)
from apps.api.inputs import Nothing
from apps.api.paging import Cursor
from apps.core.errors import Refused
from apps.core.localtime import day_end, day_start
from apps.disclosure import actions
from apps.disclosure.looks import looks_at, named
from apps.disclosure.models import Consent, EmergencyOpening, ReadingAlert
from apps.disclosure.policies import check_can_break_glass
from apps.documents.models import Paper
from apps.people.models import Child
from apps.people.policies import is_responsible

WITH = ("child", "user", "agency", "responsible", "reviewed_by")
OF_ALERT = ("user", "agency", "reviewed_by")
MOST_LOOKS = 200


class AccessGrants(Resource):
    """Files opened in an emergency: one's own, and those the own body reviews."""

    scope = "children"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    @extend_schema(operation_id="access_grants_list", parameters=[UnreviewedQuery], responses=GrantOut(many=True))
    def list(self, request: Request) -> Response:
        """Newest first."""
        require_any(self.user, Perm.BREAK_GLASS, Perm.REVIEW_ACCESS)
        rows = unreviewed(self._seen(), self.query(UnreviewedQuery))
        return self.paged(GrantOut(self.page(rows, "id", descending=True), many=True).data)

    @extend_schema(operation_id="access_grants_retrieve", responses=GrantOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One opening."""
        return Response(GrantOut(find_visible(self._seen(), ref)).data)

    @extend_schema(operation_id="access_grants_create", request=GrantIn, responses={201: GrantOut})
    def create(self, request: Request) -> Response:
        """Open a file without a ground for three hours. The responsible body is told at once and reviews it."""
        data = self.body(GrantIn)
        check_can_break_glass(self.user)
        actions.checked_emergency(data["kind"], data["reason"])
        child = actions.search_hidden(data["child"], **self.who)
        if child is None:
            raise Refused(_("There is no file with exactly this number or IIN."), field="child")
        opening = actions.break_glass(child, kind=data["kind"], reason=data["reason"], **self.who)
        return Response(GrantOut(opening).data, status=201)

    @extend_schema(operation_id="access_grants_end", request=Nothing, responses=GrantOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """End the own opening early."""
        self.body(Nothing)
        return Response(GrantOut(actions.end_emergency(find_visible(self._seen(), ref), **self.who)).data)

    @extend_schema(operation_id="access_grants_review", request=ReviewIn, responses=GrantOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def review(self, request: Request, ref: str) -> Response:
        """Say whether the opening was justified; for heads of the responsible body."""
        opening = find_visible(self._seen(), ref)
        reviewed = actions.review_emergency(opening, **self.body(ReviewIn), **self.who)
        return Response(GrantOut(reviewed).data)

    def _seen(self):
        return EmergencyOpening.objects.visible_to(self.user).select_related(*WITH)


class Alerts(Resource):
    """Unusual reading of files, as it is told to the own agency; never about oneself."""

    scope = "children"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    @extend_schema(operation_id="reading_alerts_list", parameters=[UnreviewedQuery], responses=AlertRow(many=True))
    def list(self, request: Request) -> Response:
        """The latest first."""
        require(self.user, Perm.REVIEW_ACCESS)
        rows = unreviewed(self._seen(), self.query(UnreviewedQuery))
        return self.paged(AlertRow(self.page(rows, "raised_at", "id", descending=True), many=True).data)

    @extend_schema(operation_id="reading_alerts_retrieve", responses=AlertOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One alert, with the files behind it."""
        return self._answer(find_visible(self._seen(), ref))

    @extend_schema(operation_id="reading_alerts_review", request=AlertIn, responses=AlertOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def review(self, request: Request, ref: str) -> Response:
        """Say what came of it. ASKED leaves the review open."""
        alert, body = find_visible(self._seen(), ref), self.body(AlertIn)
        return self._answer(actions.review_alert(alert, **body, **self.who))

    def _seen(self):
        return ReadingAlert.objects.visible_to(self.user).select_related(*OF_ALERT)

    def _answer(self, alert: ReadingAlert) -> Response:
        return Response(AlertOut(alert, context={"reader": self.user}).data)


def unreviewed(rows: QuerySet, wanted: dict[str, Any]) -> QuerySet:
    """Openings or alerts by whether they wait for a verdict, where that was asked."""
    if "unreviewed" not in wanted:
        return rows
    return rows.filter(verdict="") if wanted["unreviewed"] else rows.exclude(verdict="")


class Consents(Periods):
    """What a mentoring organisation may learn of the child."""

    @extend_schema(operation_id="consents_list", parameters=PURPOSE, responses=ConsentOut(many=True))
    def list(self, request: Request, child_id: str) -> Response:
        """Newest first: all for the responsible body, the own ones for an organisation. Counts as opening the file."""
        child = self._opened(child_id)
        seen = Consent.objects.visible_to(self.user).filter(child=child).select_related("agency")
        return self.paged(self._out(self.page(seen, "id", descending=True), child, many=True))

    @extend_schema(operation_id="consents_create", request=ConsentIn, responses={201: ConsentOut})
    def create(self, request: Request, child_id: str) -> Response:
        """Record a consent (Article 28-2(9)(1))."""
        child = self._child(child_id)
        body = self.body(ConsentIn)
        paper = self._paper(child, body.pop("paper", None))
        consent = actions.record_consent(child, paper=paper, **body, **self.who)
        return Response(self._out(consent, child), status=201)

    @extend_schema(operation_id="consents_withdraw", request=WithdrawIn, responses=ConsentOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """The consent ends now; the organisation sees the child masked."""
        child = self._child(child_id)
        consent = find_visible(Consent.objects.visible_to(self.user).filter(child=child), ref)
        withdrawn = actions.withdraw_consent(consent, **self.body(WithdrawIn), **self.who)
        return Response(self._out(withdrawn, child))

    def _paper(self, child: Child, pk: int | None) -> Paper | None:
        """The document of the consent. Raises Refused for one that is not among those the person may read."""
        if pk is None:
            return None
        found = Paper.objects.visible_to(self.user).about(child.subject).filter(pk=pk).first()
        if found is None:
            raise Refused(_("This paper does not belong to the child's file."), field="paper")
        return found

    def _out(self, found, child: Child, *, many: bool = False):
        return ConsentOut(found, many=many, context={"responsible": is_responsible(self.user, child)}).data


class Looks(Periods):
    """Who has looked into the file, and why one does oneself."""

    pagination_class = None

    @extend_schema(
        operation_id="looks_list", parameters=[LookQuery, *PURPOSE], responses={200: LookOut(many=True)}
    )  # fmt: skip
    def list(self, request: Request, child_id: str) -> Response:
        """The two hundred latest: all for the responsible body, else those of the own agency."""
        child = self._opened(child_id)
        form = LookQuery(data={k: v for k, v in request.query_params.items() if k in LookQuery().fields and v})
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        since, until = wanted.get("since"), wanted.get("until")
        groups = looks_at(
            child, self.user, since=day_start(since) if since else None, until=day_end(until) if until else None
        )  # fmt: skip
        return Response(LookOut(named(list(groups[:MOST_LOOKS])), many=True).data)


class Purposes(Periods):
    """Why a file is opened that is not one's daily work."""

    pagination_class = None

    @extend_schema(operation_id="purpose_create", request=PurposeIn, responses={201: PurposeOut})
    def create(self, request: Request, child_id: str) -> Response:
        """State the purpose; it holds for the day, and what was said first stays."""
        child = self._child(child_id)
        purpose = actions.state_purpose(child, **self.body(PurposeIn), **self.who)
        return Response(PurposeOut(purpose).data, status=201)
