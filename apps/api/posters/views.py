"""Posters with QR codes for schools."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.appeals.inputs import LANGUAGE_CHOICES
from apps.api.base import Resource, find_visible
from apps.api.briefs import AgencyBrief
from apps.api.inputs import AgencyRef, Nothing, Strict, YesNo
from apps.api.paging import Cursor
from apps.complaints.acts import posters
from apps.complaints.models import Poster


class PosterQuery(Strict):
    open = YesNo(required=False, help_text="false: those that were taken down")


class PosterIn(Strict):
    place = AgencyRef(help_text="id of the school or organisation")
    language = serializers.ChoiceField(LANGUAGE_CHOICES)


class PosterOut(serializers.ModelSerializer):
    """`code` is what its QR code carries: which poster brought an appeal is known, who scanned it is not."""

    office = AgencyBrief()
    place = AgencyBrief()

    class Meta:
        model = Poster
        fields = ("id", "office", "place", "language", "code", "made_at", "ended_at")


class Posters(Resource):
    """An office keeps the posters of its area."""

    scope = "appeals"
    pagination_class = Cursor

    @extend_schema(operation_id="posters_list", parameters=[PosterQuery], responses=PosterOut(many=True))
    def list(self, request: Request) -> Response:
        """Posters of the own office, newest first."""
        require(self.user, Perm.VIEW_APPEALS)
        wanted, rows = self.query(PosterQuery), self._posters()
        if "open" in wanted:
            rows = rows.filter(ended_at__isnull=wanted["open"])
        return self.paged(PosterOut(self.page(rows, "made_at", "id", descending=True), many=True).data)

    @extend_schema(operation_id="posters_create", request=PosterIn, responses={201: PosterOut})
    def create(self, request: Request) -> Response:
        """The poster of a place in a language; there is one at a time, and asking again answers with it."""
        made = posters.make_poster(**self.body(PosterIn), **self.who)
        return Response(PosterOut(self._posters().get(pk=made.pk)).data, status=201)

    @extend_schema(operation_id="posters_end", request=Nothing, responses=PosterOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """It was taken down: its code still leads to the page, and no longer says where it hung."""
        self.body(Nothing)
        poster = find_visible(self._posters(), ref)
        posters.end_poster(poster, **self.who)
        return Response(PosterOut(self._posters().get(pk=poster.pk)).data)

    def _posters(self) -> QuerySet[Poster]:
        return Poster.objects.visible_to(self.user).select_related("office", "place")
