"""A poster as PDF: what the page is for, the numbers to call, and the QR code that leads there."""

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.complaints.models import Poster
from apps.core.localtime import local_day
from apps.web.typesetting import typeset


def build(poster: Poster, at: datetime) -> bytes:
    """The PDF, A4, in the language of the poster."""
    with translation.override(poster.language):
        return typeset("poster.typ", content(poster, at) | {"lang": poster.language})


def address_of(poster: Poster) -> str:
    """Where the code leads: the public page, which hears from it where the poster hangs and nothing else."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('intake:index')}?p={poster.code}"


def content(poster: Poster, at: datetime) -> dict[str, Any]:
    """What stands on the poster, in the active language."""
    return {
        "title": _("You can tell us"), "author": poster.office.name, "day": local_day(at).timetuple()[:3],
        "heading": _("You can tell us"),
        "lead": _("Does somebody hurt you? Are you treated unfairly? Write to the children's ombudsman."),
        "points": [
            _("Point your telephone at the square."), _("You need no name and no adult."),
            _("You get a code and read the answer with it."), _("Nobody learns who scanned the square."),
        ],
        "calls": _("In danger call 102 (police), 103 (ambulance) or 111 (children's line, free)."),
        "qr": [["1" if dark else "0" for dark in row] for row in segno.make(address_of(poster), error="m").matrix],
        "address": f"{settings.SITE_URL.rstrip('/')}{reverse('intake:index')}", "place": poster.place.name,
        "office": poster.office.name,
    }  # fmt: skip
