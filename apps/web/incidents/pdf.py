"""The official notice as PDF: number, article, times, sender, recipient, the duty, and a code to verify it by."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core import wall
from apps.incidents.models import Incident
from apps.incidents.reading import WHO_KNOWS_THE_CHILD
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.web import births, formats, wording
from apps.web.incidents.forms import sentence
from apps.web.typesetting import typeset

LANGUAGES = ("kk", "ru")


def response(incident: Incident, notice: Notice) -> HttpResponse:
    """The file, named by the notice's number."""
    answer = HttpResponse(build(incident, notice), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{notice.number}.pdf"'
    return answer


def build(incident: Incident, notice: Notice) -> bytes:
    """The PDF (archival and tagged)."""
    duties = list(notice.duties.select_related("rule").order_by("due_at", "pk"))
    with wall.lifted("the incident is the ground: who was told of it knows whom it concerns"):
        children = list(incident.concerned.select_related("child").order_by("pk"))
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append(letter(incident, notice, duties, children) | {"lang": language})
    data = {
        "title": f"{parts[0]['heading']} / {parts[1]['heading']}",
        "author": notice.sender.name_ru,
        "day": formats.local_day(notice.sent_at).timetuple()[:3],
        "footer": f"{notice.number} · {notice.subject_no}",
        "parts": parts,
        "code_spaced": spaced(notice.code),
        "url": settings.SITE_URL.rstrip("/") + reverse("verify:check", args=[notice.code]),
    }
    return typeset("notice.typ", data)


def letter(incident: Incident, notice: Notice, duties: list[Obligation], children: list[Any]) -> dict[str, Any]:
    """One language of the notice, as plain texts."""
    sender, number = notice.sender, notice.number
    return {
        "heading": _("Notice No. %(number)s") % {"number": number},
        "from_label": pgettext("sender", "From"),
        "from": _address(sender),
        "to_label": _("To"),
        "to": _recipient(notice),
        "lines": [_("Under the rules named below you are told of the following incident concerning a child.")],
        "columns": [_("What is told"), ""],
        "rows": _rows(incident, notice, children),
        "duties_heading": _("On what ground and within what term"),
        "duties": [_duty(duty) for duty in duties if duty.role or duty.rule.recipients],
        "closing": _(
            "Please acknowledge this notice in the system, or by telephone to the sender. The story of the"
            " incident and the names are shown in the system to persons who are allowed to see them."
        ),
        "verify_label": _("Verification code:"),
        "verify_text": _(
            "Anybody may check at the address below that this notice is genuine; its content is not shown there."
        ),
        "signed": notice.sender.name if incident.reporter_is_confidential else _signed(notice),
    }


def spaced(code: str) -> str:
    """In fours, as it is read out on the telephone."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _rows(incident: Incident, notice: Notice, children: list[Any]) -> list[list[str]]:
    area = incident.area
    where = ", ".join(filter(None, [area and area.name, area and area.region and area.region.name]))
    return [
        [_("Incident"), incident.number],
        [_("What happened"), sentence(incident.get_kind_display())],
        [_("Child"), "; ".join(_child(one, notice) for one in children)],
        [_("Fact established"), formats.instant(incident.established_at)],
        [_("District"), where],
        [_("Notice sent"), formats.instant(notice.sent_at)],
    ]


def _child(concerned: Any, notice: Notice) -> str:
    child = concerned.child
    if child is None:
        return _("not identified yet")
    if notice.role not in WHO_KNOWS_THE_CHILD:
        return child.number
    initials = "".join(f"{name[0]}." for name in (child.surname, child.given_name, child.patronymic) if name)
    return f"{child.number}, {initials}, {births.age(child, notice.sent_at)}"


def _duty(duty: Obligation) -> dict[str, str]:
    basis = " ".join(filter(None, [wording.basis_word(duty.rule.basis), wording.rule_article(duty.rule)]))
    term = _("Term: until %(due)s (%(basis)s).") % {
        "due": formats.instant(duty.due_at),
        "basis": wording.basis_word(duty.rule.term_basis),
    }
    return {"basis": f"{basis}.", "text": f"{duty.rule.duty}.", "term": term}


def _address(agency: Any) -> list[str]:
    return [part for part in (agency.name, agency.address, agency.phone) if part]


def _recipient(notice: Notice) -> list[str]:
    return _address(notice.recipient) if notice.recipient else [notice.recipient_name]


def _signed(notice: Notice) -> str:
    who = wording.full_name(notice.sent_by) if notice.sent_by else ""
    return _("Sent by: %(who)s, %(agency)s") % {"who": who, "agency": notice.sender.name} if who else notice.sender.name
