"""The filters of the list of children, and those that somebody saved."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, find_visible, require_any
from apps.api.briefs import PersonBrief
from apps.api.inputs import Id, Nothing, Strict, Text, YesNo
from apps.api.paging import Cursor
from apps.casework.sifting import AGES
from apps.exchange import preferences
from apps.exchange.models import SavedFilter
from apps.people.models import Child, ChildCategory

WITH_MENTOR = [("yes", "yes"), ("no", "no")]
WITHOUT_IIN = [("no", "no")]
ORDERS = [("name", "name"), ("youngest", "youngest"), ("oldest", "oldest")]
DAYS = ["iso-8601", "%d.%m.%Y"]


class ChildQuery(Strict):
    """What the list of children is narrowed by; the same names stand in a saved filter."""

    age = serializers.ChoiceField([(key, key) for key in AGES], required=False)
    age_from = serializers.IntegerField(min_value=0, max_value=120, required=False)
    age_to = serializers.IntegerField(min_value=0, max_value=120, required=False)
    born = serializers.IntegerField(min_value=1900, max_value=2200, required=False, help_text="year of birth")
    sex = serializers.ChoiceField(Child.Sex.choices, required=False)
    district = Id(required=False, help_text="id of the district of residence")
    organisation = Id(required=False, help_text="id of the organisation where the child lives today")
    mentor = serializers.ChoiceField(WITH_MENTOR, required=False, help_text="no: has none but may have one")
    category = serializers.ChoiceField(ChildCategory.Kind.choices, required=False)
    officer = Id(required=False, help_text="id of who answers for the child's case")
    papers = serializers.ChoiceField(WITHOUT_IIN, required=False, help_text="no: without an IIN")
    since = serializers.DateField(input_formats=DAYS, required=False, help_text="registered from this day on")
    until = serializers.DateField(input_formats=DAYS, required=False, help_text="registered up to this day")


class ChildListQuery(ChildQuery):
    filter = Id(required=False, help_text="id of a saved filter; what stands beside it in the address goes before it")


class FilterQuery(ChildQuery):
    sort = serializers.ChoiceField(ORDERS, required=False, help_text="order of the page; the API lists newest first")


class FilterIn(Strict):
    """No name of a child in it: what is searched for is kept nowhere."""

    name = Text(max_length=60, allow_blank=False)
    query = FilterQuery()
    shared = YesNo(required=False, default=False, help_text="for all colleagues of the agency")


class FilterOut(serializers.ModelSerializer):
    query = serializers.DictField(child=serializers.CharField())
    owner = PersonBrief(source="user")
    is_default = serializers.SerializerMethodField(help_text="the own list on the page opens with it")

    class Meta:
        model = SavedFilter
        fields = ("id", "name", "query", "shared", "owner", "is_default", "saved_at")

    def get_is_default(self, saved: SavedFilter) -> bool:
        return saved.pk == self.context["default"]


class Filters(Resource):
    """Saved filters of the list of children: one's own, and those that colleagues of the agency share."""

    scope = "children"
    lookup_value_regex = DIGITS
    pagination_class = Cursor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_any(self.user, Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN)

    @extend_schema(operation_id="filters_list", responses=FilterOut(many=True))
    def list(self, request: Request) -> Response:
        """The oldest first."""
        return self.paged(self._out(self.page(self._seen(), "id"), many=True))

    @extend_schema(operation_id="filters_retrieve", responses=FilterOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One filter."""
        return Response(self._out(find_visible(self._seen(), ref)))

    @extend_schema(operation_id="filters_create", request=FilterIn, responses={201: FilterOut})
    def create(self, request: Request) -> Response:
        """Keep a choice of filters under a name."""
        body = self.body(FilterIn)
        saved = preferences.save_filter(**{**body, "query": stored(body["query"])}, **self.who)
        return Response(self._out(saved), status=201)

    @extend_schema(operation_id="filters_remove", responses={204: None})
    def destroy(self, request: Request, ref: str) -> Response:
        """Take away one's own; `…/restore/` brings it back."""
        preferences.remove_filter(find_visible(self._seen(), ref), **self.who)
        return Response(status=204)

    @extend_schema(operation_id="filters_restore", request=Nothing, responses=FilterOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def restore(self, request: Request, ref: str) -> Response:
        """Undo a removal."""
        self.body(Nothing)
        mine = SavedFilter.objects.filter(user=self.user, agency=self.user.agency)
        saved = find_visible(mine.select_related("user"), ref)
        preferences.restore_filter(saved, **self.who)
        return Response(self._out(saved))

    @extend_schema(operation_id="filters_default", request=Nothing, responses=FilterOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def default(self, request: Request, ref: str) -> Response:
        """Open the own list on the page with this filter."""
        self.body(Nothing)
        saved = find_visible(self._seen(), ref)
        preferences.set_default(saved, **self.who)
        return Response(self._out(saved))

    def _seen(self) -> QuerySet[SavedFilter]:
        return SavedFilter.objects.visible_to(self.user).select_related("user")

    def _out(self, found: Any, *, many: bool = False) -> Any:
        default = preferences.preference_of(self.user).default_filter_id
        return FilterOut(found, many=many, context={"default": default}).data


def stored(query: dict[str, Any]) -> dict[str, str]:
    """The filters as the page keeps them: texts, a day as `2026-03-20`."""
    return {name: str(value) for name, value in query.items()}


def wanted_of(view: Resource) -> dict[str, Any]:
    """What the address narrows by, a saved filter included."""
    wanted = view.query(ChildListQuery)
    if (pk := wanted.pop("filter", None)) is None:
        return wanted
    saved = SavedFilter.objects.visible_to(view.user).filter(pk=pk).first()
    if saved is None:
        raise ValidationError({"filter": [_("There is no such filter, or none you may see.")]})
    kept = FilterQuery(data={name: value for name, value in saved.query.items() if name in FilterQuery().fields})
    held = kept.validated_data if kept.is_valid() else {}
    return {**{name: value for name, value in held.items() if name != "sort"}, **wanted}
