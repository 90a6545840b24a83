"""Areas, agencies, users and the posts they hold."""

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from apps.accounts.entrance import AgencyDoor, Confirmation, Letter, SignIn
from apps.accounts.kinds import AgencyKind
from apps.accounts.permissions import Perm
from apps.accounts.roles import HEAD_ROLES, ROLES, Role
from apps.audit.history import tracked
from apps.core.identifiers import validate_bin
from apps.core.localtime import ALMATY

__all__ = [
    "Agency", "AgencyDoor", "AgencyGroupPermission", "AgencyUserPermission", "Area", "Confirmation", "Letter",
    "Membership", "SignIn", "User",
]  # fmt: skip


class Named(models.Model):
    """A name in three languages; `name` is the one of the reader."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=250)
    name_ru = models.CharField(_("name in Russian"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return getattr(self, f"name_{(get_language() or 'ru')[:2]}", "") or self.name_ru


class Area(Named):
    """Country, region or district, with its KATO code and the time it existed."""

    class Level(models.TextChoices):
        COUNTRY = "COUNTRY", _("country")
        REGION = "REGION", _("region")
        DISTRICT = "DISTRICT", _("district")

    code = models.CharField(max_length=12, unique=True)
    level = models.CharField(max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        triggers = [tracked("accounts_area")]

    @property
    def region(self) -> "Area | None":
        """The region this area is or lies in; None for the country."""
        if self.level == Area.Level.DISTRICT:
            return self.parent
        return self if self.level == Area.Level.REGION else None


class AgencyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def of_kind(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def visible_to(self, user):
        """The register of agencies is open to every signed-in user with a post."""
        from apps.accounts.access import allows

        return self.all() if allows(user, Perm.VIEW_AGENCIES) else self.none()


class Agency(Named):
    """A body or organisation that has duties here. `on_platform` False: told by telephone or letter only."""

    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="agencies", verbose_name=_("area"))
    bin = models.CharField(_("BIN"), max_length=12, blank=True, validators=[validate_bin])
    head_name = models.CharField(_("head"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail for notices"), blank=True)
    on_platform = models.BooleanField(_("works in the system"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(p.value, p.value.replace("_", " ")) for p in Perm]
        constraints = [
            models.UniqueConstraint(fields=["bin"], condition=~Q(bin=""), name="agency_bin_unique"),
            models.CheckConstraint(
                condition=Q(on_platform=False) | Q(is_active=False) | ~Q(email=""),
                name="agency_on_platform_has_email",
            ),
        ]
        indexes = [models.Index(fields=["kind", "area"], name="agency_kind_area")]
        triggers = [tracked("accounts_agency")]


class AgencyUserPermission(UserObjectPermissionBase):
    """django-guardian's grant of one permission on one agency to one user; derived from memberships."""

    content_object = models.ForeignKey(Agency, models.CASCADE, related_name="user_grants")


class AgencyGroupPermission(GroupObjectPermissionBase):
    """django-guardian wants the twin for groups; nothing is granted to groups here."""

    content_object = models.ForeignKey(Agency, models.CASCADE, related_name="group_grants")


class People(UserManager):
    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A person who signs in. Rights come from posts alone: there are no superusers in production."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    patronymic = models.CharField(_("patronymic"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ru")
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, default=Theme.AUTO)
    email_reminders = models.BooleanField(_("reminders of my duties"), default=True)
    email_escalations = models.BooleanField(_("breached terms"), default=True)
    email_notices = models.BooleanField(_("new notices to my agency"), default=True)
    current_membership = models.ForeignKey(
        "Membership", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("current post")
    )

    objects = People()

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(models.functions.Lower("username"), name="user_username_ci")]
        triggers = [tracked("accounts_user", without=("password", "last_login"))]

    @cached_property
    def posts(self) -> "list[Membership]":
        """Every post in force today."""
        return list(self.memberships.in_force().select_related("agency__area__parent").order_by("pk"))

    @cached_property
    def post(self) -> "Membership | None":
        """The one post this person acts in now; None when no post is in force today."""
        chosen = [p for p in self.posts if p.pk == self.current_membership_id]
        return (chosen or self.posts or [None])[0]

    @property
    def agency(self) -> Agency | None:
        return self.post.agency if self.post else None

    def get_full_name(self) -> str:
        return " ".join(filter(None, [self.last_name, self.first_name, self.patronymic])) or self.username


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None):
        """Posts in force on a day, by default today on the clock of Almaty (asked of the database)."""
        today = on or models.functions.TruncDate(models.functions.Now(), tzinfo=ALMATY)
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, user__is_active=True,
            agency__is_active=True,
        )  # fmt: skip

    def heads(self):
        return self.filter(role__in=HEAD_ROLES)

    def duty_officers(self):
        return self.filter(is_duty_officer=True)


class Membership(models.Model):
    """A post: a person, an agency, a role and a period (both days included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name=_("agency"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_duty_officer = models.BooleanField(_("duty officer"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_period"
            ),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange",
                             output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "role"], name="membership_agency_role")]
        triggers = [tracked("accounts_membership")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.agency}"

    @property
    def permissions(self) -> frozenset[str]:
        return ROLES[self.role].permissions
