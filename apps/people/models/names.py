"""Names a child bore before. Names changed by adoption are secret."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.core.periods import in_order
from apps.people.models.part import Part, PartQuerySet, in_secrecy, of_child, proof, with_identity, withdrawn_why


class NameQuerySet(PartQuerySet):
    def visible_to(self, user: Any) -> "NameQuerySet":
        """Of children whose identity the user sees; secret ones only in the secrecy of adoption."""
        return self.filter((with_identity(user) & Q(is_secret=False)) | in_secrecy(user))

    def open(self) -> PartQuerySet:
        """Those by which a child may be found."""
        return self.filter(withdrawn_at__isnull=True, is_secret=False)


class ChildName(Part):
    """The names a child bore until a day, in every spelling, and why they were changed."""

    class Reason(models.TextChoices):
        ADOPTION = "ADOPTION", _("adoption")
        COURT = "COURT", _("decision of a court")
        WISH = "WISH", _("change of name in the civil register")
        IDENTIFIED = "IDENTIFIED", _("the identity of a found child was established")
        RESTORED = "RESTORED", _("the name of birth was restored")
        CORRECTION = "CORRECTION", _("an error was corrected")

    child = of_child("names")
    surname = models.CharField(_("surname"), max_length=100, blank=True, default="")
    given_name = models.CharField(_("given name"), max_length=100, blank=True, default="")
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True, default="")
    surname_ru = models.CharField(_("surname in Russian"), max_length=100, blank=True, default="")
    given_name_ru = models.CharField(_("given name in Russian"), max_length=100, blank=True, default="")
    patronymic_ru = models.CharField(_("patronymic in Russian"), max_length=100, blank=True, default="")
    surname_latin = models.CharField(_("surname in Latin letters"), max_length=100, blank=True, default="")
    given_name_latin = models.CharField(_("given name in Latin letters"), max_length=100, blank=True, default="")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("why the name was changed"), max_length=10, choices=Reason)
    is_secret = models.BooleanField(_("kept in the secrecy of adoption"), default=False)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    paper = proof()

    objects = NameQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("child_name_period"),
            models.CheckConstraint(condition=~Q(reason="ADOPTION") | Q(is_secret=True), name="child_name_adoption"),
            withdrawn_why("child_name_withdrawn_why"),
        ]
        triggers = [tracked("people_childname")]

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.surname, self.given_name, self.patronymic]))
