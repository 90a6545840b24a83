"""Training of mentors (Article 28-2(7)), at the expense of whoever gives it: nothing here has a price."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.mentoring.models.candidates import Candidate

TRAINED = "whoever trains knows whom, though the candidate is another organisation's"


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the own organisation."""
        return self.filter(agency=user.agency) if allows(user, Perm.TRAIN_MENTORS) else self.none()


class Programme(models.Model):
    """A training programme of a mentoring organisation or an orphan education organisation."""

    agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="programmes", verbose_name=_("organisation that trains")
    )
    title = models.CharField(_("title"), max_length=250)
    hours = models.PositiveSmallIntegerField(_("hours"))
    topics = models.TextField(_("topics"), max_length=4000, blank=True)
    pass_mark = models.PositiveSmallIntegerField(_("least result of the test, per cent"), default=70)
    approved_on = models.DateField(_("approved on"))
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1), name="programme_hours"),
            models.CheckConstraint(condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="programme_pass_mark"),
        ]
        triggers = [tracked("mentoring_programme")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people and messages name it."""
        return f"MP-{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("programme", self.pk, self.number)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the own organisation; and for whoever keeps mentors those of orphan organisations, which train
        candidates of every mentoring organisation."""
        if not allows(user, Perm.TRAIN_MENTORS):
            return self.none()
        seen = Q(programme__agency=user.agency)
        if allows(user, Perm.KEEP_MENTORS):
            seen |= Q(programme__agency__kind=AgencyKind.ORPHAN_ORG, programme__is_active=True)
        return self.filter(seen)

    def ahead(self, at: datetime):
        """Those that take place and are not over."""
        return self.filter(cancelled_at=None, ends_at__gt=at)


class Session(models.Model):
    """One meeting of a training programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    hours = models.PositiveSmallIntegerField(_("hours"))
    place = models.CharField(_("place"), max_length=250)
    trainer = models.CharField(_("who teaches"), max_length=150)
    topic = models.CharField(_("topic"), max_length=250, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["programme", "-starts_at"], name="session_programme")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_period")]
        triggers = [tracked("mentoring_session")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.starts_at:%Y-%m-%d}"

    @property
    def number(self) -> str:
        """How people and messages name it."""
        return f"MS-{self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("mentor_session", self.pk, self.number)


class TraineeQuerySet(CrossingQuerySet):
    """Rows that name a candidate who is trained."""

    programme = "programme"

    def visible_to(self, user):
        """Of the own candidates; and whoever trains sees who is trained in the own programmes."""
        if not allows(user, Perm.TRAIN_MENTORS):
            return self.none()
        seen = Q(**{f"{self.programme}__agency": user.agency})
        if allows(user, Perm.KEEP_MENTORS):
            return self.filter(seen | Q(candidate__organisation__agency=user.agency))
        return self.filter(seen).past_the_wall(TRAINED)


class AttendanceQuerySet(TraineeQuerySet):
    programme = "session__programme"


class Attendance(models.Model):
    """A candidate enrolled in a session; whether the candidate was there is null until it was held."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="attendances")
    was_there = models.BooleanField(_("was there"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "candidate"], name="attendance_once")]
        triggers = [tracked("mentoring_attendance")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.candidate_id}"


class TestResult(models.Model):
    """A test at the end of a programme; a failed one may be repeated."""

    __test__ = False

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="results")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="test_results")
    taken_on = models.DateField(_("day of the test"))
    score = models.PositiveSmallIntegerField(_("result, per cent"))
    is_passed = models.BooleanField(_("test passed"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TraineeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["candidate", "-taken_on", "-id"], name="test_result_newest")]
        constraints = [models.CheckConstraint(condition=Q(score__lte=100), name="test_result_score")]
        triggers = [tracked("mentoring_testresult")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.taken_on}"


class CertificateQuerySet(CrossingQuerySet):
    def visible_to(self, user):
        """Those the own organisation gave, and those of candidates one sees."""
        seen = Q(candidate__in=Candidate.objects.visible_to(user))
        if not allows(user, Perm.TRAIN_MENTORS):
            return self.filter(seen)
        given = self.filter(seen | Q(agency=user.agency))
        return given if allows(user, Perm.KEEP_MENTORS) else given.past_the_wall(TRAINED)

    def standing(self, on: date):
        """Those that hold on a day."""
        valid = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        return self.filter(valid, issued_on__lte=on, revoked_at__isnull=True)


class Certificate(models.Model):
    """The certificate of completed training (Article 28-2(3)(14), (7)); free of charge."""

    number = models.CharField(max_length=16, unique=True)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="certificates")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="certificates")
    agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="+", verbose_name=_("organisation that trained")
    )
    result = models.ForeignKey(TestResult, models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.CharField(_("why it was revoked"), max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["candidate", "-issued_on", "-id"], name="certificate_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")), name="certificate_period"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""), name="certificate_revoked_why"
            ),
        ]
        triggers = [tracked("mentoring_certificate")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("certificate", self.pk, self.number)
