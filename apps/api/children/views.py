"""Children: list, search, file, registering, correcting."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.children import duplicates
from apps.api.children.filters import ChildListQuery, wanted_of
from apps.api.children.serializers import ChildChange, ChildNew, ChildOut, ChildRow, ChildSearch, IinOut
from apps.api.disclosure.purpose import PURPOSE, open_for, take_purpose
from apps.api.etags import require_match, tagged
from apps.api.paging import Cursor
from apps.api.renderers import Anything
from apps.api.renderers import Json as JsonAnswer
from apps.audit import log
from apps.casework.sifting import fitting
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.disclosure import mask
from apps.disclosure.opened import newest_photo
from apps.documents import previews
from apps.matching.actions import PossibleDuplicate, register_child
from apps.matching.models import kept_of
from apps.matching.search import load, search
from apps.people import actions
from apps.people.checks import Caution
from apps.people.models import Child, access_rows, newest_first
from apps.people.policies import check_is_responsible

FOUND = 50
WHOLE = ("area", "guardianship")


class Children(Resource):
    """Every opening of a file, and every list, is a row of the ledger."""

    scope = "children"
    scope_of_action = {"search": "children:read"}
    pagination_class = Cursor

    @extend_schema(operation_id="children_list", parameters=[ChildListQuery], responses=ChildRow(many=True))
    def list(self, request: Request) -> Response:
        """Children of the present post, newest first."""
        require_any(self.user, Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN)
        access, wanted = access_rows(self.user), wanted_of(self)
        if wanted:
            fits = fitting(wanted, self.user, local_day(self.at))
            access = access.filter(child__in=Child.objects.filter(fits))
        rows = self.page(newest_first(access), "sort_at", "child_id", descending=True)
        held = Child.objects.select_related(*WHOLE).in_bulk([row.child_id for row in rows])
        children = [held[row.child_id] for row in rows]
        mask.mask(children, self.user)
        self._note_list("children.listed", children)
        return self.paged(ChildRow(children, many=True).data)

    @extend_schema(operation_id="children_search", request=ChildSearch, responses={200: ChildRow(many=True)})
    @action(detail=False, methods=["post"], pagination_class=None)
    def search(self, request: Request) -> Response:
        """The fifty best. By POST, so that no name stands in an address."""
        require_any(self.user, Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN)
        wanted = self.body(ChildSearch)["q"]
        children = load(search(self.user, wanted, limit=FOUND), self._visible())
        mask.mask(children, self.user)
        self._note_list("children.searched", children)
        return Response(ChildRow(children, many=True).data)

    @extend_schema(operation_id="children_retrieve", responses=ChildOut, parameters=PURPOSE)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The file. The number of a file that became part of another gives that other one."""
        kept = kept_of(ref.upper())
        is_seen = kept and self._visible().filter(number=kept).exists()
        child = self._child(kept if is_seen else ref)
        open_for(request, child, at=self.at)
        return self._answer(child)

    @extend_schema(
        operation_id="children_create", request=ChildNew,
        responses={201: ChildOut, 409: duplicates.PossibleDuplicateOut},
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """Register a child of the own guardianship body. A likely duplicate answers 409 with the candidates."""
        data = self.body(ChildNew)
        reason = data.pop("override_reason", "")
        try:
            child, cautions = register_child(data=data, override_reason=reason, by=self.user, at=self.at)
        except PossibleDuplicate as stopped:
            return duplicates.answer(stopped, self.user)
        return self._answer(child, cautions, status=201)

    @extend_schema(operation_id="children_update", request=ChildChange, responses=ChildOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Correct a file. If-Match names the version that was changed; what is stored now answers another one."""
        child, data = self._child(ref), self.body(ChildChange)
        check_is_responsible(self.user, child)
        require_match(request)
        with transaction.atomic():
            match_version(request, child)
            version = Child.objects.values_list("version", flat=True).get(pk=child.pk)
            child, cautions = actions.correct_child(child, data=data, version=version, by=self.user, at=self.at)
        open_for(request, child, at=self.at)  # the answer is the whole file, changed or not
        return self._answer(child, cautions)

    @extend_schema(
        operation_id="children_photo", parameters=PURPOSE, responses={(200, "image/jpeg"): OpenApiTypes.BINARY}
    )
    @action(detail=True, pagination_class=None, renderer_classes=[JsonAnswer, Anything])
    def photo(self, request: Request, ref: str) -> HttpResponse:
        """The newest photo, small. Counts as opening the file. 404 without one, or without the right to see it."""
        child = self._child(ref)
        open_for(request, child, at=self.at)
        found = newest_photo(child, self.user)
        path = previews.preview(found.document, previews.SMALL) if found else None
        if path is None:
            raise Http404
        return HttpResponse(path.read_bytes(), content_type="image/jpeg")

    @extend_schema(operation_id="children_iin", responses=IinOut, parameters=PURPOSE)
    @action(detail=True, pagination_class=None)
    def iin(self, request: Request, ref: str) -> Response:
        """The whole IIN; noted in the ledger."""
        child = self._child(ref)
        take_purpose(request, child, at=self.at)
        return Response({"iin": actions.reveal_iin(child, by=self.user, at=self.at)})

    def stored(self) -> Response:
        child = self._child(self.kwargs["ref"])
        open_for(self.request, child, at=self.at)
        return self._answer(child)

    def _visible(self) -> QuerySet[Child]:
        return Child.objects.visible_to(self.user).select_related(*WHOLE)

    def _child(self, reference: str) -> Child:
        return find_visible(self._visible(), reference)

    def _answer(self, child: Child, cautions: Sequence[Caution] = (), status: int = 200) -> Response:
        grounds = set(access_rows(self.user).filter(child=child).values_list("ground", flat=True))
        mask.mask([child], self.user)
        child.warnings = [{"field": c.field, "message": str(c.message), "rule": None} for c in cautions]
        data = ChildOut(child, context={"grounds": grounds}).data
        response = tagged(self.request, data, child.version, status)
        if status == 201:
            response["Location"] = self.request.build_absolute_uri(f"{child.number}/")
        return response

    def _note_list(self, verb: str, children: Sequence[Child]) -> None:
        ids = [child.pk for child in children]
        log.record(verb, Subject("child", None, ""), by=self.user, at=self.at, ids=ids)
