"""Meetings of mentor and child, outings with their consents, days outside school, and notes (28-2(4), (5))."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.periods import PeriodQuerySet, in_order, never_two
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.mentoring.models.assignments import ENDED, Assignment
from apps.mentoring.states import MEETING_TRANSITIONS, MeetingState


class MeetingQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """Who sees the assignment sees its meetings."""
        seen = self.filter(assignment__in=Assignment.objects.visible_to(user).values("pk"))
        return seen.past_the_wall(ENDED)

    def ahead(self) -> "MeetingQuerySet":
        return self.filter(state__in=[MeetingState.ASKED, MeetingState.PLANNED])

    def soonest_first(self) -> "MeetingQuerySet":
        return self.order_by("planned_from", "pk")


class Meeting(models.Model):
    """One meeting. An outing needs the consents of the child and of the head of its organisation, a place inside
    Kazakhstan, and the times out and in. `breaches` are codes of what happened against the Law: never refused."""

    TRANSITIONS = MEETING_TRANSITIONS

    class Kind(models.TextChoices):
        INSIDE = "INSIDE", _("visit in the organisation")
        OUTING = "OUTING", _("outing")
        REMOTE = "REMOTE", _("by telephone or video")

    class Service(models.TextChoices):
        NONE = "", _("none")
        EDUCATIONAL = "EDUCATIONAL", _("additional educational services")
        MEDICAL = "MEDICAL", _("additional medical services")

    class ThirdParty(models.TextChoices):
        NONE = "NONE", _("nobody: the child was with the mentor")
        MEDICAL = "MEDICAL", _("a medical organisation, for care")
        POLICE = "POLICE", _("the internal affairs bodies")
        OTHER = "OTHER", _("somebody else")

    class Breach(models.TextChoices):
        NO_HEAD_CONSENT = "NO_HEAD_CONSENT", _("outing without the head's consent")
        NO_CHILD_CONSENT = "NO_CHILD_CONSENT", _("outing without the child's consent")
        ABROAD = "ABROAD", _("the child was taken abroad")
        THIRD_PARTY = "THIRD_PARTY", _("the child was left with third parties")
        STUDY_DAY = "STUDY_DAY", _("services on a day of school")
        NOT_RUNNING = "NOT_RUNNING", _("a meeting while the mentoring rested or after its end")

    number = models.CharField(max_length=16, unique=True)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    state = models.CharField(max_length=9, choices=MeetingState, default=MeetingState.PLANNED)
    planned_from = models.DateTimeField(_("from"))
    planned_to = models.DateTimeField(_("until"))
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    place = models.CharField(_("place"), max_length=250, blank=True)
    is_abroad = models.BooleanField(_("outside Kazakhstan"), default=False)
    purpose = models.CharField(_("purpose"), max_length=1000, blank=True)
    service = models.CharField(_("services for the child"), max_length=11, choices=Service, blank=True, default="")
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    child_consent_at = models.DateTimeField(_("the child agreed"), null=True, blank=True)
    child_consent_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", help_text="who heard the child"
    )
    head_consent_at = models.DateTimeField(_("the head agreed"), null=True, blank=True)
    head_consent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(_("left the organisation"), null=True, blank=True)
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True)
    third_party = models.CharField(_("with whom the child was left"), max_length=7, choices=ThirdParty, default="NONE")
    third_party_text = models.CharField(_("who, when and why"), max_length=1000, blank=True)
    breaches = ArrayField(models.CharField(max_length=16, choices=Breach), default=list, blank=True)
    reason = models.CharField(_("why it did not take place"), max_length=500, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["assignment", "-planned_from"], name="meeting_assignment"),
            models.Index(fields=["planned_from", "id"], name="meeting_day"),
            models.Index(
                fields=["planned_from", "id"], condition=Q(state__in=["ASKED", "PLANNED"]), name="meeting_ahead"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(planned_to__gt=F("planned_from")), name="meeting_lasts"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(left_at__isnull=False, returned_at__gte=F("left_at")),
                name="meeting_back_after_leaving",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["MISSED", "CANCELLED"]) | ~Q(reason=""), name="meeting_not_held_why"
            ),
            models.CheckConstraint(
                condition=~Q(kind="OUTING", state="PLANNED")
                | Q(child_consent_at__isnull=False, head_consent_at__isnull=False),
                name="meeting_outing_agreed",
            ),
        ]
        triggers = [tracked("mentoring_meeting")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("meeting", self.pk, self.number)

    @property
    def is_outing(self) -> bool:
        return self.kind == self.Kind.OUTING


class NonStudyPeriodQuerySet(PeriodQuerySet):
    def visible_to(self, user: Any) -> "NonStudyPeriodQuerySet":
        """Days of school are no secret: everybody with a post reads them."""
        return self.all() if allows(user, Perm.VIEW_AGENCIES) or allows(user, Perm.VIEW_OWN_CHILDREN) else self.none()


class NonStudyPeriod(models.Model):
    """Vacations of an orphan organisation: days outside school besides weekends and holidays."""

    organisation = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="non_study_periods")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    name = models.CharField(_("name"), max_length=100)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = NonStudyPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("non_study_period"),
            never_two("non_study_one_at_a_time", "organisation"),
        ]
        triggers = [tracked("mentoring_nonstudyperiod")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts_on}"


class MeetingNoteQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "MeetingNoteQuerySet":
        """Who sees the assignment: the mentor, the organisation, the body, and the home that answers for the child."""
        seen = Assignment.objects.visible_to(user).values("pk")
        return self.filter(meeting__assignment__in=seen).past_the_wall(ENDED)


class MeetingNote(models.Model):
    """What the mentor writes about a meeting. A correction is a note of its own; none is overwritten."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = MeetingNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["meeting", "-id"], name="meeting_note")]
        triggers = [tracked("mentoring_meetingnote")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class NoteDraft(models.Model):
    """A note being written: one per person and meeting, first stored by the first autosave. `version` is what the
    next save must name. Submitted, it is gone; left alone, it expires."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="drafts")
    author = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="note_draft_expires")]
        constraints = [models.UniqueConstraint(fields=["meeting", "author"], name="note_draft_one")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class NoteQuestion(models.Model):
    """A coordinator's or officer's question on a note, and the mentor's answer."""

    note = models.ForeignKey(MeetingNote, models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=1000)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["note", "id"], name="note_question")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="note_question_answered",
            )
        ]
        triggers = [tracked("mentoring_notequestion")]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("note_question", self.pk, self.note.meeting.number)


class HelpQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HelpQuerySet":
        """The mentoring organisation alone: the body reads the sums in the report."""
        return self.filter(organisation=user.agency) if allows(user, Perm.KEEP_MENTORS) else self.none()


class Help(models.Model):
    """Legal or psychological help that the organisation gave to a mentor (Article 28-2(10)(4))."""

    class Kind(models.TextChoices):
        LEGAL = "LEGAL", _("legal help")
        PSYCHOLOGICAL = "PSYCHOLOGICAL", _("psychological help")

    organisation = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="help_given")
    body = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    candidate = models.ForeignKey("mentoring.Candidate", models.PROTECT, related_name="help_received")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    note = models.CharField(_("note"), max_length=1000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(_("why it is withdrawn"), max_length=300, blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "body", "on"], name="help_pair")]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=1440), name="help_lasts"),
        ]
        triggers = [tracked("mentoring_help")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
