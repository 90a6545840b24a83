"""Training of mentors (Article 28-2(7)): programmes, their trainees, sessions with the roll. Nothing has a price."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import DIGITS, Resource, by_reference, find_visible, require_any
from apps.api.etags import check_match, require_match, tagged
from apps.api.inputs import Nothing
from apps.api.mentoring import organisation_files as files
from apps.api.mentoring import training_io as io
from apps.api.mentoring.organisations import own_id
from apps.api.paging import Cursor
from apps.core import wall
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.mentoring import sifting
from apps.mentoring.acts import papers, training
from apps.mentoring.checks.training import mark_of
from apps.mentoring.models import Attendance, Candidate, Certificate, Programme, Session
from apps.mentoring.trainees import progress_of, trainees_of

NO = r"[0-9]{1,18}"


class Programmes(Resource):
    """The own organisation's. A programme counts no versions: its ETag changes with what is said of it."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(operation_id="programmes_list", responses=io.ProgrammeRow(many=True))
    def list(self, request: Request) -> Response:
        """Programmes of the own organisation, by id."""
        require_any(self.user, Perm.TRAIN_MENTORS)
        found = self.page(Programme.objects.visible_to(self.user).select_related("agency"), "id")
        return self.paged(io.ProgrammeRow(found, many=True).data)

    @extend_schema(operation_id="programmes_retrieve", responses=io.ProgrammeOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One programme, by its id or number (`MP-3`)."""
        return self.answer(self.programme(ref))

    @extend_schema(operation_id="programmes_create", request=io.ProgrammeIn, responses={201: io.ProgrammeOut})
    def create(self, request: Request) -> Response:
        """Enter a programme of the own organisation."""
        return self.answer(training.save_programme(None, data=self.body(io.ProgrammeIn), **self.who), status=201)

    @extend_schema(operation_id="programmes_update", request=io.ProgrammeChange, responses=io.ProgrammeOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change a programme. Names left out stay. If-Match names what was read."""
        held = self.programme(ref)
        changes = self.body(io.ProgrammeChange, partial=True)
        require_match(request)
        said = {name: getattr(held, name) for name in ("title", "hours", "topics", "pass_mark", "approved_on")}
        active = changes.pop("is_active", held.is_active)
        with transaction.atomic():
            with wall.lifted("it was found already; requests have no right to change it, and so none to lock"):
                locked = Programme.objects.select_for_update(of=("self",)).get(pk=held.pk)
            check_match(request, mark_of(locked))
            training.save_programme(held, data=said | changes, is_active=active, **self.who)
        return self.answer(held)

    @extend_schema(operation_id="programmes_text", request={files.FORM: files.FileIn}, responses=io.ProgrammeOut)
    @action(detail=True, **files.UPLOADS)
    def text(self, request: Request, ref: str) -> Response:
        """Add the approved text, or a new version of it."""
        held, upload = self.programme(ref), self.body(files.FileIn)["file"]
        papers.file_programme(held, upload=upload, **self.who)
        return self.answer(held)

    @extend_schema(operation_id="programmes_text_download", parameters=[files.VERSION], responses=files.BINARY)
    @action(detail=True, url_path="text/download", **files.DOWNLOADS)
    def text_download(self, request: Request, ref: str) -> FileResponse:
        """The approved text as it was uploaded; noted in the ledger."""
        wanted = self.query(files.FileQuery).get("version")
        return files.handed_out(self.programme(ref).paper, wanted, **self.who)

    @extend_schema(operation_id="programmes_trainees", responses=io.TraineeOut(many=True))
    @action(detail=True, methods=["get"])
    def trainees(self, request: Request, ref: str) -> Response:
        """Everybody who was enrolled: sessions and hours attended, the test, the certificate. By id."""
        programme = self.programme(ref)
        found = self.page(trainees_of(programme).select_related("organisation__agency"), "id")
        return self.paged(io.TraineeOut(progress_of(programme, found), many=True).data)

    @extend_schema(operation_id="programmes_test", request=io.TestIn, responses={201: io.TestOut})
    @action(detail=True, methods=["post"], pagination_class=None)
    def tests(self, request: Request, ref: str) -> Response:
        """Record a test; the programme's mark decides whether it is passed."""
        programme, body = self.programme(ref), self.body(io.TestIn)
        candidate = self.trainee(programme, body.pop("candidate"))
        made = training.record_test(candidate, programme=programme, **body, **self.who)
        return Response(io.TestOut(made).data, status=201)

    @extend_schema(operation_id="programmes_certificate", request=io.CertificateIn, responses={201: io.CertificateOut})
    @action(detail=True, methods=["post"], pagination_class=None)
    def certificates(self, request: Request, ref: str) -> Response:
        """Give the certificate of completed training, after the passed test."""
        programme, body = self.programme(ref), self.body(io.CertificateIn)
        candidate = self.trainee(programme, body.pop("candidate"))
        made = training.certify(candidate, programme=programme, data=body, **self.who)
        return Response(io.CertificateOut(made).data, status=201)

    def programme(self, reference: str) -> Programme:
        seen = Programme.objects.visible_to(self.user).select_related("agency", "paper")
        return find_visible(seen, own_id(reference, "MP"))

    def trainee(self, programme: Programme, reference: str) -> Candidate:
        """Somebody who was enrolled in the programme, by id or number; else 404."""
        return find_visible(trainees_of(programme), reference)

    def stored(self) -> Response | None:
        return self.answer(self.programme(self.kwargs["ref"]))

    def answer(self, programme: Programme, status: int = 200) -> Response:
        whole = Programme.objects.select_related("agency", "paper").prefetch_related(files.with_versions("paper"))
        one = whole.get(pk=programme.pk)
        response = tagged(self.request, io.ProgrammeOut(one).data, mark_of(one), status)
        return self.located(response, one.number)


class Sessions(Resource):
    """Of the own programmes; and those of orphan organisations, which train candidates of every organisation."""

    scope = "mentoring"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    @extend_schema(operation_id="sessions_list", parameters=[io.SessionQuery], responses=io.SessionRow(many=True))
    def list(self, request: Request) -> Response:
        """Sessions, the newest first."""
        require_any(self.user, Perm.TRAIN_MENTORS)
        wanted = self.query(io.SessionQuery)
        rows = Session.objects.visible_to(self.user).select_related("programme__agency")
        if wanted.get("ahead"):
            rows = rows.ahead(self.at)
        if programme := wanted.get("programme"):
            rows = rows.filter(programme=programme)
        found = self.page(rows, "starts_at", "id", descending=True)
        return self.paged(io.SessionRow(found, many=True).data)

    @extend_schema(operation_id="sessions_retrieve", responses=io.SessionOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One session with those enrolled whom the reader sees."""
        return self.answer(self.session(ref))

    @extend_schema(operation_id="sessions_create", request=io.SessionIn, responses={201: io.SessionOut})
    def create(self, request: Request) -> Response:
        """Plan a session of an own programme (`programme`: its id or number)."""
        body = self.body(io.SessionIn)
        programme = self.programme_named(body.pop("programme"))
        return self.answer(training.plan_session(programme, data=body, **self.who), status=201)

    @extend_schema(operation_id="sessions_enrol", request=io.EnrolIn, responses=io.SessionOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def enrol(self, request: Request, ref: str) -> Response:
        """Enrol own candidates (ids or numbers), all of them or none."""
        session, body = self.session(ref), self.body(io.EnrolIn)
        seen = Candidate.objects.visible_to(self.user)
        candidates = [find_visible(seen, reference) for reference in body["candidates"]]
        training.enrol_many(session, candidates=candidates, **self.who)
        return self.answer(session)

    @extend_schema(operation_id="sessions_take_off", request=Nothing, responses=io.SessionOut)
    @action(detail=True, methods=["post"], pagination_class=None,
            url_path=rf"attendances/(?P<attendance>{NO})/take-off")  # fmt: skip
    def take_off(self, request: Request, ref: str, attendance: str) -> Response:
        """An own candidate does not take part, as long as the roll says nothing of the candidate."""
        session = self.session(ref)
        self.body(Nothing)
        seen = Attendance.objects.visible_to(self.user).filter(session=session)
        training.take_off(find_visible(seen, attendance), **self.who)
        return self.answer(session)

    @extend_schema(operation_id="sessions_roll", request=io.RollIn, responses=io.SessionOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def roll(self, request: Request, ref: str) -> Response:
        """Who was there, by id of the attendance; who is left out stays open."""
        body = self.body(io.RollIn)
        roll = {one["attendance"]: one["was_there"] for one in body["roll"]}
        return self.act(ref, lambda session: training.call_roll(session, roll=roll, **self.who))

    @extend_schema(operation_id="sessions_cancel", request=Nothing, responses=io.SessionOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def cancel(self, request: Request, ref: str) -> Response:
        """The session does not take place; the organisations of those enrolled are told."""
        self.body(Nothing)
        return self.act(ref, lambda session: training.cancel_session(session, **self.who))

    def programme_named(self, reference: str) -> Programme:
        """The programme a body names; one that is hidden is refused like a missing one. Raises Refused."""
        seen = Programme.objects.visible_to(self.user).select_related("agency")
        found = seen.filter(by_reference(Programme, own_id(reference, "MP"))).first()
        if found is None:
            raise Refused(_("There is no such programme, or none you may see."), field="programme")
        return found

    def session(self, reference: str) -> Session:
        return find_visible(Session.objects.visible_to(self.user).select_related("programme__agency"), reference)

    def act(self, reference: str, do: Callable[[Session], Any]) -> Response:
        session = self.session(reference)
        do(session)
        return self.answer(session)

    def answer(self, session: Session, status: int = 200) -> Response:
        one = Session.objects.select_related("programme__agency").get(pk=session.pk)
        seen = Attendance.objects.visible_to(self.user).filter(session=one).order_by("pk")
        with_all = seen.select_related("candidate__organisation__agency")
        data = io.SessionOut(one, context={"attendances": with_all}).data
        response = Response(data, status=status)
        return self.located(response, one.pk)


class Certificates(Resource):
    """Those the own organisation gave, and those of candidates one sees."""

    scope = "mentoring"
    pagination_class = Cursor

    @extend_schema(
        operation_id="certificates_list", parameters=[io.CertificateQuery], responses=io.CertificateOut(many=True)
    )
    def list(self, request: Request) -> Response:
        """Certificates, newest first."""
        require_any(self.user, Perm.TRAIN_MENTORS, Perm.CLEAR_MENTORS)
        seen = Certificate.objects.visible_to(self.user)
        rows = sifting.certificates(seen, self.query(io.CertificateQuery), local_day(self.at))
        found = self.page(rows.select_related(*io.WITH_CANDIDATE), "issued_at", "id", descending=True)
        return self.paged(io.CertificateOut(found, many=True).data)

    @extend_schema(operation_id="certificates_retrieve", responses=io.CertificateOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One certificate."""
        return Response(io.CertificateOut(self.certificate(ref)).data)

    @extend_schema(operation_id="certificates_revoke", request=io.RevokeIn, responses=io.CertificateOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def revoke(self, request: Request, ref: str) -> Response:
        """Take a certificate back; a clearance that rests on it is opened again."""
        body = self.body(io.RevokeIn)
        training.revoke(self.certificate(ref), **body, **self.who)
        return Response(io.CertificateOut(self.certificate(ref)).data)

    def certificate(self, reference: str) -> Certificate:
        return find_visible(Certificate.objects.visible_to(self.user).select_related(*io.WITH_CANDIDATE), reference)
