"""Who mentors which child (Article 28-2(1), (2)): proposals, assignments, times of suspension, and the child's wish."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.localtime import ALMATY
from apps.core.periods import PeriodQuerySet, day_range
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.mentoring.states import (
    ASSIGNMENT_TRANSITIONS,
    MENTORS,
    PROPOSAL_TRANSITIONS,
    AssignmentState,
    ProposalState,
)
from apps.people.models import Ground, access_rows

ENDED = "a pair that ended names a child whose file is closed to the organisation by then"
ASKED = "the organisation that is asked reads a masked card"


class AssignmentQuerySet(CrossingQuerySet, PeriodQuerySet):  # type: ignore[override]
    def visible_to(self, user: Any) -> "AssignmentQuerySet":
        """The mentor his or her own while it runs; the organisation all of its own; the body that made it or is
        responsible for the child now; the organisation the child lives in. Whose file is closed is shown masked."""
        if allows(user, Perm.VIEW_CHILDREN):
            lives = access_rows(user).filter(ground=Ground.PLACEMENT).values("child_id")
            mine = Q(organisation=user.agency) | Q(body=user.agency) | Q(child__guardianship=user.agency)
            return self.filter(mine | Q(child_id__in=lives)).past_the_wall(ENDED)
        if allows(user, Perm.VIEW_OWN_CHILDREN):
            last = Q(ends_on__isnull=True) | Q(ends_on__gte=TruncDate(Now(), tzinfo=ALMATY))
            return self.filter(last, mentor=user, organisation=user.agency, state__in=MENTORS)
        return self.none()

    def standing(self) -> "AssignmentQuerySet":
        """Those that have not ended, running or suspended."""
        return self.exclude(state=AssignmentState.ENDED)


class Assignment(models.Model):
    """A mentor for a child of ten or older who lives in an orphan education organisation (28-2(1)).

    `body` is the guardianship body that made it: what is reported about it stays with that body. The three-party
    agreement is named by `contract_no` and its day; `contract` is its paper as signed. `ended_at` is the instant at
    which it ended, on its last day or later. A row is never used again: the next pair is a new one.
    """

    TRANSITIONS = ASSIGNMENT_TRANSITIONS

    class EndReason(models.TextChoices):
        LEFT = "LEFT", _("the child left the organisation")
        MAJORITY = "MAJORITY", _("the child turned eighteen")
        BREACH = "BREACH", _("the agreement was broken")
        GROUND = "GROUND", _("a ground against the mentor appeared")
        AGREEMENT = "AGREEMENT", _("the agreement with the organisation ended")
        REQUEST = "REQUEST", _("at the mentor's own request")
        WISH = "WISH", _("the child's wish")
        TRIAL = "TRIAL", _("the trial meetings did not lead to it")
        EXPIRED = "EXPIRED", _("the time agreed was over")
        OTHER = "OTHER", _("other")

    number = models.CharField(max_length=16, blank=True, default="")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("mentoring organisation"),
    )
    body = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, blank=True, related_name="assignments_made",
        verbose_name=_("guardianship body"),
    )  # fmt: skip
    mentor_name = models.CharField(_("mentor's name"), max_length=150)
    mentor = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("mentor's account"),
    )
    candidate = models.ForeignKey(
        "mentoring.Candidate", models.PROTECT, null=True, blank=True, related_name="assignments",
        verbose_name=_("cleared mentor"),
    )  # fmt: skip
    agreement = models.ForeignKey(
        "mentoring.Agreement", models.PROTECT, null=True, blank=True, related_name="assignments",
        verbose_name=_("mentoring agreement"),
    )  # fmt: skip
    state = models.CharField(max_length=9, choices=AssignmentState, default=AssignmentState.ACTIVE)
    contract_no = models.CharField(_("number of the three-party agreement"), max_length=60, blank=True, default="")
    contract_on = models.DateField(_("signed on"), null=True, blank=True)
    contract = models.ForeignKey(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("signed three-party agreement"),
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=9, choices=EndReason, blank=True, default="")
    end_text = models.CharField(_("the reason in words"), max_length=1000, blank=True, default="")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "body", "starts_on"], name="assignment_pair"),
            models.Index(fields=["candidate", "state"], name="assignment_candidate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="assignment_period"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="assignment_number"),
            models.CheckConstraint(
                condition=~Q(state="ENDED") | Q(ends_on__isnull=False), name="assignment_ended_when"
            ),
            ExclusionConstraint(
                name="assignment_one_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [tracked("mentoring_assignment")]

    def __str__(self) -> str:
        return self.number or f"{self.child_id} {self.organisation_id}"

    @property
    def subject(self) -> Subject:
        return Subject("assignment", self.pk, self.number or str(self.pk))


class Suspension(models.Model):
    """A time in which an assignment rests: nobody meets the child and nobody reads the file."""

    class Reason(models.TextChoices):
        CLEARANCE = "CLEARANCE", _("the mentor's clearance was reopened")
        SAFETY = "SAFETY", _("a danger to the child is looked into")
        REQUEST = "REQUEST", _("at the mentor's own request")
        WISH = "WISH", _("the child's wish")
        OTHER = "OTHER", _("other")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="suspensions")
    came_from = models.CharField(max_length=9, choices=AssignmentState, help_text="where the assignment stood")
    reason = models.CharField(_("reason"), max_length=9, choices=Reason)
    text = models.CharField(_("the reason in words"), max_length=1000, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(until__isnull=True), name="suspension_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="suspension_period"
            ),
        ]
        triggers = [tracked("mentoring_suspension")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.reason}"

    @property
    def subject(self) -> Subject:
        return Subject("suspension", self.pk, self.assignment.subject.no)


class ProposalQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """The body that proposes, and the mentoring organisation that is asked. Of the child the organisation reads
        no more than age, sex, district and languages until it accepts."""
        if allows(user, Perm.KEEP_MENTORS):
            return self.filter(organisation=user.agency).past_the_wall(ASKED)
        own = self.filter(body=user.agency) if allows(user, Perm.CLEAR_MENTORS) else self.none()
        return own.past_the_wall(ASKED)


class Proposal(models.Model):
    """A cleared mentor proposed for a child. Accepted, it begins with trial meetings; nothing is open before."""

    TRANSITIONS = PROPOSAL_TRANSITIONS

    number = models.CharField(max_length=16, unique=True)
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="mentor_proposals")
    candidate = models.ForeignKey("mentoring.Candidate", models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="mentor_proposals")
    body = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="mentor_proposals_made")
    state = models.CharField(max_length=9, choices=ProposalState, default=ProposalState.PROPOSED)
    text = models.CharField(_("why this mentor"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    assignment = models.OneToOneField(Assignment, models.PROTECT, null=True, blank=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-proposed_at"], name="proposal_inbox"),
            models.Index(fields=["body", "-proposed_at"], name="proposal_outbox"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "candidate"], condition=Q(state="PROPOSED"), name="proposal_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="DECLINED") | ~Q(reason=""), name="proposal_declined_why"),
        ]
        triggers = [tracked("mentoring_proposal")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("mentor_proposal", self.pk, self.number)


class WishQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "WishQuerySet":
        """Those who care for the child: the responsible body and the organisation it lives in."""
        grounds = [Ground.RESPONSIBLE, Ground.PLACEMENT]
        return self.filter(child_id__in=access_rows(user).filter(ground__in=grounds).values("child_id"))

    def newest_first(self) -> "WishQuerySet":
        return self.order_by("-heard_on", "-pk")


class Wish(models.Model):
    """What the child said about having a mentor. The newest one counts; none is overwritten."""

    class Wants(models.TextChoices):
        YES = "YES", _("wants a mentor")
        NO = "NO", _("wants none")
        LATER = "LATER", _("not now, perhaps later")

    child = models.ForeignKey("people.Child", models.PROTECT, related_name="mentor_wishes")
    heard_on = models.DateField(_("heard on"))
    wants = models.CharField(_("the child's wish"), max_length=5, choices=Wants)
    text = models.TextField(_("in the child's words"), max_length=4000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = WishQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "-heard_on", "-id"], name="wish_child")]
        triggers = [tracked("mentoring_wish")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.heard_on}"
