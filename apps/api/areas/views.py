"""Areas: country, regions, districts."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Area
from apps.api.areas.serializers import AreaOut, AreaQuery
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.etags import tagged, version_hash
from apps.api.paging import Cursor


class Areas(Resource):
    """The register of areas is open to everybody who is signed in."""

    scope = "agencies"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    @extend_schema(operation_id="areas_list", parameters=[AreaQuery], responses=AreaOut(many=True))
    def list(self, request: Request) -> Response:
        """Areas by code."""
        areas = self.page(Area.objects.filter(**self.query(AreaQuery)), "code")
        return self.paged(AreaOut(areas, many=True).data)

    @extend_schema(operation_id="areas_retrieve", responses=AreaOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One area, by id."""
        data = AreaOut(find_visible(Area.objects.all(), ref)).data
        return tagged(request, data, version_hash(data))
