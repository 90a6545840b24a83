"""What is typed about quarterly reports. The domain checks what it means."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.accounts.permissions import Perm
from apps.mentoring.figures import FIGURES
from apps.mentoring.models import Agreement, Assignment, QuarterlyReport
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import ReportState
from apps.web.mentoring.reports import words

SINCE = 2024
"""Article 28-2 is in force since then."""
QUARTERS = [(no, roman) for no, roman in enumerate(words.ROMAN, start=1)]
TIMES = [("", _("any")), ("in_time", _("handed in in time")), ("late", pgettext_lazy("reports", "late"))]


class OneField(forms.ModelChoiceField):
    """An agency by its name."""

    def label_from_instance(self, agency: Agency) -> str:
        return agency.name


def years(today: date) -> list[tuple[int, str]]:
    return [(year, str(year)) for year in range(today.year, SINCE - 1, -1)]


def number_field(label: Any, choices: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, **options)


class VersionForm(forms.Form):
    """Carries which version of the report was shown, so that nothing is signed or overwritten unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NewForm(forms.Form):
    """For which quarter, and to which body."""

    year = number_field(_("Year"), [])
    quarter = number_field(_("Quarter"), QUARTERS)

    def __init__(self, *args: Any, organisation: Agency, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = years(today)
        agreed = Agreement.objects.filter(organisation__agency=organisation).values("body")
        worked = Assignment.objects.filter(organisation=organisation, body__isnull=False).values("body")
        bodies = Agency.objects.filter(Q(pk__in=agreed) | Q(pk__in=worked), kind=AgencyKind.GUARDIANSHIP)
        self.fields["body"] = OneField(bodies.order_by("name_ru", "pk"), label=_("Guardianship body"), empty_label="—")


class TextsForm(VersionForm):
    """The report in one's own words."""

    help_given = forms.CharField(
        label=_("What help was given"), required=False, max_length=8000, widget=forms.Textarea({"rows": 5}),
        help_text=_("No names of children: the report is about the work."),
    )  # fmt: skip
    problems = forms.CharField(label=_("Problems"), required=False, max_length=8000, widget=forms.Textarea({"rows": 3}))
    proposals = forms.CharField(
        label=_("Proposals"), required=False, max_length=8000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["help_given"].is_needed = True


class FigureForm(VersionForm):
    """Another number than was counted, and why."""

    value = forms.IntegerField(
        label=_("Number that is reported"), min_value=0,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed for another number than was counted; the guardianship body reads it."),
    )  # fmt: skip


class SubmitForm(VersionForm):
    """The signature. The quarter stands here for what the Law says about it."""

    quarter = forms.CharField(label=_("Quarter"), disabled=True, required=False)
    signed = forms.BooleanField(
        label=_("I have read the figures and the texts and sign the report for the organisation"),
        error_messages={"required": _("A report is signed by whoever hands it in.")},
    )  # fmt: skip


class ReasonForm(VersionForm):
    reason = forms.CharField(
        label=_("What is to be corrected"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("The organisation reads this; it stays on record."),
    )  # fmt: skip


class FilterForm(forms.Form):
    """What the list may be narrowed to."""

    year = number_field(_("Year"), [], required=False)
    quarter = number_field(_("Quarter"), [("", _("any")), *QUARTERS], required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any")), *ReportState.choices])
    time = forms.ChoiceField(label=_("Term"), required=False, choices=TIMES)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("any")), *years(today)]
        keeps = allows(user, Perm.KEEP_MENTORS)
        other, side = ("body", _("Guardianship body")) if keeps else ("organisation", _("Mentoring organisation"))
        known = QuarterlyReport.objects.visible_to(user).values(other)
        agencies = Agency.objects.filter(pk__in=known).order_by("name_ru", "pk")
        self.fields[other] = OneField(agencies, label=side, required=False, empty_label=_("any"))


class RegionForm(forms.Form):
    """Which quarter, where, and which figure is drawn."""

    year = number_field(_("Year"), [], required=False)
    quarter = number_field(_("Quarter"), QUARTERS, required=False)
    figure = forms.ChoiceField(label=_("Figure"), required=False)

    def __init__(self, *args: Any, area: Area, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = quarter_of(today).before
        self.fields["year"].choices = years(today)
        self.fields["figure"].choices = [(one.code, words.label(one)) for one in FIGURES]
        if area.level == Area.Level.COUNTRY:
            regions = Area.objects.filter(level=Area.Level.REGION).order_by("name_ru", "pk")
            self.fields["region"] = forms.ModelChoiceField(
                regions, label=_("Region"), required=False, empty_label=_("the whole country")
            )

    @property
    def chosen(self) -> Quarter:
        """The quarter asked for, else the one that ended last."""
        held = self.cleaned_data
        return Quarter(held.get("year") or self.last.year, held.get("quarter") or self.last.no)

    @property
    def code(self) -> str:
        return self.cleaned_data.get("figure") or "CHILDREN"
