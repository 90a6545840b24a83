"""What one body asks of another about a child: help, or to take over the responsibility."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.casework.states import REFERRAL_TRANSITIONS, ReferralState
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet


class ReferralQuerySet(CrossingQuerySet):
    def visible_to(self, user):
        """The sender, the recipient, and the regional body that silence was escalated to. What of the child they
        see is another question: before acceptance only `apps.casework.referrals.card_of`."""
        if not allows(user, Perm.VIEW_CHILDREN):
            return self.none()
        mine = user.agency
        seen = self.filter(Q(sender=mine) | Q(recipient=mine) | Q(escalated_to=mine))
        return seen.past_the_wall("the body that is asked reads a masked card")


class Referral(models.Model):
    """REFERRAL asks for help: accepted, it opens the file to the recipient until `until` at the latest. TRANSFER asks
    another guardianship body to take the child over: nothing changes until it accepts."""

    TRANSITIONS = REFERRAL_TRANSITIONS

    class Kind(models.TextChoices):
        REFERRAL = "REFERRAL", _("request for help")
        TRANSFER = "TRANSFER", _("transfer of responsibility")

    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(max_length=9, choices=ReferralState, default=ReferralState.SENT)
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="referrals")
    case = models.ForeignKey("casework.Case", models.PROTECT, null=True, blank=True, related_name="referrals")
    sender = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="referrals_sent")
    recipient = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="referrals", verbose_name=_("to which body")
    )
    escalated_to = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    asked = models.CharField(_("what is asked"), max_length=1000)
    reason = models.TextField(_("why"), max_length=4000)
    until = models.DateField(_("help is needed until"), null=True, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(_("why it is refused"), max_length=1000, blank=True)
    answer = models.TextField(_("what was done"), max_length=4000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal = models.CharField(_("why it is withdrawn"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-sent_at", "-id"], name="referral_inbox"),
            models.Index(fields=["sender", "-sent_at", "-id"], name="referral_outbox"),
            models.Index(fields=["child", "-sent_at"], name="referral_child"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(sender=F("recipient")), name="referral_to_another"),
            models.UniqueConstraint(
                fields=["child"], condition=Q(kind="TRANSFER", state="SENT"), name="referral_one_transfer_asked"
            ),
            models.CheckConstraint(condition=~Q(state="REFUSED") | ~Q(refusal=""), name="referral_refused_why"),
            models.CheckConstraint(
                condition=Q(state__in=["SENT", "WITHDRAWN"]) | Q(replied_at__isnull=False), name="referral_replied"
            ),
        ]
        triggers = [tracked("casework_referral")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("referral", self.pk, self.number)

    @property
    def is_transfer(self) -> bool:
        return self.kind == self.Kind.TRANSFER
