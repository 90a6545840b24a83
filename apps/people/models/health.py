"""Health and disability: a closed compartment of the file."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.periods import in_order, never_two
from apps.people.models.child import Ground
from apps.people.models.part import STANDING, Part, PartQuerySet, children_on, of_child, proof, withdrawn_why


class HealthQuerySet(PartQuerySet):
    def visible_to(self, user: Any) -> "HealthQuerySet":
        """With the right to health, of the responsible body and where the child lives; an emergency opens none."""
        if not allows(user, Perm.VIEW_HEALTH):
            return self.none()
        return self.filter(child_id__in=children_on(user, Ground.RESPONSIBLE, Ground.PLACEMENT))


class HealthRecord(Part):
    """One fact of health: a disability, a diagnosis, an individual development plan (Article 31(3)), …"""

    class Kind(models.TextChoices):
        DISABILITY = "DISABILITY", _("disability")
        DIAGNOSIS = "DIAGNOSIS", _("diagnosis")
        PLAN = "PLAN", _("individual development plan")
        ALLERGY = "ALLERGY", _("allergy")
        VACCINATION = "VACCINATION", _("vaccination")
        OTHER = "OTHER", _("other")

    class Group(models.TextChoices):
        CHILD = "CHILD", _("child with a disability under seven, without a group")
        I = "I", _("group I")  # noqa: E741 - the Roman number of the group
        II = "II", _("group II")
        III = "III", _("group III")

    child = of_child("health")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    group = models.CharField(_("group of disability"), max_length=5, choices=Group, blank=True, default="")
    text = models.TextField(_("in words"), blank=True, default="")
    participants = models.CharField(_("drawn up with"), max_length=300, blank=True, default="")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", help_text="whose person wrote it")
    paper = proof()

    objects = HealthQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("health_period"),
            never_two(
                "health_one_disability_at_a_time", "child", condition=STANDING & Q(kind="DISABILITY")
            ),
            models.CheckConstraint(
                condition=Q(kind="DISABILITY", group__gt="") | (~Q(kind="DISABILITY") & Q(group="")),
                name="health_group_of_disability",
            ),
            withdrawn_why("health_withdrawn_why"),
        ]  # fmt: skip
        triggers = [tracked("people_healthrecord")]
