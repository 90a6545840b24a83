"""Colours, signs and words of sessions and certificates."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.mentoring.models import Certificate, Session
from apps.mentoring.sifting import ENDS_SOON


def session_look(session: Session, at: datetime, unrecorded: int = 0) -> tuple[str, str, str]:
    """Colour, sign and word: ahead, running, roll missing, over, called off."""
    if session.cancelled_at:
        return "off", "off", _("called off")
    if session.starts_at > at:
        return "run", "calendar", _("planned")
    if unrecorded:
        return "soon", "soon", _("roll not called: %(n)s") % {"n": unrecorded}
    return ("met", "check", _("held")) if session.ends_at <= at else ("run", "clock", _("takes place now"))


def certificate_look(certificate: Certificate, today: date) -> tuple[str, str, str]:
    """Colour, sign and word: in force, ends soon, ended, revoked."""
    if certificate.revoked_at:
        return "over", "off", _("revoked")
    if certificate.valid_until is None:
        return "met", "check", _("in force")
    until = {"day": f"{certificate.valid_until:%d.%m.%Y}"}
    if certificate.valid_until < today:
        return "off", "late", _("ended %(day)s") % until
    if certificate.valid_until <= today + ENDS_SOON:
        return "soon", "soon", _("ends on %(day)s") % until
    return "met", "check", _("until %(day)s") % until


def share(part: int, whole: int) -> dict[str, Any]:
    """A bar of hours: its width and figure."""
    width = min(100 * part / whole, 100) if whole else 0
    return {"width": f"{width:.0f}%", "figure": _("%(n)s of %(all)s") % {"n": part, "all": whole}}
