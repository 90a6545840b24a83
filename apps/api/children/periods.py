"""Where a child lives and who mentors it: read with the file, written by the guardianship body."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import DIGITS, Resource, find_visible
from apps.api.children.serializers import AssignmentIn, AssignmentOut, PeriodEnd, PlacementIn, PlacementOut
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.api.paging import Cursor
from apps.care.actions import end_placement, place_child
from apps.core.errors import Refused
from apps.mentoring.actions import assign_mentor, end_assignment
from apps.mentoring.models import Candidate
from apps.people.models import Child


class Periods(Resource):
    """Something of one child; found only through the child."""

    scope = "children"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    def _child(self, reference: str) -> Child:
        return find_visible(Child.objects.visible_to(self.user), reference)

    def _opened(self, reference: str) -> Child:
        """The child, its file opened for the purpose that came with the request."""
        child = self._child(reference)
        open_for(self.request, child, at=self.at)
        return child


class Placements(Periods):
    @extend_schema(operation_id="placements_list", parameters=PURPOSE, responses=PlacementOut(many=True))
    def list(self, request: Request, child_id: str) -> Response:
        """The child's stays, newest first. Counts as looking into the file."""
        found = self.page(self._of(self._opened(child_id)), "id", descending=True)
        return self.paged(PlacementOut(found, many=True).data)

    @extend_schema(operation_id="placements_create", request=PlacementIn, responses={201: PlacementOut})
    def create(self, request: Request, child_id: str) -> Response:
        """The child lives in an organisation from a day on; it sees the file for that time."""
        stay = place_child(self._child(child_id), **self.body(PlacementIn), by=self.user, at=self.at)
        return Response(PlacementOut(stay).data, status=201)

    @extend_schema(operation_id="placements_end", request=PeriodEnd, responses=PlacementOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, child_id: str, ref: str) -> Response:
        """The stay ends."""
        stay = find_visible(self._of(self._child(child_id)), ref)
        ended = end_placement(stay, **self.body(PeriodEnd), by=self.user, at=self.at)
        return Response(PlacementOut(ended).data)

    def _of(self, child: Child) -> QuerySet:
        return child.placements.select_related("organisation")


class Assignments(Periods):
    @extend_schema(operation_id="assignments_list", parameters=PURPOSE, responses=AssignmentOut(many=True))
    def list(self, request: Request, child_id: str) -> Response:
        """The child's mentors, newest first. Counts as looking into the file."""
        found = self.page(self._of(self._opened(child_id)), "id", descending=True)
        return self.paged(AssignmentOut(found, many=True).data)

    @extend_schema(operation_id="assignments_create", request=AssignmentIn, responses={201: AssignmentOut})
    def create(self, request: Request, child_id: str) -> Response:
        """Give the child a cleared mentor, with the three-party agreement (Article 28-2(1))."""
        child, data = self._child(child_id), self.body(AssignmentIn)
        data["candidate"] = self._candidate(data["candidate"])
        assignment = assign_mentor(child, **data, by=self.user, at=self.at)
        return Response(AssignmentOut(assignment).data, status=201)

    @extend_schema(operation_id="assignments_end", request=PeriodEnd, responses=AssignmentOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, child_id: str, ref: str) -> Response:
        """The mentoring ends."""
        assignment = find_visible(self._of(self._child(child_id)), ref)
        ended = end_assignment(assignment, **self.body(PeriodEnd), by=self.user, at=self.at)
        return Response(AssignmentOut(ended).data)

    def _of(self, child: Child) -> QuerySet:
        return child.assignments.select_related("organisation")

    def _candidate(self, pk: int) -> Candidate:
        """Whom the reader may see; whether he or she is cleared, the action checks."""
        found = Candidate.objects.visible_to(self.user).filter(pk=pk).first()
        if found is None:
            raise Refused(_("Choose a mentor of the list."), field="candidate")
        return found
