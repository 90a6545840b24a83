"""The certificate of completed mentoring training as PDF, in Kazakh or Russian."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.localtime import local_day
from apps.mentoring.models import Certificate
from apps.web import formats, wording
from apps.web.incidents.pdf import LANGUAGES
from apps.web.typesetting import typeset

__all__ = ["LANGUAGES", "build"]


def build(certificate: Certificate, language: str, at: datetime) -> bytes:
    """The PDF (archival and tagged); data travel as JSON, so that nothing typed by people is markup."""
    with translation.override(language):
        data = content(certificate, at) | {"lang": language}
    return typeset("certificate.typ", data)


def content(certificate: Certificate, at: datetime) -> dict[str, Any]:
    """What stands on the certificate, as plain texts in the active language."""
    programme, result = certificate.programme, certificate.result
    heading = _("Certificate No. %(number)s") % {"number": certificate.number}
    rows = [
        (_("Programme"), programme.title if programme else ""),
        (_("Hours"), str(programme.hours) if programme else ""),
        (_("Result of the test"), f"{result.score} %" if result else ""),
        (_("Issued on"), formats.long_date(certificate.issued_on, weekday=False)),
        (
            _("Valid until"),
            formats.long_date(certificate.valid_until, weekday=False) if certificate.valid_until else "",
        ),
    ]
    return {
        "title": heading, "heading": heading, "day": local_day(at).timetuple()[:3], "author": certificate.agency.name,
        "issuer": certificate.agency.name, "lead": _("This certifies that"), "name": certificate.candidate.full_name,
        "text": _("has completed the training of persons who wish to become mentors, under paragraph 7 of Article 28-2"
                  " of the Law of the Republic of Kazakhstan “On the Rights of the Child in the Republic of"
                  " Kazakhstan”."),
        "rows": [list(row) for row in rows if row[1]],
        "free": _("The training and this certificate are free of charge."),
        "revoked": _("REVOKED") if certificate.revoked_at else "",
        "signature": _("signature, seal"), "signed": _signed(certificate),
        "footer": _("Whether it is in force is told by the organisation that issued it."),
    }  # fmt: skip


def _signed(certificate: Certificate) -> str:
    return certificate.agency.head_name or wording.full_name(certificate.issued_by)
