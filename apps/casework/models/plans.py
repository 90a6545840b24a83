"""The plan of a case in versions, its goals and steps, and the visits and talks on the way."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.casework.models.cases import Case
from apps.casework.states import PLAN_TRANSITIONS, PlanState
from apps.core.subjects import Subject


class Plan(models.Model):
    """One version of the plan. The approved one is carried out; the next is drawn up beside it and replaces it."""

    TRANSITIONS = PLAN_TRANSITIONS

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    no = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=PlanState, default=PlanState.DRAFT)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "no"], name="plan_version"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="APPROVED"), name="plan_one_approved"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["DRAFT", "SUBMITTED"]), name="plan_one_drawn_up"
            ),
        ]
        triggers = [tracked("casework_plan")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.no}"

    @property
    def subject(self) -> Subject:
        return Subject("case_plan", self.pk, self.case.number)


class Goal(models.Model):
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    text = models.CharField(_("goal"), max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["plan", "position", "id"], name="goal_plan")]
        triggers = [tracked("casework_goal")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.position}"


class Step(models.Model):
    """What is to be done for a goal, by whom, until which day. In an approved plan each step is a duty.

    `who` names the doer in words (a school, a parent); the officer answers for its being done.
    """

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="steps")
    text = models.CharField(_("what is to be done"), max_length=500)
    who = models.CharField(_("who does it"), max_length=150, blank=True)
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(_("result"), max_length=1000, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(_("why it is dropped"), max_length=500, blank=True)
    taken_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_on")

    class Meta:
        indexes = [models.Index(fields=["goal", "due_on", "id"], name="step_goal")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True), name="step_done_or_dropped"
            ),
            models.CheckConstraint(condition=Q(dropped_at__isnull=True) | ~Q(drop_reason=""), name="step_drop_reason"),
        ]
        triggers = [tracked("casework_step")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    def subject_in(self, case: Case) -> Subject:
        return Subject("case_step", self.pk, case.number)


class Visit(models.Model):
    """A visit to the child or a talk: planned for a day, made at an instant, or called off with a reason."""

    class Kind(models.TextChoices):
        HOME = "HOME", _("visit at home")
        ORGANISATION = "ORGANISATION", _("visit in the organisation")
        SCHOOL = "SCHOOL", _("talk at school or kindergarten")
        OFFICE = "OFFICE", _("meeting at the office")
        CALL = "CALL", _("telephone or video call")
        OTHER = "OTHER", _("other contact")

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    occurred_at = models.DateTimeField(_("when"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True)
    child_seen = models.BooleanField(_("the child was seen"), default=False)
    seen_alone = models.BooleanField(_("the child was seen alone"), null=True, blank=True)
    findings = models.TextField(_("what was found"), max_length=4000, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    call_off_reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-occurred_at", "-id"], name="visit_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(occurred_at__isnull=False), name="visit_planned_or_made"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True) | Q(occurred_at__isnull=True), name="visit_made_or_called_off"
            ),
        ]
        triggers = [tracked("casework_visit")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def is_ahead(self) -> bool:
        return self.occurred_at is None and self.called_off_at is None

    def subject_in(self, case: Case) -> Subject:
        return Subject("case_visit", self.pk, case.number)
