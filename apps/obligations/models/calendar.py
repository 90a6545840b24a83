"""Days that differ from the plain working week, with their source."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked


class CalendarDay(models.Model):
    """A holiday, a day transferred, or a week-end that is worked. Days not named follow Monday to Friday."""

    date = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    reason_kk = models.CharField(_("reason in Kazakh"), max_length=150)
    reason_ru = models.CharField(_("reason in Russian"), max_length=150)
    reason_en = models.CharField(_("reason in English"), max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=250)
    is_certain = models.BooleanField(_("certain"), default=True)

    class Meta:
        triggers = [tracked("obligations_calendarday")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"

    @property
    def reason(self) -> str:
        return getattr(self, f"reason_{(get_language() or 'ru')[:2]}", "") or self.reason_ru
