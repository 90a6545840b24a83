"""What is typed about training. The domain checks what it means. There is no field for a price (28-2(7))."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring.checks.training import mark_of
from apps.mentoring.models import Candidate, Programme, Session
from apps.mentoring.trainees import to_enrol, trainees_of
from apps.web.fields import DayField
from apps.web.incidents.fields import InstantsForm, WhenField
from apps.web.mentoring.organisations.forms import file_field


def whole(label: Any, **options: Any) -> forms.IntegerField:
    """A whole number typed into a text field; the domain knows its bounds."""
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, widget=widget, min_value=0, max_value=9999, **options)


class ProgrammeForm(forms.Form):
    """A programme: what it teaches, how long, and what passes its test."""

    title = forms.CharField(label=_("Title"), max_length=250)
    hours = whole(_("Hours"))
    topics = forms.CharField(
        label=_("Topics"), max_length=4000, required=False, widget=forms.Textarea({"rows": 6}),
        help_text=_("One on each line."),
    )  # fmt: skip
    pass_mark = whole(_("Least result of the test, per cent"), initial=70)
    approved_on = DayField(label=_("Approved on"))

    @property
    def data_given(self) -> dict[str, Any]:
        """What the act takes."""
        names = ("title", "hours", "topics", "pass_mark", "approved_on")
        return {name: self.cleaned_data[name] for name in names}


class NewProgrammeForm(ProgrammeForm):
    file = file_field(_("Approved text"), required=False)


class EditProgrammeForm(ProgrammeForm):
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("No session is planned in a programme that is not in use.")
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        names = ("title", "hours", "topics", "pass_mark", "approved_on", "is_active")
        initial = {name: getattr(programme, name) for name in names} | {"version": mark_of(programme)}
        super().__init__(*args, initial=initial, **kwargs)


class SessionForm(InstantsForm):
    """One meeting of a programme."""

    starts_at = WhenField(label=_("From"))
    ends_at = WhenField(label=_("Until"))
    hours = whole(_("Hours that count"))
    place = forms.CharField(label=_("Place"), max_length=250)
    trainer = forms.CharField(label=_("Who teaches"), max_length=150)
    topic = forms.CharField(label=_("Topic"), max_length=250, required=False)

    def __init__(self, *args: Any, now: datetime, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        topics = [line.strip() for line in programme.topics.splitlines() if line.strip()]
        self.fields["topic"].widget.attrs["list"] = "topics"
        self.topics = topics

    @property
    def data_given(self) -> dict[str, Any]:
        names = ("starts_at", "ends_at", "hours", "place", "trainer", "topic")
        return {name: self.cleaned_data[name] for name in names}


class CandidateField(forms.ModelChoiceField):
    """A candidate by name and number."""

    def label_from_instance(self, candidate: Candidate) -> str:
        return spoken(candidate)


class CandidatesField(forms.ModelMultipleChoiceField):
    """Several candidates by name and number."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, candidate: Candidate) -> str:
        return f"{spoken(candidate)}, {candidate.get_state_display()}"


def spoken(candidate: Candidate) -> str:
    return f"{candidate.full_name}, {candidate.number}"


class EnrolForm(forms.Form):
    """Who takes part, of the own candidates."""

    def __init__(self, *args: Any, session: Session, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidates"] = CandidatesField(to_enrol(session, user), label=_("Who takes part"), required=False)


class TestForm(forms.Form):
    """The result of a test."""

    __test__ = False

    taken_on = DayField(label=_("Day of the test"))
    score = whole(_("Result, per cent"))

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidate"] = CandidateField(trainees_of(programme), label=_("Candidate"), empty_label="—")
        self.fields["score"].help_text = _("From %(mark)s the test is passed.") % {"mark": programme.pass_mark}
        self.order_fields(["candidate", "taken_on", "score"])


class CertificateForm(forms.Form):
    """A certificate of completed training."""

    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(
        label=_("Valid until"), required=False, help_text=_("Empty: as long as is set for training.")
    )

    def __init__(self, *args: Any, programme: Programme, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidate"] = CandidateField(trainees_of(programme), label=_("Candidate"), empty_label="—")
        self.fields["issued_on"].initial = local_day(now)
        self.order_fields(["candidate", "issued_on", "valid_until"])


class FilterForm(forms.Form):
    """What the list of certificates may be narrowed to."""

    STATES = (
        ("", _("any")), ("valid", _("in force")), ("soon", _("ends soon")), ("ended", _("ended")),
        ("revoked", _("revoked")),
    )  # fmt: skip

    q = forms.CharField(label=_("Number or surname"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme"), required=False, empty_label=_("any")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(user).order_by("title", "pk")
        self.fields["programme"].label_from_instance = lambda one: one.title
