"""Meetings: list, the whole, planning, and what becomes of one; each answer is the meeting as it is then."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.etags import tagged
from apps.api.inputs import Nothing
from apps.api.mentoring import meetings_inputs as inputs
from apps.api.mentoring.meetings_out import MeetingOut, MeetingRow
from apps.api.paging import Cursor
from apps.audit import log
from apps.core.errors import Refused
from apps.core.subjects import Subject
from apps.disclosure import mask
from apps.mentoring.acts import meetings, notes
from apps.mentoring.models import Assignment, Meeting, MeetingNote
from apps.obligations.models import Obligation
from apps.people.models import Child

WITH = ("assignment__child", "assignment__organisation", "area")
PEOPLE = ("planned_by", "child_consent_by", "head_consent_by", "recorded_by")
MAY_LIST = (Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS, Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN)


class MeetingResource(Resource):
    """Finding one meeting, acting on it, answering with it whole."""

    scope = "mentoring"

    def meeting(self, reference: str) -> Meeting:
        return find_visible(Meeting.objects.visible_to(self.user).select_related(*WITH), reference)

    def pair(self, pk: int) -> Assignment:
        """The pair a body names; one that is hidden is refused like a missing one. Raises Refused."""
        found = Assignment.objects.visible_to(self.user).select_related("child__area", "organisation").filter(pk=pk)
        pair = found.first()
        if pair is None:
            raise Refused(_("There is no such pair, or none you may see."), field="assignment")
        return pair

    def act(self, reference: str, do: Callable[[Meeting], Any], status: int = 200) -> Response:
        """Do something to the version the client read (If-Match), and answer with what came of it."""
        meeting = self.meeting(reference)
        with transaction.atomic():
            match_version(self.request, meeting)
            do(meeting)
        return self.answer(meeting, status)

    def stored(self) -> Response | None:
        return self.answer(self.meeting(self.kwargs["ref"])) if "ref" in self.kwargs else None

    def answer(self, meeting: Meeting, status: int = 200) -> Response:
        written = MeetingNote.objects.select_related("author").order_by("-pk").prefetch_related(
            "questions__asked_by", "questions__answered_by"
        )  # fmt: skip
        again = Meeting.objects.visible_to(self.user).select_related(*WITH, *PEOPLE)
        whole = again.prefetch_related(Prefetch("notes", written)).get(pk=meeting.pk)
        seen = Obligation.objects.visible_to(self.user).filter(
            subject_kind__in=("meeting", "note_question"), subject_no=whole.number
        )
        duties = seen.select_related("rule", "owner", "party").order_by("due_at", "pk")
        context = {**self.known([whole]), "duties": duties}
        response = tagged(self.request, MeetingOut(whole, context=context).data, whole.version, status)
        return self.located(response, f"/api/v1/mentoring/meetings/{whole.number}")

    def known(self, found: Sequence[Meeting]) -> dict[str, Any]:
        """Mask the children for the reader; which of them may be named at all."""
        return named([one.assignment.child for one in found], self.user)


def named(children: Sequence[Child], reader: User) -> dict[str, Any]:
    """Mask the children for the reader; the ids of those whose file is open to him or her."""
    ids = {child.pk for child in children}
    seen = set(Child.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    mask.mask(children, reader)
    return {"named": seen}


class Meetings(MeetingResource):
    """Reading one, and every list, is a row of the ledger. If-Match, where sent, must name the version read."""

    pagination_class = Cursor

    @extend_schema(operation_id="meetings_list", parameters=[inputs.MeetingQuery], responses=MeetingRow(many=True))
    def list(self, request: Request) -> Response:
        """Meetings of the pairs the present post may see, latest first."""
        require_any(self.user, *MAY_LIST)
        rows = narrowed(Meeting.objects.visible_to(self.user), self.query(inputs.MeetingQuery))
        found = self.page(rows.select_related(*WITH), "planned_from", "id", descending=True)
        ids = [one.pk for one in found]
        log.record("meetings.listed", Subject("meeting", None, ""), by=self.user, at=self.at, ids=ids)
        return self.paged(MeetingRow(found, many=True, context=self.known(found)).data)

    @extend_schema(operation_id="meetings_retrieve", responses=MeetingOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The whole meeting."""
        meeting = self.meeting(ref)
        notes.open_meeting(meeting, **self.who)
        return self.answer(meeting)

    @extend_schema(operation_id="meetings_create", request=inputs.MeetingPlanIn, responses={201: MeetingOut})
    def create(self, request: Request) -> Response:
        """Plan a meeting. An outing is asked for (`ask`), or planned with both consents (Article 28-2(4)(1))."""
        body = self.body(inputs.MeetingPlanIn)
        pair, asks = self.pair(body.pop("assignment")), body.pop("ask")
        head = body.pop("head_consent_by", None)
        body |= {"head_consent_by": User.objects.filter(pk=head).first(), "child_consent_by": self.user}
        do = meetings.ask_outing if body["kind"] == Meeting.Kind.OUTING and asks else meetings.plan_meeting
        return self.answer(do(pair, data=body, **self.who), status=201)

    @extend_schema(operation_id="meetings_record", request=inputs.UnplannedIn, responses={201: MeetingOut})
    @action(detail=False, methods=["post"])
    def record(self, request: Request) -> Response:
        """Record a meeting that took place and nobody had planned."""
        body = self.body(inputs.UnplannedIn)
        pair = self.pair(body.pop("assignment"))
        return self.answer(meetings.record_unplanned(pair, data=body, **self.who), status=201)

    @extend_schema(operation_id="meetings_agree", request=Nothing, responses=MeetingOut)
    @action(detail=True, methods=["post"], url_path="head-agrees")
    def agree(self, request: Request, ref: str) -> Response:
        """The head of the organisation the child lives in agrees to the outing."""
        self.body(Nothing)
        return self.act(ref, lambda one: meetings.head_agrees(one, **self.who))

    @extend_schema(operation_id="meetings_child_agrees", request=Nothing, responses=MeetingOut)
    @action(detail=True, methods=["post"], url_path="child-agrees")
    def child_agrees(self, request: Request, ref: str) -> Response:
        """The child was asked where it lives, and wishes to go."""
        self.body(Nothing)
        return self.act(ref, lambda one: meetings.child_agrees(one, **self.who))

    @extend_schema(operation_id="meetings_refuse", request=inputs.MeetingReasonIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, ref: str) -> Response:
        """The head or the child does not agree."""
        body = self.body(inputs.MeetingReasonIn)
        return self.act(ref, lambda one: meetings.refuse_outing(one, **body, **self.who))

    @extend_schema(operation_id="meetings_left", request=inputs.LeftIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def left(self, request: Request, ref: str) -> Response:
        """The child leaves for an outing; refused while the head or the child has not agreed."""
        body = self.body(inputs.LeftIn)
        return self.act(ref, lambda one: meetings.child_leaves(one, **body, **self.who))

    @extend_schema(operation_id="meetings_returned", request=inputs.ReturnedIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def returned(self, request: Request, ref: str) -> Response:
        """The child is back."""
        body = self.body(inputs.ReturnedIn)
        return self.act(ref, lambda one: meetings.child_returns(one, **body, **self.who))

    @extend_schema(operation_id="meetings_held", request=inputs.CourseIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def held(self, request: Request, ref: str) -> Response:
        """The meeting took place."""
        body = self.body(inputs.CourseIn)
        return self.act(ref, lambda one: meetings.record_held(one, data=body, **self.who))

    @extend_schema(operation_id="meetings_missed", request=inputs.MeetingReasonIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def missed(self, request: Request, ref: str) -> Response:
        """The mentor or the child did not come."""
        body = self.body(inputs.MeetingReasonIn)
        return self.act(ref, lambda one: meetings.record_missed(one, **body, **self.who))

    @extend_schema(operation_id="meetings_call_off", request=inputs.MeetingReasonIn, responses=MeetingOut)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: Request, ref: str) -> Response:
        """The meeting will not take place."""
        body = self.body(inputs.MeetingReasonIn)
        return self.act(ref, lambda one: meetings.call_off(one, **body, **self.who))


def narrowed(rows: QuerySet[Meeting], wanted: dict[str, Any]) -> QuerySet[Meeting]:
    """The meetings that the filters ask for."""
    for name, lookup in (
        ("state", "state"), ("kind", "kind"), ("assignment", "assignment"), ("child", "assignment__child"),
        ("since", "planned_from__gte"), ("before", "planned_from__lt"),
    ):  # fmt: skip
        if name in wanted:
            rows = rows.filter(**{lookup: wanted[name]})
    if "breach" in wanted:
        rows = rows.exclude(breaches=[]) if wanted["breach"] else rows.filter(breaches=[])
    return rows
