"""The records of a child's file: listed, added, corrected, ended, withdrawn; found only through the child."""

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
from apps.api.etags import check_match, tagged, wants_match
from apps.api.inputs import Strict
from apps.api.paging import Cursor
from apps.core.errors import NotAllowed
from apps.disclosure import mask
from apps.disclosure.mask import Scope
from apps.documents.models import Paper
from apps.people import databank
from apps.people.acts import family, names, notes, parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.statuses import STATUS
from apps.people.checks import Caution
from apps.people.models import Child, ChildCategory, ChildName, HealthRecord, Kinship, Note, ParentStatus, Schooling
from apps.people.policies import can_see_identity, check_may_write_health, sees_health
from apps.people.siblings import siblings_of


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

    def version(self, part: Any) -> int:
        return part.version

    def matched(self, request: Request, part: Any) -> int:
        """The stored version, after If-Match was compared with it. Call inside a transaction."""
        stored = self.records.all().get(pk=part.pk)
        if wants_match(request):
            check_match(request, self.version(stored))
        return self.version(stored)


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
        """Correct a record. If-Match guards against a lost update."""
        child = self.child(child_id)
        self.rules.may(self.user, child)
        part, data = self.one(child, ref), self.ready(child, self.body(partial(self.into)))
        with transaction.atomic():
            parts.locked(part)
            version = self.matched(request, part)
            part, cautions = parts.correct(self.rules, part, data=data, version=version, by=self.user, at=self.at)
        return self.answer(child, part, cautions)

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


@described("categories", told.CategoryIn, told.CategoryOut, end=told.CategoryEnd)
class Categories(RulePart):
    records = ChildCategory.objects.all()
    rules, into, out, end_form = CATEGORY, told.CategoryIn, told.CategoryOut, told.CategoryEnd


@described("health", told.HealthIn, told.HealthOut)
class Health(RulePart):
    """The closed compartment."""

    records = HealthRecord.objects.select_related("agency")
    rules, into, out, scope_of = HEALTH, told.HealthIn, told.HealthOut, Scope.HEALTH_BASICS

    def child(self, reference: str) -> Child:
        child = super().child(reference)
        if not sees_health(self.user, child):
            check_may_write_health(self.user, child)
        return child


@described("schooling", told.SchoolingIn, told.SchoolingOut)
class Education(RulePart):
    records = Schooling.objects.select_related("agency", "institution")
    rules, into, out, scope_of = SCHOOLING, told.SchoolingIn, told.SchoolingOut, Scope.SCHOOL


@described("parent_statuses", told.StatusIn, told.StatusOut)
class ParentStatuses(RulePart):
    records = ParentStatus.objects.all()
    rules, into, out, scope_of = STATUS, told.StatusIn, told.StatusOut, Scope.FAMILY

    def ready(self, child: Child, data: dict[str, Any]) -> dict[str, Any]:
        if "kinship" in data:
            ties = Kinship.objects.known_to(self.user).filter(child=child)
            data["kinship"] = ties.filter(pk=data["kinship"]).first() or Kinship()
        return data


@described("family", told.RelativeIn, told.KinshipOut)
class Family(Part):
    """Relatives by name. Sisters and brothers with files of their own are at `…/siblings/`."""

    records = Kinship.objects.filter(relative__isnull=False).select_related("relative")
    out, scope_of = told.KinshipOut, Scope.FAMILY

    def create(self, request: Request, child_id: str) -> Response:
        """A relative."""
        child = self.child(child_id)
        tie, cautions = family.add_relative(child, data=self.body(told.RelativeIn), by=self.user, at=self.at)
        return self.answer(child, tie, cautions, 201)

    def partial_update(self, request: Request, child_id: str, ref: str) -> Response:
        """Correct the person or the kinship. If-Match guards against a lost update."""
        child = self.child(child_id)
        tie, data = self.one(child, ref), self.body(partial(told.RelativeIn))
        with transaction.atomic():
            parts.locked(tie)
            version = self.matched(request, tie)
            tie, cautions = family.correct_relative(tie, data=data, version=version, by=self.user, at=self.at)
        return self.answer(child, tie, cautions)

    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """Take back a relative who was entered by mistake, with the statuses."""
        child = self.child(child_id)
        reason = self.body(told.PartWithdrawIn)["reason"]
        tie = family.withdraw_kinship(self.one(child, ref), reason=reason, by=self.user, at=self.at)
        return self.answer(child, tie)

    def version(self, part: Kinship) -> int:
        return family.version_of(part)


@described("notes", told.NoteIn, told.NoteOut, told.NoteChange)
class Notes(Part):
    records = Note.objects.select_related("agency", "author").prefetch_related("texts")
    out = told.NoteOut

    def create(self, request: Request, child_id: str) -> Response:
        """Write a note."""
        child = self.child(child_id)
        note = notes.write_note(child, data=self.body(told.NoteIn), by=self.user, at=self.at)
        return self.answer(child, note, (), 201)

    def partial_update(self, request: Request, child_id: str, ref: str) -> Response:
        """A new version of the text, by the author."""
        child = self.child(child_id)
        note, text = self.one(child, ref), self.body(told.NoteChange)["text"]
        with transaction.atomic():
            parts.locked(note)
            version = self.matched(request, note)
            note = notes.correct_note(note, text=text, version=version, by=self.user, at=self.at)
        return self.answer(child, note)

    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """By the author or the responsible body; the note stays, marked."""
        child = self.child(child_id)
        reason = self.body(told.PartWithdrawIn)["reason"]
        note = notes.withdraw_note(self.one(child, ref), reason=reason, by=self.user, at=self.at)
        return self.answer(child, note)


@described("names", told.NameIn, told.NameOut)
class Names(Part):
    """Former names. Those that adoption changed only with the right to its secrecy."""

    records = ChildName.objects.all()
    out = told.NameOut

    def create(self, request: Request, child_id: str) -> Response:
        """Change the child's name from a day on; answers the name that became a former one."""
        child, data = self.child(child_id), self.body(told.NameIn)
        with transaction.atomic():
            version = Child.objects.select_for_update().values_list("version", flat=True).get(pk=child.pk)
            child, cautions = names.change_name(child, data=data, version=version, by=self.user, at=self.at)
        return self.answer(child, child.names.latest("pk"), cautions, 201)

    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """Take back a former name that was entered by mistake."""
        child = self.child(child_id)
        reason = self.body(told.PartWithdrawIn)["reason"]
        former = names.withdraw_name(self.one(child, ref), reason=reason, by=self.user, at=self.at)
        return self.answer(child, former)


class Siblings(OfChild):
    scope_of = Scope.FAMILY

    @extend_schema(operation_id="siblings_list", responses=told.SiblingsOut, parameters=PURPOSE)
    def list(self, request: Request, child_id: str) -> Response:
        """Sisters and brothers with files of their own."""
        child = self.child(child_id)
        open_for(request, child, at=self.at)
        self.check_consent(child)
        return Response(told.SiblingsOut(siblings_of(child, self.user)).data)

    @extend_schema(operation_id="siblings_create", request=told.SiblingIn, responses={201: told.SiblingsOut})
    def create(self, request: Request, child_id: str) -> Response:
        """Name a sister or brother by the number of a file that is open to you."""
        child = self.child(child_id)
        family.name_sibling(child, **self.body(told.SiblingIn), by=self.user, at=self.at)
        return Response(told.SiblingsOut(siblings_of(child, self.user)).data, status=201)


class Databank(OfChild):
    @extend_schema(operation_id="databank_create", request=told.DatabankIn, responses={201: told.DatabankOut})
    def create(self, request: Request, child_id: str) -> Response:
        """The child was entered in the republican data bank; meets the duty to enter it."""
        child = self.child(child_id)
        entered = databank.enter_in_databank(child, **self.body(told.DatabankIn), by=self.user, at=self.at)
        return Response(told.DatabankOut(entered).data, status=201)


PARTS: dict[str, type[OfChild]] = {
    "family": Family, "siblings": Siblings, "parent-statuses": ParentStatuses, "names": Names,
    "categories": Categories, "health": Health, "schooling": Education, "notes": Notes, "databank": Databank,
}  # fmt: skip
"""Addresses under a child."""
