"""The ledger, for those who audit. Reading it is noted in it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.api.base import Resource
from apps.api.ledger.serializers import LedgerQuery, LedgerRow
from apps.api.paging import Cursor
from apps.audit import log
from apps.core.subjects import Subject
from apps.retention.ledger import entries


class Ledger(Resource):
    scope = "ledger"
    pagination_class = Cursor

    @extend_schema(operation_id="ledger_list", parameters=[LedgerQuery], responses=LedgerRow(many=True))
    def list(self, request: Request) -> Response:
        """Who did or read what, the latest first."""
        require(self.user, Perm.VIEW_LEDGER)
        wanted = self.query(LedgerQuery)
        rows = self.page(entries(wanted), "id", descending=True)
        context = {
            "people": User.objects.in_bulk({row.actor_id for row in rows if row.actor_id}),
            "agencies": Agency.objects.in_bulk({row.agency_id for row in rows if row.agency_id}),
        }
        data = LedgerRow(rows, many=True, context=context).data
        log.record("ledger.read", Subject("ledger", None, ""), by=self.user, at=self.at, filters=sorted(wanted))
        return self.paged(data)
