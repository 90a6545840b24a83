"""Duties with clocks: what is owed, since when, until when, what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.subjects import SUBJECTS, Subject

MACHINERY = ("next_step_at", "steps_taken", "set_aside_at", "set_aside_error")
"""Columns that the sweep moves; every step is a row of its own, so history leaves them out."""


class ObligationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Duties of the user's agency; for a mentor, those he or she opened, while their records are open to the
        mentor. None about what the person may not hear of."""
        if allows(user, Perm.VIEW_DUTIES):
            return self.filter(SUBJECTS.heard_by(user), owner=user.agency)
        if allows(user, Perm.VIEW_OWN_DUTIES):
            mine = self.filter(author=user, owner=user.agency)
            for kind in SUBJECTS.that_close():
                mine = mine.filter(~Q(subject_kind=kind.kind) | Q(subject_id__in=kind.open_to(user)))
            return mine
        return self.none()

    def open(self):
        return self.filter(state=Obligation.State.OPEN)

    def overdue(self, at):
        return self.open().filter(due_at__lt=at)

    def about(self, subject: Subject):
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def soonest_first(self):
        return self.order_by("due_at", "pk")


class Obligation(models.Model):
    """One duty. Overdue is computed (`due_at` passed while OPEN), so every page is right without a worker.

    `breached_at` is set once and stays: a breach survives correction, cancelling and meeting the duty late.
    `arithmetic` is how the due instant came about, line by line; `step_times` the instants of the ladder.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("running")
        MET = "MET", _("met")
        MET_LATE = "MET_LATE", _("met late")
        CANCELLED = "CANCELLED", _("cancelled")

    class CancelReason(models.TextChoices):
        FACTS_CHANGED = "FACTS_CHANGED", _("the facts were corrected")
        JOINED = "JOINED", _("joined to another report")
        DISCARDED = "DISCARDED", _("the draft was discarded")
        WRONG_RECIPIENT = "WRONG_RECIPIENT", _("the recipient was wrong")
        TOLD_OTHERWISE = "TOLD_OTHERWISE", _("told by telephone or letter instead")

    rule = models.ForeignKey("obligations.Rule", models.PROTECT, related_name="duties")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    subject_no = models.CharField(max_length=24)
    owner = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="duties")
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24, blank=True, help_text="the role in which the rule names the recipient")
    party = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="duties_towards")
    notice = models.ForeignKey("notices.Notice", models.PROTECT, null=True, blank=True, related_name="duties")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    arithmetic = models.JSONField(default=dict)
    step_times = ArrayField(models.DateTimeField(), default=list)
    steps_taken = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True, blank=True)
    escalation = models.JSONField(default=dict, help_text="audience -> agency id, e.g. GUARDIANSHIP")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=16, choices=CancelReason, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_error = models.CharField(max_length=250, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_step_at", "id"],
                condition=Q(state="OPEN", set_aside_at__isnull=True, next_step_at__isnull=False),
                name="duty_ripe",
            ),
            models.Index(fields=["owner", "due_at", "id"], condition=Q(state="OPEN"), name="duty_owner_open"),
            models.Index(fields=["owner", "-due_at", "-id"], name="duty_owner"),
            models.Index(fields=["subject_kind", "subject_id"], name="duty_subject"),
            models.Index(fields=["rule", "state"], name="duty_rule_state"),
            models.Index(fields=["id"], condition=Q(set_aside_at__isnull=False), name="duty_set_aside"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id", "owner", "role", "party"],
                condition=~Q(state="CANCELLED"), nulls_distinct=False, name="duty_once",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", met_at__isnull=True, cancelled_at__isnull=True)
                | Q(state__in=["MET", "MET_LATE"], met_at__isnull=False, cancelled_at__isnull=True)
                | Q(state="CANCELLED", cancelled_at__isnull=False),
                name="duty_state_instants",
            ),
            models.CheckConstraint(
                condition=~Q(state="MET") | Q(breached_at__isnull=True, met_at__lte=F("due_at")),
                name="duty_late_stays_late",
            ),
        ]  # fmt: skip
        triggers = [
            tracked(
                "obligations_obligation", without=MACHINERY,
                update_of=(
                    "rule_id", "subject_id", "owner_id", "party_id", "notice_id", "started_at", "due_at",
                    "arithmetic", "state", "met_at", "breached_at", "cancelled_at", "cancel_reason",
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule_id} {self.subject_no} {self.state}"

    @property
    def about(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.subject_no)

    def is_overdue(self, at) -> bool:
        return self.state == self.State.OPEN and self.due_at < at


class Change(models.Model):
    """A clock that was moved: both versions stay visible, with who, when and why."""

    class Cause(models.TextChoices):
        CORRECTION = "CORRECTION", _("the start was corrected")
        CALENDAR = "CALENDAR", _("the calendar was changed")
        EXTENSION = "EXTENSION", _("the term was extended")

    duty = models.ForeignKey(Obligation, models.PROTECT, related_name="changes")
    cause = models.CharField(max_length=10, choices=Cause)
    old_started_at = models.DateTimeField()
    new_started_at = models.DateTimeField()
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["duty", "-id"], name="change_duty")]
        triggers = [tracked("obligations_change")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.cause}"


class Step(models.Model):
    """A rung that was taken, once: the unique key is what makes a second sweeper harmless.

    `told` is False for rungs passed over during an outage: only the latest is sent to people.
    """

    duty = models.ForeignKey(Obligation, models.CASCADE, related_name="steps", db_constraint=True)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    ripe_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    told = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "position"], name="step_once")]

    def __str__(self) -> str:
        return f"{self.duty_id}/{self.position} {self.kind}"
