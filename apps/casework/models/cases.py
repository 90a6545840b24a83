"""A case: why a body works with a child, how great the danger is, who answers, and what is decided."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.casework.states import TRANSITIONS, State
from apps.core.models import live
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.people.models import ChildAccess, Ground

MOVED = "a case names a child who may have moved to another body since"


class CaseQuerySet(CrossingQuerySet):
    def visible_to(self, user):
        """Cases of the own body, and earlier ones of children it is responsible for now: who takes a child over
        reads what was done. A body that handed over goes on seeing its own closed case, not the child's file; of a
        file in the archive nobody sees any."""
        if not (allows(user, Perm.MANAGE_CASES) or allows(user, Perm.SUPERVISE_CASES)):
            return self.none()
        mine = self.filter(Q(agency=user.agency) | Q(child__guardianship=user.agency))
        return mine.outside_the_archive().past_the_wall(MOVED)

    def of_body(self, agency):
        """All cases of one body, but those of files in the archive."""
        return self.filter(agency=agency).outside_the_archive().past_the_wall(MOVED)

    def outside_the_archive(self):
        """Cases of files that somebody answers for: the archive ends every ground, also that one."""
        kept = ChildAccess.objects.filter(live(), child=OuterRef("child"), ground=Ground.RESPONSIBLE)
        return self.filter(Exists(kept))

    def open(self):
        return self.exclude(state=State.CLOSED)


class Case(models.Model):
    """One case: a child, the body that works with it, and the person of that body who answers for it.

    `review_on` repeats the day of the running review clock so that lists can be sorted by it. `version` grows
    with every change by people and is what If-Match and the forms compare.
    """

    TRANSITIONS = TRANSITIONS

    class Reason(models.TextChoices):
        NO_CARE = "NO_CARE", _("without parental care")
        VIOLENCE = "VIOLENCE", _("violence or cruel treatment")
        NEGLECT = "NEGLECT", _("neglect")
        HARD_LIFE = "HARD_LIFE", _("hard life situation of the family")
        OFFENDING = "OFFENDING", _("conduct in conflict with the law")
        RUNAWAY = "RUNAWAY", _("leaving home, vagrancy")
        DISABILITY = "DISABILITY", _("disability or illness")
        PLACEMENT = "PLACEMENT", _("placement in a family or an organisation")
        LEAVING_CARE = "LEAVING_CARE", _("leaving an organisation, start of own life")
        OTHER = "OTHER", _("other")

    class Risk(models.IntegerChoices):
        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")
        CRITICAL = 4, _("critical")

    class Closing(models.TextChoices):
        GOALS_REACHED = "GOALS_REACHED", _("the goals are reached")
        FAMILY = "FAMILY", _("the child lives in a family: returned, adopted or in care of one")
        MAJORITY = "MAJORITY", _("the child turned eighteen")
        TRANSFERRED = "TRANSFERRED", _("another body took the child over")
        LEFT = "LEFT", _("the child left the country")
        DIED = "DIED", _("the child died")
        NOT_NEEDED = "NOT_NEEDED", _("the grounds were not confirmed")

    number = models.CharField(max_length=16, unique=True)
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="cases")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="cases")
    state = models.CharField(max_length=17, choices=State, default=State.OPENED)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    reason_text = models.CharField(_("the reason in words"), max_length=1000, blank=True)
    risk = models.PositiveSmallIntegerField(_("level of risk"), choices=Risk)
    officer = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="cases",
        verbose_name=_("responsible officer"),
    )  # fmt: skip
    supervisor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supervisor")
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(_("review"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(_("why the case is closed"), max_length=14, choices=Closing, blank=True)
    closing_text = models.CharField(_("result"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-opened_at", "-id"], name="case_agency_newest"),
            models.Index(fields=["agency", "review_on", "id"], condition=~Q(state="CLOSED"), name="case_agency_review"),
            models.Index(fields=["agency", "-risk", "id"], condition=~Q(state="CLOSED"), name="case_agency_risk"),
            models.Index(fields=["officer", "id"], condition=~Q(state="CLOSED"), name="case_officer"),
            models.Index(fields=["child", "-opened_at"], name="case_child"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "agency"], condition=~Q(state="CLOSED"), name="case_one_open_per_body"
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False) & ~Q(closing_reason="")
                | ~Q(state="CLOSED") & Q(closed_at__isnull=True),
                name="case_closed_with_reason",
            ),
        ]  # fmt: skip
        triggers = [tracked("casework_case")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("case", self.pk, self.number)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED


class RiskChange(models.Model):
    """The level of risk, from when, why, and who said so. The first row is the level at opening."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="risks")
    risk = models.PositiveSmallIntegerField(choices=Case.Risk)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="risk_change_case")]
        triggers = [tracked("casework_riskchange")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.risk}"


class Assessment(models.Model):
    """What is good, what is lacking, what threatens, and what the child wishes (asked from ten years on)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    made_on = models.DateField(_("day of the assessment"))
    strengths = models.TextField(_("strengths of the child and the family"), max_length=4000, blank=True)
    needs = models.TextField(_("needs"), max_length=4000)
    dangers = models.TextField(_("dangers"), max_length=4000, blank=True)
    wishes = models.TextField(_("wishes of the child"), max_length=4000, blank=True)
    not_heard_reason = models.CharField(_("why the child was not heard"), max_length=500, blank=True)
    conclusion = models.TextField(_("conclusion"), max_length=4000)
    risk = models.PositiveSmallIntegerField(_("level of risk"), choices=Case.Risk)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-made_on", "-id"], name="assessment_case")]
        triggers = [tracked("casework_assessment")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.made_on}"


class Approval(models.Model):
    """A plan or a closing put before the supervisor, and what became of it."""

    class Kind(models.TextChoices):
        PLAN = "PLAN", _("plan")
        CLOSING = "CLOSING", _("closing")

    class Outcome(models.TextChoices):
        APPROVED = "APPROVED", _("approved")
        RETURNED = "RETURNED", _("returned")

    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=7, choices=Kind)
    plan = models.ForeignKey("casework.Plan", models.PROTECT, null=True, blank=True, related_name="approvals")
    came_from = models.CharField(max_length=17, choices=State, help_text="where the case stood before")
    closing_reason = models.CharField(max_length=14, choices=Case.Closing, blank=True)
    closing_text = models.CharField(max_length=1000, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(outcome=""), name="approval_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(outcome=""), name="approval_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="approval_not_by_the_author",
            ),
        ]
        triggers = [tracked("casework_approval")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Matter(models.Model):
    """Something a case needs again and again, with a clock of its own each time: assessment, plan, decision, review,
    an officer. One row a time, so that every duty has its own subject."""

    class Kind(models.TextChoices):
        ASSESSMENT = "ASSESSMENT", _("assessment of needs")
        PLAN = "PLAN", _("plan")
        DECISION = "DECISION", _("decision of the supervisor")
        REVIEW = "REVIEW", _("review of the case")
        OFFICER = "OFFICER", _("a responsible officer")

    case = models.ForeignKey(Case, models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=10, choices=Kind)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_done = models.BooleanField(default=False, help_text="done, and not merely no longer needed")
    note = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(ended_at__isnull=True), name="matter_one_running"
            )
        ]
        triggers = [tracked("casework_matter")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def subject(self) -> Subject:
        return Subject("case_matter", self.pk, self.case.number)
