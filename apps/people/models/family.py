"""Parents, siblings and other relatives: people with records of their own, shared by several children."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.core.fields import Findable, Fingerprint
from apps.core.identifiers import validate_iin
from apps.core.periods import in_order, never_two
from apps.people.models import grounds
from apps.people.models.child import Child, Citizenship, access_rows
from apps.people.models.part import (
    STANDING,
    Part,
    PartQuerySet,
    in_secrecy,
    of_child,
    proof,
    with_identity,
    withdrawn_why,
)


class RelativeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RelativeQuerySet":
        """Relatives of children whose identity the user sees, but those the secrecy of adoption hides."""
        return self.filter(pk__in=Kinship.objects.known_to(user).values("relative_id"))


class Relative(models.Model):
    """A person who is somebody's family. One record serves the children of the family in one body's files; `origin`
    is the id of the record that this one was copied from when the files parted."""

    class Sex(models.TextChoices):
        FEMALE = "FEMALE", _("woman")
        MALE = "MALE", _("man")

    surname = models.CharField(_("surname"), max_length=100, blank=True, default="")
    given_name = models.CharField(_("given name"), max_length=100, blank=True, default="")
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True, default="")
    surname_latin = models.CharField(_("surname in Latin letters"), max_length=100, blank=True, default="")
    given_name_latin = models.CharField(_("given name in Latin letters"), max_length=100, blank=True, default="")
    name_key = models.CharField(max_length=320, editable=False)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    iin = Findable(_("IIN"), max_length=12, blank=True, default="", validators=[validate_iin])
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True, default="")
    citizenship = models.CharField(_("citizenship"), max_length=3, choices=Citizenship, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=20, blank=True, default="")
    address = models.CharField(_("address"), max_length=250, blank=True, default="")
    origin = models.BigIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = RelativeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "birth_date"], name="relative_name"),
            models.Index(Fingerprint("iin"), condition=~Q(iin=""), name="relative_iin"),
            models.Index(fields=["origin"], condition=Q(origin__isnull=False), name="relative_origin"),
        ]
        triggers = [tracked("people_relative")]

    def __str__(self) -> str:
        return f"relative {self.pk}"

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.surname, self.given_name, self.patronymic]))


class KinshipQuerySet(PartQuerySet):
    def visible_to(self, user: Any) -> "KinshipQuerySet":
        """Of every child the user sees; who the person is, `known_to` alone tells."""
        return self.filter(Q(is_secret=False, child_id__in=access_rows(user).values("child_id")) | in_secrecy(user))

    def known_to(self, user: Any) -> "KinshipQuerySet":
        """With the person's identity: for those who see the identity of the child."""
        return self.filter(with_identity(user)).filter(Q(is_secret=False) | in_secrecy(user))


class Kinship(Part):
    """Who a person is to a child. A sister or brother with a file of their own is named by that file."""

    class Kind(models.TextChoices):
        MOTHER = "MOTHER", _("mother")
        FATHER = "FATHER", _("father")
        ADOPTER = "ADOPTER", _("adopter")
        STEP_PARENT = "STEP_PARENT", _("stepmother or stepfather")
        SIBLING = "SIBLING", _("sister or brother")
        GRANDPARENT = "GRANDPARENT", _("grandmother or grandfather")
        AUNT_UNCLE = "AUNT_UNCLE", _("aunt or uncle")
        COUSIN = "COUSIN", _("cousin")
        OTHER = "OTHER", _("another relative")

    PARENTS = (Kind.MOTHER, Kind.FATHER, Kind.ADOPTER)

    child = of_child("kinships")
    relative = models.ForeignKey(Relative, models.PROTECT, null=True, blank=True, related_name="kinships")
    sibling = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="named_by")
    kind = models.CharField(_("who it is to the child"), max_length=11, choices=Kind)
    remark = models.CharField(_("remark"), max_length=250, blank=True, default="")
    is_secret = models.BooleanField(_("kept in the secrecy of adoption"), default=False)

    objects = KinshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relative__isnull=False, sibling__isnull=True)
                | Q(relative__isnull=True, sibling__isnull=False, kind="SIBLING"),
                name="kinship_one_person",
            ),
            models.CheckConstraint(
                condition=~STANDING | ~Q(child=F("sibling")), name="kinship_no_sibling_of_itself"
            ),
            models.UniqueConstraint(fields=["child", "relative"], condition=STANDING, name="kinship_once"),
            models.UniqueConstraint(fields=["child", "sibling"], condition=STANDING, name="kinship_sibling_once"),
            models.UniqueConstraint(
                fields=["child", "kind"], condition=STANDING & Q(kind__in=["MOTHER", "FATHER"], is_secret=False),
                name="kinship_one_mother_one_father",
            ),
            withdrawn_why("kinship_withdrawn_why"),
        ]  # fmt: skip
        triggers = [tracked("people_kinship")]

    @property
    def is_parent(self) -> bool:
        return self.kind in self.PARENTS


class ParentStatusQuerySet(PartQuerySet):
    def visible_to(self, user: Any) -> "ParentStatusQuerySet":
        """Those of kinships whose person the user may know."""
        return self.filter(kinship__in=Kinship.objects.known_to(user).values("pk"))


class ParentStatus(Part):
    """Why a parent does not care for a child, for a time: the grounds of Article 1(1-1), and death.

    The child is that of the kinship. A death recorded for one child counts for all children of that parent.
    """

    class Code(models.TextChoices):
        RIGHTS_RESTRICTED = grounds.RIGHTS_RESTRICTED
        RIGHTS_DEPRIVED = grounds.RIGHTS_DEPRIVED
        MISSING = grounds.MISSING
        DECLARED_DEAD = grounds.DECLARED_DEAD
        INCOMPETENT = grounds.INCOMPETENT
        PARTIALLY_CAPABLE = grounds.PARTIALLY_CAPABLE
        IMPRISONED = grounds.IMPRISONED
        EVADES = grounds.EVADES
        REFUSES_TO_COLLECT = grounds.REFUSES_TO_COLLECT
        OTHER_LACK = grounds.OTHER_LACK
        DEAD = "DEAD", _("dead")
        UNKNOWN = "UNKNOWN", _("not known who or where")

    child = of_child("parent_statuses")
    kinship = models.ForeignKey(Kinship, models.PROTECT, related_name="statuses")
    code = models.CharField(_("ground"), max_length=18, choices=Code)
    text = models.CharField(_("in words"), max_length=300, blank=True, default="")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    paper = proof()

    objects = ParentStatusQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("parent_status_period"),
            never_two("parent_status_one_at_a_time", "kinship", "code", condition=STANDING),
            models.CheckConstraint(condition=~Q(code="OTHER_LACK") | Q(text__gt=""), name="parent_status_other_text"),
            withdrawn_why("parent_status_withdrawn_why"),
        ]
        triggers = [tracked("people_parentstatus")]
