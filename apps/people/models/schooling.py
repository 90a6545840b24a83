"""Where a child learns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.core.periods import in_order, never_two
from apps.people.models.child import Language
from apps.people.models.part import STANDING, Part, PartQuerySet, of_child, proof, withdrawn_why


class Schooling(Part):
    """A period at a kindergarten, school or college: one of the agencies here, or by name."""

    class Kind(models.TextChoices):
        PRESCHOOL = "PRESCHOOL", _("kindergarten")
        SCHOOL = "SCHOOL", _("school")
        COLLEGE = "COLLEGE", _("college")
        UNIVERSITY = "UNIVERSITY", _("higher education")
        HOME = "HOME", _("lessons at home")
        EXTRA = "EXTRA", _("classes after school")

    child = of_child("schooling")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    institution = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school")
    )
    institution_name = models.CharField(_("name of the school"), max_length=200, blank=True, default="")
    grade = models.CharField(_("grade or year"), max_length=20, blank=True, default="")
    language = models.CharField(_("language of teaching"), max_length=3, choices=Language, blank=True, default="")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", help_text="whose person wrote it")
    paper = proof()

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("schooling_period"),
            never_two("schooling_one_at_a_time", "child", "kind", condition=STANDING & ~Q(kind="EXTRA")),
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | Q(institution_name__gt="") | Q(kind="HOME"),
                name="schooling_somewhere",
            ),
            withdrawn_why("schooling_withdrawn_why"),
        ]
        triggers = [tracked("people_schooling")]

    @property
    def where(self) -> str:
        """The school's name, in the reader's language where it is an agency here."""
        return self.institution.name if self.institution else self.institution_name
