"""What the guardianship body found and decided about a candidate, and why a clearance was opened again."""

from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from apps.audit.history import frozen, tracked
from apps.core.subjects import Subject
from apps.mentoring.models.candidates import Candidate, HouseholdMember
from apps.obligations.models import Obligation


class Interview(models.Model):
    """A talk of the guardianship body with the candidate."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="interviews")
    held_on = models.DateField(_("day"))
    findings = models.TextField(_("findings"), max_length=4000)
    is_favourable = models.BooleanField(_("in favour"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [tracked("mentoring_interview")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.held_on}"


class HousingSurvey(models.Model):
    """The guardianship body looked at where and how the candidate lives."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="surveys")
    made_on = models.DateField(_("day"))
    address = models.CharField(_("address"), max_length=250)
    findings = models.TextField(_("findings"), max_length=4000)
    is_favourable = models.BooleanField(_("in favour"))
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [tracked("mentoring_housingsurvey")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.made_on}"


class Review(models.Model):
    """A candidate put before the guardianship body, and what became of it. One row a time, with its clock."""

    class Outcome(models.TextChoices):
        APPROVED = "APPROVED", _("approved")
        RETURNED = "RETURNED", _("returned")
        REFUSED = "REFUSED", _("refused")
        WITHDRAWN = "WITHDRAWN", _("withdrawn before the decision")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(outcome=""), name="review_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["candidate"], condition=Q(outcome=""), name="review_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "APPROVED", "WITHDRAWN"]) | ~Q(reason=""), name="review_reason"
            ),
        ]
        triggers = [tracked("mentoring_review")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.outcome}"

    @property
    def subject(self) -> Subject:
        return Subject("mentor_review", self.pk, self.candidate.number)


class ClearanceQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those in force on a day: given by then, not run out, and not ended."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), given_on__lte=day, ended_at=None)

    def with_due(self):
        """With `due_at`, by when the papers are to be renewed; null where no duty runs."""
        duty = Obligation.objects.open().filter(subject_kind="clearance", subject_id=OuterRef("pk"))
        return self.annotate(due_at=Subquery(duty.order_by("due_at").values("due_at")[:1]))


class Clearance(models.Model):
    """A photograph of all answers on the day of the decision: codes and ids of papers, no personal data.

    `valid_until` is the earliest end of a paper it rests on. It is never changed, only ended and followed by another.
    """

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="clearances")
    review = models.ForeignKey(Review, models.PROTECT, null=True, blank=True, related_name="clearances")
    given_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    snapshot = models.JSONField()
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["valid_until"], condition=Q(ended_at=None), name="clearance_expiring")]
        constraints = [
            models.UniqueConstraint(fields=["candidate"], condition=Q(ended_at=None), name="clearance_one_in_force")
        ]
        triggers = [tracked("mentoring_clearance"), frozen("candidate", "snapshot")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.given_on}"

    @property
    def subject(self) -> Subject:
        return Subject("clearance", self.pk, self.candidate.number)


class Reopening(models.Model):
    """Why a clearance was suspended, with the clock of the officer who has to settle it."""

    class Cause(models.TextChoices):
        PAPER_EXPIRED = "PAPER_EXPIRED", _("a paper ran out")
        NEW_MEMBER = "NEW_MEMBER", _("a new person in the household")
        MEMBER_OF_AGE = "MEMBER_OF_AGE", _("a person of the household came of age")
        CONVICTION = "CONVICTION", _("a conviction or prosecution became known")
        REGISTER = "REGISTER", _("an entry in a register became known")
        GROUND = "GROUND", _("an answer bars the mentor")
        PERSON = "PERSON", _("the person's data were corrected")
        CERTIFICATE = "CERTIFICATE", _("the certificate was revoked")
        OTHER = "OTHER", _("another reason")

    class Outcome(models.TextChoices):
        CLEARED = "CLEARED", _("cleared again")
        REFUSED = "REFUSED", _("refused")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="reopenings")
    clearance = models.ForeignKey(Clearance, models.PROTECT, null=True, related_name="reopenings")
    cause = models.CharField(_("reason"), max_length=13, choices=Cause)
    member = models.ForeignKey(HouseholdMember, models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(_("the reason in words"), max_length=1000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)

    class Meta:
        indexes = [models.Index(fields=["candidate", "-id"], name="reopening_candidate")]
        triggers = [tracked("mentoring_reopening")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.cause}"

    @property
    def subject(self) -> Subject:
        return Subject("mentor_reopening", self.pk, self.candidate.number)
