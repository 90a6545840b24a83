"""What an operator types: short, by keyboard, without a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Area, User
from apps.complaints.acts.calls import LONGEST
from apps.complaints.models import Call
from apps.complaints.states import Level, Safety
from apps.incidents.models import Incident
from apps.incidents.states import State
from apps.web.appeals.search import BodyField, BodySearch
from apps.web.casework.forms import text
from apps.web.fields import GroupedField, districts_of

LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LEVELS = [(Level.UNKNOWN, "—"), (Level.LOCAL, _("school, home, local body or its people")),
          (Level.CENTRAL, _("ministry or another central body")), (Level.PERSON, _("a private person"))]  # fmt: skip
VERSION = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CallForm(forms.Form):
    """One call on one screen."""

    safety = forms.ChoiceField(label=_("Is the child safe now?"), choices=Safety.choices, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("About"), choices=Call.Category.choices, widget=forms.RadioSelect)
    said = text(_("What was said"), LONGEST, required=False, rows=6,
                hint=_("Without the caller's name or number: 111 stays anonymous."))  # fmt: skip
    way = forms.ChoiceField(label=_("How"), choices=Call.Way.choices, initial=Call.Way.PHONE)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    by_child = forms.BooleanField(label=_("A child called"), required=False, initial=True)
    version = VERSION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = GroupedField(districts_of(None), model=Area, label=_("District"), required=False)
        self.order_fields(["safety", "category", "said", "by_child", "area", "language", "way"])

    @property
    def groups(self) -> list[dict[str, Any]]:
        """What is needed first; the rest may wait for the end of the talk."""
        return [
            {"id": "first", "heading": _("Ask first"), "fields": [self[one] for one in ("safety", "category", "said")]},
            {"id": "rest", "heading": _("Who called and from where"),
             "fields": [self[one] for one in ("by_child", "area", "language", "way")]},
        ]  # fmt: skip


class OmbudsmanForm(BodySearch):
    """What goes to the ombudsman: the text, and whom it is about: a body of the register, which is shut out by that, or
    somebody in words."""

    text = text(_("What the ombudsman should know"), LONGEST, rows=8)
    body = BodyField(label=_("Whom it is about"), required=False)
    level = forms.ChoiceField(label=_("Or somebody who is not in the register"), choices=LEVELS, required=False)
    described = forms.CharField(label=_("Who exactly, in words"), max_length=500, required=False)
    version = VERSION
    field_order = ("text", "find_words", "body", "level", "described")

    def entry(self, call: Call) -> dict[str, Any]:
        said, level = self.cleaned_data, self.cleaned_data["level"] or Level.UNKNOWN
        found = [{"agency": said["body"], "level": Level.UNKNOWN, "described": ""}] if said["body"] else []
        if said["described"] or level != Level.UNKNOWN:
            found.append({"agency": None, "level": level, "described": said["described"]})
        return {"text": said["text"], "respondents": found, "area": call.area}


class IncidentForm(forms.Form):
    """An incident of the centre, logged within the last days."""

    version = VERSION

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Incident.objects.visible_to(user).filter(agency=user.agency).exclude(
            state__in=[State.DRAFT, State.DISCARDED]
        )  # fmt: skip
        self.fields["incident"] = forms.ModelChoiceField(own.order_by("-pk")[:50], label=_("Incident"))


class EndForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[c for c in Call.Outcome.choices if c[0]], widget=forms.RadioSelect
    )
    version = VERSION


NO_OUTCOME = "NONE"


class FilterForm(forms.Form):
    """What the list of calls is narrowed by. A chosen outcome says by itself whether the call is at work or ended."""

    q = forms.CharField(label=_("Number of the call"), max_length=20, required=False)
    category = forms.ChoiceField(label=_("About"), choices=[("", "—"), *Call.Category.choices], required=False)
    safety = forms.ChoiceField(label=_("Safety"), choices=[("", "—"), *Safety.choices], required=False)
    outcome = forms.ChoiceField(
        label=_("What came of it"), required=False,
        choices=[("", "—"), (NO_OUTCOME, _("nothing yet")), *[one for one in Call.Outcome.choices if one[0]]],
    )  # fmt: skip
