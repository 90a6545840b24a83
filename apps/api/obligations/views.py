"""Duties and their clocks."""

from django.db.models import Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible, require_any
from apps.api.etags import tagged, version_hash
from apps.api.obligations.serializers import ObligationOut, ObligationQuery, ObligationRow
from apps.api.paging import Cursor
from apps.obligations.models import Change, Obligation, Step


class Obligations(Resource):
    """Duties of the own agency; for a mentor, the own ones."""

    scope = "duties"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    @extend_schema(operation_id="obligations_list", parameters=[ObligationQuery], responses=ObligationRow(many=True))
    def list(self, request: Request) -> Response:
        """Duties, soonest first."""
        require_any(self.user, Perm.VIEW_DUTIES, Perm.VIEW_OWN_DUTIES)
        found = self.page(self._narrowed(), "due_at", "id")
        return self.paged(ObligationRow(found, many=True, context={"at": self.at}).data)

    @extend_schema(operation_id="obligations_retrieve", responses=ObligationOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One duty: the arithmetic of its term, the rungs taken, the changes of its clock."""
        steps = Prefetch("steps", Step.objects.order_by("position"))
        changes = Prefetch("changes", Change.objects.select_related("by").order_by("pk"))
        duty = find_visible(self._visible().prefetch_related(steps, changes), ref)
        data = ObligationOut(duty, context={"at": self.at, "agency": self.user.agency}).data
        return tagged(request, data, version_hash(duty.state, duty.started_at, duty.due_at))

    def _visible(self) -> QuerySet[Obligation]:
        return Obligation.objects.visible_to(self.user).select_related("rule", "owner", "party")

    def _narrowed(self) -> QuerySet[Obligation]:
        wanted = self.query(ObligationQuery)
        names = {"state": "state", "due_before": "due_at__lt", "agency": "owner", "rule": "rule__code",
                 "subject": "subject_no"}  # fmt: skip
        duties = self._visible().filter(**{names[name]: value for name, value in wanted.items() if name in names})
        if "overdue" in wanted:
            late = Q(state=Obligation.State.OPEN, due_at__lt=self.at)
            duties = duties.filter(late if wanted["overdue"] else ~late)
        return duties
