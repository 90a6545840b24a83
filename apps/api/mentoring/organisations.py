"""The register of mentoring organisations: list, one, registering, correcting, the charter, the end of the work."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Area
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.briefs import AgencyBrief, AreaBrief
from apps.api.etags import require_match, tagged
from apps.api.inputs import AgencyRef, AreaRef, Strict, Text
from apps.api.mentoring import organisation_files as files
from apps.api.paging import Cursor
from apps.mentoring import sifting
from apps.mentoring.acts import organisations, papers
from apps.mentoring.models import LegalForm, Organisation
from apps.mentoring.states import OrganisationState


class OrganisationQuery(Strict):
    q = Text(max_length=100, required=False, help_text="a part of the name, or the BIN")
    state = serializers.ChoiceField(OrganisationState.choices, required=False)
    region = AreaRef(required=False)


class OrganisationChange(Strict):
    """`areas`: regions or districts, by id or KATO code."""

    legal_form = serializers.ChoiceField(LegalForm.choices, help_text="a commercial one is refused")
    registered_on = serializers.DateField()
    areas = serializers.ListField(child=AreaRef(), max_length=300)


class OrganisationIn(OrganisationChange):
    """An agency of kind MENTORING_ORG that is not in the register yet."""

    agency = AgencyRef()


class OrganisationReason(Strict):
    reason = Text(max_length=1000)


class OrganisationRow(serializers.ModelSerializer):
    number = serializers.CharField()
    agency = AgencyBrief()
    bin = serializers.CharField(source="agency.bin")
    has_charter = serializers.SerializerMethodField()

    class Meta:
        model = Organisation
        fields = ("id", "number", "agency", "bin", "legal_form", "registered_on", "state", "has_charter", "version")

    def get_has_charter(self, organisation: Organisation) -> bool:
        return organisation.charter_id is not None


class OrganisationOut(OrganisationRow):
    """One organisation with its regions and its charter."""

    areas = AreaBrief(many=True)
    charter = files.PaperField(allow_null=True)

    class Meta(OrganisationRow.Meta):
        fields = (*OrganisationRow.Meta.fields, "areas", "charter")


class Organisations(Resource):
    """An organisation sees itself; bodies that conclude agreements see the whole register."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(
        operation_id="mentoring_organisations_list", parameters=[OrganisationQuery],
        responses=OrganisationRow(many=True),
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """The register, by id."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        rows = sifting.organisations(Organisation.objects.visible_to(self.user), self.query(OrganisationQuery))
        found = self.page(rows.select_related("agency"), "id")
        return self.paged(OrganisationRow(found, many=True).data)

    @extend_schema(operation_id="mentoring_organisations_retrieve", responses=OrganisationOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One organisation, by its id or number (`MO-12`)."""
        return self.answer(self.organisation(ref))

    @extend_schema(
        operation_id="mentoring_organisations_create", request=OrganisationIn, responses={201: OrganisationOut}
    )
    def create(self, request: Request) -> Response:
        """Enter an agency in the register: BIN, non-profit form, regions (Article 1, 15-1)."""
        body = self.body(OrganisationIn)
        return self.answer(organisations.register_organisation(**body, **self.who), status=201)

    @extend_schema(operation_id="mentoring_organisations_update", request=OrganisationChange, responses=OrganisationOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Correct the register. Names left out stay. If-Match names the version that was changed."""
        held = self.organisation(ref)
        changes = self.body(OrganisationChange, partial=True)
        require_match(request)
        values: dict[str, Any] = {"legal_form": held.legal_form, "registered_on": held.registered_on}
        if "areas" not in changes:
            values["areas"] = list(Area.objects.filter(pk__in=held.regions.values("area")))
        return self.act(ref, lambda one: organisations.correct_organisation(one, **values | changes, **self.who))

    @extend_schema(
        operation_id="mentoring_organisations_charter", request={files.FORM: files.FileIn}, responses=OrganisationOut
    )
    @action(detail=True, **files.UPLOADS)
    def charter(self, request: Request, ref: str) -> Response:
        """Add the charter, or a new version of it."""
        upload = self.body(files.FileIn)["file"]
        return self.act(ref, lambda one: papers.file_charter(one, upload=upload, **self.who))

    @extend_schema(
        operation_id="mentoring_organisations_charter_download", parameters=[files.VERSION], responses=files.BINARY
    )
    @action(detail=True, url_path="charter/download", **files.DOWNLOADS)
    def charter_download(self, request: Request, ref: str) -> FileResponse:
        """The charter as it was uploaded; noted in the ledger."""
        wanted = self.query(files.FileQuery).get("version")
        return files.handed_out(self.organisation(ref).charter, wanted, **self.who)

    @extend_schema(operation_id="mentoring_organisations_end", request=OrganisationReason, responses=OrganisationOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """The organisation ends its work: its agreements end, and with them assignments and access, at once."""
        body = self.body(OrganisationReason)
        return self.act(ref, lambda one: organisations.end_organisation(one, **body, **self.who))

    def organisation(self, reference: str) -> Organisation:
        seen = Organisation.objects.visible_to(self.user).select_related("agency", "charter")
        return find_visible(seen, own_id(reference, "MO"))

    def act(self, reference: str, do: Callable[[Organisation], Any]) -> Response:
        held = self.organisation(reference)
        with transaction.atomic():
            match_version(self.request, held)
            do(held)
        return self.answer(held)

    def stored(self) -> Response | None:
        return self.answer(self.organisation(self.kwargs["ref"]))

    def answer(self, organisation: Organisation, status: int = 200) -> Response:
        whole = Organisation.objects.select_related("agency", "charter").prefetch_related(
            "areas", files.with_versions("charter")
        )
        one = whole.get(pk=organisation.pk)
        response = tagged(self.request, OrganisationOut(one).data, one.version, status)
        return self.located(response, one.number)


def own_id(reference: str, prefix: str) -> str:
    """The id in a number like `MO-12`, which is made of it and stored nowhere; anything else as it is. What is no id
    then names nothing."""
    head, dash, tail = reference.upper().partition("-")
    if dash and head == prefix and tail.isascii() and tail.isdigit():
        return tail
    return reference if reference.isascii() and reference.isdigit() else "0"
