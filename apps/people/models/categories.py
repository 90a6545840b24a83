"""What a child is before the Law: orphan, without parental care, with a disability, … several at once."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.periods import in_order, never_two
from apps.people.models import grounds
from apps.people.models.child import Ground
from apps.people.models.part import (
    STANDING,
    Part,
    PartQuerySet,
    children_on,
    of_child,
    proof,
    with_identity,
    withdrawn_why,
)


class CategoryQuerySet(PartQuerySet):
    def visible_to(self, user: Any) -> "CategoryQuerySet":
        """All where the child's identity is seen, disability with the right to health; those who mentor see
        only whether the child is an orphan or without parental care, on which mentoring rests."""
        health = Q() if allows(user, Perm.VIEW_HEALTH) else ~Q(kind__in=ChildCategory.HEALTH)
        mentored = Q(child_id__in=children_on(user, Ground.MENTORING), kind__in=ChildCategory.MENTORED)
        return self.filter((with_identity(user) & health) | mentored)


class ChildCategory(Part):
    """A category of a child for a period, with its ground and the document that proves it."""

    class Kind(models.TextChoices):
        ORPHAN = "ORPHAN", _("orphan")
        WITHOUT_CARE = "WITHOUT_CARE", _("left without parental care")
        SPECIAL_SERVICES = "SPECIAL_SERVICES", _("in need of special social services")
        DISABILITY = "DISABILITY", _("child with a disability")
        NEGLECTED = "NEGLECTED", _("neglected")
        HOMELESS = "HOMELESS", _("homeless")
        DEVIANT = "DEVIANT", _("deviant behaviour")
        REMOVED = "REMOVED", _("removed because of immediate danger")
        ILL_TREATED = "ILL_TREATED", _("victim of ill-treatment")
        REFUGEE = "REFUGEE", _("refugee")
        DISPLACED = "DISPLACED", _("internally displaced")
        NEEDY_FAMILY = "NEEDY_FAMILY", _("from a needy family")
        LARGE_FAMILY = "LARGE_FAMILY", _("from a large family")
        TERRORISM = "TERRORISM", _("affected by terrorism")
        TARGET_CLAIMS = "TARGET_CLAIMS", _("participant of target claims")
        CARE_LEAVER = "CARE_LEAVER", _("care leaver")

    class Why(models.TextChoices):
        """Grounds of categories that need one: of Article 1(8), of Article 1(1-1), of Social Code Article 133(1)."""

        BOTH_PARENTS_DEAD = "BOTH_PARENTS_DEAD", _("both parents are dead")
        ONLY_PARENT_DEAD = "ONLY_PARENT_DEAD", _("the only parent is dead")
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
        SC_ORPHANHOOD = "SC_ORPHANHOOD", _("orphanhood")
        SC_NO_CARE = "SC_NO_CARE", _("lack of parental care")
        SC_NEGLECT = "SC_NEGLECT", _("neglect, deviant behaviour")
        SC_CLOSED_ORG = "SC_CLOSED_ORG", _("stay in a special education organisation or one with a special regime")
        SC_EARLY_YEARS = "SC_EARLY_YEARS", _("limited early development, from birth to three")
        SC_DISORDER = "SC_DISORDER", _("lasting disorder of functions of the body")
        SC_DISEASE = "SC_DISEASE", _("socially significant disease")
        SC_CRUELTY = "SC_CRUELTY", _("cruel treatment")
        SC_HOMELESS = "SC_HOMELESS", _("homelessness")
        SC_RELEASED = "SC_RELEASED", _("release from a place of detention")
        SC_PROBATION = "SC_PROBATION", _("registered with the probation service")
        SC_OTHER = "SC_OTHER", _("another circumstance of Article 133(1) of the Social Code")

    HEALTH = (Kind.DISABILITY,)
    MENTORED = (Kind.ORPHAN, Kind.WITHOUT_CARE)

    child = of_child("categories")
    kind = models.CharField(_("category"), max_length=16, choices=Kind)
    why = models.CharField(_("ground"), max_length=18, choices=Why, blank=True, default="")
    why_text = models.CharField(_("ground in words"), max_length=300, blank=True, default="")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True, default="")
    paper = proof()

    objects = CategoryQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("category_period"),
            never_two("category_one_at_a_time", "child", "kind", condition=STANDING),
            withdrawn_why("category_withdrawn_why"),
        ]
        triggers = [tracked("people_childcategory")]
