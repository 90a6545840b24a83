"""What a person chooses for himself or herself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class ProfileForm(forms.ModelForm):
    """Language, appearance and which e-mails come."""

    class Meta:
        model = User
        fields = ("language", "theme", "email_reminders", "email_escalations", "email_notices")
        widgets = {"theme": forms.RadioSelect}
        labels = {
            "language": _("Language"), "theme": _("Appearance"), "email_reminders": _("Reminders of my duties"),
            "email_escalations": _("Breached terms"), "email_notices": _("New notices to my agency"),
        }  # fmt: skip

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
