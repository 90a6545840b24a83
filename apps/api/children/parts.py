"""The records of a child's file: listed, added, corrected, ended, withdrawn; found only through the child."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.children import records as told
from apps.api.children import relatives
from apps.api.children.part_base import OfChild, Part, RulePart, described, partial
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.core.localtime import local_day
from apps.disclosure.mask import Scope, consented
from apps.disclosure.opened import basic_words, health_basics
from apps.people import databank
from apps.people.acts import family, names, notes, parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.siblings import name_sibling
from apps.people.acts.statuses import STATUS
from apps.people.models import Child, ChildCategory, ChildName, HealthRecord, Kinship, Note, ParentStatus, Schooling
from apps.people.policies import check_is_responsible, check_may_write_health, sees_health
from apps.people.siblings import ties_to_siblings


@described("categories", told.CategoryIn, told.CategoryOut, end=told.CategoryEnd)
class Categories(RulePart):
    records = ChildCategory.objects.all()
    rules, into, out, end_form = CATEGORY, told.CategoryIn, told.CategoryOut, told.CategoryEnd


@described("health", told.HealthIn, told.HealthOut)
class Health(RulePart):
    """The closed compartment. By consent a mentoring organisation reads the disability's group and allergies."""

    records = HealthRecord.objects.select_related("agency")
    rules, into, out, scope_of = HEALTH, told.HealthIn, told.HealthOut, Scope.HEALTH_BASICS

    def child(self, reference: str) -> Child:
        child = super().child(reference)
        self.basics = not sees_health(self.user, child)
        if self.basics and not (self.action == "list" and consented(self.user, child, Scope.HEALTH_BASICS)):
            check_may_write_health(self.user, child)
        return child

    def seen(self, child: Child) -> QuerySet:
        if not self.basics:
            return super().seen(child)
        return health_basics(child, self.user, local_day(self.at)).select_related("agency")

    def shown(self, child: Child, found: Sequence[Any]) -> Sequence[dict[str, Any]]:
        told_ = super().shown(child, found)
        if self.basics:
            for one, data in zip(found, told_, strict=True):
                data |= {"text": basic_words(one), "participants": ""}
        return told_


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


@described("family", relatives.RelativeIn, relatives.KinshipOut)
class Family(Part):
    """Relatives by name. Sisters and brothers with files of their own are at `…/siblings/`."""

    records = Kinship.objects.filter(relative__isnull=False).select_related("relative")
    out, scope_of = relatives.KinshipOut, Scope.FAMILY

    def create(self, request: Request, child_id: str) -> Response:
        """A relative."""
        child = self.child(child_id)
        tie, cautions = family.add_relative(child, data=self.body(relatives.RelativeIn), by=self.user, at=self.at)
        return self.answer(child, tie, cautions, 201)

    def partial_update(self, request: Request, child_id: str, ref: str) -> Response:
        """Correct the person or the kinship. If-Match names the version that was changed."""
        child = self.child(child_id)
        check_is_responsible(self.user, child)
        tie, data = self.one(child, ref), self.body(partial(relatives.RelativeIn))
        with transaction.atomic():
            parts.locked(tie)
            version = self.matched(request, tie)
            tie, cautions = family.correct_relative(tie, data=data, version=version, by=self.user, at=self.at)
        return self.looked_at(child, tie, cautions)

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
        notes.check_may_correct(self.user, note)
        with transaction.atomic():
            parts.locked(note)
            version = self.matched(request, note)
            note = notes.correct_note(note, text=text, version=version, by=self.user, at=self.at)
        return self.looked_at(child, note)

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

    @extend_schema(operation_id="siblings_list", responses=relatives.SiblingsOut, parameters=PURPOSE)
    def list(self, request: Request, child_id: str) -> Response:
        """Sisters and brothers with files of their own."""
        child = self.child(child_id)
        open_for(request, child, at=self.at)
        self.check_consent(child)
        return Response(relatives.siblings_told(child, self.user))

    @extend_schema(operation_id="siblings_create", request=relatives.SiblingIn, responses={201: relatives.SiblingsOut})
    def create(self, request: Request, child_id: str) -> Response:
        """Name a sister or brother by the number of a file that is open to you."""
        child = self.child(child_id)
        name_sibling(child, **self.body(relatives.SiblingIn), by=self.user, at=self.at)
        return Response(relatives.siblings_told(child, self.user), status=201)

    @extend_schema(
        operation_id="siblings_withdraw", request=told.PartWithdrawIn, responses=relatives.SiblingsOut
    )  # fmt: skip
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, child_id: str, ref: str) -> Response:
        """Take back the word that two files are of siblings, from either of the two. The other body is told."""
        child = self.child(child_id)
        check_is_responsible(self.user, child)
        reason = self.body(told.PartWithdrawIn)["reason"]
        ties = [tie for tie in ties_to_siblings(child, self.user) if tie.pk == int(ref)]
        if not ties:
            raise Http404
        family.withdraw_kinship(ties[0], reason=reason, by=self.user, at=self.at)
        return Response(relatives.siblings_told(child, self.user))


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
