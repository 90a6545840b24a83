"""Rules: what the Law, a by-law or the system's own policy demands, versioned, never edited."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked


class Basis(models.TextChoices):
    LAW = "LAW", _("law")
    BYLAW = "BYLAW", _("by-law")
    POLICY = "POLICY", _("system rule")


class RuleQuerySet(models.QuerySet):
    def in_force(self, on: date):
        return self.filter(Q(in_force_to__isnull=True) | Q(in_force_to__gte=on), in_force_from__lte=on)


class Rule(models.Model):
    """One version of one rule. A duty keeps the version it was born under."""

    class Recipients(models.TextChoices):
        ALL = "ALL", _("all of them")
        ANY = "ANY", _("any one of them")
        NONE = "NONE", _("nobody")

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=6, choices=Basis)
    term_basis = models.CharField(max_length=6, choices=Basis)
    ladder_basis = models.CharField(max_length=6, choices=Basis, default=Basis.POLICY)
    article = models.JSONField(default=dict)
    title_kk = models.CharField(max_length=250)
    title_ru = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    duty_kk = models.CharField(max_length=600)
    duty_ru = models.CharField(max_length=600)
    duty_en = models.CharField(max_length=600)
    note_kk = models.TextField(blank=True)
    note_ru = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    opens_on = models.CharField(max_length=48, blank=True)
    met_on = models.CharField(max_length=48, blank=True)
    term = models.JSONField()
    owner_kind = models.CharField(max_length=40)
    recipients = models.JSONField(default=list)
    recipient_rule = models.CharField(max_length=4, choices=Recipients, default=Recipients.NONE)
    extension = models.JSONField(null=True, blank=True)
    ladder = models.JSONField(default=list)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    in_force_precision = models.CharField(max_length=12)
    source = models.TextField(blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rule_version"),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="rule_period",
            ),
        ]
        indexes = [models.Index(fields=["opens_on"], name="rule_opens_on")]
        triggers = [tracked("obligations_rule")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def _said(self, what: str) -> str:
        return getattr(self, f"{what}_{(get_language() or 'ru')[:2]}", "") or getattr(self, f"{what}_ru")

    @property
    def title(self) -> str:
        return self._said("title")

    @property
    def duty(self) -> str:
        return self._said("duty")

    @property
    def note(self) -> str:
        return self._said("note")
