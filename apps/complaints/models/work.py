"""The work of an office on an appeal: notes, requests to bodies, recommendations, links, proposals."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.complaints.models.appeals import Appeal, access_rows
from apps.complaints.states import REQUEST_TRANSITIONS, RequestKind, RequestState
from apps.core.fields import Encrypted
from apps.core.subjects import Subject


class WorkNote(models.Model):
    """What the office wrote for itself: the plan, an interview, a visit to an institution with its findings. Sealed."""

    class Kind(models.TextChoices):
        PLAN = "PLAN", _("plan of work")
        INTERVIEW = "INTERVIEW", _("interview")
        VISIT = "VISIT", _("visit to an institution")
        EVIDENCE = "EVIDENCE", _("evidence")
        REMARK = "REMARK", _("remark")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    body = models.BinaryField()
    place = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "-id"], name="worknote_of_appeal")]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="VISIT") | Q(place__isnull=False), name="worknote_visit_place")
        ]
        triggers = [tracked("complaints_worknote")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"


class BodyRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those sent to the person's body; and those of appeals the person sees."""
        theirs = Q(appeal__in=access_rows(user).values("appeal_id"))
        if allows(user, Perm.ANSWER_REQUESTS):
            theirs |= Q(body=user.agency)
        return self.filter(theirs)

    def received_by(self, user):
        """What the person's body was asked."""
        return self.filter(body=user.agency) if allows(user, Perm.ANSWER_REQUESTS) else self.none()


class BodyRequest(models.Model):
    """What an ombudsman asks of a body: information, the opening of a child's file, or to follow a recommendation.

    The body sees this record alone, under a number of its own: neither the appeal nor who sent it.
    """

    TRANSITIONS = REQUEST_TRANSITIONS

    number = models.CharField(max_length=16, unique=True)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="requests")
    kind = models.CharField(_("what"), max_length=14, choices=RequestKind)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.SENT)
    office = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="requests_sent")
    body = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="requests", verbose_name=_("body"))
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, blank=True, related_name="+")
    asked = models.BinaryField(help_text="sealed; what the body reads")
    answer = models.BinaryField(null=True, blank=True)
    refusal = models.BinaryField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    is_obstruction = models.BooleanField(default=False, help_text="access was refused (Article 7-12(5))")
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why_withdrawn = Encrypted(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BodyRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["appeal", "id"], name="bodyrequest_of_appeal"),
            models.Index(fields=["body", "state", "due_at"], name="bodyrequest_body"),
            models.Index(fields=["office", "state", "due_at"], name="bodyrequest_office"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="FILE") | Q(child__isnull=False), name="bodyrequest_file_of_child"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ANSWERED", "REFUSED"]) | Q(answered_at__isnull=False),
                name="bodyrequest_answered_when",
            ),
        ]
        triggers = [tracked("complaints_bodyrequest")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("body_request", self.pk, self.number)

    @property
    def is_late(self) -> bool:
        """Answered after its term."""
        return bool(self.answered_at and self.answered_at > self.due_at)


class ChildLink(models.Model):
    """The child an appeal concerns. Whoever sees the child's file learns nothing of the appeal from it."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="children")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "child"], name="appeal_child_once")]
        triggers = [tracked("complaints_childlink")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.child_id}"


class IncidentLink(models.Model):
    """An incident the appeal is about."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="incidents")
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "incident"], name="appeal_incident_once")]
        triggers = [tracked("complaints_incidentlink")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.incident_id}"


class LegislativeProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The office that made it, and the Commissioner, to whom all go (Article 7-12)."""
        if not allows(user, Perm.VIEW_APPEALS):
            return self.none()
        return self.filter(Q(office=user.agency) | Q(addressee=user.agency))


class LegislativeProposal(models.Model):
    """A proposal to improve the legislation, from an ombudsman to the republic's Commissioner. Names nobody."""

    office = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    addressee = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    title = models.CharField(_("in one line"), max_length=250)
    text = models.TextField(_("what should change, and why"), max_length=8000)
    appeals = models.ManyToManyField(Appeal, related_name="proposals", blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = LegislativeProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["addressee", "-at"], name="proposal_addressee")]
        triggers = [tracked("complaints_legislativeproposal")]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject("law_proposal", self.pk, str(self.pk))
