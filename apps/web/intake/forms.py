"""The questions to a child, each a form of its own, and what the forms of adults share with them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Area
from apps.complaints.checks import IDENTITY, LONGEST, MOST_RESPONDENTS, checked_identity, plain
from apps.core.errors import Collector, Refused
from apps.web.intake import bodies
from apps.web.intake.choices import NOBODY, SAFE, WAYS, WHO_CHILD
from apps.web.intake.draft import Draft

CHOOSE = {"required": _("Choose one answer."), "invalid_choice": _("Choose one answer.")}
WHERE_TO = {"required": _("Write where to answer, or go back and choose the answer with a code.")}
WORDS = {"autocomplete": "off"}


class StepForm(forms.Form):
    """One screen of questions about a letter that is being written. A refusal is plain words: no link to a rule that
    the sender cannot open."""

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft

    def refuse(self, refused: Refused) -> None:
        for one in refused.all:
            self.add_error(one.field if one.field in self.fields else None, ValidationError(str(one.message)))


class SafeForm(StepForm):
    safety = forms.ChoiceField(
        label=_("Are you safe now?"), choices=SAFE, widget=forms.RadioSelect, error_messages=CHOOSE
    )


class TextForm(StepForm):
    """What happened; asked of everybody."""

    text = forms.CharField(
        label=_("Tell it in your own words"), help_text=_("Write as it comes. Mistakes do not matter."),
        widget=forms.Textarea({"rows": 8, **WORDS}),
        error_messages={"required": _("Write what happened. A few words are enough.")},
    )  # fmt: skip

    def clean_text(self) -> str:
        text = plain(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("Write what happened. A few words are enough."))
        if len(text) > LONGEST:
            raise ValidationError(_("This is too long: at most 20,000 letters. You can write more after sending."))
        return text


class WhoForm(StepForm):
    """Who did it: a few large choices, and a body of the register by its name."""

    who = forms.MultipleChoiceField(
        label=_("Who did it?"), choices=WHO_CHILD, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("You may choose several. You may also skip this."),
    )  # fmt: skip
    described = forms.CharField(
        label=_("Who exactly?"), required=False, widget=forms.TextInput(WORDS),
        help_text=_("For example: the number of the school, a name, a nickname."),
    )  # fmt: skip
    find = forms.CharField(
        label=_("Find it in the list"), required=False, widget=forms.TextInput(WORDS),
        help_text=_("Write a part of the name of the school or the home, and press “Find”."),
    )  # fmt: skip
    bodies = forms.MultipleChoiceField(
        label=_("Is it one of these?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked_for = self.draft.get("find").strip()
        chosen = bodies.named(self.draft.all("bodies"))
        found = [one for one in bodies.find(self.looked_for) if one not in chosen]
        self.fields["bodies"].choices = [(str(one.pk), bodies.spoken(one)) for one in [*chosen, *found]]

    def clean_described(self) -> str:
        return _short(self.cleaned_data["described"], 400)

    def clean_bodies(self) -> list[str]:
        chosen = self.cleaned_data["bodies"]
        named = [one for one in self.cleaned_data.get("who", []) if one != NOBODY]
        if len(chosen) + len(named) > MOST_RESPONDENTS:
            raise ValidationError(_("Choose at most five."))
        return chosen


class WhereForm(StepForm):
    region = forms.ChoiceField(
        label=_("Where did it happen?"), required=False, help_text=_("You may skip this."),
        error_messages={"invalid_choice": _("Choose a region of the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = sorted(Area.objects.filter(level=Area.Level.REGION), key=str)
        self.fields["region"].choices = [("", _("I don't want to say"))] + [(str(one.pk), str(one)) for one in regions]


class DistrictForm(StepForm):
    district = forms.ChoiceField(
        label=_("Which district or town?"), required=False, help_text=_("You may skip this."),
        error_messages={"invalid_choice": _("Choose a district of the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", _("I don't want to say")), *districts(self.draft.get("region"))]


class AnswerForm(StepForm):
    way = forms.ChoiceField(
        label=_("May we answer you?"), choices=WAYS, widget=forms.RadioSelect, error_messages=CHOOSE,
        help_text=_("You get a code in any case. With it you can read the answer here."),
    )  # fmt: skip


class ContactForm(StepForm):
    """Where to answer, and when that is safe."""

    phone = forms.CharField(
        label=_("Your telephone"), error_messages=WHERE_TO,
        widget=forms.TextInput({"inputmode": "tel", "type": "tel", **WORDS}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("Your e-mail"), error_messages=WHERE_TO,
        widget=forms.TextInput({"inputmode": "email", "type": "email", **WORDS}),
    )  # fmt: skip
    safe = forms.CharField(
        label=_("When is it safe?"), required=False, widget=forms.Textarea({"rows": 3, **WORDS}),
        help_text=_("For example: on weekdays after lessons. My sister may pick up the telephone, my father may not."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email" if self.draft.get("way") == "PHONE" else "phone"]

    def clean(self) -> dict[str, Any]:
        check_identity(self, {**self.cleaned_data, "way": self.draft.get("way")})
        return self.cleaned_data


class NameForm(StepForm):
    name = forms.CharField(
        label=_("What is your name?"), required=False, widget=forms.TextInput(WORDS),
        help_text=_("Only if you want to. You can also tell it later."),
    )  # fmt: skip

    def clean_name(self) -> str:
        return _short(self.cleaned_data["name"], IDENTITY["name"])


class CodeForm(forms.Form):
    """The receipt, as somebody reads it off a paper."""

    code = forms.CharField(
        label=_("Your code"), required=False, help_text=_("16 digits. Spaces do not matter."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    code.is_needed = True  # type: ignore[attr-defined]


def districts(region: str) -> list[tuple[str, str]]:
    """Districts of a region, as choices."""
    if not (region.isdecimal() and len(region) < 19):
        return []
    found = Area.objects.filter(level=Area.Level.DISTRICT, parent_id=region).select_related("parent")
    return [(str(one.pk), str(one)) for one in sorted(found, key=str)]


def check_identity(form: forms.Form, identity: dict[str, Any]) -> None:
    """What the domain says of a name, a telephone, an address; at the fields that the form has."""
    refuse = Collector()
    checked_identity(identity, refuse)
    for one in refuse.refusals:
        if one.field in form.fields and one.field not in form.errors:
            form.add_error(one.field, ValidationError(str(one.message)))


def _short(text: str, longest: int) -> str:
    kept = plain(text)
    if len(kept) > longest:
        raise ValidationError(_("This is too long: at most %(longest)d letters.") % {"longest": longest})
    return kept
