"""Two files that may be of one child, and what was decided about them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.people.models import Child, Ground, access_rows
from apps.people.reach import without_closed


class PairQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "PairQuerySet":
        """Those who settle duplicates at the body responsible for one of the two, which they may open. A file in the
        archive is in no pair, whoever asks: the body's head finds it there, for a purpose."""
        if not allows(user, Perm.MERGE_CHILDREN):
            return self.none()
        held = access_rows(user).filter(ground=Ground.RESPONSIBLE)
        mine = [
            Q(**{f"{side}__guardianship": user.agency}) & Q(Exists(held.filter(child=OuterRef(side))))
            for side in ("one", "two")
        ]
        seen = without_closed(self.filter(mine[0] | mine[1]), "one", "two")
        return seen.past_the_wall("the file of another body is shown masked")

    def open(self) -> "PairQuerySet":
        return self.filter(state=SuspectedPair.State.OPEN)


class SuspectedPair(models.Model):
    """`one` is the older file. `reasons` are codes of `birth` and how many parts of the name agree; `override_reason`
    is what was written when the second file was opened although the first was shown."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("to be looked at")
        SAME = "SAME", _("one child: merged")
        DIFFERENT = "DIFFERENT", _("two children")

    one = models.ForeignKey(Child, models.PROTECT, related_name="+")
    two = models.ForeignKey(Child, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = ArrayField(models.CharField(max_length=12))
    found_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    reason = models.CharField(_("why"), max_length=500, blank=True, default="")
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    override_reason = models.CharField(max_length=500, blank=True, default="")
    overridden_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["one", "state"], name="pair_one"),
            models.Index(fields=["two", "state"], name="pair_two"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "two"], name="pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("two")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(state="OPEN", decided_at__isnull=True) | Q(decided_at__isnull=False) & ~Q(state="OPEN"),
                name="pair_decided",
            ),
        ]
        triggers = [tracked("matching_suspectedpair")]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("pair", self.pk, str(self.pk))

    @property
    def children(self) -> tuple[Child, Child]:
        return self.one, self.two


class EnquiryQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "EnquiryQuerySet":
        """The body that asks and the one that is asked."""
        if not allows(user, Perm.MERGE_CHILDREN):
            return self.none()
        seen = self.filter(Q(asker=user.agency) | Q(asked=user.agency))
        return seen.past_the_wall("the body that asks sees the file masked")

    def waiting(self) -> "EnquiryQuerySet":
        return self.filter(answered_at__isnull=True)


class Enquiry(models.Model):
    """One body asks another about a file that it may not see: is it the same child?"""

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    asker = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    asked = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    text = models.CharField(_("question"), max_length=1000)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=1000, blank=True, default="")
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked", "-asked_at"], name="enquiry_asked")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False, answer__gt=""),
                name="enquiry_answered",
            ),
        ]
        triggers = [tracked("matching_enquiry")]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @property
    def subject(self) -> Subject:
        return Subject("enquiry", self.pk, str(self.pk))
