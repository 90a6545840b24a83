"""Notices: the inbox of the agency, and what senders do with notices they sent."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible
from apps.api.etags import check_match, tagged, version_hash, wants_match
from apps.api.inputs import Nothing
from apps.api.notices.serializers import PEOPLE, NoticeOut, NoticeQuery, ToldIn
from apps.api.paging import Cursor
from apps.incidents.models import access_rows
from apps.incidents.reading import WHOLE, veil
from apps.notices import actions
from apps.notices.models import Notice


class Notices(Resource):
    """A recipient reads and acknowledges; a sender reaches its notices through incidents it may see."""

    scope = "notices"
    pagination_class = Cursor

    @extend_schema(operation_id="notices_list", parameters=[NoticeQuery], responses=NoticeOut(many=True))
    def list(self, request: Request) -> Response:
        """Notices to the own agency, newest first."""
        require(self.user, Perm.VIEW_NOTICES)
        wanted = self.query(NoticeQuery)
        notices = Notice.objects.visible_to(self.user).select_related(*PEOPLE)
        if "acknowledged" in wanted:
            notices = notices.filter(acknowledged_at__isnull=not wanted["acknowledged"])
        if "role" in wanted:
            notices = notices.filter(role=wanted["role"])
        if "subject" in wanted:
            notices = notices.filter(subject_no=wanted["subject"].upper())
        found = self.page(notices, "sent_at", "id", descending=True)
        return self.paged(NoticeOut(veil(found, self.user), many=True).data)

    @extend_schema(operation_id="notices_retrieve", responses=NoticeOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One notice. Read by its recipient, it counts as opened and so as delivered."""
        notice = self._notice(ref)
        if notice.recipient_id == self.user.agency.pk and not notice.withdrawn_at:
            actions.open_notice(notice, **self.who)
        return self._answer(notice)

    @extend_schema(operation_id="notices_acknowledge", request=Nothing, responses=NoticeOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def acknowledge(self, request: Request, ref: str) -> Response:
        """The recipient confirms having been told: who and when. A second time changes nothing."""
        self.body(Nothing)
        return self._act(ref, lambda notice: actions.acknowledge(notice, **self.who))

    @extend_schema(operation_id="notices_resend", request=Nothing, responses=NoticeOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def resend(self, request: Request, ref: str) -> Response:
        """Send word of the notice once more."""
        self.body(Nothing)
        return self._act(ref, lambda notice: actions.resend(notice, **self.who))

    @extend_schema(operation_id="notices_told", request=ToldIn, responses=NoticeOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def told(self, request: Request, ref: str) -> Response:
        """The recipient was told by telephone or letter: who, when, whom."""
        body = self.body(ToldIn)
        return self._act(ref, lambda notice: actions.record_told(notice, **body, **self.who))

    def _act(self, reference: str, do: Callable[[Notice], Notice]) -> Response:
        notice = self._notice(reference)
        with transaction.atomic():
            if wants_match(self.request):
                locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
                check_match(self.request, _version(locked))
            do(notice)
        return self._answer(notice)

    def _notice(self, reference: str) -> Notice:
        return find_visible(self._reachable().select_related(*PEOPLE), reference)

    def _reachable(self) -> QuerySet[Notice]:
        """Those addressed to the agency, and those about incidents of which it sees all recipients."""
        seen = access_rows(self.user).filter(ground__in=WHOLE).values("incident_id")
        about = Notice.objects.filter(subject_kind="incident", subject_id__in=seen)
        return Notice.objects.visible_to(self.user) | about

    def _answer(self, notice: Notice) -> Response:
        [notice] = veil([Notice.objects.select_related(*PEOPLE).get(pk=notice.pk)], self.user)
        return tagged(self.request, NoticeOut(notice).data, _version(notice))


def _version(notice: Notice) -> str:
    """Grows with what people do to a notice; being opened or delivered is not an edit."""
    return version_hash(notice.acknowledged_at, notice.told_at, notice.told_person, notice.withdrawn_at)
