"""What is checked of a file beside names, birth date and IIN: contacts, languages, how a child was found."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector
from apps.core.phones import clean_phone
from apps.people.models import Child, Citizenship, Language

FIELDS = (
    "citizenship", "languages", "phone", "contacts", "found_on", "found_place", "found_circumstances", "refuge",
    "savings_told_on",
)  # fmt: skip
TEXTS = {"contacts": 250, "found_place": 250, "found_circumstances": 5000}
FOUND_RULE = "order.2025-08-29.databank"


def check_particulars(values: dict[str, Any], refuse: Collector, today: date) -> None:
    """Put the values in order; refuse what cannot stand."""
    for field, most in TEXTS.items():
        values[field] = (values[field] or "").strip()
        if len(values[field]) > most:
            refuse(_("At most %(longest)s characters.") % {"longest": most}, field=field)
    for field, choices in (("citizenship", Citizenship), ("refuge", Child.Refuge)):
        values[field] = values[field] or ""
        if values[field] and values[field] not in choices.values:
            refuse(_("Choose one of the list."), field=field)
    values["languages"] = sorted(set(values["languages"] or []), key=str)
    if not set(values["languages"]) <= set(Language.values):
        refuse(_("Choose from the list."), field="languages")
    values["phone"] = checked_phone(values["phone"], refuse)
    _check_finding(values, refuse, today)
    if values["savings_told_on"] and values["savings_told_on"] > today:
        refuse(_("This day has not come yet."), field="savings_told_on")


def checked_phone(text: str | None, refuse: Collector) -> str:
    """The number as it is stored."""
    try:
        phone = clean_phone(text or "")
    except ValueError:
        refuse(_("Write the telephone number with its code, for example +7 701 123 45 67."), field="phone")
        return ""
    return phone


def _check_finding(values: Mapping[str, Any], refuse: Collector, today: date) -> None:
    """A found child is registered without an IIN, but with the place and the circumstances."""
    found = values["found_on"]
    if found and found > today:
        refuse(_("This day has not come yet."), field="found_on")
    if found and values["birth_date"] and found < values["birth_date"]:
        refuse(_("A child cannot be found before it was born."), field="found_on")
    if values["no_iin_reason"] != Child.NoIin.FOUNDLING:
        return
    if not values["found_place"]:
        refuse(_("Say where the child was found."), field="found_place", rule=FOUND_RULE)
    if not values["found_circumstances"]:
        refuse(_("Say how the child was found and by whom."), field="found_circumstances", rule=FOUND_RULE)
