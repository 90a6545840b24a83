"""What is checked before a paper is written: one set of checks for page and API."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Collector, Refused
from apps.documents.contents import IMAGES, Taken
from apps.documents.models import Compartment, Paper, open_compartments

FIELDS = ("kind", "title", "number", "issued_by", "issued_on", "expires_on", "compartment")
TEXTS = {"title": 200, "number": 60, "issued_by": 200}
EARLIEST = date(1900, 1, 1)


def checked(data: Mapping[str, Any], *, by: User, today: date) -> dict[str, Any]:
    """The values as they should be stored. Raises Refusals with everything that cannot stand.

    A medical conclusion always lies in the compartment of health.
    """
    refuse = Collector()
    values = {field: data.get(field) or None for field in FIELDS}
    for field, longest in TEXTS.items():
        values[field] = _text(values[field], longest, field, refuse)
    values["kind"] = values["kind"] or ""
    if values["kind"] not in Paper.Kind.values:
        refuse(_("Choose what kind of document it is."), field="kind")
    _check_compartment(values, by, refuse)
    _check_days(values, today, refuse)
    refuse.done()
    return values


def checked_text(value: Any, longest: int, field: str) -> str:
    """One line without spaces around it. Raises Refused when it is too long."""
    refuse = Collector()
    text = _text(value, longest, field, refuse)
    refuse.done()
    return text


def check_photo(kind: str, taken: Taken) -> None:
    if kind == Paper.Kind.PHOTO and taken.media_type not in IMAGES:
        raise Refused(_("A photo of the child is a JPEG or PNG picture."), field="file")


def _text(value: Any, longest: int, field: str, refuse: Collector) -> str:
    text = " ".join(str(value or "").split())
    if len(text) > longest:
        refuse(_("At most %(longest)s characters.") % {"longest": longest}, field=field)
    return text


def _check_compartment(values: dict[str, Any], by: User, refuse: Collector) -> None:
    """Nobody puts a paper where the own post does not let one look."""
    compartment = values["compartment"] or ""
    if values["kind"] == Paper.Kind.MEDICAL:
        compartment = Compartment.HEALTH
    values["compartment"] = compartment
    if compartment not in Compartment.values:
        refuse(_("Choose who sees the document."), field="compartment")
    elif compartment not in open_compartments(by):
        field = "kind" if values["kind"] == Paper.Kind.MEDICAL else "compartment"
        refuse(_("Your present post does not open this part of the file."), field=field)


def _check_days(values: dict[str, Any], today: date, refuse: Collector) -> None:
    issued, expires = values["issued_on"], values["expires_on"]
    if issued and not EARLIEST <= issued <= today:
        refuse(_("The document cannot be issued in the future. Check the year."), field="issued_on")
    if issued and expires and expires < issued:
        refuse(_("The document cannot end before it was issued."), field="expires_on")
    elif expires and not EARLIEST.year <= expires.year <= today.year + 100:
        refuse(_("Check the year."), field="expires_on")
