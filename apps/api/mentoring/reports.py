"""Quarterly reports (Article 28-2(10)(5)): also for organisations that keep their records in a system of their own."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.etags import require_match, tagged
from apps.api.inputs import Nothing
from apps.api.mentoring import reports_inputs as inputs
from apps.api.mentoring import reports_out as out
from apps.api.mentoring.reports_records import described
from apps.api.paging import Cursor
from apps.core.errors import Refusals, Refused
from apps.core.localtime import local_day
from apps.mentoring import policies, reading, rollup
from apps.mentoring.acts import reports
from apps.mentoring.checks.reports import TEXTS
from apps.mentoring.figures import BY_CODE, rows_behind
from apps.mentoring.models import QuarterlyReport
from apps.mentoring.quarters import Quarter, quarter_of
from apps.obligations.models import Obligation

WITH = ("organisation", "body")
CODE = r"[A-Z_]{1,24}"
MOST_MISSING = 200


class Reports(Resource):
    """The organisation reads and writes its own; the guardianship body reads what was handed in to it, and decides."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(
        operation_id="reports_list", parameters=[inputs.ReportQuery], responses=out.ReportRow(many=True)
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """Reports one may see, the newest quarter first."""
        require_any(self.user, Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS)
        rows = self._narrowed(self.query(inputs.ReportQuery))
        found = self.page(rows.select_related(*WITH), "year", "quarter", "id", descending=True)
        return self.paged(out.ReportRow(found, many=True).data)

    @extend_schema(operation_id="reports_retrieve", responses=out.ReportOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The whole report: figures beside the quarter before, texts, versions, clocks."""
        return self._answer(self._report(ref))

    @extend_schema(operation_id="reports_create", request=inputs.ReportIn, responses={201: out.ReportOut})
    def create(self, request: Request) -> Response:
        """Begin the report of a quarter, or go on with the one that is being written; with `submit` hand it in."""
        body = self.body(inputs.ReportIn)
        require(self.user, Perm.KEEP_MENTORS)
        with transaction.atomic():
            named = {name: body[name] for name in ("body", "year", "quarter")}
            report = reports.draw_up(organisation=self.user.agency, **named, **self.who)
            self._fill(report, body)
            if body["submit"]:
                self._submit(report)
        response = self._answer(report, status=201)
        response["Location"] = request.build_absolute_uri(f"{report.number}/")
        return response

    @extend_schema(operation_id="reports_update", request=inputs.ReportTextsIn, responses=out.ReportOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Write the texts."""
        body, report = self.body(inputs.ReportTextsIn), self._report(ref)
        require_match(request)
        return self._act(report, lambda one: reports.save_texts(one, data=body, version=None, **self.who))

    @extend_schema(operation_id="reports_count", request=Nothing, responses=out.ReportOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def count(self, request: Request, ref: str) -> Response:
        """Count the figures anew; one that was changed stays, with its reason."""
        self.body(Nothing)
        return self._act(self._report(ref), lambda one: reports.count_again(one, **self.who))

    @extend_schema(operation_id="reports_figure", request=inputs.ReportFigureIn, responses=out.ReportOut)
    @action(detail=True, methods=["post"], url_path=rf"figures/(?P<code>{CODE})", pagination_class=None)
    def figure(self, request: Request, ref: str, code: str) -> Response:
        """Report another number than was counted, with the reason."""
        body = self.body(inputs.ReportFigureIn)
        return self._act(
            self._report(ref), lambda one: reports.change_figure(one, code=code, **body, version=None, **self.who)
        )

    @extend_schema(
        operation_id="reports_rows", responses=out.ReportRecordOut(many=True)
    )  # fmt: skip
    @action(detail=True, methods=["get"], url_path=rf"rows/(?P<code>{CODE})")
    def rows(self, request: Request, ref: str, code: str) -> Response:
        """The records behind a figure that one may see, newest first. Reading them is noted."""
        report = self._report(ref)
        if code not in BY_CODE:
            raise Http404
        behind = rows_behind(report, code, self.user)
        found = self.page(behind, "id", descending=True)
        reports.note_reading(report, "rows_read", figure=code, **self.who)
        return self.paged(out.ReportRecordOut(described(behind.model, found, self.user), many=True).data)

    @extend_schema(operation_id="reports_submit", request=Nothing, responses=out.ReportOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def submit(self, request: Request, ref: str) -> Response:
        """Sign and hand in, after the quarter, once; the account of the token signs."""
        self.body(Nothing)
        return self._act(self._report(ref), self._submit)

    @extend_schema(operation_id="reports_accept", request=Nothing, responses=out.ReportOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def accept(self, request: Request, ref: str) -> Response:
        """The guardianship body takes the report."""
        self.body(Nothing)
        return self._act(self._report(ref), lambda one: reports.accept(one, **self.who))

    @extend_schema(operation_id="reports_return", request=inputs.ReportReasonIn, responses=out.ReportOut)
    @action(detail=True, methods=["post"], url_path="return", pagination_class=None)
    def send_back(self, request: Request, ref: str) -> Response:
        """The guardianship body returns the report, saying what is to be corrected."""
        body = self.body(inputs.ReportReasonIn)
        return self._act(self._report(ref), lambda one: reports.send_back(one, **body, **self.who))

    def stored(self) -> Response | None:
        reference = self.kwargs.get("ref")
        return self._answer(self._report(reference)) if reference else None

    def _report(self, reference: str) -> QuarterlyReport:
        return find_visible(QuarterlyReport.objects.visible_to(self.user).select_related(*WITH), reference)

    def _act(self, report: QuarterlyReport, do: Callable[[QuarterlyReport], Any]) -> Response:
        """Do something to the version the client read (If-Match), and answer with what came of it."""
        with transaction.atomic():
            match_version(self.request, report)
            do(report)
        return self._answer(report)

    def _submit(self, report: QuarterlyReport) -> Any:
        report.refresh_from_db(fields=["version"])
        return reports.submit(report, version=report.version, **self.who)

    def _fill(self, report: QuarterlyReport, body: dict[str, Any]) -> None:
        """Texts and figures of one request; a refusal names the figure it is about. What is handed in is counted at
        this instant: the client has seen nothing of it before."""
        if report.figures_at != self.at and body["submit"]:
            reports.count_again(report, **self.who)
        if texts := {name: body[name] for name in TEXTS if name in body}:
            reports.save_texts(report, data=texts, version=None, **self.who)
        for figure in body.get("figures", []):
            try:
                reports.change_figure(report, **figure, version=None, **self.who)
            except Refused as refused:
                where = f"figures.{figure['code']}"
                raise Refusals([
                    Refused(one.message, field=f"{where}.{one.field}", rule=one.rule) for one in refused.all
                ]) from None  # fmt: skip

    def _narrowed(self, wanted: dict[str, Any]) -> QuerySet[QuarterlyReport]:
        rows = QuarterlyReport.objects.visible_to(self.user).with_due()
        if "late" in wanted:
            late = Q(first_submitted_at__gt=F("due_at")) | Q(first_submitted_at=None, due_at__lt=self.at)
            rows = rows.filter(late) if wanted.pop("late") else rows.exclude(late)
        return rows.filter(**wanted)

    def _answer(self, report: QuarterlyReport, status: int = 200) -> Response:
        again = QuarterlyReport.objects.with_due().select_related(*WITH).get(pk=report.pk)
        versions = again.versions.select_related("submitted_by", "decided_by").order_by("no")
        again._prefetched_objects_cache = {"versions": versions}
        about = Q(subject_kind="mentoring_report", subject_id=again.pk)
        about |= Q(subject_kind="report_version", subject_id__in=[one.pk for one in versions])
        duties = Obligation.objects.filter(about).select_related("rule", "owner", "party").order_by("due_at", "pk")
        context = {"read": reading.read(again, self.user), "duties": duties}
        return tagged(self.request, out.ReportOut(again, context=context).data, again.version, status)


@extend_schema_serializer(many=False)
class ReportSums(out.ReportSumsOut):
    """One answer, no list."""


class ReportTotals(Resource):
    """Quarterly reports over a region or the country. No row of a person."""

    scope = "mentoring"

    @extend_schema(operation_id="reports_sums", parameters=[inputs.ReportSumsQuery], responses=ReportSums)
    def list(self, request: Request) -> Response:
        """Sums by region or by guardianship body, and who has not reported."""
        policies.check_can_oversee(self.user)
        wanted = self.query(inputs.ReportSumsQuery)
        own = self.user.agency.area.region or self.user.agency.area
        area = wanted.get("area", own)
        if own.region and (area.region or area) != own:
            raise Refused(_("You oversee your own region only."), field="area")
        last = quarter_of(local_day(self.at)).before
        quarter = Quarter(wanted.get("year", last.year), wanted.get("quarter", last.no))
        by = wanted.get("by", "body" if area.region else "region")
        today = local_day(self.at)
        rows = (rollup.by_body if by == "body" else rollup.by_region)(quarter, area, on=today)
        missing = rollup.not_reported(quarter, area)[:MOST_MISSING]
        data = {"year": quarter.year, "quarter": quarter.no, "area": area, "rows": rows, "missing": missing,
                "not_begun": rollup.not_begun(quarter, area, on=today)[:MOST_MISSING]}  # fmt: skip
        return Response(ReportSums(data).data)
