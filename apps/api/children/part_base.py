"""What the records of a child's file share over the API: the child, consent, pages, versions."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import DIGITS, Resource, find_visible
from apps.api.children import records as told
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.api.etags import check_match, require_match, tagged
from apps.api.inputs import Strict
from apps.api.paging import Cursor
from apps.core.errors import NotAllowed
from apps.disclosure import mask
from apps.disclosure.mask import Scope
from apps.documents.models import Paper
from apps.people.acts import parts
from apps.people.checks import Caution
from apps.people.models import Child
from apps.people.policies import can_see_identity


def described(
    name: str, into: type[Strict], out: type[Any], change: type[Strict] | None = None,
    end: type[Strict] = told.PartEndIn,
) -> Callable:  # fmt: skip
    """Operations of one kind of record for the schema."""
    known: dict[str, Any] = {
        "list": extend_schema(operation_id=f"{name}_list", responses=out(many=True), parameters=PURPOSE),
        "create": extend_schema(operation_id=f"{name}_create", request=into, responses={201: out}),
        "partial_update": extend_schema(
            operation_id=f"{name}_update", request=change or partial(into), responses=out
        ),
        "end": extend_schema(operation_id=f"{name}_end", request=end, responses=out),
        "withdraw": extend_schema(operation_id=f"{name}_withdraw", request=told.PartWithdrawIn, responses=out),
    }  # fmt: skip

    def decorate(view: type[Any]) -> type[Any]:
        return extend_schema_view(**{act: how for act, how in known.items() if hasattr(view, act)})(view)

    return decorate


@cache
def partial(form: type[Strict]) -> type[Strict]:
    """The same body, where fields left out stay as they are."""

    def init(self: Any, *args: Any, **options: Any) -> None:
        form.__init__(self, *args, **{**options, "partial": True})  # type: ignore[misc]

    doc = "Fields left out stay as they are."
    return type(form.__name__.removesuffix("In") + "Change", (form,), {"__init__": init, "__doc__": doc})


class OfChild(Resource):
    """Something in one child's file. `scope_of` is what a consent must name for a mentoring organisation."""

    scope = "children"
    lookup_value_regex = DIGITS
    scope_of: str = Scope.NAME

    def child(self, reference: str) -> Child:
        return find_visible(Child.objects.visible_to(self.user).select_related("guardianship", "area"), reference)

    def check_consent(self, child: Child) -> None:
        visible = mask.visible_fields(self.user, child)
        if visible != mask.EVERYTHING and self.scope_of not in visible:
            raise NotAllowed(_("A mentoring organisation sees this part once the consent names it."))


class Part(OfChild):
    """Records of one child."""

    pagination_class: Any = Cursor
    records: QuerySet
    out: type[Any]

    def list(self, request: Request, child_id: str) -> Response:
        """What the reader may see of them, newest first. Counts as looking into the file."""
        child = self.child(child_id)
        open_for(request, child, at=self.at)
        self.check_consent(child)
        found = self.page(self.seen(child), "id", descending=True)
        return self.paged(self.shown(child, found))

    def seen(self, child: Child) -> QuerySet:
        return self.records.all().visible_to(self.user).filter(child=child)

    def one(self, child: Child, ref: str) -> Any:
        """A record of the child that the user may see, else 404."""
        found = self.seen(child).filter(pk=int(ref)).first()
        if found is None:
            raise Http404
        return found

    def shown(self, child: Child, found: Sequence[Any]) -> Sequence[dict[str, Any]]:
        for one in found:
            one.child = child
        ids = {one.paper_id for one in found if getattr(one, "paper_id", None)}
        context = {
            "reader": self.user, "identity": can_see_identity(self.user, child),
            "papers": set(Paper.objects.visible_to(self.user).filter(pk__in=ids).values_list("pk", flat=True)),
        }  # fmt: skip
        return self.out(found, many=True, context=context).data

    def answer(self, child: Child, part: Any, cautions: Sequence[Caution] = (), status: int = 200) -> Response:
        part = self.records.all().get(pk=part.pk)
        part.warnings = [{"field": c.field, "message": str(c.message), "rule": None} for c in cautions]
        (data,) = self.shown(child, [part])
        return tagged(self.request, data, self.version(part), status)

    def looked_at(self, child: Child, part: Any, cautions: Sequence[Caution] = ()) -> Response:
        """What is stored, to somebody who perhaps changed nothing: counts as looking into the file."""
        open_for(self.request, child, at=self.at)
        return self.answer(child, part, cautions)

    def version(self, part: Any) -> int:
        return part.version

    def matched(self, request: Request, part: Any) -> int:
        """The stored version, after If-Match was compared with it. Call inside a transaction, for those who may
        write: what is stored answers another version."""
        require_match(request)
        stored = self.records.all().get(pk=part.pk)
        check_match(request, self.version(stored))
        return self.version(stored)

    def stored(self) -> Response:
        child = self.child(self.kwargs["child_id"])
        return self.looked_at(child, self.one(child, self.kwargs["ref"]))


class RulePart(Part):
    """Records that are kept by `apps.people.acts.parts`."""

    rules: parts.Rules
    into: type[Strict]
    end_form: type[Strict] = told.PartEndIn

    def create(self, request: Request, child_id: str) -> Response:
        """A new record."""
        child = self.child(child_id)
        self.rules.may(self.user, child)
        data = self.ready(child, self.body(self.into))
        part, cautions = parts.add(self.rules, child, data=data, by=self.user, at=self.at)
        return self.answer(child, part, cautions, 201)

    def partial_update(self, request: Request, child_id: str, ref: str) -> Response:
        """Correct a record. If-Match names the version that was changed."""
        child = self.child(child_id)
        self.rules.may(self.user, child)
        part, data = self.one(child, ref), self.ready(child, self.body(partial(self.into)))
        with transaction.atomic():
            parts.locked(part)
            version = self.matched(request, part)
            part, cautions = parts.correct(self.rules, part, data=data, version=version, by=self.user, at=self.at)
        return self.looked_at(child, part, cautions)

    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, child_id: str, ref: str) -> Response:
        """The period ended."""
        child = self.child(child_id)
        self.rules.may(self.user, child)
        ended = parts.end(self.rules, self.one(child, ref), **self.body(self.end_form), by=self.user, at=self.at)
        return self.answer(child, ended)

    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """Take back what was entered by mistake; it stays in the history."""
        child = self.child(child_id)
        self.rules.may(self.user, child)
        reason = self.body(told.PartWithdrawIn)["reason"]
        part = parts.withdraw(self.rules, self.one(child, ref), reason=reason, by=self.user, at=self.at)
        return self.answer(child, part)

    def ready(self, child: Child, data: dict[str, Any]) -> dict[str, Any]:
        """The body as the act takes it."""
        return data
