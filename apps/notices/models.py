"""What must be told to whom: notices with their proof, and the messages that carry word of them."""

import secrets

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.subjects import SUBJECTS, Subject

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """A verification code for the printed notice: 16 letters and digits that cannot be confused (80 bits)."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(16))


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Notices addressed to the user's agency. The sender sees its own through the incident."""
        if not allows(user, Perm.VIEW_NOTICES):
            return self.none()
        return self.filter(recipient=user.agency, withdrawn_at__isnull=True)

    def valid(self):
        return self.filter(withdrawn_at__isnull=True)

    def unacknowledged(self):
        return self.filter(acknowledged_at__isnull=True)


class Notice(models.Model):
    """An official notice to one recipient: sent, delivered, opened, acknowledged, each with its instant.

    A recipient outside the platform has no `recipient` but a `recipient_name`, or an agency that is not on the
    platform; it is told by telephone or letter, with who, when and whom.
    """

    class Channel(models.TextChoices):
        PLATFORM = "PLATFORM", _("in the system and by e-mail")
        PHONE = "PHONE", _("by telephone")
        LETTER = "LETTER", _("by letter")

    number = models.CharField(max_length=16, unique=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    subject_no = models.CharField(max_length=24)
    sender = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="notices_sent")
    recipient = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="notices")
    recipient_name = models.CharField(max_length=250, blank=True)
    role = models.CharField(max_length=24, help_text="the role in which the Law names the recipient")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PLATFORM)
    code = models.CharField(max_length=16, unique=True, default=new_code)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=250, blank=True)
    told_person = models.CharField(max_length=150, blank=True)
    told_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=500, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-sent_at", "-id"], name="notice_inbox"),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(recipient_name=""), name="notice_to_someone"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "recipient"], condition=Q(withdrawn_at__isnull=True),
                name="notice_once_per_recipient",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(delivered_at__isnull=False), name="notice_ack_delivered"
            ),
        ]  # fmt: skip
        triggers = [tracked("notices_notice")]

    def __str__(self) -> str:
        return self.number

    @property
    def about(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.subject_no)

    @property
    def subject(self) -> Subject:
        return Subject("notice", self.pk, self.number)

    @property
    def is_settled(self) -> bool:
        """Withdrawn, acknowledged, or told to a named person by telephone or letter."""
        return bool(self.withdrawn_at or self.acknowledged_at or self.told_at)

    @property
    def recipient_label(self) -> str:
        return self.recipient.name if self.recipient else self.recipient_name


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Messages to the person, and to the agency of the present post; none about what the person may not hear
        of."""
        mine = Q(to_user=user)
        if allows(user, Perm.VIEW_NOTICES):
            mine |= Q(to_agency=user.agency)
        return self.filter(SUBJECTS.heard_by(user), mine)

    def unread(self, user):
        return self.filter(~Exists(MessageRead.objects.filter(message=OuterRef("pk"), user=user)))


class Message(models.Model):
    """Word to a person or an agency that something needs attention; shown in the platform, and sent by e-mail.

    Carries no names and no content, only kind and number. `key` makes a second writing impossible.
    """

    class Kind(models.TextChoices):
        NOTICE = "NOTICE", _("new notice")
        NOTICE_AGAIN = "NOTICE_AGAIN", _("notice sent again")
        REMINDER = "REMINDER", _("reminder")
        BREACH = "BREACH", _("term breached")
        ESCALATION = "ESCALATION", _("escalation")
        RETURNED = "RETURNED", _("notice could not be delivered")
        EMERGENCY = "EMERGENCY", _("file opened in an emergency")
        READING = "READING", _("unusual reading of files")
        ENQUIRY = "ENQUIRY", _("question about a child's file")
        ERASURE = "ERASURE", _("erasure that waits for a second person")
        WITHDRAWN = "WITHDRAWN", _("referral withdrawn by the sender")
        FAMILY = "FAMILY", _("sister or brother withdrawn by another body")
        PASSED = "PASSED", _("duty passed to another body with the child")
        APPEAL = "APPEAL", _("new appeal or complaint")
        APPEAL_URGENT = "APPEAL_URG", _("urgent appeal: a child may be in danger")
        SENDER_WROTE = "SENDER", _("the sender of an appeal wrote")
        ASKED = "ASKED", _("request of an ombudsman")
        ANSWERED = "ANSWERED", _("a body answered an ombudsman's request")

    class Email(models.TextChoices):
        NONE = "NONE", _("no e-mail")
        QUEUED = "QUEUED", _("waiting")
        SENT = "SENT", _("sent")
        RETURNED = "RETURNED", _("returned")
        DEAD = "DEAD", _("given up")

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    to_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="messages")
    to_agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, blank=True, related_name="messages")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    subject_no = models.CharField(max_length=24)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="messages")
    duty_id = models.BigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ripe_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    email_state = models.CharField(max_length=8, choices=Email, default=Email.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=250, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(email_state="QUEUED"), name="message_outbox"),
            models.Index(fields=["to_user", "-created_at", "-id"], name="message_user"),
            models.Index(fields=["to_agency", "-created_at", "-id"], name="message_agency"),
            models.Index(
                fields=["email_state"], condition=Q(email_state__in=["RETURNED", "DEAD"]), name="message_dead"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=False, to_agency__isnull=True)
                | Q(to_user__isnull=True, to_agency__isnull=False),
                name="message_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_no}"

    @property
    def late_by(self):
        """How long after its instant the step was taken (after an outage), or None when in time."""
        if self.ripe_at is None or (self.created_at - self.ripe_at).total_seconds() < 300:
            return None
        return self.created_at - self.ripe_at


class MessageRead(models.Model):
    """Who has read a message, and when."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reads")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="message_read_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.user_id}"
