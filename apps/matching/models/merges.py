"""Two files made one, so that it can be undone."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.core.wall import CrossingQuerySet, lifted
from apps.people.models import Child

ABSORBED = "nobody sees an absorbed file, but its number leads to the kept one"
IDS = "which file became part of which, by ids alone; the files are read behind the wall"


class MergeQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "MergeQuerySet":
        """Of files the user sees."""
        return self.filter(kept__in=Child.objects.visible_to(user)).past_the_wall(ABSORBED)

    def standing(self) -> "MergeQuerySet":
        return self.filter(undone_at__isnull=True)

    def between(self, files: Iterable[Child]) -> "MergeQuerySet":
        """That of exactly these two, which stands; for whoever sees the pair."""
        both = list(files)
        return self.standing().filter(kept__in=both, absorbed__in=both).past_the_wall(ABSORBED)


class Merge(models.Model):
    """`absorbed` became part of `kept`, which is found by both numbers. The absorbed row stays, without access rows.

    `moved`: relation (`app.Model.field`) to the ids of the rows that were moved; `left` those that could not be,
    because the kept file has one like it; `before` the values that `kept` had in the fields that were chosen from the
    absorbed file (never the IIN, which moves from one row to the other).
    """

    kept = models.ForeignKey(Child, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Child, models.PROTECT, related_name="absorbed_by")
    reason = models.CharField(_("why"), max_length=500)
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(_("why undone"), max_length=500, blank=True, default="")

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="merge_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_two"),
        ]
        triggers = [tracked("matching_merge")]

    def __str__(self) -> str:
        return f"merge {self.pk}"


def kept_of(number: str) -> str:
    """The number of the file that holds what had this number, through any chain of merges; empty when none does."""
    found = ""
    merges = Merge.objects.standing().past_the_wall(ABSORBED)
    while step := merges.filter(absorbed__number=found or number).values_list("kept__number").first():
        found = step[0]
    return found


@lifted(IDS)
def holding(children: Iterable[int]) -> dict[int, int]:
    """Each of these files (ids) to the one that holds what it held, through any chain of merges; itself otherwise."""
    held, merges = {pk: pk for pk in children}, Merge.objects.standing()
    while steps := dict(merges.filter(absorbed__in=set(held.values())).values_list("absorbed", "kept")):
        held = {pk: steps.get(into, into) for pk, into in held.items()}
    return held


@lifted(IDS)
def files_of_person(child: int) -> list[int]:
    """The child's id, and those of the files that were merged into it."""
    ids = [child]
    merges = Merge.objects.standing()
    while more := list(merges.filter(kept__in=ids).exclude(absorbed__in=ids).values_list("absorbed", flat=True)):
        ids += more
    return ids


def merged_numbers(child: Child) -> list[str]:
    """The numbers of the files that were merged into this one and by which it is found too."""
    merged = Merge.objects.standing().past_the_wall(ABSORBED).filter(kept=child).order_by("merged_at")
    return list(merged.values_list("absorbed__number", flat=True))
