"""The own account, and for administrators the people of their agency."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.models import Membership, User
from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.etags import tagged, version_hash
from apps.api.paging import Cursor
from apps.api.users.serializers import ColleagueOut, MeOut


class Users(Resource):
    scope = "users"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    @extend_schema(operation_id="users_list", responses=ColleagueOut(many=True))
    def list(self, request: Request) -> Response:
        """The people of the own agency, for its administrators."""
        found = self.page(self._people(), "id")
        return self.paged(ColleagueOut(found, many=True).data)

    @extend_schema(operation_id="users_retrieve", responses=ColleagueOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One person of the own agency, for its administrators."""
        data = ColleagueOut(find_visible(self._people(), ref)).data
        return tagged(request, data, version_hash(data))

    @extend_schema(operation_id="users_me", responses=MeOut)
    @action(detail=False, pagination_class=None)
    def me(self, request: Request) -> Response:
        """The person who asks, with posts and what the present one allows."""
        data = MeOut(self.user).data
        return tagged(request, data, version_hash(data))

    def _people(self) -> QuerySet[User]:
        require(self.user, Perm.MANAGE_AGENCY)
        agency = self.user.agency
        posts = Membership.objects.filter(agency=agency).select_related("agency").order_by("pk")
        here = Prefetch("memberships", posts, to_attr="posts_here")
        return User.objects.filter(memberships__agency=agency).distinct().prefetch_related(here)
