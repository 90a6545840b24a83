"""Naming a day of the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.obligations.models import CalendarDay
from apps.web.widgets import DayWidget


class DayForm(forms.Form):
    """One special day. The day itself is given once; afterwards it is part of the address."""

    date = forms.DateField(label=_("Day"), input_formats=["%d.%m.%Y", "%Y-%m-%d"], widget=DayWidget)
    is_working = forms.TypedChoiceField(
        label=_("This day is"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("no", _("a day off")), ("yes", _("worked"))],
    )  # fmt: skip
    reason_kk = forms.CharField(label=_("Name of the day in Kazakh"), max_length=150)
    reason_ru = forms.CharField(label=_("Name of the day in Russian"), max_length=150)
    reason_en = forms.CharField(label=_("Name of the day in English"), max_length=150, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=250, help_text=_("The act that makes the day so: number, date, article.")
    )
    is_certain = forms.BooleanField(
        label=_("The date is certain"), required=False, help_text=_("Not ticked: it may still move.")
    )

    def __init__(self, *args: Any, day: CalendarDay | None = None, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].disabled = fixed
        if day is not None:
            self.initial |= {name: getattr(day, name) for name in self.fields}
            self.initial["is_working"] = "yes" if day.is_working else "no"

    def as_day(self) -> CalendarDay:
        """The day as it would be saved."""
        return CalendarDay(**self.cleaned_data)
