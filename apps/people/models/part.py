"""What every record of a child's file shares: it is seen through the child, and by some grounds only."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.core.periods import PeriodQuerySet
from apps.core.subjects import Subject
from apps.people.models.child import IDENTITY_GROUNDS, Child, Ground, access_rows


def children_on(user: Any, *grounds: str) -> models.QuerySet:
    """Ids of the children that the user sees on one of these grounds."""
    return access_rows(user).filter(ground__in=grounds).values("child_id")


def with_identity(user: Any) -> Q:
    """Records of children whose identity the user sees."""
    return Q(child_id__in=children_on(user, *IDENTITY_GROUNDS))


def in_secrecy(user: Any) -> Q:
    """Records of children whose adoption the user may know of: the responsible body, with the right to it."""
    if not allows(user, Perm.VIEW_ADOPTION):
        return Q(pk__in=[])
    return Q(child_id__in=children_on(user, Ground.RESPONSIBLE))


class PartQuerySet(PeriodQuerySet):
    def visible_to(self, user: Any) -> "PartQuerySet":
        """Those of every child the user sees."""
        return self.filter(child_id__in=access_rows(user).values("child_id"))

    def standing(self) -> "PartQuerySet":
        """Without what was withdrawn as entered by mistake."""
        return self.filter(withdrawn_at__isnull=True)


class Part(models.Model):
    """A record of a child's file. Never erased: entered by mistake, it is withdrawn with a reason."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(_("why it is withdrawn"), max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        child: models.ForeignKey

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @property
    def subject(self) -> Subject:
        return self.child.subject


STANDING = Q(withdrawn_at__isnull=True)


def withdrawn_why(name: str) -> models.CheckConstraint:
    """Withdrawn and why: both or neither."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
        | Q(withdrawn_at__isnull=False, withdraw_reason__gt=""),
        name=name,
    )


def of_child(related_name: str) -> models.ForeignKey:
    """The child whose file the record is in."""
    return models.ForeignKey(Child, models.PROTECT, related_name=related_name)


def proof() -> models.ForeignKey:
    """The document that proves a record, if it is in the file."""
    return models.ForeignKey(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
