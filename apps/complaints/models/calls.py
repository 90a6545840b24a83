"""Calls to contact centre 111 and the posters of schools."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.complaints.models.appeals import Appeal
from apps.complaints.states import Safety
from apps.core.fields import Encrypted
from apps.core.subjects import Subject


class CallQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The centre's own calls."""
        return self.filter(agency=user.agency) if allows(user, Perm.TAKE_CALLS) else self.none()


class Call(models.Model):
    """One contact of 111. The caller stays anonymous: what was said lies encrypted, and nobody is asked for a name."""

    class Category(models.TextChoices):
        VIOLENCE = "VIOLENCE", _("violence")
        BULLYING = "BULLYING", _("bullying")
        FAMILY = "FAMILY", _("family")
        SCHOOL = "SCHOOL", _("school")
        HEALTH = "HEALTH", _("health")
        SUPPORT = "SUPPORT", _("psychological support")
        LEGAL = "LEGAL", _("legal advice")
        SUICIDE = "SUICIDE", _("thoughts of suicide")
        OTHER = "OTHER", _("other")

    class Way(models.TextChoices):
        PHONE = "PHONE", _("telephone")
        QR = "QR", _("QR code of a school")
        CHAT = "CHAT", _("messenger")

    class Outcome(models.TextChoices):
        OPEN = "", _("at work")
        ADVISED = "ADVISED", _("advised, nothing more needed")
        HELPED = "HELPED", _("help was given")
        PASSED_ON = "PASSED_ON", _("passed on")
        BROKEN_OFF = "BROKEN_OFF", _("the caller broke off")

    number = models.CharField(max_length=16, unique=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    operator = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    way = models.CharField(_("how"), max_length=5, choices=Way, default=Way.PHONE)
    category = models.CharField(_("about"), max_length=9, choices=Category)
    safety = models.CharField(_("is the child safe now"), max_length=9, choices=Safety, default=Safety.UNKNOWN)
    by_child = models.BooleanField(_("a child called"), default=True)
    language = models.CharField(_("language"), max_length=2, default="kk")
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("district"))  # fmt: skip
    said = Encrypted(_("what was said"), max_length=4000, blank=True)
    began_at = models.DateTimeField()
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "-began_at", "-id"], name="call_newest")]
        triggers = [tracked("complaints_call")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("call", self.pk, self.number)


class CallReferral(models.Model):
    """Where a call was passed on: an appeal to an ombudsman, an incident, or a body that is told; with its receipt
    there and what came of it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="referrals")
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, blank=True, related_name="call_referrals")
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", verbose_name=_("body"))
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=22, blank=True, help_text="the state in which the appeal ended")
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["call", "id"], name="callreferral_call")]
        constraints = [
            models.CheckConstraint(
                condition=Q(appeal__isnull=False, incident__isnull=True)
                | Q(appeal__isnull=True, incident__isnull=False),
                name="callreferral_of_one",
            )
        ]
        triggers = [tracked("complaints_callreferral")]

    def __str__(self) -> str:
        return f"{self.call_id}"


def poster_code() -> str:
    """What the QR code of a poster carries: random, so that posters cannot be counted through."""
    return secrets.token_urlsafe(9)


class PosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Offices of ombudsmen keep the posters of the schools of their area."""
        if not allows(user, Perm.VIEW_APPEALS):
            return self.none()
        return self.filter(office=user.agency)


class Poster(models.Model):
    """A poster of one place in one language. It says which poster brought an appeal, never who scanned it."""

    office = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    place = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", verbose_name=_("school"))
    language = models.CharField(_("language"), max_length=2)
    code = models.CharField(max_length=16, unique=True, default=poster_code)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PosterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "place", "language"], condition=Q(ended_at__isnull=True), name="poster_one"
            )
        ]
        triggers = [tracked("complaints_poster")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.language}"
