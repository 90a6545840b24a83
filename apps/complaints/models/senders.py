"""The sender's side: who it is, how he or she comes back, what was written and added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.complaints.models.appeals import Appeal
from apps.core.subjects import Subject


class Identity(models.Model):
    """Who sent it and how to answer, as one sealed record: name, IIN, telephone, e-mail, address, relation to the
    child, and how it is safe to answer. A compartment of its own: opening it is noted."""

    appeal = models.OneToOneField(Appeal, models.CASCADE, primary_key=True, related_name="identity")
    sealed = models.BinaryField()
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id}"


class Receipt(models.Model):
    """The sixteen digits with which a sender comes back: never stored, only their keyed index and an Argon2id hash.

    `must_renew`: it was given through somebody else, so the first own use puts a new one in its place.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="receipts")
    index = models.CharField(max_length=32, unique=True)
    hash = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    must_renew = models.BooleanField(default=False)
    noted_at = models.DateTimeField(null=True, blank=True, help_text="the sender said that the code is noted down")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal"], condition=models.Q(ended_at__isnull=True), name="receipt_one"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}"


class SenderVisit(models.Model):
    """The one live visit of a receipt: the server keeps only the SHA-256 of its random token. A new visit ends the one
    before."""

    receipt = models.OneToOneField(Receipt, models.CASCADE, primary_key=True, related_name="visit")
    token = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.receipt_id}"


class Post(models.Model):
    """One entry of the conversation between sender and office; `body` is sealed. `is_reply`: the reply to the appeal
    by which the term is met."""

    class Author(models.TextChoices):
        SENDER = "SENDER", _("sender")
        OFFICE = "OFFICE", _("office")
        SYSTEM = "SYSTEM", _("system")

    class What(models.TextChoices):
        TEXT = "TEXT", _("text")
        STATEMENT = "STATEMENT", _("the appeal itself")
        REPLY = "REPLY", _("reply")
        FORWARDED = "FORWARDED", _("passed on")
        EXTENDED = "EXTENDED", _("term extended")
        REOPENED = "REOPENED", _("opened again")
        JOINED = "JOINED", _("joined to another appeal")
        NAMED = "NAMED", _("the sender gave a name")
        DANGER = "DANGER", _("the sender is in danger")
        POLICE = "POLICE", _("the police were told")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="posts")
    author = models.CharField(max_length=6, choices=Author)
    what = models.CharField(max_length=9, choices=What, default=What.TEXT)
    body = models.BinaryField(null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when the other side first read it")
    template = models.CharField(max_length=40, blank=True, help_text="code and version of the letter of a reply")

    class Meta:
        indexes = [models.Index(fields=["appeal", "id"], name="post_of_appeal")]
        triggers = [tracked("complaints_post")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.what}"

    def subject_in(self, appeal: Appeal) -> Subject:
        """What the clock to read it is about."""
        return Subject("appeal_post", self.pk, appeal.number)


class Attachment(models.Model):
    """A photo, a voice note or a document, sealed on the disk: the original as it came, and the copy that is shown,
    drawn anew without places and devices. Name, type and size are sealed in `said`."""

    class Kind(models.TextChoices):
        PHOTO = "PHOTO", _("photo")
        VOICE = "VOICE", _("voice note")
        DOCUMENT = "DOCUMENT", _("document")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="attachments")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="attachments")
    note = models.ForeignKey("complaints.WorkNote", models.CASCADE, null=True, blank=True, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind)
    said = models.BinaryField()
    original = models.FileField(max_length=120)
    shown = models.FileField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["appeal", "id"], name="attachment_of_appeal")]
        triggers = [tracked("complaints_attachment")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"
