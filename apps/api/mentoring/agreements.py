"""Mentoring agreements (Article 28-2(8)): proposed by one side, confirmed by the other, ended by either."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.briefs import AgencyBrief, PersonBrief
from apps.api.etags import tagged
from apps.api.inputs import AgencyRef, Id, Nothing, Strict, Text
from apps.api.mentoring import organisation_files as files
from apps.api.paging import Cursor
from apps.core.errors import Refused
from apps.mentoring import sifting
from apps.mentoring.acts import agreements, bonds, papers
from apps.mentoring.acts.agreements import BY_SIDES
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import AgreementState

WITH = ("organisation__agency", "body", "proposed_agency", "proposed_by", "confirmed_by", "ended_by", "document")
END_REASONS = [choice for choice in Agreement.EndReason.choices if choice[0] in BY_SIDES]


class AgreementQuery(Strict):
    q = Text(max_length=100, required=False, help_text="a number, a part of a side's name, or its BIN")
    state = serializers.ChoiceField(AgreementState.choices, required=False)
    on = serializers.DateField(required=False, help_text="in force on this day, also one that ended later")


class AgreementIn(Strict):
    """`organisation` (its id in the register) is named by a body, `body` by an organisation; the other is one's own."""

    organisation = Id(required=False)
    body = AgencyRef(required=False)
    paper_number = Text(max_length=60)
    signed_on = serializers.DateField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="the last day; null: without an end")


class AgreementReason(Strict):
    reason = Text(max_length=1000)


class AgreementEndIn(Strict):
    """`expected`: how many assignments end, as `assignments` of the agreement said; refused when it is another number
    by now."""

    reason = serializers.ChoiceField(END_REASONS)
    text = Text(max_length=1000, required=False, default="", help_text="needed for BREACH")
    ended_on = serializers.DateField(required=False, allow_null=True, help_text="today when left out")
    expected = serializers.IntegerField(required=False, min_value=0, max_value=1_000_000)


class AgreementRow(serializers.ModelSerializer):
    organisation = serializers.IntegerField(source="organisation_id", help_text="id in the register of organisations")
    organisation_agency = AgencyBrief(source="organisation.agency")
    body = AgencyBrief()
    proposed_agency = AgencyBrief()

    class Meta:
        model = Agreement
        fields = (
            "id", "number", "organisation", "organisation_agency", "body", "paper_number", "signed_on", "starts_on",
            "ends_on", "state", "proposed_agency", "ended_on", "end_reason", "version",
        )  # fmt: skip


class AgreementOut(AgreementRow):
    """One agreement with what each side did, its text, and how many assignments stand under it."""

    proposed_by = PersonBrief()
    confirmed_by = PersonBrief(allow_null=True)
    ended_by = PersonBrief(allow_null=True)
    document = files.PaperField(allow_null=True)
    assignments = serializers.SerializerMethodField(help_text="that stand under it, and end with it")

    class Meta(AgreementRow.Meta):
        fields = (
            *AgreementRow.Meta.fields, "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "ended_by",
            "ended_at", "end_text", "document", "assignments",
        )  # fmt: skip

    def get_assignments(self, agreement: Agreement) -> int:
        return bonds.under(agreement).count() if agreement.state == AgreementState.IN_FORCE else 0


class Agreements(Resource):
    """Seen by both sides, and by nobody else."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(operation_id="agreements_list", parameters=[AgreementQuery], responses=AgreementRow(many=True))
    def list(self, request: Request) -> Response:
        """Agreements of the own side, newest first."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        rows = sifting.agreements(Agreement.objects.visible_to(self.user), self.query(AgreementQuery))
        found = self.page(rows.select_related("organisation__agency", "body", "proposed_agency"), "id", descending=True)
        return self.paged(AgreementRow(found, many=True).data)

    @extend_schema(operation_id="agreements_retrieve", responses=AgreementOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One agreement; its notice counts as opened."""
        agreement = self.agreement(ref)
        agreements.look(agreement, **self.who)
        return self.answer(agreement)

    @extend_schema(operation_id="agreements_create", request=AgreementIn, responses={201: AgreementOut})
    def create(self, request: Request) -> Response:
        """Propose an agreement that was signed; it is in force once the other side confirms."""
        data = self.body(AgreementIn)
        organisation, body = self.sides(data.pop("organisation", None), data.pop("body", None))
        return self.answer(agreements.propose(organisation, body=body, data=data, **self.who), status=201)

    @extend_schema(operation_id="agreements_confirm", request=Nothing, responses=AgreementOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def confirm(self, request: Request, ref: str) -> Response:
        """The other side confirms."""
        self.body(Nothing)
        return self.act(ref, lambda one: agreements.confirm(one, **self.who))

    @extend_schema(operation_id="agreements_withdraw", request=AgreementReason, responses=AgreementOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdraw(self, request: Request, ref: str) -> Response:
        """A proposal is not concluded, with the reason; by either side."""
        body = self.body(AgreementReason)
        return self.act(ref, lambda one: agreements.withdraw(one, **body, **self.who))

    @extend_schema(operation_id="agreements_end", request=AgreementEndIn, responses=AgreementOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def end(self, request: Request, ref: str) -> Response:
        """End an agreement: what is mentored under it ends with it at once, and everybody is told."""
        body = self.body(AgreementEndIn)
        return self.act(ref, lambda one: agreements.end(one, **body, **self.who))

    @extend_schema(operation_id="agreements_text", request={files.FORM: files.FileIn}, responses=AgreementOut)
    @action(detail=True, **files.UPLOADS)
    def text(self, request: Request, ref: str) -> Response:
        """Add the signed text; another one only until the other side confirms."""
        upload = self.body(files.FileIn)["file"]
        return self.act(ref, lambda one: papers.file_text(one, upload=upload, **self.who))

    @extend_schema(operation_id="agreements_text_download", parameters=[files.VERSION], responses=files.BINARY)
    @action(detail=True, url_path="text/download", **files.DOWNLOADS)
    def text_download(self, request: Request, ref: str) -> FileResponse:
        """The signed text as it was uploaded; noted in the ledger."""
        wanted = self.query(files.FileQuery).get("version")
        return files.handed_out(self.agreement(ref).document, wanted, **self.who)

    def sides(self, organisation: int | None, body: Any) -> tuple[Organisation, Any]:
        """The own side and the one that was named. Raises Refused for an organisation that is not in the register."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        seen = Organisation.objects.visible_to(self.user).select_related("agency")
        if allows(self.user, Perm.KEEP_MENTORS):
            found = seen.first() if organisation is None else seen.filter(pk=organisation).first()
        else:
            found, body = seen.filter(pk=organisation).first(), body or self.user.agency
        if found is None:
            raise Refused(_("There is no such organisation in the register."), field="organisation")
        return found, body

    def agreement(self, reference: str) -> Agreement:
        return find_visible(Agreement.objects.visible_to(self.user).select_related(*WITH), reference)

    def act(self, reference: str, do: Callable[[Agreement], Any]) -> Response:
        held = self.agreement(reference)
        with transaction.atomic():
            match_version(self.request, held)
            do(held)
        return self.answer(held)

    def answer(self, agreement: Agreement, status: int = 200) -> Response:
        whole = Agreement.objects.select_related(*WITH).prefetch_related(files.with_versions("document"))
        one = whole.get(pk=agreement.pk)
        response = tagged(self.request, AgreementOut(one).data, one.version, status)
        return self.located(response, one.number)
