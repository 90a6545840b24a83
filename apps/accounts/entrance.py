"""Records of coming in: sign-ins, what waits for a second person, letters about one's account, agencies' own doors."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.subjects import Subject

CONFIRM_WITHIN = timedelta(days=7)


class SignInQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees the own sign-ins and nobody else's."""
        return self.filter(user=user)

    def open(self):
        return self.filter(ended_at__isnull=True)


class SignIn(models.Model):
    """One session of a person: from which kind of device and network it began, and when it was last used.

    `network` is the first three bytes of an IPv4 address or the first 48 bits of an IPv6 one.
    """

    class How(models.TextChoices):
        PASSWORD = "password", _("password alone")
        TOTP = "totp", _("password and app")
        WEBAUTHN = "webauthn", _("password and passkey")
        RECOVERY = "recovery_codes", _("password and recovery code")
        PROVIDER = "provider", _("through the agency")
        PROVIDER_FACTOR = "provider_factor", _("through the agency, with its second factor")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=45, blank=True)
    how = models.CharField(max_length=16, choices=How)
    started_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session_key"], condition=~Q(session_key=""), name="sign_in_session")
        ]
        indexes = [models.Index(fields=["user", "-last_used_at"], name="sign_in_user")]
        triggers = [
            tracked(
                "accounts_signin", without=("session_key", "last_used_at"), update_of=("user_id", "how", "ended_at")
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%d.%m.%Y}"

    @property
    def subject(self) -> Subject:
        return Subject("signin", self.pk, "")


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who manage the agency's people see what waits there; operations see all of it."""
        from apps.accounts.access import allows

        if allows(user, Perm.MANAGE_ALL_AGENCIES):
            return self.all()
        return self.filter(agency=user.agency) if allows(user, Perm.MANAGE_AGENCY) else self.none()

    def waiting(self, at: datetime):
        return self.filter(outcome="", expires_at__gt=at)


class Confirmation(models.Model):
    """Something about another person's account that one administrator asked for and a second one must confirm.

    `data`: `email` for EMAIL; `role`, `starts_on`, `ends_on`, `is_duty_officer` for POST. Nobody confirms what he
    or she asked for, nor anything about the own account; not confirmed until `expires_at`, it lapses.
    """

    class Kind(models.TextChoices):
        EMAIL = "EMAIL", _("change of e-mail")
        POST = "POST", _("new post")
        FACTOR = "FACTOR", _("taking off the second factor")

    class Outcome(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("confirmed")
        DECLINED = "DECLINED", _("declined")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    kind = models.CharField(max_length=8, choices=Kind)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="confirmations")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="CONFIRMED") | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("person"))),
                name="confirmation_by_a_second",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="confirmation_decided",
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("person")), name="confirmation_of_another"),
        ]
        indexes = [models.Index(fields=["agency", "-asked_at"], name="confirmation_agency")]
        triggers = [tracked("accounts_confirmation")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def subject(self) -> Subject:
        return Subject("confirmation", self.pk, "")


class Letter(models.Model):
    """A mail to a person about the own account, to the address of the moment: what happened, without any content."""

    class Kind(models.TextChoices):
        PASSWORD = "PASSWORD", _("Your password was changed")
        FACTOR_ADDED = "FACTOR_ADDED", _("A second factor was added")
        FACTOR_REMOVED = "FACTOR_REMOVED", _("A second factor was removed")
        CODES = "CODES", _("New recovery codes were made")
        FACTOR_ASKED = "FACTOR_ASKED", _("Somebody asked to take off your second factor")
        FACTOR_RESET = "FACTOR_RESET", _("Your second factor was taken off")
        EMAIL_ASKED = "EMAIL_ASKED", _("Somebody asked to change your e-mail")
        EMAIL = "EMAIL", _("Your e-mail was changed")
        POST_ASKED = "POST_ASKED", _("Somebody asked to give you a post")
        POST = "POST", _("You were given a post")
        DECLINED = "DECLINED", _("What was asked about your account was declined")
        PLEASE = "PLEASE", _("Something waits for your confirmation")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16, choices=Kind)
    address = models.EmailField()
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(sent_at__isnull=True), name="letter_waiting")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class AgencyDoorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Operations set up an agency's own sign-in; its administrators see it."""
        from apps.accounts.access import allows

        if allows(user, Perm.MANAGE_ALL_AGENCIES):
            return self.all()
        return self.filter(agency=user.agency) if allows(user, Perm.MANAGE_AGENCY) else self.none()

    def open(self):
        return self.filter(opened_by__isnull=False, agency__is_active=True)


class AgencyDoor(models.Model):
    """The sign-in of an agency that has its own OpenID Connect provider. `sealed_secret` is encrypted.

    Operations set it, the agency's own administrator opens it: whoever alone could name a provider could
    enter as anybody of the agency.
    """

    agency = models.OneToOneField("accounts.Agency", models.PROTECT, related_name="door")
    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    issuer = models.URLField(_("issuer"), max_length=250)
    client_id = models.CharField(_("client id"), max_length=190)
    sealed_secret = models.TextField(blank=True)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgencyDoorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(opened_by=F("set_by")), name="agency_door_by_two"),
        ]
        triggers = [tracked("accounts_agencydoor", without=("sealed_secret",))]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_open(self) -> bool:
        return self.opened_by_id is not None

    @property
    def subject(self) -> Subject:
        return Subject("agencydoor", self.pk, "")
