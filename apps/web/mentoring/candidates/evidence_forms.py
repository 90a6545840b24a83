"""What is typed about grounds, income, visits, papers and decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.documents.models import Paper
from apps.mentoring import dated
from apps.mentoring.acts.clearance import NOT_BY_PEOPLE
from apps.mentoring.acts.papers import OF_CANDIDATE
from apps.mentoring.checks.grounds import DETAILS
from apps.mentoring.models import Candidate, Ground, GroundCheck, Reopening
from apps.web.fields import DayField
from apps.web.mentoring.candidates.forms import DIGITS, text, yes_no
from apps.web.wording import policy_said

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,application/pdf,image/jpeg,image/png"
KIND_OF_GROUND: dict[int, str] = {Ground.CITIZEN_OF_AGE: Paper.Kind.IDENTITY}
"""Certificates have no kind of their own. A medical conclusion is stored as a certificate, too: the compartment of
health opens to nobody at a mentoring organisation, and it is the organisation that collects it."""


class PaperFields(forms.Form):
    """A paper beside what rests on it: its file, number, and who issued it."""

    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput({"accept": ACCEPT}),
        help_text=_("PDF, JPEG, PNG or Word, up to 10 MB."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the document"), max_length=60, required=False)
    issued_by = forms.CharField(label=_("Issued by"), max_length=200, required=False)

    def about_paper(self, kind: str = Paper.Kind.OTHER) -> dict[str, Any]:
        """What is said about the paper; its days stand with what rests on it."""
        return {"kind": kind, "number": self.cleaned_data["number"], "issued_by": self.cleaned_data["issued_by"]}


class CheckForm(PaperFields):
    """The answer on one ground about one person. Grounds 10 and 13 take what the paper shows."""

    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until"), required=False)
    note = text(_("Note"), 500, required=False, rows=2)

    def __init__(self, *args: Any, ground: int, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground = ground
        if ground in DETAILS:
            labels = dict(GroundCheck.Detail.choices)
            self.fields["detail"] = forms.ChoiceField(
                label=_("What the paper shows"), widget=forms.RadioSelect,
                choices=[(code, labels[code]) for code in DETAILS[ground]],
            )  # fmt: skip
        else:
            self.fields["answer"] = forms.ChoiceField(
                label=_("Answer"), choices=GroundCheck.Answer.choices, widget=forms.RadioSelect
            )
        days = dated.validity_on(today).days.get(ground)
        if days:
            hint = _("The paper counts for %(days)s days from its issue, or until an earlier day that it names.")
            self.fields["valid_until"].help_text = f"{hint % {'days': days}} {policy_said(term=True)}"
        self.order_fields(["answer", "detail", "issued_on", "valid_until", "file", "number", "issued_by", "note"])

    @property
    def answer_data(self) -> dict[str, Any]:
        names = ("answer", "detail", "issued_on", "valid_until", "note")
        return {"ground": self.ground, **{name: self.cleaned_data.get(name) for name in names}}

    def about(self) -> dict[str, Any]:
        return self.about_paper(KIND_OF_GROUND.get(self.ground, Paper.Kind.OTHER))


class IncomeForm(PaperFields):
    """A proved income."""

    monthly = forms.IntegerField(
        label=_("Income a month, tenge"), min_value=0, max_value=1_000_000_000, widget=forms.TextInput(DIGITS)
    )
    months = forms.IntegerField(
        label=_("Over how many months it was counted"), min_value=1, max_value=120, initial=6,
        widget=forms.TextInput(DIGITS),
    )  # fmt: skip
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until"), required=False)
    field_order = ("monthly", "months", "issued_on", "valid_until", "file", "number", "issued_by")

    @property
    def income_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in ("monthly", "months", "issued_on", "valid_until")}


class InterviewForm(forms.Form):
    held_on = DayField(label=_("Day"))
    findings = text(_("What was found"), rows=5)
    is_favourable = yes_no(_("Conclusion"), _("in favour"), _("against"))


class SurveyForm(PaperFields):
    """The body looked at the dwelling."""

    made_on = DayField(label=_("Day"))
    address = forms.CharField(label=_("Address"), max_length=250)
    findings = text(_("What was found"), rows=5)
    is_favourable = yes_no(_("Conclusion"), _("in favour"), _("against"))
    field_order = ("made_on", "address", "findings", "is_favourable", "file", "number", "issued_by")

    @property
    def survey_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("made_on", "address", "findings", "is_favourable")}


class PaperForm(PaperFields):
    """A paper by itself, of no ground."""

    kind = forms.ChoiceField(
        label=_("Kind of document"), choices=[("", "—"), *((code, one[0]) for code, one in OF_CANDIDATE.items())]
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(label=_("Valid until"), required=False)
    field_order = ("file", "kind", "title", "number", "issued_by", "issued_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True

    @property
    def about(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        _label, kind, title = OF_CANDIDATE[said["kind"]]
        return {**said, "kind": kind, "title": said["title"] or title}


class ReasonForm(forms.Form):
    """A reason that stays on record, and the version of the application that was read."""

    reason = text(_("Reason"), 2000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": candidate.version}, **kwargs)


class GateForm(forms.Form):
    """Putting forward, approving, renewing: nothing is typed, and what is missing stands at its ground."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": candidate.version}, **kwargs)
        for ground in Ground:
            self.fields[f"ground_{ground.value}"] = forms.Field(label=ground.label, required=False)
        names = {"household": _("Household"), "is_married": _("Married"), "lives_alone": _("Household"),
                 "interview": _("Interview"), "survey": _("Dwelling")}  # fmt: skip
        for name, label in names.items():
            self.fields[name] = forms.Field(label=label, required=False)


class ReportForm(forms.Form):
    """A fact that opens a clearance again."""

    cause = forms.ChoiceField(
        label=_("What became known"), widget=forms.RadioSelect,
        choices=[choice for choice in Reopening.Cause.choices if choice[0] not in NOT_BY_PEOPLE],
    )  # fmt: skip
    text = text(_("In words"), 1000)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        household = candidate.household.filter(ends_on=None).order_by("-relation", "pk")
        self.fields["member"] = forms.ModelChoiceField(
            household, label=_("About whom"), required=False, empty_label=_("the mentor")
        )
        self.fields["member"].label_from_instance = lambda one: f"{one.name}, {one.get_relation_display()}"
        self.order_fields(["cause", "member", "text"])
