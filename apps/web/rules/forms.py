"""What may be asked of the register of rules and of the calculator."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.localtime import from_local
from apps.obligations.models import Basis
from apps.obligations.terms import Term
from apps.web.widgets import DayWidget

DATE_FORMATS = ["%d.%m.%Y", "%Y-%m-%d"]
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
EARLIEST, LATEST = 1950, 2100


class RegisterForm(forms.Form):
    """Filters of the register. Owners and recipients are those that rules name."""

    q = forms.CharField(required=False, max_length=100, label=_("Find in code, title or article"))
    basis = forms.ChoiceField(required=False, label=_("Rests on"))
    owner = forms.ChoiceField(required=False, label=_("Who owes"))
    recipient = forms.ChoiceField(required=False, label=_("Owed to"))
    force = forms.ChoiceField(required=False, label=_("In force"))

    def __init__(self, *args: Any, owners: list, recipients: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [("", _("anything")), *Basis.choices]
        self.fields["owner"].choices = [("", _("anybody")), *owners]
        self.fields["recipient"].choices = [("", _("anybody")), *recipients]
        self.fields["force"].choices = [
            ("", _("now or ever")),
            ("now", _("now")),
            ("past", _("no longer, or not yet")),
        ]


class StartForm(forms.Form):
    """«From when?»: the day, the hour where it matters, and what else the term needs."""

    from_date = forms.DateField(label=_("Day"), input_formats=DATE_FORMATS, widget=DayWidget)
    from_time = forms.TimeField(label=_("Time"), input_formats=["%H:%M"], widget=forms.TimeInput(NUMERIC, "%H:%M"))
    offset = forms.TypedChoiceField(
        label=_("Which of the two hours"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[(6, _("the first one, UTC+6")), (5, _("the second one, UTC+5"))],
    )  # fmt: skip
    birth_date = forms.DateField(label=_("Birth date"), input_formats=DATE_FORMATS, widget=DayWidget)

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_ambiguous = False
        if not term.needs_time:
            del self.fields["from_time"], self.fields["offset"]
        if not term.needs_birth_date:
            del self.fields["birth_date"]

    def clean_from_date(self):
        day = self.cleaned_data["from_date"]
        if not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(_("Give a year from 1950 to 2100."))
        return day

    def clean(self) -> dict[str, Any]:
        """Adds `start`, the instant meant; asks for the offset of an hour that happened twice."""
        values = super().clean() or {}
        day, hour = values.get("from_date"), values.get("from_time")
        if day is None or ("from_time" in self.fields and hour is None):
            return values
        naive = datetime.combine(day, hour) if hour else datetime(day.year, day.month, day.day)  # noqa: DTZ001
        try:
            values["start"] = from_local(naive, values.get("offset"), field="offset")
        except Refused as refusal:
            self.is_ambiguous = True
            self.add_error("offset" if "offset" in self.fields else None, str(refusal.message))
        return values
