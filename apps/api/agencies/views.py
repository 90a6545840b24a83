"""Agencies: who has duties here."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Agency
from apps.api.agencies.serializers import AgencyOut, AgencyQuery
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.etags import tagged, version_hash
from apps.api.paging import Cursor


class Agencies(Resource):
    """The register of agencies, for every post."""

    scope = "agencies"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    @extend_schema(operation_id="agencies_list", parameters=[AgencyQuery], responses=AgencyOut(many=True))
    def list(self, request: Request) -> Response:
        """Agencies in the order of their registration."""
        agencies = Agency.objects.visible_to(self.user).select_related("area")
        found = self.page(agencies.filter(**self.query(AgencyQuery)), "id")
        return self.paged(AgencyOut(found, many=True).data)

    @extend_schema(operation_id="agencies_retrieve", responses=AgencyOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One agency."""
        agency = find_visible(Agency.objects.visible_to(self.user).select_related("area"), ref)
        data = AgencyOut(agency).data
        return tagged(request, data, version_hash(data))
