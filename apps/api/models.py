"""Tokens for programs, and the answers kept for requests that may be repeated."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.api.scopes import Scope
from apps.audit.history import tracked
from apps.core.fields import Encrypted
from apps.core.subjects import Subject


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees the own tokens and nobody else's."""
        return self.filter(user=user)

    def live(self, at: datetime):
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class Token(models.Model):
    """A bearer token of one person in one post, with scopes and an end.

    Only the SHA-256 of the secret is stored; `prefix` is what people recognise it by.
    """

    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="tokens")
    membership = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="token_user")]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_period")]
        triggers = [
            tracked(
                "api_token",
                without=("last_used_at",),
                update_of=("digest", "user_id", "membership_id", "scopes", "expires_at", "revoked_at"),
            )
        ]

    def __str__(self) -> str:
        return self.prefix

    @property
    def subject(self) -> Subject:
        return Subject("token", self.pk, self.prefix)

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


class KeptAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, repeated word for word for a day.

    The row is written in the transaction of the act itself, so that the act happens once or not at all. What was
    answered may be about a child or name who told of something: it lies encrypted.
    """

    membership = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    target = models.CharField(max_length=300, help_text="method and path")
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = Encrypted(blank=True, max_length=None)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.target}"
